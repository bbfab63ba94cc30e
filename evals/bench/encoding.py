"""Our encoder against `SentenceTransformer.encode` as it comes: `python -m evals.bench.encoding [TEXTS [ROUNDS]]`.

The same weights encode the same texts, TEXTS passages of the bundled sample, in turn in one process: ROUNDS times each,
so that a load on the machine falls on all. Prints passages a wall-clock second and a CPU second (medians), their
ratio to sentence-transformers (median of the ratios within a round), and the cosine of the vectors with its float32
ones. Needs the `torch` extra.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from evals.bench.published import write_published
from retrievers.embedding import MiniLMEmbedder, Vectors
from retrievers.errors import UserError
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.models.runtime import precision
from retrievers.sample import SOURCES
from retrievers.schema import Frozen

TEXTS = 512
ROUNDS = 5
_USAGE = "Give numbers or nothing: python -m evals.bench.encoding [TEXTS [ROUNDS]]"

Encode = Callable[[list[str]], Vectors]


class Throughput(Frozen):
    """How fast one encoder was, beside the first one."""

    name: str
    per_second: float
    """Passages a second of wall-clock time, median over the rounds."""
    per_cpu_second: float
    """Passages a second of CPU time of all threads, median over the rounds."""
    ratio: float
    """Wall-clock rate over that of the first encoder in the same round, median over the rounds."""
    cpu_ratio: float
    cosine_mean: float
    cosine_least: float
    """Of the vectors with those of the first encoder."""


def compare(encoders: Mapping[str, Encode], texts: Sequence[str], rounds: int = ROUNDS) -> list[Throughput]:
    """Encode `texts` with each encoder in turn, `rounds` times; the first is what the others are compared with."""
    held = list(texts)
    vectors = {name: encode(held) for name, encode in encoders.items()}
    walls: dict[str, list[float]] = {name: [] for name in encoders}
    cpus: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(rounds):
        for name, encode in encoders.items():
            wall, cpu = time.perf_counter(), time.process_time()
            encode(held)
            walls[name].append(time.perf_counter() - wall)
            cpus[name].append(time.process_time() - cpu)
    first = next(iter(encoders))
    return [_throughput(name, first, vectors, walls, cpus, len(held)) for name in encoders]


def _throughput(
    name: str,
    first: str,
    vectors: Mapping[str, Vectors],
    walls: Mapping[str, list[float]],
    cpus: Mapping[str, list[float]],
    count: int,
) -> Throughput:
    cosines = np.einsum("nd,nd->n", vectors[first].astype(np.float64), vectors[name].astype(np.float64))
    return Throughput(
        name=name,
        per_second=count / statistics.median(walls[name]),
        per_cpu_second=count / statistics.median(cpus[name]),
        ratio=_ratio(walls[first], walls[name]),
        cpu_ratio=_ratio(cpus[first], cpus[name]),
        cosine_mean=float(cosines.mean()),
        cosine_least=float(cosines.min()),
    )


def _ratio(one: Sequence[float], other: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def encoders(folder: Path) -> Mapping[str, Encode]:
    """Return what is compared: sentence-transformers with its defaults, and ours in every precision of this CPU.

    `folder` takes the weights as a sentence-transformers model; `UserError` if the `torch` extra is not installed.
    """
    write_published(folder)
    from sentence_transformers import SentenceTransformer

    theirs: Any = SentenceTransformer(str(folder), device="cpu")

    def published(texts: list[str]) -> Vectors:
        vectors = theirs.encode(texts, show_progress_bar=False)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    kinds = dict.fromkeys((precision(), "f32"))
    return {"sentence-transformers": published} | {
        f"quaestor {kind}": MiniLMEmbedder(computed_in=kind).encode for kind in kinds
    }


class _Unread:
    """An embedder that reads nothing: only the passages of what is built with it are wanted."""

    name = identity = "unread"
    dimension = 1

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.ones((len(texts), 1), np.float32)


def sample_texts(count: int) -> Iterator[str]:
    """Yield `count` passages of the bundled sample, from the start again when they are used up."""
    with tempfile.TemporaryDirectory() as folder:
        build(SOURCES, Path(folder) / "kb", embedder=_Unread())
        with KnowledgeBase.open(Path(folder) / "kb") as kb:
            texts = list(kb.store.texts())
    for place in range(count):
        yield texts[place % len(texts)]


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `UserError` if the arguments are no numbers."""
    if len(arguments) > 2 or not all(argument.isdigit() and int(argument) for argument in arguments):
        raise UserError(_USAGE)
    count, rounds = (int(value) for value in (*arguments, *map(str, (TEXTS, ROUNDS)[len(arguments) :])))
    texts = list(sample_texts(count))
    with tempfile.TemporaryDirectory() as folder:
        measured = compare(encoders(Path(folder)), texts, rounds)
    words = sum(len(text.split()) for text in texts) / len(texts)
    table = Table(title=f"{count} passages of {words:.0f} words, {rounds} rounds in turn")
    table.add_column("encoder")
    for column in ("passages/s", "ratio", "passages/CPU s", "CPU ratio", "cosine mean", "cosine least"):
        table.add_column(column, justify="right")
    for one in measured:
        rates = (f"{one.per_second:.1f}", f"{one.ratio:.2f}", f"{one.per_cpu_second:.1f}", f"{one.cpu_ratio:.2f}")
        table.add_row(one.name, *rates, f"{one.cosine_mean:.5f}", f"{one.cosine_least:.5f}")
    Console(highlight=False, width=120).print(table)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)
