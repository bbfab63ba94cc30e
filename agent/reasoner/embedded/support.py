"""The words of the evidence that a value stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.reasoner.embedded.links import Link
from retrievers.reading.query import read_query
from retrievers.reading.tokens import sentences, stem, tokenize
from retrievers.schema import AnswerType
from tools.graph.quoting import spans
from tools.schema import Evidence, Quote

_LONGEST_QUOTE = 400
"""Characters; a longer sentence is cut to the words around the value."""
_LONGEST_PATH = 600
_MOST_PATHS = 5
"""Paths that are quoted for one answer."""


@dataclass(frozen=True, slots=True)
class Support:
    """A quote and how much of the question its surroundings repeat."""

    quote: Quote
    evidence: Evidence
    value_at: int
    """Where the value starts in the evidence's text; of yes and no, the sentence."""
    overlap: float
    """Share of the question's words in the quote or the title, in [0, 1]."""


def supports(link: Link) -> Support | None:
    """Return the best place that shows the link's value; None if no evidence holds it.

    Rows and paths that do not name the value, as where it is a count of them, stand in for it only where nothing else
    shows it. Of yes and no, it is the sentence that speaks most of what was asked.
    """
    found = [s for item in link.evidence if (s := _in(item, link)) is not None]
    return max(found, key=lambda s: (_shows(s, link), s.overlap), default=None)


@dataclass(frozen=True, slots=True)
class Shown:
    """The paths that a graph's answer stands on."""

    paths: tuple[Quote, ...]
    """Each whole, with all its parts: the first few."""
    more: int = 0
    """How many there are beside."""
    left_out: tuple[Quote, ...] = ()
    """Of what the graph could not compare."""


def shown_by(link: Link) -> Shown:
    """Return the paths to all values of a graph's answer, or to what it counts; none for other tools."""
    paths = [item for item in link.evidence if item.kind == "triples" and item.text] if link.tool == "graph" else []
    told = [item for item in paths if not item.data.get("left_out")]
    total = len(link.values)
    naming = [item for item in told if any(occurrences(item.text, value) for value in link.values)]
    if link.value.isdigit() and not naming:
        total = int(link.value)
        naming = told[:total]
    naming = naming or told[:1]
    few = naming[:_MOST_PATHS]
    return Shown(
        paths=tuple(_whole(item) for item in few),
        more=max(total, len(naming)) - len(few) if few else 0,
        left_out=tuple(_whole(item) for item in paths if item.data.get("left_out"))[:_MOST_PATHS],
    )


def said_in(link: Link) -> list[Quote]:
    """Return the sentences of documents from which the paths of a graph's answer were read."""
    quoted = {quote.evidence for quote in shown_by(link).paths}
    held = [item for item in link.evidence if item.kind == "passage"]
    return [
        Quote.cut(item, start - item.start, end - item.start)
        for path in link.evidence
        if path.id in quoted
        for document, start, end in spans(path)
        for item in held
        if item.source == document and item.start <= start and end <= item.start + len(item.text)
    ]


def _whole(item: Evidence) -> Quote:
    """Quote a path with all its parts; of very long ones the lines that fit."""
    end = len(item.text)
    if end > _LONGEST_PATH:
        end = max(item.text.rfind("\n", 0, _LONGEST_PATH), 0) or _LONGEST_PATH
    return Quote.cut(item, 0, end)


def names_subject(link: Link) -> bool:
    """Whether the evidence that shows a link's value has at least half of the words of the names it was asked of."""
    names, found = read_query(link.question).names, supports(link)
    if not names or found is None:
        return True
    held = {stem(token.text) for token in tokenize(f"{found.evidence.title} {found.evidence.text}")}
    return 2 * len(names & held) >= len(names)


def _shows(support: Support, link: Link) -> bool:
    if link.expects is AnswerType.YES_NO or support.evidence.kind == "computation":
        return True
    return support.evidence.text.startswith(link.value, support.value_at)


def _in(item: Evidence, link: Link) -> Support | None:
    if item.kind == "computation":
        return Support(Quote.cut(item, 0, len(item.text)), item, 0, 1.0) if item.text else None
    words = set(read_query(link.question).content)
    if link.expects is AnswerType.YES_NO:
        said = [_place(item, start, end - start, words) for start, end in sentences(item.text)]
        places = [place for place in said if place.overlap]
    else:
        places = [_place(item, at, len(link.value), words) for at in occurrences(item.text, link.value)]
    if not places and item.kind in {"rows", "triples"} and item.text:
        return Support(Quote.cut(item, 0, min(len(item.text), _LONGEST_QUOTE)), item, 0, 0.5)
    return max(places, key=lambda s: (s.overlap, -s.value_at), default=None)


def occurrences(text: str, value: str) -> list[int]:
    """Return where `value` stands in `text` as whole words."""
    if not value.strip():
        return []
    return [m.start() for m in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text)]


def _place(item: Evidence, at: int, size: int, words: set[str]) -> Support:
    start, end = sentence_around(item.text, at, at + size)
    quote = Quote.cut(item, start, end)
    held = {stem(w.strip(".,;:()\"'")) for w in f"{item.text[start:end]} {item.title}".split()}
    overlap = len(words & held) / len(words) if words else 0.0
    return Support(quote, item, at, overlap)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the sentence or line that holds `text[start:end]`, cut to a window if it is very long."""
    for first, last in _pieces(text):
        if first <= start < last:
            stop = max(last, end)
            long = stop - first > _LONGEST_QUOTE
            return _window(text, first, stop, start, end) if long else (first, stop)
    return start, end


def _pieces(text: str) -> Iterable[tuple[int, int]]:
    return sentences(text)


def _window(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Cut a long sentence at word borders around the value."""
    room = max(0, _LONGEST_QUOTE - (end - start)) // 2
    left, right = max(first, start - room), min(last, end + room)
    while left > first and not text[left - 1].isspace():
        left -= 1
    while right < last and not text[right].isspace():
        right += 1
    return left, right


def mentioned(names: Sequence[str], item: Evidence) -> bool:
    """Whether the evidence or its title names one of `names`, wholly or by a distinctive word."""
    body = f"{item.title} {item.text}".lower()
    return any(name.lower() in body or _distinctive(name) & set(body.split()) for name in names)


def _distinctive(name: str) -> set[str]:
    return {word for word in name.lower().split() if len(word) > 3}
