"""Fit the weights of schema linking, and show what they are worth on databases that they were not fitted on.

    python -m evals.training.linking FOLDER [--folds N] [--columns N] [--write]

FOLDER is as for `evals.bench.linking`. The databases are dealt into folds; recall is measured on each fold with the
weights that fit the others. The weights of all are printed last; `--write` puts them into `tools/sql/weights.py`.
"""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console

from evals.bench.linking import Linked, Question, ask, catalogs, read_questions, report
from evals.metrics.linking import Read, read_names
from evals.training.logistic import fit, probabilities
from retrievers.errors import UserError
from tools.sql import weights as shipped
from tools.sql.asked import Asked
from tools.sql.catalog import Catalog
from tools.sql.joins import JoinGraph
from tools.sql.link import link
from tools.sql.relevance import ColumnName, Relevance
from tools.sql.signals import ColumnSignals, Readings, TableSignals
from tools.sql.subschema import COLUMNS, Linker
from tools.sql.weights import Weights

_RIDGE = 1.0


class Example:
    """A question, what speaks for each table, and what its gold statement reads."""

    def __init__(self, question: Question, catalog: Catalog, relevance: Relevance) -> None:
        linked = link(question["question"], catalog)
        self._relevance = relevance
        self._readings = Readings(linked)
        self._asked = Asked.of(linked.tokens)
        self.database = question["db_id"]
        self.read: Read = read_names(question["query"], catalog.tables)
        self.tables = relevance.tables(self._readings, self._asked)

    def columns(self, chances: Mapping[str, float]) -> dict[ColumnName, ColumnSignals]:
        """Return what speaks for each column, given the chances of the tables."""
        return self._relevance.columns(self._readings, self._asked, chances)


def fold_of(database: str, folds: int) -> int:
    """Return the fold of a database, the same in every run."""
    return zlib.crc32(database.encode()) % folds


def fitted(examples: Sequence[Example]) -> Weights:
    """Return the weights that make the gold tables and columns likeliest."""
    rows = [(signals, name in one.read.tables) for one in examples for name, signals in one.tables.items()]
    table_base, table = fit(np.array([x for x, _ in rows]), np.array([y for _, y in rows], float), ridge=_RIDGE)
    signals: list[ColumnSignals] = []
    gold: list[bool] = []
    for one in examples:
        chances = probabilities(np.array(list(one.tables.values())), table_base, table).tolist()
        columns = one.columns(dict(zip(one.tables, chances, strict=True)))
        signals += columns.values()
        gold += [name in one.read.columns for name in columns]
    column_base, column = fit(np.array(signals), np.array(gold, float), ridge=_RIDGE)
    return Weights(
        table_base=round(table_base, 3),
        table=TableSignals(*(round(weight, 3) for weight in table.tolist())),
        column_base=round(column_base, 3),
        column=ColumnSignals(*(round(weight, 3) for weight in column.tolist())),
    )


def held_out(
    questions: Sequence[Question], databases: Mapping[str, Catalog], examples: Sequence[Example], folds: int, most: int
) -> Iterator[Linked]:
    """Link each question with weights that were fitted on other folds of databases."""
    for fold in range(folds):
        weights = fitted([one for one in examples if fold_of(one.database, folds) != fold])
        mine = [question for question in questions if fold_of(question["db_id"], folds) == fold]
        yield from ask(mine, databases, partial(_linker, weights), most)


def _linker(weights: Weights, catalog: Catalog) -> Linker:
    return Linker(catalog, Relevance(catalog, JoinGraph(catalog), weights))


def written(weights: Weights) -> str:
    """Return the statement that `tools/sql/weights.py` holds."""
    lines = ["FITTED = Weights("]
    for part, base, signals in (
        ("table", weights.table_base, weights.table),
        ("column", weights.column_base, weights.column),
    ):
        lines += [f"    {part}_base={base},", f"    {part}={type(signals).__name__}("]
        lines += [f"        {name}={weight}," for name, weight in signals._asdict().items()]
        lines.append("    ),")
    return "\n".join([*lines, ")"])


def main(arguments: Sequence[str]) -> None:
    """Measure on folds, fit on all, and print or write the weights."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.linking")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--columns", type=int, default=COLUMNS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    questions = read_questions(options.folder)
    databases = catalogs(options.folder, (question["db_id"] for question in questions))
    relevance = {name: Relevance(catalog, JoinGraph(catalog)) for name, catalog in databases.items()}
    examples = [Example(one, databases[one["db_id"]], relevance[one["db_id"]]) for one in questions]
    console = Console(highlight=False, width=110)
    linked = list(held_out(questions, databases, examples, options.folds, options.columns))
    console.print(report(linked, f"{options.folds} folds of databases, at most {options.columns} columns"))
    statement = written(fitted(examples))
    console.print(statement, markup=False)
    if options.write:
        file = Path(shipped.__file__)
        text = re.sub(r"FITTED = Weights\(.*?\n\)", lambda _: statement, file.read_text("utf-8"), flags=re.DOTALL)
        file.write_text(text, "utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
