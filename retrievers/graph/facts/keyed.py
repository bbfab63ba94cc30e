"""Lines that say a thing by key and value, as info boxes and two-column tables do: `Founded: 1971`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrievers.graph.facts.dates import dates_in
from retrievers.graph.facts.schema import End, Sort, Statement
from retrievers.reading.tokens import tokenize

_KEYED = re.compile(
    r"^[ \t]*(?:[-*•+]\s+|\|\s*)?(?:\*\*|__)?(?P<key>[A-Z][\w'’ /()-]{1,38}?)(?:\*\*|__)?\s*(?::(?:\*\*|__)?|\|)\s+"
    r"(?P<value>[^|\n]{1,120}?)\s*\|?[ \t]*$",
    re.MULTILINE,
)
_HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$", re.MULTILINE)
_CAPITAL = re.compile(r"[A-Z0-9][\w.'’&-]*(?: (?:of|the|de|la|and|for|&|[A-Z0-9(][\w.'’&)-]*))*")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_FEWEST = 2
"""Lines of one block; a single one may be any sentence with a colon."""
_KEY_WORDS = 4
_VALUE_WORDS = 12
_NO_KEYS = frozenset(
    [
        "note",
        "notes",
        "warning",
        "tip",
        "example",
        "see",
        "todo",
        "important",
        "caution",
        "hint",
        "http",
        "https",
        "question",
        "answer",
        "q",
        "a",
    ]
)


def keyed_lines(title: str, text: str) -> Iterator[Statement]:
    """Yield the facts of lines with a key and a value, where two of them follow each other."""
    if ":" not in text and "|" not in text:
        return
    found = [match for match in _KEYED.finditer(text) if _is_keyed(match)]
    headings = [(match.start(), match["text"]) for match in _HEADING.finditer(text)]
    for i, match in enumerate(found):
        beside = [m for m in found[max(0, i - 1) : i + 2] if m is not match]
        if len(found) < _FEWEST or not any(_adjoin(text, match, other) for other in beside):
            continue
        subject = _subject(title, headings, match.start())
        start, end = match.start() + len(match.group()) - len(match.group().lstrip()), match.end()
        for value in _values(match["value"]):
            yield Statement(subject, match["key"].strip().lower(), value, "keyed line", start, end)


def _is_keyed(match: re.Match[str]) -> bool:
    key, value = match["key"].strip(), match["value"]
    if len(key.split()) > _KEY_WORDS or len(value.split()) > _VALUE_WORDS or set(value) <= set("-: |"):
        return False
    return key.lower() not in _NO_KEYS and not value.rstrip().endswith((".", "!", "?", ":", ";"))


def _adjoin(text: str, a: re.Match[str], b: re.Match[str]) -> bool:
    """Whether no other line stands between two."""
    first, second = sorted((a, b), key=lambda m: m.start())
    return text[first.end() : second.start()].strip(" \t\n") == ""


def _subject(title: str, headings: list[tuple[int, str]], at: int) -> End:
    """Return what a line is about: the section, if several have such lines, else the document."""
    above = [text for start, text in headings if start < at]
    if len(above) > 1 and len(headings) > 1 and _CAPITAL.fullmatch(above[-1]) and " " in above[-1]:
        return End(above[-1])
    return End(title, topic=True)


def _values(value: str) -> list[End]:
    value = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", value).strip("*_` ")
    tokens = tokenize(value)
    dates = dates_in(tokens)
    if len(dates) == 1 and dates[0][:2] == (0, len(tokens)):
        return [End(dates[0][2].iso, Sort.VALUE, datatype=dates[0][2].datatype)]
    if _NUMBER.fullmatch(value):
        plain = value.replace(",", "")
        return [End(plain, Sort.VALUE, datatype="decimal" if "." in plain else "integer")]
    listed = "," in value or ";" in value
    parts = [part.strip() for part in re.split(r",\s+(?:and\s+)?|;\s*| and " if listed else r"$^", value)]
    if len(parts) > 1 and all(_CAPITAL.fullmatch(part) for part in parts):
        return [End(part) for part in parts]
    if _CAPITAL.fullmatch(value):
        return [End(value)]
    return [End(value, Sort.VALUE, datatype="string")] if value else []
