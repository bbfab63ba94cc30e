"""A corpus: one JSON object a line, each a document with an id, a title and a text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from retrievers.ingest.documents import LoadedDocument
from retrievers.ingest.find import SourceFile
from retrievers.ingest.structure import Structure
from retrievers.ingest.text import clean, heading, open_text, plain
from retrievers.schema import Document

_IDS = ("pid", "id", "_id", "doc_id", "docid")
_TEXTS = ("text", "contents", "content")
_METADATA_LENGTH = 300
"""Characters; a longer field of a row is data, not a note on where it came from."""
_PEEK = 20
"""Rows that decide whether a file is a corpus."""


def is_corpus(file: SourceFile) -> bool:
    """Tell whether most of the first rows have a text, and an id or a title."""
    rows = [row for _, row in islice(json_lines(file), _PEEK)]
    fitting = sum(_text(row) is not None and bool(_id(row) or "title" in row) for row in rows)
    return fitting > len(rows) / 2


def read_corpus(file: SourceFile, note: Callable[[str], None]) -> Iterator[LoadedDocument]:
    """Yield a document a row; `note` is told once, at the end, of rows that are none."""
    bad: list[int] = []
    for line, row in json_lines(file):
        text = _text(row)
        if text is None or not text.strip():
            bad.append(line)
            continue
        name = _id(row)
        title = plain(clean(str(row.get("title") or ""))) or heading(text) or name or file.stem
        document = Document(
            id=clean(name) or f"{file.id}#{line}",
            source=f"{file.path}#{line}",
            file=file.id,
            title=title,
            text=text,
            metadata=_metadata(row),
        )
        yield LoadedDocument(document=document, structure=Structure.TEXT)
    if bad:
        note(f"{len(bad)} of its rows have no text and were left out, the first is line {bad[0]}.")


def json_lines(file: SourceFile) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield line numbers from 1 with the object on each line; empty for a line that is no JSON object."""
    with open_text(file.path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    row = None
                yield number, row if isinstance(row, dict) else {}


def _id(row: Mapping[str, object]) -> str:
    return next((str(row[key]) for key in _IDS if isinstance(row.get(key), str | int)), "")


def _text(row: Mapping[str, object]) -> str | None:
    for key in _TEXTS:
        value = row.get(key)
        if isinstance(value, str):
            return clean(value)
    return None


def _metadata(row: Mapping[str, object]) -> dict[str, str]:
    known = {*_IDS, *_TEXTS, "title"}
    fields = ((key, str(value)) for key, value in row.items() if key not in known and _is_scalar(value))
    return {clean(key): clean(value) for key, value in fields if value and len(value) <= _METADATA_LENGTH}


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float)
