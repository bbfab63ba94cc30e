"""What a question asks of its answers beyond the path to them: order, comparison, difference, number.

Constraints are read off the words and taken out of the question, so that the rest asks for a path alone; they are
checked on what the path leads to (Deliberation on Priors, Ma et al. 2025, arXiv:2505.15210). Names are passed as spans
and are never read as words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

NAME = "\ue000"
"""Stands for each character of a name."""
_VALUE = rf"(?P<value>\d[\d,]*(?:\.\d+)?(?:-\d\d){{0,2}}(?![\d-])|(?:the\s+)?{NAME}+)"
_UNIT = r"(?:\s+(?P<unit>(?!(?:and|or|that|which|who|in|on|of|by|from|is|are|was|were|has|have|did|do)\b)[a-z]+))?"
_LOWER = frozenset(["before", "until", "earlier", "fewer", "less", "smaller", "lower", "shorter", "younger", "under",
                    "below", "most", "prior", "cheaper", "lighter", "slower", "closer", "nearer", "up"])  # fmt: skip
_TIME = re.compile(
    rf"\b(?P<op>before|after|since|until|prior to|(?:earlier|later) than)\s+(?:the\s+year\s+)?{_VALUE}", re.IGNORECASE
)
_DECADE = re.compile(r"\b(?:in|during)\s+the\s+(?P<value>\d{3}0)\s?'?s\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|from)\s+(?P<low>\d[\d,]*)\s+(?:and|to)\s+(?P<high>\d[\d,]*)" + _UNIT, re.IGNORECASE
)
_THAN = re.compile(
    rf"\b(?P<op>(?:more|less|fewer)(?:\s+(?P<adj>[a-z]+))?|[a-z]+er)\s+than\s+{_VALUE}{_UNIT}", re.IGNORECASE
)
_BOUND = re.compile(
    rf"\b(?P<op>over|above|under|below|at least|at most|up to)\s+(?P<value>\d[\d,]*(?:\.\d+)?){_UNIT}", re.IGNORECASE
)
_SUPERLATIVE = re.compile(
    r"\b(?P<has>(?:has|have|had|with|having|got)\s+)?(?:the\s+)?(?:(?P<top>two|three|four|five|ten|\d{1,2})\s+)?"
    r"(?P<word>(?:most|least)\s+(?P<adj>[a-z]+)|[a-z]+(?<!l)est|fewest|latest|first|last)\b"
    r"(?:\s+(?P<noun>(?!(?:is|are|was|were|in|of|on|by|from|that|which|who|and|to)\b)(?:number\s+of\s+)?[a-z]+))?",
    re.IGNORECASE,
)
_NO_SUPERLATIVE = frozenset(["west", "test", "guest", "request", "interest", "forest", "quest", "contest", "protest",
                             "harvest", "suggest", "rest", "best-known", "nest", "chest", "arrest", "invest", "crest",
                             "priest", "honest", "modest", "manifest", "conquest", "midwest", "northwest",
                             "southwest", "everest", "bequest", "digest", "vest", "pest", "zest", "jest"])  # fmt: skip
_LEAST = frozenset(["shortest", "smallest", "lowest", "youngest", "fewest", "least", "lightest", "cheapest", "slowest",
                    "thinnest", "shallowest", "weakest", "narrowest", "nearest", "closest", "poorest", "worst",
                    "coldest", "briefest", "tiniest", "earliest", "first"])  # fmt: skip
_TIMES = frozenset(["first", "last", "earliest", "latest", "newest", "oldest", "youngest", "recent", "recently"])
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_EXCEPT = re.compile(
    rf"\s*,?\s*\b(?:other than|except for|except|besides|apart from|excluding|but not|aside from)\s+"
    rf"(?:the\s+)?(?P<name>{NAME}+)",
    re.IGNORECASE,
)
_BUT_NOT = re.compile(
    r"\s*,?\s*\b(?:(?:but|and|that|who|which)\s+)*"
    r"(?:(?P<aux>is|are|was|were|has|have|had|did|do|does)\s+)?(?:not|never|n't)\s+(?P<rest>.+?)\s*\??$",
    re.IGNORECASE,
)
_COUNT = re.compile(r"^\W*(?:how many|(?:what(?:'s| is| was) )?the (?:total )?number of|count(?: the)?)\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:\b(?:and|that|which|who)\s+)?(?:\b(?:is|are|was|were|has|have|had|been|with|did)\s+)*"
    r"(?:\b(?:a|an|the)\s+)?(?:\b(?P<word>[a-z]+)\s+(?P<of>of\s+|out\s+)?)$",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:\b(?:and|that|which|who)\s+)?(?:\b(?:is|are|was|were|has|have|had|with|a|an)\s+)*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Answers must measure more or less than something."""

    words: tuple[str, ...]
    """What is measured, as far as it is said: `older`, `inhabitants`, `released`."""
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    """Whether `low` itself is out."""
    high_open: bool = False
    than: tuple[int, int] | None = None
    """Span of the name whose own measure stands for the bound that is None."""
    less: bool = False
    """Whether, with `than`, less is asked for."""
    dates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Superlative:
    """Answers must measure most or least of all."""

    words: tuple[str, ...]
    least: bool
    dates: bool = False
    """Whether it may be a point in time: `first`, `oldest`."""
    counts: bool = False
    """Whether it may ask for the most of something: `most films`."""
    top: int = 1
    """How many are asked for: 2 of `the two longest`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What is asked besides a path."""

    rest: str
    """The question without them."""
    comparisons: tuple[Comparison, ...] = ()
    superlative: Superlative | None = None
    excluded: tuple[tuple[int, int], ...] = ()
    """Spans of names that are no answers."""
    without: str = ""
    """A question whose answers are taken away."""
    counts: bool = False

    @property
    def any(self) -> bool:
        """Whether there are any but that of counting."""
        return bool(self.comparisons or self.superlative or self.excluded or self.without)


@dataclass(slots=True)
class _Reader:
    """Takes constraints out of a question; offsets stay those of the question, what is taken becomes blank."""

    text: str
    names: str
    """The text with names put out of sight."""
    measures: Callable[[str], bool]
    comparisons: list[Comparison] = field(default_factory=list)

    def take(self, start: int, end: int) -> None:
        blank = " " * (end - start)
        self.text = self.text[:start] + blank + self.text[end:]
        self.names = self.names[:start] + blank + self.names[end:]

    def word_before(self, start: int) -> tuple[int, tuple[str, ...]]:
        """Return where a clause begins that ends at `start`, and the word in it that says what is measured."""
        before = self.names[:start]
        found = _BEFORE.search(before)
        if found and found.group("word"):
            word = found.group("word").lower() + ("_out" if (found.group("of") or "").startswith("out") else "")
            if self.measures(word):
                return found.start(), (word,)
        link = _LINK.search(before)
        return (link.start() if link else start), ()


def read_constraints(
    question: str, spans: Sequence[tuple[int, int]], measures: Callable[[str], bool], named: Callable[[str], bool]
) -> Constraints:
    """Read the constraints of a question whose names stand at `spans`.

    `measures` tells whether a word names something that the graph measures: `hired`, `population`; `named` whether a
    relation of the graph is called by a word, which then asks for it: `first name`, `largest city`.
    """
    hidden = list(question)
    for start, end in spans:
        hidden[start:end] = NAME * (end - start)
    reader = _Reader(question, "".join(hidden), measures)
    excluded = _read_excluded(reader)
    without = "" if excluded else _read_without(reader)
    for pattern, read in ((_BETWEEN, _between), (_DECADE, _decade), (_TIME, _time), (_THAN, _than), (_BOUND, _bound)):
        while found := pattern.search(reader.names):
            if not read(reader, found):
                break
    superlative = _read_superlative(reader, named)
    return Constraints(
        rest=reader.text,
        comparisons=tuple(reader.comparisons),
        superlative=superlative,
        excluded=excluded,
        without=without,
        counts=bool(_COUNT.match(question)),
    )


def _read_excluded(reader: _Reader) -> tuple[tuple[int, int], ...]:
    found = _EXCEPT.search(reader.names)
    if found is None:
        return ()
    reader.take(found.start(), found.end())
    return (found.span("name"),)


def _read_without(reader: _Reader) -> str:
    """Take the last clause away if it is denied, and return it as a question of its own, after the same beginning."""
    found = _BUT_NOT.search(reader.names)
    head = re.match(r"\W*(?:(?:which|what|whose)\s+[a-z]+(?:\s+(?:of|in)\s+\S+)?|who|name\s+\S+|list\s+\S+)", reader.names, re.I)
    if found is None or head is None or found.start() < head.end():
        return ""
    aux = found.group("aux") or ""
    asked = f"{reader.text[: head.end()]} {aux} {reader.text[found.start('rest') : found.end('rest')]}?"
    reader.take(found.start(), len(reader.names))
    return asked


def _number(text: str) -> float:
    from retrievers.graph.magnitudes import magnitude

    return magnitude(text) or 0.0


def _name_span(found: re.Match[str]) -> tuple[int, int] | None:
    """Return the span of a name that is a value; None for a number."""
    value = found.group("value")
    return None if NAME not in value else (found.start("value") + value.index(NAME), found.end("value"))


def _add(reader: _Reader, found: re.Match[str], words: Sequence[str], *, low_op: bool, strict: bool, dates: bool) -> bool:
    start, before = reader.word_before(found.start())
    words = tuple(word for word in (*words, *before) if word)
    than = _name_span(found)
    number = None if than else _number(found.group("value"))
    if number is not None and dates and strict and low_op and "-" not in found.group("value"):
        number, strict = number + 1, False  # after 1990: from 1991 on
    reader.comparisons.append(
        Comparison(
            words=words,
            low=number if low_op else None,
            high=None if low_op else number,
            low_open=strict,
            high_open=strict,
            than=than,
            less=not low_op,
            dates=dates,
        )
    )
    reader.take(start, found.end())
    return True


def _between(reader: _Reader, found: re.Match[str]) -> bool:
    start, before = reader.word_before(found.start())
    low, high = _number(found.group("low")), _number(found.group("high"))
    years = all(len(found.group(part)) == 4 for part in ("low", "high"))
    words = tuple(word for word in (found.group("unit"), *before) if word)
    reader.comparisons.append(Comparison(words=words, low=low, high=high + (1 if years else 0), high_open=years, dates=years))
    reader.take(start, found.end())
    return True


def _decade(reader: _Reader, found: re.Match[str]) -> bool:
    start, before = reader.word_before(found.start())
    year = float(found.group("value"))
    reader.comparisons.append(Comparison(words=before, low=year, high=year + 10, high_open=True, dates=True))
    reader.take(start, found.end())
    return True


def _time(reader: _Reader, found: re.Match[str]) -> bool:
    op = found.group("op").lower().split()[0]
    if _name_span(found) and not reader.word_before(found.start())[1]:
        return False  # `after X` may ask for what follows X
    inclusive = op in {"since", "until"}
    return _add(reader, found, (), low_op=op not in _LOWER, strict=not inclusive, dates=True)


def _than(reader: _Reader, found: re.Match[str]) -> bool:
    op = found.group("op").lower().split()[0]
    if op in {"other", "rather"}:
        return False
    words = () if op in {"more", "less", "fewer", "greater", "higher", "larger", "bigger", "lower", "smaller"} else (op,)
    low_op, dates = op not in _LOWER, False
    if op in {"older", "younger", "newer"}:
        dates = bool(_name_span(found))
        low_op = (op != "older") if dates else low_op
    return _add(reader, found, (*words, found.group("adj"), found.group("unit")), low_op=low_op, strict=True, dates=dates)


def _bound(reader: _Reader, found: re.Match[str]) -> bool:
    op = found.group("op").lower()
    low_op = op in {"over", "above", "at least"}
    strict = op in {"over", "above", "under", "below"}
    return _add(reader, found, (found.group("unit"),), low_op=low_op, strict=strict, dates=False)


def _read_superlative(reader: _Reader, named: Callable[[str], bool]) -> Superlative | None:
    for found in _SUPERLATIVE.finditer(reader.names):
        word = found.group("word").lower()
        if word in _NO_SUPERLATIVE or named(word.split()[0]) or re.match(r"(?:first|last)\s+name", found.group(), re.I):
            continue
        return _superlative(reader, found, word.split()[0] if found.group("adj") is None else word)
    return None


def _superlative(reader: _Reader, found: re.Match[str], word: str) -> Superlative:
    noun, adjective = (found.group("noun") or "").lower(), (found.group("adj") or "").lower()
    said_by: list[str] = []
    head, *_ = word.split()
    least = head in _LEAST or adjective in _LEAST
    counted = head in {"most", "least", "fewest"}
    if counted:
        noun, adjective = (adjective, "") if not noun or not reader.measures(adjective) else (noun, adjective)
        end = found.end("adj") if found.group("adj") and not found.group("has") else found.end()
        said_by = [*(found.group(part) or "" for part in ("adj", "noun"))] if found.group("has") else []
    else:
        end = found.end() if found.group("has") else found.end("word")
    times = head in _TIMES or (found.group("adj") or "").lower() in _TIMES
    start, before = found.start(), ()
    if times or not found.group("has"):
        after_noun = not noun or found.end() >= len(reader.names.rstrip(" ?"))
        if times and after_noun:
            start, before = reader.word_before(found.start())
    if found.group("has"):
        start = _LINK.search(reader.names[: found.start()]).start()  # type: ignore[union-attr]
    said = [*said_by] if counted and said_by else [head if not counted else "", adjective]
    if found.group("has") or counted:
        said.append(noun.removeprefix("number of ").strip())
    reader.take(start, end)
    top = (found.group("top") or "1").lower()
    return Superlative(
        words=tuple(dict.fromkeys(w for w in (*said, *before) if w)),
        least=least,
        dates=times,
        counts=counted or "number" in noun,
        top=_NUMBERS.get(top) or int(top),
    )
