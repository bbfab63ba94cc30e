"""CSV and TSV files: what cuts the cells, where the header is, and the rows under it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.rows import delimited_rows
from retrievers.ingest.tables.lines import Lines
from retrievers.ingest.tables.names import column_names, identifier
from retrievers.ingest.tables.staging import StagedColumn, StagedTable, Staging
from retrievers.ingest.text import clean

_DELIMITERS = ",;\t|"
PEEK = 200
"""Rows that settle delimiter and header."""
_NUMBER = re.compile(r"[+-]?[$€£]?\d[\d.,]*%?|\d{4}-\d\d?-\d\d?.*")
_YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the columns of a table are in rows of cells."""

    skip: int
    """Rows before the data: the header, and what stands above it, such as a caption."""
    header: tuple[str, ...]
    """One name a column; empty where there is none."""


def stage_delimited(file: SourceFile, staging: Staging, note: Callable[[str], None]) -> StagedTable:
    """Read one file; `note` is told of rows that do not fit. `UnreadableError` if there are no rows at all."""
    delimiter, layout = _read_layout(file)
    names = column_names(layout.header)
    width = len(names)
    long_rows: list[int] = []
    lines = Lines()

    def rows() -> Iterator[tuple[int, list[str | None]]]:
        for line, cells in islice(delimited_rows(file, delimiter), layout.skip, None):
            if any(cell.strip() for cell in cells[width:]):
                long_rows.append(line)
            values = [clean(cell).strip() or None for cell in cells[:width]]
            yield line, values + [None] * (width - len(values))

    name = staging.rows(names, lines.noting(rows()))
    if long_rows:
        note(
            f"{len(long_rows)} of its rows have more cells than the header, the first is line {long_rows[0]}; "
            "what is beyond the last column was left out."
        )
    return StagedTable(
        staging=name,
        group=file.id,
        origin=file.path.name,
        name=identifier(file.stem, otherwise="table"),
        source=file.id,
        columns=tuple(
            StagedColumn(name=name, header=header) for name, header in zip(names, layout.header, strict=True)
        ),
        lines=lines,
    )


def _read_layout(file: SourceFile) -> tuple[str, Layout]:
    """Return what cuts the cells of a file, and its layout."""
    peeks = {mark: _peek(file, mark) for mark in ("\t" if file.suffix == ".tsv" else _DELIMITERS)}
    delimiter = max(peeks, key=lambda mark: _agreement(peeks[mark]))
    if not peeks[delimiter]:
        raise UnreadableError("is empty")
    return delimiter, layout_of(peeks[delimiter])


def layout_of(rows: Sequence[Sequence[str]]) -> Layout:
    """Find header and columns from the first rows of a table; at least one, none of them blank."""
    usual = sorted(map(_filled, rows))[len(rows) // 2]
    skip = next(number for number, row in enumerate(rows) if usual == 1 or not _is_caption(row))
    first, *others = rows[skip:]
    headed = not _is_data(first, others)
    width = _width(first if headed else [], others)
    header = [clean(cell).strip() for cell in first[:width]] + [""] * (width - len(first))
    return Layout(skip=skip + headed, header=tuple(header) if headed else ("",) * width)


def _width(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the number of columns that have a name, or a value in most rows."""
    filled = [0] * max(map(len, [header, *rows]))
    for row in rows:
        for column, cell in enumerate(row):
            filled[column] += bool(cell.strip())
    named = [column for column, cell in enumerate(header) if cell.strip()]
    used = [column for column, count in enumerate(filled) if count > len(rows) / 2]
    return max(named + used, default=0) + 1


def _peek(file: SourceFile, delimiter: str) -> list[list[str]]:
    return [cells for _, cells in islice(delimited_rows(file, delimiter), PEEK)]


def _agreement(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return the share of rows that have the commonest number of cells, if that is more than one, and the number."""
    widths = [len(row) for row in rows]
    if not widths:
        return (0.0, 0)
    common = max(set(widths), key=lambda width: (widths.count(width), width))
    return (widths.count(common) / len(widths) if common > 1 else 0.0, common)


def _is_caption(row: Sequence[str]) -> bool:
    return bool(row[0].strip()) and _filled(row) == 1


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_data(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row is data: it has a number, and not one that heads a column of other things.

    Years head the columns of many tables; a year is data only where the column under it holds years as well.
    """
    for column, cell in enumerate(first):
        if _NUMBER.fullmatch(cell.strip()):
            under = [row[column].strip() for row in others if len(row) > column and row[column].strip()]
            pattern = _YEAR if _YEAR.fullmatch(cell.strip()) else _NUMBER
            if under and all(pattern.fullmatch(value) for value in under):
                return True
    return False
