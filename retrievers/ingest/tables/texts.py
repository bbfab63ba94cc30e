"""Tables as documents, so that a row is found, read and quoted like any other text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from retrievers.ingest.tables.resolve import NamedTable
from retrievers.ingest.tables.staging import quote
from retrievers.schema import Document
from retrievers.store import Part
from retrievers.tables.words import split_name

MOST_ROWS = 2_000
"""Rows of a table up to which each is a passage; a larger table is a passage that says what it holds."""
LONGEST_CELL = 1_000
"""Characters of a cell that a row's text has."""


def row_texts(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[NamedTable]
) -> Iterator[tuple[Document, list[Part]]]:
    """Yield each table as a document: what it is called and holds, then `Column: cell; ...`, a part a row."""
    alone = [table.staged.source for table in tables]
    for table in tables:
        source = table.staged.source
        name = source if alone.count(source) == 1 else f"{source}#{table.name}"
        lines = [_head(connection, table), *_rows(connection, table)]
        parts, start = [], 0
        for number, line in enumerate(lines):
            if line:
                parts.append(Part(start, start + len(line), f"row {number}" if number else "columns"))
            start += len(line) + 1
        document = Document(id=name, source=source, file=source, title=title_of(table), text="\n".join(lines))
        yield document, parts


def title_of(table: NamedTable) -> str:
    """Return what a table is called: the words of its description before any colon, else of its name."""
    described = table.staged.description.split(": ")[0].strip()
    return described or " ".join(split_name(table.name)).capitalize()


def _head(connection: duckdb.DuckDBPyConnection, table: NamedTable) -> str:
    ((rows,),) = connection.execute(f"SELECT count(*) FROM main.{quote(table.name)}").fetchall()
    described = table.staged.description.partition(": ")[2]
    columns = ", ".join(column.header for column in table.staged.columns)
    return " ".join(filter(None, [described, f"A table of {rows} rows: {columns}."]))


def _rows(connection: duckdb.DuckDBPyConnection, table: NamedTable) -> Iterator[str]:
    headers = [" ".join(column.header.split()) for column in table.staged.columns]
    cells = ", ".join(f"CAST({quote(column.name)} AS VARCHAR)" for column in table.staged.columns)
    query = f"SELECT {cells} FROM main.{quote(table.name)} LIMIT {MOST_ROWS + 1}"
    rows = connection.execute(query).fetchall()
    for row in rows if len(rows) <= MOST_ROWS else ():
        shown = (" ".join(str(cell)[:LONGEST_CELL].split()) if cell is not None else "" for cell in row)
        yield "; ".join(f"{header}: {cell}" for header, cell in zip(headers, shown, strict=True) if cell)
