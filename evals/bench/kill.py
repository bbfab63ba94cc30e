"""Does a knowledge base survive `kill -9`? `python -m evals.bench.kill [--times 200] [--seed 1] [--readers 2]`.

A folder of documents, tables and triples changes at random; each change is indexed by a process that is killed at a
random instant of it, while other processes read. After each kill the knowledge base must open, must be whole to the
last hash, and must hold the files as they were before the change or after it; once the command was run again, as they
are now. What it should hold is told from the files themselves. Exit code 1 if any of this fails.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

# What a build imports on its way is imported here, once for all forks.
import bm25s.stopwords  # noqa: F401
import duckdb
import faiss  # noqa: F401
import numpy as np
import semantic_text_splitter  # noqa: F401
import Stemmer  # noqa: F401
from rich.console import Console

import retrievers.dense
import retrievers.graph.store.triples
import retrievers.ingest.tables
import retrievers.lexical
import retrievers.links  # noqa: F401
from evals.bench.folders import State, change, holds, start, write
from retrievers.embedding.base import Vectors
from retrievers.ingest import update
from retrievers.knowledge_base import KnowledgeBase
from retrievers.schema import Frozen
from retrievers.verify import verify

_OVER = 1.15
"""The latest kill, in durations of an undisturbed run."""
_PAUSE_S = 0.2


class Outcome(Frozen):
    """What became of one change."""

    killed: bool
    """Whether the kill came before the end."""
    found: str
    """`old`, `new`, or what was found instead."""
    faults: tuple[str, ...]
    """What a check of the files found after the kill."""
    mended: str
    """`new` if the run after it held everything, or what was found instead."""
    left: bool
    """Whether the run after it left anything behind."""

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost."""
        return self.found in {"old", "new"} and not self.faults and self.mended == "new" and not self.left


class Summary(Frozen):
    """What became of all."""

    kills: int
    finished: int
    """Runs that ended before they were to be killed."""
    old: int
    new: int
    bad: tuple[str, ...]
    """Outcomes that should not be, as JSON."""
    views: int
    """How often another process read a version as a whole."""
    strange_views: int
    """Views of what the folder never held, and reads that failed."""
    run_s: float
    """Median of an undisturbed run, in seconds."""


class CheapEmbedder:
    """Words to fixed directions: what is measured here is the disk, not the encoder."""

    name = "cheap"
    dimension = 16
    identity = "cheap-words-16"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), 16) unit rows."""
        sums = np.array([[zlib.crc32(f"{axis}{text}".encode()) for axis in range(16)] for text in texts], np.float64)
        rows = sums / 2**31 - 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def run(times: int, seed: int, readers: int, place: Path, told: Callable[[int], None] = lambda _: None) -> Summary:
    """Kill `times` runs in the empty folder `place`, while `readers` processes read."""
    chance = random.Random(seed)  # noqa: S311 - a seed is what makes it repeatable
    folder, kb = place / "files", place / "kb"
    state = start(chance)
    write(folder, {}, state)
    took = [_whole_run(folder, kb)]
    outcomes: list[Outcome] = []
    states = [state]
    with _reading(kb, place / "views", readers):
        while sum(outcome.killed for outcome in outcomes) < times:
            before, state = state, change(state, chance)
            write(folder, before, state)
            states.append(state)
            delay = chance.random() * _OVER * statistics.median(took[-9:])
            killed = _killed(partial(_index, folder, kb, sync=chance.random() < 0.5), delay)
            outcomes.append(_outcome(folder, kb, before, state, killed, took))
            told(sum(outcome.killed for outcome in outcomes))
    views = _views(place / "views")
    known = {_fingerprint(holds(state)) for state in states}
    return Summary(
        kills=sum(outcome.killed for outcome in outcomes),
        finished=sum(not outcome.killed for outcome in outcomes),
        old=sum(outcome.found == "old" for outcome in outcomes if outcome.killed),
        new=sum(outcome.found == "new" for outcome in outcomes if outcome.killed),
        bad=tuple(outcome.model_dump_json() for outcome in outcomes if not outcome.is_good),
        views=views.total(),
        strange_views=sum(count for view, count in views.items() if view not in known),
        run_s=round(statistics.median(took), 3),
    )


def _outcome(folder: Path, kb: Path, before: State, after: State, killed: bool, took: list[float]) -> Outcome:
    wanted = {_fingerprint(holds(before)): "old", _fingerprint(holds(after)): "new"}
    found, faults = _looked_at(kb)
    took.append(_whole_run(folder, kb))
    mended, more = _looked_at(kb)
    return Outcome(
        killed=killed,
        found=wanted.get(found, found),
        faults=(*faults, *more),
        mended="new" if mended == _fingerprint(holds(after)) else mended,
        left=(kb / "building").exists(),
    )


def _whole_run(folder: Path, kb: Path) -> float:
    started = time.monotonic()
    code, text = _forked(partial(_index, folder, kb, sync=False))
    if code:
        raise RuntimeError(f"a run that was not killed ended with {code}: {text}")
    return time.monotonic() - started


def _index(folder: Path, kb: Path, *, sync: bool) -> str:
    update([folder], kb, sync=sync, embedder=CheapEmbedder())
    return ""


def _looked_at(kb: Path) -> tuple[str, tuple[str, ...]]:
    code, text = _forked(partial(_look, kb))
    if code:
        return f"cannot be read: {text}", ()
    view, *faults = json.loads(text)
    return view, tuple(faults)


def _look(kb: Path) -> str:
    faults = [f"{fault.file} {fault.what}" for fault in verify(kb)]
    return json.dumps([_view(kb), *faults])


def _view(kb: Path) -> str:
    """Return a hash of all that a reader finds: texts, tables and triples."""
    with KnowledgeBase.open(kb, CheapEmbedder()) as base:
        texts = {name: base.store.document(name).text for name in base.store.document_ids()}
        triples = sorted(
            [triple.subject, triple.relation, triple.object]
            for triple in map(base.graph.triple, range(len(base.graph)))
        )
        rows = {}
        if base.tables is not None:
            with duckdb.connect(str(base.tables), read_only=True) as tables:
                names = [table.name for table in base.card().tables]
                rows = {
                    name: [list(map(str, row)) for row in tables.execute(f"FROM {name}").fetchall()] for name in names
                }
        return _fingerprint({"texts": texts, "tables": rows, "triples": triples})


def _fingerprint(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _forked(work: Callable[[], str]) -> tuple[int, str]:
    """Return exit code and result of `work`, done in a process of its own."""
    read, wrote = os.pipe()
    child = _start(work, wrote)
    os.close(wrote)
    with os.fdopen(read, encoding="utf-8") as answer:
        text = answer.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def _start(work: Callable[[], str], pipe: int) -> int:
    child = os.fork()
    if child:
        return child
    code, text = 1, ""
    try:
        text, code = work(), 0
    except BaseException as error:  # noqa: BLE001 - the edge of the process: whatever it is, it is told and ends here
        text = f"{type(error).__name__}: {error}"
    finally:
        os.write(pipe, text.encode()[:60_000])
        os._exit(code)


def _killed(work: Callable[[], str], delay: float) -> bool:
    """Start `work`, kill it after `delay` seconds, and tell whether the kill came before its end."""
    read, wrote = os.pipe()
    child = _start(work, wrote)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(read)
    os.close(wrote)
    return code == -signal.SIGKILL


@contextmanager
def _reading(kb: Path, views: Path, readers: int) -> Iterator[None]:
    """Let other processes read `kb` over and over; what they see goes to files in `views`."""
    views.mkdir()
    children = []
    for number in range(readers):
        read, wrote = os.pipe()
        children.append(_start(partial(_read_on, kb, views / str(number)), wrote))
        os.close(read)
        os.close(wrote)
    try:
        yield
    finally:
        for child in children:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def _read_on(kb: Path, views: Path) -> str:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with views.open("a", encoding="utf-8", buffering=1) as file:
        while True:
            try:
                view = _view(kb)
            except Exception as error:  # noqa: BLE001 - a reader may fail in no way: each is kept and told
                view = f"{type(error).__name__}: {error}"
            file.write(f"{view}\n")
            time.sleep(_PAUSE_S)


def _views(folder: Path) -> Counter[str]:
    return Counter(line for path in folder.iterdir() for line in path.read_text("utf-8").splitlines())


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.kill", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--readers", type=int, default=2)
    given = parser.parse_args(arguments)
    console = Console(stderr=True, highlight=False)
    with tempfile.TemporaryDirectory() as name, console.status("") as status:
        told = lambda kills: status.update(f"{kills} of {given.times} killed")  # noqa: E731
        summary = run(given.times, given.seed, given.readers, Path(name), told)
    Console(highlight=False, soft_wrap=True).print_json(summary.model_dump_json())
    return int(bool(summary.bad or summary.strange_views))


if __name__ == "__main__":
    sys.exit(main())
