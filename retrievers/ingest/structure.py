"""Where in its document a passage stands, in words that people look it up by: page, slide, section, lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum

from retrievers.ingest.text import plain

PAGE_END = "\f"
"""Ends a page: what converters put between the pages of a PDF, and old text files between theirs."""
_SLIDE = re.compile(r"^<!-- Slide number: (\d+) -->$", re.MULTILINE)
"""Begins a slide, as markitdown writes it."""
_FENCE = re.compile(r"^\s{0,3}(```|~~~)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$")
_NUMBER = re.compile(r"(?:section|chapter|§)?\s*(\d+(?:\.\d+)*|[A-Z]\.\d+(?:\.\d+)*)\.?(?=\s|$)", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s{0,3}(\d+(?:\.\d+)+)\.?\s+[A-Z][^.!?;]{0,80}$")
"""A numbered heading in plain text: two numbers at least, since one number begins the items of lists as well."""
_LONGEST = 60
"""Characters of a heading that a locator shows."""


class Structure(StrEnum):
    """How a document's text shows its parts."""

    MARKDOWN = "markdown"
    TEXT = "text"
    CODE = "code"


class Places:
    """The pages, slides, sections or lines of one text."""

    def __init__(self, text: str, structure: Structure, *, title: str = "") -> None:
        """Read them off `text`; a heading that only repeats `title` begins no section."""
        self._text = text
        self._structure = structure
        self._pages = [match.end() for match in re.finditer(PAGE_END, text)]
        self._slides = [(match.start(), match[1]) for match in _SLIDE.finditer(text)]
        code = structure is Structure.CODE
        self._lines = [match.start() for match in re.finditer("\n", text)] if code else []
        self._sections = [] if code else [item for item in _sections(text, structure) if item[1] != title]

    def locator(self, start: int, end: int) -> str:
        """Say where `text[start:end]` stands: `p. 12, §3.1`, `slide 4`, `lines 10-42`; empty where nothing says."""
        end = start + len(self._text[start:end].rstrip())
        start = end - len(self._text[start:end].lstrip())
        if self._structure is Structure.CODE:
            return _span("line", "lines", bisect_left(self._lines, start) + 1, bisect_left(self._lines, end) + 1)
        return ", ".join(filter(None, [self._page(start, end), self._slide(start, end), self._section(start)]))

    def _page(self, start: int, end: int) -> str:
        if not self._pages:
            return ""
        return _span("p.", "pp.", bisect_right(self._pages, start) + 1, bisect_right(self._pages, end - 1) + 1)

    def _slide(self, start: int, end: int) -> str:
        first, last = _latest(self._slides, start), _latest(self._slides, end - 1)
        return _span("slide", "slides", first or "1", last) if last else ""

    def _section(self, start: int) -> str:
        heading = _latest(self._sections, start)
        if not heading:
            return ""
        number = _NUMBER.match(heading)
        return f"§{number[1]}" if number else f"§ {heading}"


def _sections(text: str, structure: Structure) -> Iterator[tuple[int, str]]:
    """Yield offset and words of each heading, in order; those inside fenced code are none."""
    pattern = _HEADING if structure is Structure.MARKDOWN else _NUMBERED
    offset, fenced = 0, False
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n\f")
        if structure is Structure.MARKDOWN and _FENCE.match(bare):
            fenced = not fenced
        elif not fenced and (match := pattern.match(bare) or (PAGE_END in text and _NUMBERED.match(bare))):
            words = plain(match[1]) if pattern is _HEADING and match.re is _HEADING else match[0].strip()
            yield offset, words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
        offset += len(line)


def _latest(marks: Sequence[tuple[int, str]], offset: int) -> str:
    """Return the mark at or last before `offset`, or nothing."""
    place = bisect_right(marks, offset, key=lambda mark: mark[0])
    return marks[place - 1][1] if place else ""


def _span(one: str, many: str, first: int | str, last: int | str) -> str:
    return f"{one} {first}" if first == last else f"{many} {first}–{last}"
