"""What the execution loop is worth to the embedded SQL writer: `python -m evals.bench.sql_loop FOLDER [LIMIT [SEED]]`.

The same writer answers the same questions once with its first draft, the best by words alone, and once with each
technique that tries statements before one counts. FOLDER is that of `evals.bench.sql`.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.reasoner.base import Context
from agent.reasoner.embedded.drafting import draft_sql
from agent.reasoner.embedded.sql_writer import SqlWriter
from agent.schema import Step
from agent.sql.attempt import Written
from agent.sql.trials import Trials
from agent.techniques.registry import chain, find
from evals.bench.sql import draw
from evals.metrics.execution import Row, same_rows
from retrievers.errors import ToolError, UserError
from retrievers.ingest.find import SourceFile
from retrievers.ingest.tables import TableBuilder
from tools.schema import ToolCall, ToolResult
from tools.sql import Catalog, DuckDBEngine, SqlTool

ARMS: tuple[tuple[str, ...], ...] = ((), ("reex-sql",))
LIMIT = 300
SEED = 0
MOST_ROWS = 100_000
"""Rows that are compared."""
TRIAL_ROWS = 200
SECONDS = 5.0
RESAMPLES = 2000
_USAGE = "Give a folder and perhaps a limit and a seed: python -m evals.bench.sql_loop FOLDER [LIMIT [SEED]]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What one arm made of one question."""

    right: bool
    abstained: bool
    statements: int
    """Statements that were tried before one was chosen."""
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
        self._catalog = Catalog.load(path)
        self._tool = SqlTool(path, catalog=self._catalog)
        self._writer = SqlWriter(self._catalog)

    async def ask(self, question: str, query: str) -> list[Answered]:
        """Answer one question with every arm."""
        gold = self._gold(query)
        ordered = "order by" in query.lower() and "limit 1" not in query.lower()
        found = []
        for names in ARMS:
            started = time.perf_counter()
            trials = Trials(self._run, catalog=lambda: self._catalog)
            step = Step(id="E1", tool="sql", input=question, question=question)
            written = await chain(self._write, find(names))(Context(question=question, step=step, trials=trials))
            right = bool(written.sql) and same_rows(gold, self._rows(written.sql), ordered=ordered)
            answered = Answered(
                right=right,
                abstained=not written.sql,
                statements=len(trials.attempts),
                seconds=time.perf_counter() - started,
            )
            found.append(answered)
        return found

    async def _write(self, ctx: Context) -> Written:
        return draft_sql(self._writer, ctx)

    async def _run(self, sql: str) -> ToolResult:
        try:
            return await self._tool(ToolCall(step="E1", input=sql, limit=TRIAL_ROWS, timeout_s=SECONDS))
        except ToolError as error:
            return ToolResult(error=str(error))

    def _rows(self, sql: str) -> Sequence[Row]:
        try:
            return self._engine.run(sql, limit=MOST_ROWS, timeout_s=SECONDS).rows
        except ToolError:
            return ()

    def _gold(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            return connection.execute(query).fetchall()


async def measure(folder: Path, questions: Sequence[dict[str, str]], scratch: Path) -> dict[str, list[list[Answered]]]:
    """Ask every question of its database; return by database, for each question, what each arm made of it."""
    databases: dict[str, Database] = {}
    found: defaultdict[str, list[list[Answered]]] = defaultdict(list)
    for each in questions:
        name = each["db_id"]
        if name not in databases:
            databases[name] = Database(folder / "database" / f"{name}.sqlite", scratch)
        found[name].append(await databases[name].ask(each["question"], each["query"]))
    return found


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
    with tempfile.TemporaryDirectory() as scratch:
        found = asyncio.run(measure(folder, list(draw(questions, limit=limit, seed=seed)), Path(scratch)))
    Console(highlight=False, width=120).print(table(found, f"{folder.name}: {len(found)} databases, seed {seed}"))


def table(found: dict[str, list[list[Answered]]], title: str) -> Table:
    """Show each arm: accuracy, its gain over one draft with a 95 % interval over databases, and what it tried."""
    shown = Table(title=title)
    for column in ("techniques", "accuracy", "gain", "95 %", "abstained", "statements", "p50_ms"):
        shown.add_column(column, justify="left" if column == "techniques" else "right")
    for place, names in enumerate(ARMS):
        rows = [asked[place] for held in found.values() for asked in held]
        low, high = interval(found, place)
        shown.add_row(
            " + ".join(names) or "one draft",
            f"{sum(row.right for row in rows) / len(rows):.3f}",
            f"{_gain(list(found.values()), place):+.3f}",
            f"{low:+.3f} to {high:+.3f}",
            str(sum(row.abstained for row in rows)),
            f"{sum(row.statements for row in rows) / len(rows):.2f}",
            f"{1000 * sorted(row.seconds for row in rows)[len(rows) // 2]:.0f}",
        )
    return shown


def interval(found: dict[str, list[list[Answered]]], place: int) -> tuple[float, float]:
    """Return the 95 % interval of an arm's gain, from databases drawn again with replacement."""
    rng = random.Random(SEED)  # noqa: S311 - a resample, not a secret
    held = list(found.values())
    gains = sorted(_gain(rng.choices(held, k=len(held)), place) for _ in range(RESAMPLES))
    return gains[int(0.025 * RESAMPLES)], gains[int(0.975 * RESAMPLES)]


def _gain(held: Sequence[list[list[Answered]]], place: int) -> float:
    """Return by how much an arm's accuracy is above that of one draft."""
    pairs = [(asked[place].right, asked[0].right) for questions in held for asked in questions]
    return sum(right - first for right, first in pairs) / len(pairs)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
