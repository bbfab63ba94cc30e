"""Descriptions that stand where a name could: `the play with the lowest budget` in `Who wrote the play with ...?`.

What is compared there is on the way to the answer, so it is asked for first, and the rest of the question from what it
is. `names` is always a question with its names out of sight, `named` and `measures` are those of `read_constraints`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from retrievers.graph.ask.constraint_reading import superlatives
from retrievers.graph.ask.constraint_words import (
    ASKS,
    AT,
    BEFORE,
    BETWEEN,
    BOUND,
    COUNT,
    DECADE,
    LINK,
    NAME,
    THAN,
    TIME,
)
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import tokenize

_THING = (
    r"\bthe\s+(?:(?!(?:the|of|in|at|by|from|on|for|who|which|that|with|whose)\b)[a-z-]+\s+){1,3}"
    rf"(?:(?:of|in|at|by|from|on|for)\s+(?:the\s+)?{NAME}+\s+)?"
)
_WITH = re.compile(rf"{_THING}$", re.IGNORECASE)
_THAT = re.compile(rf"{_THING}(?:that|which|who)\s+(?:[a-z-]+\s+){{0,3}}$", re.IGNORECASE)
_OWNER = re.compile(rf"{NAME}+\s*['’]s?\s+$")
_BARE = re.compile(r"(?:\b(?:the|a|an|any|all)\s+)?(?P<noun>[a-z-]+)\s*$", re.IGNORECASE)
_FURTHER = re.compile(
    r"\s+(?:of|in|at|by|from|on|for|to|into|across|over|that|which|who|whose|with)\b"
    rf"[^{NAME}?,]{{0,60}}?{NAME}+(?!\s?['’])",
    re.IGNORECASE,
)
_OF = re.compile(r"\b(?:one\s+)?of\s+$", re.IGNORECASE)
_CALLED = re.compile(r"\W*what(?:['’]s| is| was)\s+the\s+(?:name|title)\s+of\s+$", re.IGNORECASE)
_IS = re.compile(r"\W*(?:is|are|was|were)\s+", re.IGNORECASE)
_COUNTS = frozenset(["most", "least", "fewest"])

Span = tuple[int, int]


def described_by_superlative(
    names: str, named: Callable[[str], bool], measures: Callable[[str], bool]
) -> Iterator[Span]:
    """Yield the spans that a description of something on the way may have, by what it is the most or least of.

    They begin alike; where it ends may be told by what answers. The longest comes first.
    """
    for found, _ in superlatives(names, named):
        start = _start(names, found, measures)
        if start is not None and not is_asked_for(names[:start]):
            yield from ((start, end) for end in sorted(set(_ends(names, found)), reverse=True))
            return


def described_by_comparison(names: str, measures: Callable[[str], bool]) -> Iterator[Span]:
    """Yield the spans of what is compared on the way: `films released after 1990`."""
    for pattern in (BETWEEN, DECADE, TIME, THAN, BOUND, AT):
        for found in pattern.finditer(names):
            clause = _clause(names[: found.start()], measures)
            thing = _BARE.search(names[:clause])
            if thing and _is_noun(names, thing) and not is_asked_for(names[: thing.start()]):
                yield thing.start(), found.end()


def is_asked_for(before: str) -> bool:
    """Whether what follows the words `before` is the answer of a question: `Which`, `What is the name of`."""
    if _IS.fullmatch(before):  # it is said of the description that follows
        return False
    before = _OF.sub("", before) if not _CALLED.fullmatch(before) else ""
    counted = COUNT.match(before)
    return ASKS.fullmatch(before[counted.end() :] if counted else before) is not None


def _start(names: str, found: re.Match[str], measures: Callable[[str], bool]) -> int | None:
    """Return where a description begins that a superlative is part of; None if it is part of none."""
    has, noun = (found.group("has") or "").strip().lower(), (found.group("noun") or "").lower()
    thing = (_WITH if has in {"with", "having"} else _THAT).search(names[: found.start()])
    if thing and (has or not noun):
        return thing.start()
    if has and (has != "with" or measures(noun)):
        return None
    if (not noun and not found.group("adj")) or _is_count(found):
        return None
    start = found.end("has") if has else found.start()
    if names[start:].lower().startswith("the "):
        return start
    owner = _OWNER.search(names[:start])
    return owner.start() if owner else None


def _is_count(found: re.Match[str]) -> bool:
    """Whether a superlative is a number of things, `the most films`, and not one thing: `the most expensive film`."""
    if found.group("word").split()[0].lower() not in _COUNTS:
        return False
    noun = (found.group("noun") or "").lower()
    return not noun or not found.group("adj") or noun.endswith("s")


def _ends(names: str, found: re.Match[str]) -> Iterator[int]:
    yield found.end()
    if found.group("has") and found.group("adj") and found.group("noun"):
        yield found.end("adj")
    end = found.end()
    while further := _FURTHER.match(names, end):
        end = further.end()
        yield end


def _clause(before: str, measures: Callable[[str], bool]) -> int:
    """Return where a clause begins that ends with the words `before`: `that were released`, `with a budget of`."""
    said = BEFORE.search(before)
    if said and said.group("word") and measures(said.group("word").lower()):
        return said.start()
    link = LINK.search(before)
    return link.start() if link else len(before)


def _is_noun(names: str, thing: re.Match[str]) -> bool:
    tokens = tokenize(names)
    at = next((i for i, token in enumerate(tokens) if token.start == thing.start("noun")), None)
    kind = None if at is None else tag(tokens)[at]
    return kind is Tag.NOUN or (kind is Tag.VERB and thing.group("noun").endswith("s"))  # `directed plays released`
