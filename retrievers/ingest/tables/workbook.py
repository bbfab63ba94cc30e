"""Excel workbooks: a table for each sheet that holds one."""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.tables.delimited import PEEK, layout_of
from retrievers.ingest.tables.lines import Lines
from retrievers.ingest.tables.names import column_names, identifier
from retrievers.ingest.tables.staging import StagedColumn, StagedTable, Staging
from retrievers.ingest.text import clean, open_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook


_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, SyntaxError, ValueError, LookupError, TypeError, AttributeError,
    NotImplementedError,
)  # fmt: skip
"""What openpyxl, and the readers of ZIP and XML below it, raise for content that no spreadsheet program wrote."""


def stage_workbook(file: SourceFile, staging: Staging, note: Callable[[str], None]) -> list[StagedTable]:
    """Read the sheets of one workbook, of formulas the values that were saved last.

    `note` is told of sheets without a table: fewer than two columns, or no row under the header. `UnreadableError` if
    the file is no workbook, or no sheet has a table.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with open_bytes(file.path) as content:
        try:
            book = load_workbook(content, read_only=True, data_only=True)
            staged = {name: _stage(file, book, name, staging) for name in book.sheetnames}
        except (InvalidFileException, *_DAMAGED):
            raise UnreadableError("is not an Excel workbook that can be read; it may be damaged or locked") from None
    tables = [table for table in staged.values() if table is not None]
    if not tables:
        raise UnreadableError("has no sheet with a table")
    bare = [name for name, table in staged.items() if table is None]
    if bare:
        note(f"No table was found in {len(bare)} of its sheets, which were left out: {', '.join(bare)}.")
    if len(tables) == 1:
        return [replace(tables[0], name=identifier(file.stem, otherwise="table"))]
    return tables


def _stage(file: SourceFile, book: Workbook, sheet: str, staging: Staging) -> StagedTable | None:
    peek = [cells for _, cells in islice(_rows(book, sheet), PEEK)]
    if not peek or max(map(len, peek)) < 2:
        return None
    layout = layout_of(peek)
    if len(peek) <= layout.skip:
        return None
    names = column_names(layout.header)
    width = len(names)
    lines = Lines()
    rows = (
        (number, [clean(cell).strip() or None for cell in cells[:width]] + [None] * (width - len(cells)))
        for number, cells in islice(_rows(book, sheet), layout.skip, None)
    )
    return StagedTable(
        staging=staging.rows(names, lines.noting(rows)),
        group=file.id,
        origin=sheet,
        name=identifier(sheet, otherwise="table"),
        source=file.id,
        columns=tuple(
            StagedColumn(name=name, header=header) for name, header in zip(names, layout.header, strict=True)
        ),
        lines=lines,
    )


def _rows(book: Workbook, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number, from 1, and cells of every row that is not blank, as text, without the blank ones at its end."""
    page: Any = book[sheet]
    if not hasattr(page, "iter_rows"):  # a sheet that is a chart
        return
    for number, values in enumerate(page.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
        case _:
            return str(value).strip()
