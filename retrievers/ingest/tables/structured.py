"""JSON and Parquet files as tables."""

from __future__ import annotations

import glob
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

import duckdb

from retrievers.ingest.corpus import json_lines
from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.tables.lines import Lines
from retrievers.ingest.tables.names import column_names, identifier
from retrievers.ingest.tables.staging import StagedColumn, StagedTable, Staging, quote, text
from retrievers.ingest.text import clean, read_text

Record = Mapping[str, object]


def stage_parquet(file: SourceFile, staging: Staging) -> list[StagedTable]:
    """Read one Parquet file; `UnreadableError` if it is none."""
    source = f"read_parquet({text(glob.escape(str(file.path)))})"
    try:
        described = staging.connection.execute(f"DESCRIBE FROM {source}").fetchall()
        headers, types = [name for name, *_ in described], [kind for _, kind, *_ in described]
        pairs = zip(headers, column_names(headers), strict=True)
        renamed = ", ".join(f"{quote(header)} AS {quote(name)}" for header, name in pairs)
        staged = staging.query(f"SELECT {renamed} FROM {source}")
    except duckdb.Error:
        raise UnreadableError("is not a Parquet file that can be read; it may be damaged") from None
    return [_table(file, file.stem, staged, headers, types)]


def stage_json(file: SourceFile, staging: Staging, note: Callable[[str], None]) -> list[StagedTable]:
    """Read JSON lines, a list of objects, or an object of such lists, each its own table.

    Objects in objects become columns, `address_city`; lists become text. `note` is told of lines that are no
    objects. `UnreadableError` if there are no rows in the file.
    """
    if file.suffix == ".json":
        return [_stage(file, name, rows, staging, Lines()) for name, rows in _lists(file).items()]
    lines = Lines()
    return [_stage(file, file.stem, lines.noting(_lines(file, note)), staging, lines)]


def _lists(file: SourceFile) -> dict[str, list[Record]]:
    try:
        content = json.loads(read_text(file.path))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is not valid JSON ({error}); mend it") from None
    if _is_rows(content):
        return {file.stem: content}
    lists = {name: rows for name, rows in content.items() if _is_rows(rows)} if isinstance(content, dict) else {}
    if not lists:
        raise UnreadableError("holds no list of objects that could be the rows of a table")
    return lists


def _lines(file: SourceFile, note: Callable[[str], None]) -> Iterator[tuple[int, Record]]:
    bad: list[int] = []
    for line, row in json_lines(file):
        if row:
            yield line, row
        else:
            bad.append(line)
    if bad:
        note(f"{len(bad)} of its lines are no JSON objects and were left out, the first is line {bad[0]}.")


def _is_rows(content: object) -> bool:
    return isinstance(content, list) and bool(content) and all(isinstance(row, dict) for row in content)


def _stage(file: SourceFile, name: str, rows: Iterable[Record], staging: Staging, lines: Lines) -> StagedTable:
    flat = [dict(_flat(row)) for row in rows]
    headers = list(dict.fromkeys(chain.from_iterable(flat)))
    if not headers:
        raise UnreadableError("holds no rows")
    values = ([row.get(header) for header in headers] for row in flat)
    return replace(_table(file, name, staging.rows(column_names(headers), values), headers), lines=lines)


def _flat(row: Record, lead: str = "") -> Iterator[tuple[str, str | None]]:
    for key, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{lead}{key}_")
        else:
            yield f"{lead}{key}", _text(value)


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return "; ".join(str(_text(item)) for item in value)
    return json.dumps(value, ensure_ascii=False)


def _table(file: SourceFile, name: str, staged: str, headers: Sequence[str], types: Sequence[str] = ()) -> StagedTable:
    return StagedTable(
        staging=staged,
        group=file.id,
        origin=name,
        name=identifier(name, otherwise="table"),
        source=file.id,
        columns=tuple(
            StagedColumn(name=column, header=header, declared=kind)
            for column, header, kind in zip_longest(column_names(headers), headers, types, fillvalue="")
        ),
    )
