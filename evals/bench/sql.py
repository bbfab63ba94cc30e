"""Execution accuracy of the embedded SQL writer: `python -m evals.bench.sql FOLDER [LIMIT [SEED]]`.

FOLDER holds `questions.jsonl` (db_id, question, query) and `database/*.sqlite`. The questions are drawn evenly over the
databases. Gold statements run on the SQLite files as they are, ours on what is ingested of them.

`--fold 1/2` keeps one half of the databases, by a hash of their names, so that the misses of one half may be read
(`--misses FILE`) and the other half stays unseen. `--others` asks every question of another database, which cannot
answer it: then what counts is how many are refused.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from agent.reasoner.embedded.sql.ranker import Ranker
from agent.reasoner.embedded.sql_writer import SqlDraft, SqlWriter
from evals.metrics.calibration import calibration_error
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
MOST = 6
"""Statements that the writer tries for one question."""
SECONDS = 5.0
"""Time that one statement may take."""

Gold = list[tuple[object, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question and what became of it."""

    db_id: str
    question: str
    gold: str
    ours: str
    hardness: Hardness
    right: bool
    best: bool
    """Whether the best attempt is right, also where it was not offered."""
    measures: dict[str, float]
    abstained: bool
    confidence: float
    among: int
    """Place of the first attempt that is right, from 0; -1 if none is."""
    seconds: float


class Database:
    """One database, as its SQLite file and as it was ingested."""

    def __init__(self, file: Path, folder: Path, *, most: int = MOST, ranker: Ranker | None = None) -> None:
        self._file = file
        path = folder / f"{file.stem}.duckdb"
        if not path.is_file():
            with TableBuilder(path) as builder:
                builder.read(SourceFile(path=file, id=file.name), lambda _: None)
                builder.finish()
        self._engine = DuckDBEngine(path)
        self.catalog = Catalog.load(path)
        self.writer = SqlWriter(self.catalog, self.trial, most=most, ranker=ranker)

    def ask(self, question: str, query: str, *, answerable: bool = True, oracle: bool = False) -> Asked:
        """Write a statement for a question and compare what it gives with what the gold one gives.

        Args:
            question: In words.
            query: The gold statement.
            answerable: Whether the gold statement is one of this database; otherwise nothing is right.
            oracle: Whether to look for a right statement among all attempts.
        """
        started = time.perf_counter()
        draft = self.writer.write(question)
        seconds = time.perf_counter() - started
        fits = self.judge(query) if answerable else lambda _: False
        return Asked(
            db_id=self._file.stem,
            question=question,
            gold=query,
            ours=draft.sql,
            hardness=hardness(query),
            right=bool(draft.sql) and fits(draft.sql),
            best=bool(draft.attempts) and fits(draft.attempts[0].sql),
            measures=dict(draft.measures),
            abstained=not draft.sql,
            confidence=draft.confidence,
            among=_first(draft, fits) if oracle else -1,
            seconds=seconds,
        )

    def judge(self, query: str) -> Callable[[str], bool]:
        """Return a test of whether a statement gives what the gold one gives."""
        gold = self._gold(query)
        ordered = "order by" in query.lower() and not re.search(r"limit\s+1\b", query.lower())
        return lambda sql: same_rows(gold, self._ours(sql), ordered=ordered)

    def trial(self, sql: str) -> Rows:
        """Run a statement as the writer does."""
        return self._engine.run(sql, limit=TRIAL_ROWS, timeout_s=SECONDS)

    def _ours(self, sql: str) -> Sequence[Sequence[object]]:
        try:
            return self._engine.run(sql, limit=MOST_ROWS, timeout_s=SECONDS).rows
        except ToolError:
            return ()

    def _gold(self, query: str) -> Gold:
        with closing(sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            return connection.execute(query).fetchall()


def _first(draft: SqlDraft, fits: Callable[[str], bool]) -> int:
    return next((place for place, each in enumerate(draft.attempts) if fits(each.sql)), -1)


def in_fold(name: str, fold: int, folds: int) -> bool:
    """Whether a database belongs to a fold, from 1; a hash of its name says so."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds == fold - 1


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


def read_questions(folder: Path, fold: str) -> list[dict[str, str]]:
    """Read the questions of a fold; `UserError` if there are none."""
    file = folder / "questions.jsonl"
    if not file.is_file():
        raise UserError(f"There is no questions.jsonl in {folder}.")
    match = re.fullmatch(r"(\d+)/(\d+)", fold)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UserError(f"A fold is written as 1/2, not {fold}.")
    with file.open(encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    return [each for each in questions if in_fold(each["db_id"], int(match[1]), int(match[2]))]


def _elsewhere(name: str, names: Sequence[str]) -> str:
    """Return another database to ask: half of them further in their order."""
    return names[(names.index(name) + len(names) // 2) % len(names)]


def measure(
    folder: Path,
    questions: Iterable[dict[str, str]],
    scratch: Path,
    *,
    others: bool = False,
    oracle: bool = False,
    most: int = MOST,
    ranker: Ranker | None = None,
) -> list[Asked]:
    """Ask every question of its database; with `others`, of one that cannot answer it."""
    questions = list(questions)
    names = sorted({each["db_id"] for each in questions})
    databases: dict[str, Database] = {}
    asked: list[Asked] = []
    for each in questions:
        name = _elsewhere(each["db_id"], names) if others else each["db_id"]
        if name not in databases:
            databases[name] = Database(folder / "database" / f"{name}.sqlite", scratch, most=most, ranker=ranker)
        asked.append(databases[name].ask(each["question"], each["query"], answerable=not others, oracle=oracle))
    return asked


def main(arguments: Sequence[str]) -> None:
    """Measure and print a table; `UserError` if the arguments name no questions."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.sql")
    parser.add_argument("folder", type=Path, help="holds questions.jsonl and database/")
    parser.add_argument("limit", type=int, nargs="?", default=LIMIT, help="questions drawn")
    parser.add_argument("seed", type=int, nargs="?", default=SEED, help="of the draw")
    parser.add_argument("--fold", default="1/1", help="which part of the databases, such as 1/2")
    parser.add_argument("--misses", type=Path, help="a JSON-lines file of what was not right")
    parser.add_argument("--trace", type=Path, help="a JSON-lines file of all that was asked")
    parser.add_argument("--ranker", type=Path, help="weights in place of those that are shipped")
    parser.add_argument("--others", action="store_true", help="ask every question of another database")
    parser.add_argument("--most", type=int, default=MOST, help="statements tried for one question")
    parser.add_argument("--ingested", type=Path, help="a folder that keeps the ingested databases")
    given = parser.parse_args(arguments)
    questions = draw(read_questions(given.folder, given.fold), limit=given.limit, seed=given.seed)
    with tempfile.TemporaryDirectory() as passing:
        scratch = given.ingested or Path(passing)
        scratch.mkdir(parents=True, exist_ok=True)
        ranker = Ranker.read(given.ranker.read_text(encoding="utf-8")) if given.ranker else None
        options = {"others": given.others, "oracle": given.misses is not None, "most": given.most, "ranker": ranker}
        asked = measure(given.folder, questions, scratch, **options)
    for path, kept in ((given.misses, [each for each in asked if not each.right]), (given.trace, asked)):
        if path is not None:
            path.write_text("".join(f"{json.dumps(asdict(each))}\n" for each in kept), encoding="utf-8")
    databases = len({each.db_id for each in asked})
    title = f"{given.folder.name}: fold {given.fold}, {databases} databases, seed {given.seed}"
    Console(highlight=False, width=120).print(_table(asked, title))


def _table(asked: Sequence[Asked], title: str) -> Table:
    table = Table(title=title)
    table.add_column("hardness")
    for column in ("n", "accuracy", "abstained", "when_answered", "among_attempts", "ece", "p50_ms", "confidence"):
        table.add_column(column, justify="right")
    for level in (*Hardness, None):
        rows = [row for row in asked if level in (None, row.hardness)]
        if rows:
            table.add_row(str(level or "all"), *_cells(rows))
    return table


def _cells(rows: Sequence[Asked]) -> Iterator[str]:
    answered = [row for row in rows if not row.abstained]
    right = sum(row.right for row in rows)
    yield str(len(rows))
    yield f"{right / len(rows):.3f}"
    yield str(len(rows) - len(answered))
    yield f"{right / max(1, len(answered)):.3f}"
    yield f"{sum(row.right or row.among >= 0 for row in rows) / len(rows):.3f}"
    yield f"{calibration_error(np.array([row.confidence for row in rows]), [row.right for row in rows]):.3f}"
    yield f"{1000 * sorted(row.seconds for row in rows)[len(rows) // 2]:.0f}"
    yield f"{sum(row.confidence for row in rows) / len(rows):.3f}"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
