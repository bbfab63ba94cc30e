"""Precision and recall of inferred keys: `python -m evals.bench.keys FOLDER`.

FOLDER holds `tables.json` (Spider's: db_id, table and column names, foreign_keys) and `database/*.sqlite`. The tables
are copied without their constraints, and what is inferred from names and values is compared with what was declared.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from retrievers.errors import UserError
from retrievers.ingest.find import SourceFile
from retrievers.ingest.tables import TableBuilder
from retrievers.ingest.tables.names import identifier
from retrievers.tables.profile import profile, quote

_USAGE = "Give a folder with tables.json and database/*.sqlite: python -m evals.bench.keys FOLDER"

Link = frozenset[tuple[str, str]]
"""Both ends of a key, each a table and a column, in lower case."""


def declared(schema: Mapping[str, Any]) -> set[Link]:
    """Return the keys that a schema declares."""
    tables = [identifier(name, otherwise="table").lower() for name in schema["table_names_original"]]
    columns = [
        (tables[table], identifier(name, otherwise="column").lower()) if table >= 0 else ("", "")
        for table, name in schema["column_names_original"]
    ]
    return {frozenset((columns[one], columns[two])) for one, two in schema["foreign_keys"]}


def inferred(file: Path) -> set[Link]:
    """Return the keys that are inferred of a SQLite file from which all that it declares is withheld."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "whole.duckdb"
        with TableBuilder(path) as builder:
            builder.read(SourceFile(path=file, id=file.name), lambda _: None)
            cards = builder.finish()
        with duckdb.connect(Path(scratch) / "bare.duckdb") as connection:
            connection.execute(f"ATTACH '{path}' AS whole (READ_ONLY)")
            for card in cards:
                connection.execute(f"CREATE TABLE {quote(card.name)} AS FROM whole.main.{quote(card.name)}")
            connection.execute("DETACH whole")
            _, keys = profile(connection)
    return {
        frozenset(((key.table.lower(), key.columns[0].lower()), (key.to_table.lower(), key.to_columns[0].lower())))
        for key in keys
    }


def main(arguments: Sequence[str]) -> None:
    """Measure and print counts, precision and recall."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "tables.json").is_file():
        raise UserError(_USAGE)
    sys.stdout.writelines(_lines(Path(arguments[0])))


def _lines(folder: Path) -> Iterator[str]:
    right = guessed = wanted = databases = 0
    for schema in json.loads((folder / "tables.json").read_text("utf-8")):
        file = folder / "database" / f"{schema['db_id']}.sqlite"
        gold, found = declared(schema), inferred(file)
        right, guessed, wanted = right + len(gold & found), guessed + len(found), wanted + len(gold)
        databases += 1
    yield f"{databases} databases, {wanted} declared keys, {guessed} inferred, {right} of them declared\n"
    yield f"precision {right / max(1, guessed):.3f}, recall {right / max(1, wanted):.3f}\n"


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
