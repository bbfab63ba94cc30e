"""Measure a reader's model on rows for readers, and with the gold passages of multi-hop sets given.

    python -m evals.training.reader.evaluate --rows eval_xquad.jsonl.gz --sets hotpotqa_dev_a:500 --limit 300
    python -m evals.training.reader.evaluate --triples 2wiki_dev_extra --limit 300

Triples are asked for yes or no.
Printed are exact match and F1, and, of rows with passages that do not belong, how many of those that do are among as
many of the most relevant.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from evals.datasets.multihop import load_multihop
from evals.metrics import answer_scores
from evals.suites.multihop import choose
from evals.training.reader.hops import of_triples
from evals.training.reader.rows import Row, limited, of_readers, of_set
from retrievers.answer_type import answer_type
from retrievers.reading.trained.chains import read
from retrievers.reading.trained.network import FOLDER, ReaderNetwork
from retrievers.reading.trained.reader import ChainReader
from retrievers.schema import AnswerType, Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """Means over the questions of one set, in percent."""

    questions: int
    em: float
    f1: float
    belonging: float
    """Share of the passages that belong among as many of the most relevant; nan if all belong."""
    pairs_per_s: float


def measure(network: ReaderNetwork, rows: Sequence[Row]) -> Measured:
    """Read the answers from the passages that belong, and weigh all passages one by one."""
    mixed = [row for row in rows if not all(row.gold)]
    started = time.perf_counter()  # first, since the network remembers what it read
    shares = [_belonging(network, row) for row in mixed]
    seconds = time.perf_counter() - started
    reader = ChainReader(network)
    scores = [_answered(reader, row) for row in rows]
    return Measured(
        questions=len(rows),
        em=100 * float(np.mean([score["em"] for score in scores])),
        f1=100 * float(np.mean([score["f1"] for score in scores])),
        belonging=100 * float(np.mean(shares)) if shares else float("nan"),
        pairs_per_s=sum(len(row.texts) for row in mixed) / seconds if mixed else float("nan"),
    )


def _answered(reader: ChainReader, row: Row) -> Mapping[str, float]:
    """Score the answer that is read from the passages that belong; a row says whether it asks for yes or no."""
    given = [_passage(number, row) for number, rests in enumerate(row.gold) if rests]
    expects = AnswerType.YES_NO if row.verdict is not None else answer_type(row.question)
    if row.verdict is None and expects is AnswerType.YES_NO:
        expects = AnswerType.ENTITY
    readings = reader.read(row.question, given, expects=expects, top=1)
    answers = row.answers if row.verdict is None else ("yes" if row.verdict else "no",)
    return answer_scores(readings[0].text if readings else "", answers)


def _belonging(network: ReaderNetwork, row: Row) -> float:
    """Return the share of the passages that belong among as many of the most relevant."""
    said = read(network, row.question, row.texts, [(place,) for place in range(len(row.texts))])
    best = np.argsort([-each.relevance for each in said], kind="stable")[: sum(row.gold)]
    return float(np.array(row.gold)[best].sum() / sum(row.gold))


def _passage(number: int, row: Row) -> Passage:
    text = row.texts[number]
    return Passage(id=str(number), document=str(number), title=text.title, text=text.text, start=0, end=len(text.text))


def _rows(arguments: argparse.Namespace) -> Iterator[tuple[str, list[Row]]]:
    for path in arguments.rows:
        yield path.name, list(choose(list(of_readers(path, frozenset())), arguments.limit, 0))
    for prefix, limit in map(limited, arguments.sets):
        wanted = {question.question for question in choose(load_multihop(prefix).questions, limit, 0)}
        yield prefix.name, [row for row in of_set(prefix) if row.question in wanted][: arguments.limit]
    for prefix in arguments.triples:
        asked = [row for row in of_triples(prefix, 0) if row.verdict is not None]
        yield f"{prefix.name} yes/no", list(choose(asked, arguments.limit, 0))


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description="Measure a reader's model.")
    parser.add_argument("--model", type=Path, default=FOLDER)
    parser.add_argument("--rows", type=Path, nargs="*", default=[], help="rows for readers, .jsonl.gz")
    parser.add_argument("--sets", nargs="*", default=[], help="prefixes of multi-hop sets, or prefix:limit")
    parser.add_argument("--triples", type=Path, nargs="*", default=[], help="prefixes of sets with `evidences`")
    parser.add_argument("--limit", type=int, help="questions of each")
    arguments = parser.parse_args()
    network = ReaderNetwork(arguments.model)
    table = Table("set", "questions", "EM", "F1", "belonging", "pairs/s")
    for name, rows in _rows(arguments):
        found = measure(network, rows)
        numbers = (found.em, found.f1, found.belonging, found.pairs_per_s)
        table.add_row(name, str(found.questions), *(f"{number:.1f}" for number in numbers))
    Console().print(table)


if __name__ == "__main__":
    main()
