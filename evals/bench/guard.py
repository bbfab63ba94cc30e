"""What the guard of SQL lets through: `python -m evals.bench.guard [FOLDER] [--statements N] [--seed N] [--refusals]`.

Statements made of good ones and of pieces of attacks go through the guard, and those that pass are run, on databases
that lie among baits. An escape is a result that holds what only the baits hold, a file that has changed, a word sent to
a server, or a statement that DuckDB reads as more than one SELECT; a crash is any error but a refusal.

The good statements are those of FOLDER (`questions.jsonl` with db_id and query, `database/*.sqlite`), or a few of ours.
With `--refusals`, those of FOLDER are checked as they are, read as SQLite reads them, and each refusal is shown.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import sqlglot
from rich.console import Console
from sqlglot import exp
from sqlglot.errors import SqlglotError

from evals.bench.canary import PLACE, Canary, leaks, plant
from evals.bench.mutations import Mutator
from retrievers.errors import ToolError, UserError
from retrievers.ingest.find import SourceFile
from retrievers.ingest.tables import TableBuilder
from tools.sql import Catalog, DuckDBEngine
from tools.sql.guard import check

STATEMENTS = 100_000
DATABASES = 12
"""Databases of a folder that mutated statements are run on."""
SECONDS = 0.1
"""Time that one statement may take."""
LATE = 2.0
"""Seconds of processor time more at which a statement counts as one that its limit did not end."""
MEMORY_MB = 128
ROWS = 20
_WATCH = 2_000
"""Statements between two looks at the baits."""

_OWN = Path(__file__).parent / "guard_seeds.sql"

Seeds = Mapping[Path, Sequence[str]]
"""SELECTs by the DuckDB file that they read."""


@dataclass(kw_only=True)
class Tally:
    """What became of the statements."""

    counts: Counter[str] = field(default_factory=Counter)
    escapes: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """Processor time that the guard took for each statement."""

    @property
    def p50_ms(self) -> float:
        """The median time of the guard in milliseconds of processor time."""
        return 1000 * sorted(self.seconds)[len(self.seconds) // 2] if self.seconds else 0.0


class Gate:
    """One database behind the guard, as the product reads it."""

    def __init__(self, path: Path, canary: Canary, tally: Tally) -> None:
        self._catalog = Catalog.load(path)
        self._engine = DuckDBEngine(path, memory_mb=MEMORY_MB)
        self._canary = canary
        self._tally = tally

    def try_(self, statement: str) -> None:
        """Check a statement, run it if it passes, and note what became of it."""
        tally = self._tally
        sql = self._canary.aim(statement)
        written, shown = "", ""
        started = time.process_time()
        try:
            written = check(sql, self._catalog)
        except ToolError as refusal:
            shown = str(refusal)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            tally.crashes.append(f"guard, {type(error).__name__}: {error}: {statement!r}")
        tally.seconds.append(time.process_time() - started)
        tally.counts["accepted" if written else "refused"] += 1
        if written:
            shown = self._run(written, statement)
        if leaks(shown, PLACE):
            tally.escapes.append(f"leaked: {statement!r}")

    def close(self) -> None:
        """Release the database."""
        self._engine.close()

    def _run(self, written: str, statement: str) -> str:
        tally = self._tally
        if [each.type for each in duckdb.extract_statements(written)] != [duckdb.StatementType.SELECT]:
            tally.escapes.append(f"no SELECT: {statement!r}")
        started = time.process_time()
        try:
            rows = self._engine.run(written, limit=ROWS, timeout_s=SECONDS).rows
            tally.counts["run"] += 1
        except ToolError as refusal:
            tally.counts["failed"] += 1
            return str(refusal)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            tally.crashes.append(f"engine, {type(error).__name__}: {error}: {statement!r}")
            return ""
        finally:
            if time.process_time() - started > SECONDS + LATE:
                tally.late.append(statement)
        return str(rows)


def fuzz(seeds: Seeds, canary: Canary, *, statements: int, seed: int) -> Tally:
    """Try mutated statements on databases that lie among the baits of a canary, in turn."""
    tally = Tally()
    with canary.watching():
        gates = [
            (Gate(path, canary, tally), Mutator(selects, seed + n)) for n, (path, selects) in enumerate(seeds.items())
        ]
        for number in range(statements):
            gate, mutator = gates[number % len(gates)]
            gate.try_(mutator())
            if number % _WATCH == _WATCH - 1 or number == statements - 1:
                tally.escapes += canary.effects()
        for gate, _ in gates:
            gate.close()
    return tally


def own_seeds(folder: Path) -> Seeds:
    """Build the database of our own statements in a folder, and return them."""
    script, _, selects = _OWN.read_text(encoding="utf-8").partition("-- statements\n")
    path = folder / f"{PLACE}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(script)
    plant(path)
    return {path: selects.strip().split("\n")}


def folder_seeds(source: Path, folder: Path, *, seed: int) -> Seeds:
    """Ingest some databases of a folder of questions, and return the statements of their questions."""
    queries = _queries(source)
    chosen = random.Random(seed).sample(sorted(queries), min(DATABASES, len(queries)))  # noqa: S311 - a sample
    seeds: dict[Path, Sequence[str]] = {}
    for name in chosen:
        path = _ingest(source / "database" / f"{name}.sqlite", folder / f"{PLACE}-{len(seeds)}.duckdb")
        catalog = Catalog.load(path)
        seeds[path] = [as_duckdb(query, catalog) for query in queries[name]]
        plant(path)
    return seeds


def as_duckdb(query: str, catalog: Catalog) -> str:
    """Return a SQLite statement in DuckDB's dialect; what is in double quotes and no name is a text, as in SQLite."""
    tree = sqlglot.parse_one(query, read="sqlite")
    names = {column.name.lower() for column in catalog.columns()}
    names |= {alias.alias.lower() for alias in tree.find_all(exp.Alias, exp.CTE)}
    for column in list(tree.find_all(exp.Column)):
        quoted = isinstance(column.this, exp.Identifier) and column.this.quoted and not column.table
        if quoted and column.name.lower() not in names:
            column.replace(exp.Literal.string(column.name))
    return tree.sql("duckdb")


def refusals(source: Path, folder: Path) -> tuple[Tally, list[str]]:
    """Check the statements of a folder of questions, and return a line for each that is refused."""
    tally, lines = Tally(), []
    for name, queries in sorted(_queries(source).items()):
        catalog = Catalog.load(_ingest(source / "database" / f"{name}.sqlite", folder / f"{name}.duckdb"))
        for query in queries:
            started = time.process_time()
            try:
                check(as_duckdb(query, catalog), catalog)
                tally.counts["accepted"] += 1
            except (ToolError, SqlglotError) as refusal:
                tally.counts["refused"] += 1
                lines.append(f"{name}: {refusal}: {query}")
            tally.seconds.append(time.process_time() - started)
    return tally, lines


def _queries(source: Path) -> dict[str, list[str]]:
    if not (source / "questions.jsonl").is_file():
        raise UserError(f"There is no questions.jsonl in {source}.")
    queries: defaultdict[str, list[str]] = defaultdict(list)
    with (source / "questions.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            queries[row["db_id"]].append(row["query"])
    return dict(queries)


def _ingest(file: Path, path: Path) -> Path:
    with TableBuilder(path) as builder:
        builder.read(SourceFile(path=file, id=file.name), lambda _: None)
        builder.finish()
    return path


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `UserError` if FOLDER holds no questions."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.guard", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--statements", type=int, default=STATEMENTS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--refusals", action="store_true", help="check the statements of FOLDER as they are")
    given = parser.parse_args(arguments)
    if given.refusals and given.folder is None:
        raise UserError("Name the folder whose statements are to be checked.")
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory() as scratch:
        if given.refusals:
            tally, lines = refusals(given.folder, Path(scratch))
        else:
            canary = Canary(Path(scratch))
            home = canary.databases
            seeds = own_seeds(home) if given.folder is None else folder_seeds(given.folder, home, seed=given.seed)
            tally = fuzz(seeds, canary, statements=given.statements, seed=given.seed)
            lines = [*tally.escapes, *tally.crashes, *(f"late: {each!r}" for each in tally.late)]
    for line in lines[:100]:
        console.print(line, markup=False)
    figures = (
        dict(tally.counts)
        if given.refusals
        else {**tally.counts, "escapes": len(tally.escapes), "crashes": len(tally.crashes), "late": len(tally.late)}
    )
    for name, value in {"statements": len(tally.seconds), **figures}.items():
        console.print(f"{name:12} {value:>9,}")
    console.print(f"{'guard_p50_ms':12} {tally.p50_ms:>9.1f}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
