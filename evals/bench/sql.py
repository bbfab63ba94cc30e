"""Execution accuracy of the embedded SQL writer: `python -m evals.bench.sql FOLDER [LIMIT [SEED]]`.

FOLDER holds `questions.jsonl` (db_id, question, query) and `database/*.sqlite`. The questions are drawn evenly over the
databases. Gold statements run on the SQLite files as they are, ours on what is ingested of them.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.reasoner.embedded.sql_writer import SqlWriter
from evals.metrics.execution import Hardness, hardness, same_rows
from retrievers.errors import ToolError, UserError
from retrievers.ingest.find import SourceFile
from retrievers.ingest.tables import TableBuilder
from tools.sql import Catalog, DuckDBEngine, Rows

LIMIT = 300
SEED = 0
TRIAL_ROWS = 50
"""Rows of a trial run."""
MOST_ROWS = 100_000
"""Rows that are compared."""
SECONDS = 5.0
"""Time that one statement may take."""

_USAGE = "Give a folder and perhaps a limit and a seed: python -m evals.bench.sql FOLDER [LIMIT [SEED]]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question and what became of it."""

    hardness: Hardness
    right: bool
    abstained: bool
    confidence: float
    seconds: float


class Database:
    """One database, as its SQLite file and as it was ingested."""

    def __init__(self, file: Path, folder: Path) -> None:
        self._file = file
        path = folder / f"{file.stem}.duckdb"
        with TableBuilder(path) as builder:
            builder.read(SourceFile(path=file, id=file.name), lambda _: None)
            builder.finish()
        self._engine = DuckDBEngine(path)
        self._writer = SqlWriter(Catalog.load(path), self._trial)

    def ask(self, question: str, query: str) -> Asked:
        """Write a statement for a question and compare what it gives with what the gold one gives."""
        started = time.perf_counter()
        draft = self._writer.write(question)
        seconds = time.perf_counter() - started
        ordered = "order by" in query.lower() and "limit 1" not in query.lower()
        right = bool(draft.sql) and same_rows(self._gold(query), self._ours(draft.sql), ordered=ordered)
        return Asked(
            hardness=hardness(query),
            right=right,
            abstained=not draft.sql,
            confidence=draft.confidence,
            seconds=seconds,
        )

    def _trial(self, sql: str) -> Rows:
        return self._engine.run(sql, limit=TRIAL_ROWS, timeout_s=SECONDS)

    def _ours(self, sql: str) -> Sequence[Sequence[object]]:
        try:
            return self._engine.run(sql, limit=MOST_ROWS, timeout_s=SECONDS).rows
        except ToolError:
            return ()

    def _gold(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            return connection.execute(query).fetchall()


def draw(questions: Sequence[dict[str, str]], *, limit: int, seed: int) -> Iterator[dict[str, str]]:
    """Yield questions, one of each database in turn, until there are enough."""
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    waiting: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for question in questions:
        waiting[question["db_id"]].append(question)
    for held in waiting.values():
        rng.shuffle(held)
    left = min(limit, len(questions))
    while left:
        for name in sorted(name for name, held in waiting.items() if held)[:left]:
            left -= 1
            yield waiting[name].pop()


def main(arguments: Sequence[str]) -> None:
    """Measure and print a table; `UserError` if the arguments name no questions."""
    if not 1 <= len(arguments) <= 3 or not all(argument.isdigit() for argument in arguments[1:]):
        raise UserError(_USAGE)
    folder = Path(arguments[0])
    if not (folder / "questions.jsonl").is_file():
        raise UserError(f"There is no questions.jsonl in {folder}. {_USAGE}")
    limit, seed = (int(value) for value in (*arguments[1:], *map(str, (LIMIT, SEED)[len(arguments) - 1 :])))
    with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    asked: list[Asked] = []
    with tempfile.TemporaryDirectory() as scratch:
        databases: dict[str, Database] = {}
        for question in draw(questions, limit=limit, seed=seed):
            name = question["db_id"]
            if name not in databases:
                databases[name] = Database(folder / "database" / f"{name}.sqlite", Path(scratch))
            asked.append(databases[name].ask(question["question"], question["query"]))
    Console(highlight=False, width=100).print(_table(asked, f"{folder.name}: {len(databases)} databases, seed {seed}"))


def _table(asked: Sequence[Asked], title: str) -> Table:
    table = Table(title=title)
    table.add_column("hardness")
    for column in ("n", "execution_accuracy", "abstained", "latency_p50_ms", "confidence"):
        table.add_column(column, justify="right")
    for level in (*Hardness, None):
        rows = [row for row in asked if level in (None, row.hardness)]
        if rows:
            middle = sorted(row.seconds for row in rows)[len(rows) // 2]
            accuracy, confidence = (
                sum(values) / len(rows) for values in ([row.right for row in rows], [row.confidence for row in rows])
            )
            cells = (len(rows), f"{accuracy:.3f}", sum(row.abstained for row in rows), f"{1000 * middle:.0f}")
            table.add_row(str(level or "all"), *map(str, cells), f"{confidence:.3f}")
    return table


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
