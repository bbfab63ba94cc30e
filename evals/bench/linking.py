"""Recall of schema linking: `python -m evals.bench.linking FOLDER [--limit N] [--seed S] [--columns N]`.

FOLDER holds `questions.jsonl` (db_id, question, query) and `database/*.sqlite`. A gold statement's tables and columns
are looked for in the part of the schema that the question alone is linked to.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.bench.sql import draw
from evals.metrics.execution import Hardness, hardness
from evals.metrics.linking import Read, linking_recall, read_names
from retrievers.errors import UserError
from retrievers.ingest.find import SourceFile
from retrievers.ingest.tables import TableBuilder
from tools.sql.catalog import Catalog
from tools.sql.subschema import COLUMNS, Linker, SubSchema

Question = dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """What one question was linked to, and what it should be."""

    hardness: Hardness
    read: Read
    part: SubSchema
    seconds: float


def read_questions(folder: Path) -> list[Question]:
    """Return the questions of a folder.

    Raises:
        UserError: It has none.
    """
    if not (folder / "questions.jsonl").is_file():
        raise UserError(f"There is no questions.jsonl in {folder}; give a folder with one and with database/*.sqlite.")
    with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def catalogs(folder: Path, names: Iterable[str]) -> dict[str, Catalog]:
    """Return the catalogs of SQLite files of `folder/database`, by name, as they are when they are ingested."""
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in sorted(set(names)):
            path = Path(scratch) / f"{name}.duckdb"
            with TableBuilder(path) as builder:
                file = folder / "database" / f"{name}.sqlite"
                builder.read(SourceFile(path=file, id=file.name), lambda _: None)
                builder.finish()
            found[name] = Catalog.load(path)
            path.unlink()
    return found


def ask(
    questions: Iterable[Question], databases: Mapping[str, Catalog], linker: Callable[[Catalog], Linker], columns: int
) -> Iterator[Linked]:
    """Link each question to its database, with at most `columns` columns."""
    linkers: dict[str, Linker] = {}
    for question in questions:
        name = question["db_id"]
        if name not in linkers:
            linkers[name] = linker(databases[name])
        started = time.perf_counter()
        part = linkers[name](question["question"], columns=columns)
        seconds = time.perf_counter() - started
        yield Linked(
            hardness=hardness(question["query"]),
            read=read_names(question["query"], databases[name].tables),
            part=part,
            seconds=seconds,
        )


def report(linked: Sequence[Linked], title: str) -> Table:
    """Return a table of recall and size, a row a class of hardness.

    `table_recall` and `column_recall` are shares of all gold tables and columns; `all` is the share of the questions of
    which none is missing.
    """
    table = Table(title=title)
    table.add_column("hardness")
    for name in ("n", "table_recall", "column_recall", "all", "tables", "columns", "latency_p50_ms"):
        table.add_column(name, justify="right")
    groups: defaultdict[Hardness | None, list[Linked]] = defaultdict(list)
    for each in linked:
        groups[each.hardness].append(each)
        groups[None].append(each)
    for level in (*Hardness, None):
        if groups[level]:
            table.add_row(str(level or "all"), str(len(groups[level])), *_cells(groups[level]))
    return table


def _cells(linked: Sequence[Linked]) -> Iterator[str]:
    scores = [linking_recall(one.read, tables=one.part.tables, columns=_named(one.part)) for one in linked]
    for wanted, share in (
        ([len(one.read.tables) for one in linked], [score.tables for score in scores]),
        ([len(one.read.columns) for one in linked], [score.columns for score in scores]),
    ):
        found = sum(count * part for count, part in zip(wanted, share, strict=True))
        yield f"{found / max(1, sum(wanted)):.4f}"
    yield f"{sum(score.all for score in scores) / len(linked):.4f}"
    yield f"{sum(len(one.part.tables) for one in linked) / len(linked):.2f}"
    yield f"{sum(len(one.part.columns) for one in linked) / len(linked):.2f}"
    yield f"{1000 * sorted(one.seconds for one in linked)[len(linked) // 2]:.1f}"


def _named(part: SubSchema) -> set[tuple[str, str]]:
    return {(column.table, column.name) for column in part.columns}


def main(arguments: Sequence[str]) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.linking")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=sys.maxsize, help="questions, drawn evenly over the databases")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--columns", type=int, default=COLUMNS, help="most columns of a question, keys included")
    options = parser.parse_args(arguments)
    questions = list(draw(read_questions(options.folder), limit=options.limit, seed=options.seed))
    databases = catalogs(options.folder, (question["db_id"] for question in questions))
    linked = list(ask(questions, databases, Linker, options.columns))
    title = f"{options.folder.name}: {len(databases)} databases, at most {options.columns} columns"
    Console(highlight=False, width=110).print(report(linked, title))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
