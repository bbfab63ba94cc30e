"""Bytes to text, and the little that is read off a text before it is split."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from retrievers.ingest.report import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 18
"""Bytes read at once; a guess of the encoding looks at one chunk."""
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^(={3,}|-{3,})\s*$")
_TITLE_LENGTH = 120
"""Characters; a first line that is longer is not taken for a title."""


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading; `.gz` is unpacked on the way."""
    return cast("BinaryIO", gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


@contextmanager
def open_text(path: Path, *, newline: str | None = None) -> Iterator[TextIO]:
    """Open a text file in whatever encoding it is; `newline` is that of `open`.

    `UnreadableError`, also while it is read, if it is not text, its encoding cannot be told, or its compression is
    damaged.
    """
    try:
        with open_bytes(path) as file:
            encoding = encoding_of(file)
        with open_bytes(path) as file, io.TextIOWrapper(file, encoding=encoding, newline=newline) as text:
            yield text
    except UnicodeDecodeError:
        raise UnreadableError("has an encoding that cannot be told; save it as UTF-8") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise UnreadableError("is damaged, or cut off; pack it again") from None


def read_text(path: Path) -> str:
    """Return the whole text of a file, lines ended by newlines; `UnreadableError` if it is empty or not text."""
    with open_text(path) as file:
        text = clean(file.read())
    if not text.strip():
        raise UnreadableError("is empty")
    return text


def encoding_of(file: BinaryIO) -> str:
    """Name the encoding of `file`, read from its start: its mark, UTF-8 if it is valid, else a guess."""
    chunk = file.read(_CHUNK)
    for mark, encoding in _MARKS:
        if chunk.startswith(mark):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    while True:
        if b"\0" in chunk:
            raise UnreadableError("is not text; export it in a format that can be read")
        following = file.read(_CHUNK)
        try:
            decoder.decode(chunk, final=not following)
        except UnicodeDecodeError:
            return _guess(chunk)
        if not following:
            return "utf-8"
        chunk = following


def _guess(data: bytes) -> str:
    """Guess the encoding of `data` from its letters.

    Many western texts fit several code pages equally well; then the commonest, cp1252, is meant.
    """
    from charset_normalizer import from_bytes

    whole_lines = data[: data.rfind(b"\n") + 1] or data
    matches = from_bytes(whole_lines)
    best = matches.best()
    if best is None:
        raise UnreadableError("has an encoding that cannot be told; save it as UTF-8")
    western = next((match for match in matches if "cp1252" in match.could_be_from_charset), None)
    return "cp1252" if western is not None and western.chaos <= best.chaos else best.encoding


def clean(text: str) -> str:
    """Return `text` with lines ended by newlines, without NULs and half surrogate pairs: no store takes those."""
    if text.isascii() and "\r" not in text and "\0" not in text:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def heading(text: str) -> str:
    """Return the first heading of a text: marked as in Markdown, or a short first line that stands alone."""
    lines = text.splitlines()
    for line, below in pairwise([*lines, ""]):
        if match := _HEADING.match(line):
            return plain(match[1])
        if line.strip() and _UNDERLINE.match(below):
            return plain(line)
    full = [line.strip() for line in lines]
    while full and not full[0]:
        full.pop(0)
    alone = len(full) > 1 and not full[1] and len(full[0]) <= _TITLE_LENGTH and full[0][-1] not in ".!?:;,"
    return plain(full[0]) if alone else ""


def plain(title: str) -> str:
    """Return one line of a title without Markdown's marks."""
    title = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", title)
    title = re.sub(r"(?<!\w)(\*{1,3}|_{1,3}|`+)(\S(?:.*?\S)?)\1(?!\w)", r"\2", title)
    return " ".join(title.split())


def stem_title(stem: str) -> str:
    """Return a file's stem as words: `annual_report-2023` is `annual report 2023`."""
    return " ".join(re.sub(r"[_\-]+", " ", stem).split()) or stem
