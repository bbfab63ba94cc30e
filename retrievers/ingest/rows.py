"""Delimited rows of any width, as they stand in a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.text import open_text

csv.field_size_limit(1 << 27)


def delimited_rows(file: SourceFile, delimiter: str, *, quotes: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number, from 1, and the cells of every row that is not blank.

    Without `quotes`, a quotation mark is a character like others. `UnreadableError` where the quoting is broken.
    """
    with open_text(file.path, newline="") as lines:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
        except csv.Error as error:
            raise UnreadableError(f"is not a table that can be read ({error}); mend line {reader.line_num}") from None
