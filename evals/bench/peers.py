"""Our retrieval beside Haystack's and txtai's: `python -m evals.bench.peers PREFIX [LIMIT]`.

PREFIX names `PREFIX.questions.jsonl` and `PREFIX.corpus.jsonl[.gz]`. Every system indexes the same passages with the
same vectors of the same encoder, computed once before, and is asked the same LIMIT questions one at a time, each in a
process of its own. Prints recall@5, the time to build (the encoding of the passages not counted), the p50 of a query
(its encoding counted) and the peak memory of the process. The peers are those of the `bench` extra.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from agent.settings import Settings
from evals.bench.contenders import CONTENDERS
from evals.datasets import MultihopSet, load_multihop
from evals.encoded import EncodedOnce
from evals.metrics import all_recall, recall
from evals.report import percentile
from evals.schema import Question
from evals.suites.multihop import choose
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.schema import Frozen
from retrievers.titles import titled

LIMIT = 300
DEPTH = 5
_SEED = 0
_MEBI = 2**20
_USAGE = "Give a prefix and perhaps a limit: python -m evals.bench.peers PREFIX [LIMIT]"


class Result(Frozen):
    """What one system gave."""

    name: str
    recall: float
    """At 5, mean over the questions."""
    all_recall: float
    build_s: float
    p50_ms: float
    p95_ms: float
    loaded_mb: float
    """Peak memory of the process before the passages are read: libraries and encoder."""
    peak_mb: float


def run_one(name: str, folder: Path) -> Result:
    """Measure one system on what `prepare` wrote to `folder`, in this process."""
    read = load_multihop(folder / "set")
    embedder = EncodedOnce(default_embedder())
    contender = CONTENDERS[name](embedder, read.corpus)
    embedder.encode([read.questions[0].question])
    loaded = _peak_mb()
    texts = passage_texts(read)
    vectors = np.load(folder / "vectors.npy")
    embedder.remember(texts, vectors)
    started = time.perf_counter()
    contender.build(list(read.texts), texts, vectors)
    build_s = time.perf_counter() - started
    embedder.forget()
    contender.search(read.questions[0].question, DEPTH)
    times, found = [], []
    for question in read.questions:
        started = time.perf_counter()
        found.append(contender.search(question.question, DEPTH))
        times.append(1000 * (time.perf_counter() - started))
    pairs = list(zip(found, read.questions, strict=True))
    return Result(
        name=name,
        recall=float(np.mean([recall(ids, question.gold, DEPTH) for ids, question in pairs])),
        all_recall=float(np.mean([all_recall(ids, question.gold, DEPTH) for ids, question in pairs])),
        build_s=build_s,
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
        loaded_mb=loaded,
        peak_mb=_peak_mb(),
    )


def prepare(read: MultihopSet, questions: Sequence[Question], folder: Path, kept: Path) -> float:
    """Write the set and the passages' vectors to `folder` for the processes to come; return the seconds of encoding.

    Vectors that an earlier run left in the folder `kept` are taken, with the seconds that they took.
    """
    corpus = [{"pid": pid, "title": read.titles[pid], "text": text} for pid, text in read.texts.items()]
    asked = [{"question": q.question, "answer": q.answers[0], "gold_pids": q.gold} for q in questions]
    for name, rows in (("corpus", corpus), ("questions", asked)):
        (folder / f"set.{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    cached = kept / f"{read.corpus_digest[:16]}-{default_embedder().identity}.npz"
    if not cached.exists():
        started = time.perf_counter()
        vectors = default_embedder().encode(passage_texts(read))
        kept.mkdir(parents=True, exist_ok=True)
        draft = cached.with_suffix(".draft.npz")
        np.savez(draft, vectors=vectors, seconds=time.perf_counter() - started)
        draft.replace(cached)
    with np.load(cached) as held:
        np.save(folder / "vectors.npy", held["vectors"])
        return float(held["seconds"])


def passage_texts(read: MultihopSet) -> list[str]:
    """Return what every system indexes of each passage: its title and its text."""
    return [titled(read.titles[pid], text) for pid, text in read.texts.items()]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / _MEBI


def main(arguments: Sequence[str]) -> None:
    """Measure and print a table; `UserError` if the arguments name no question set or a peer is not installed."""
    if len(arguments) not in {1, 2} or not all(argument.isdigit() for argument in arguments[1:]):
        raise UserError(_USAGE)
    read = load_multihop(Path(arguments[0]))
    limit = int(arguments[1]) if len(arguments) == 2 else LIMIT
    questions = choose([question for question in read.questions if question.gold], limit, _SEED)
    if not questions:
        raise UserError(f"No question of {read.name} has gold_pids; recall needs them.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoding = prepare(read, questions, folder, Settings().cache / "bench")
        results = [_apart(contender, folder) for contender in CONTENDERS]
    title = f"{read.name}: {len(questions)} questions over {len(read.texts)} passages, encoded in {encoding:.0f} s"
    table = Table(title=title)
    table.add_column("system")
    for column in ("recall@5", "all recall@5", "build s", "p50 ms", "p95 ms", "loaded MB", "peak MB"):
        table.add_column(column, justify="right")
    for one in results:
        shares = (f"{one.recall:.3f}", f"{one.all_recall:.3f}")
        costs = (one.build_s, one.p50_ms, one.p95_ms)
        table.add_row(
            one.name, *shares, *(f"{cost:.1f}" for cost in costs), f"{one.loaded_mb:.0f}", f"{one.peak_mb:.0f}"
        )
    Console(highlight=False, width=120).print(table)


def _apart(contender: str, folder: Path) -> Result:
    command = [sys.executable, "-m", "evals.bench.peers", contender, str(folder), "--one"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if "ModuleNotFoundError" in done.stderr:
        raise UserError("The peers are not installed: pip install 'quaestor[bench]'.")
    if done.returncode:
        raise RuntimeError(f"{contender} failed:\n{done.stderr[-2000:]}")
    return Result.model_validate_json(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    try:
        if sys.argv[-1] == "--one":
            sys.stdout.write(run_one(sys.argv[1], Path(sys.argv[2])).model_dump_json() + "\n")
        else:
            main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)
