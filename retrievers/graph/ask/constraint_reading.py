"""Reads the constraints of a question and takes them out of it, so that the rest asks for a path alone.

They are checked on what the path leads to (Deliberation on Priors, Ma et al. 2025, arXiv:2505.15210).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from retrievers.graph.ask.constraint_words import (
    ASKS,
    AT,
    BEFORE,
    BETWEEN,
    BOUND,
    BUT_NOT,
    COUNT,
    DECADE,
    EXCEPT,
    FIRST,
    FULL_NAME,
    HEAD,
    LEAST,
    LINK,
    LOWER,
    NAME,
    NO_SUPERLATIVE,
    NUMBERS,
    SUPERLATIVE,
    THAN,
    TIME,
    TIMES,
)
from retrievers.graph.ask.constraints import Comparison, Constraints, Superlative
from retrievers.graph.ask.magnitudes import magnitude, period_of


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
        found = BEFORE.search(before)
        if found and found.group("word"):
            word = found.group("word").lower() + ("_out" if (found.group("of") or "").startswith("out") else "")
            if self.measures(word):
                return self._after_first(found.start()), (word,)
        return self.link_before(start), ()

    def link_before(self, start: int) -> int:
        """Return where the words begin that tie a clause from `start` on to what stands before it: `that have a`."""
        link = LINK.search(self.names[:start])
        return self._after_first(link.start()) if link else start

    def _after_first(self, start: int) -> int:
        """Return `start`, but not before the end of the first word, with which a question asks."""
        first = FIRST.match(self.names)
        return max(start, first.end()) if first else start


def out_of_sight(question: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a question with every character of its names replaced by `NAME`."""
    hidden = list(question)
    for start, end in spans:
        hidden[start:end] = NAME * (end - start)
    return "".join(hidden)


def read_constraints(
    question: str,
    spans: Sequence[tuple[int, int]],
    measures: Callable[[str], bool],
    named: Callable[[str], bool],
    *,
    times: bool = False,
) -> Constraints:
    """Read the constraints of a question whose names stand at `spans`.

    `measures` tells whether a word names something that the graph measures: `hired`, `population`; `named` whether a
    relation of the graph is called by a word, which then asks for it: `first name`, `largest city`. With `times`,
    answers are also held to a year, month or day that is said: `in 2015`, which may as well be asked for by a path.
    """
    reader = _Reader(question, out_of_sight(question, spans), measures)
    excluded = _read_excluded(reader)
    without = "" if excluded else _read_without(reader)
    reading = [(BETWEEN, _between), (DECADE, _decade), (TIME, _time), (THAN, _than), (BOUND, _bound)]
    for pattern, read in [*reading, (AT, _at)] if times else reading:
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
        counts=bool(COUNT.match(question)),
    )


def _read_excluded(reader: _Reader) -> tuple[tuple[int, int], ...]:
    found = EXCEPT.search(reader.names)
    if found is None:
        return ()
    reader.take(found.start(), found.end())
    return (found.span("name"),)


def _read_without(reader: _Reader) -> str:
    """Take the last clause away if it is denied, and return it as a question of its own, after the same beginning."""
    found = BUT_NOT.search(reader.names)
    head = HEAD.match(reader.names)
    if found is None or head is None or found.start() < head.end():
        return ""
    aux = found.group("aux") or ""
    asked = f"{reader.text[: head.end()]} {aux} {reader.text[found.start('rest') : found.end('rest')]}?"
    reader.take(found.start(), len(reader.names))
    return asked


def _number(text: str) -> float:
    return magnitude(text) or 0.0


def _name_span(found: re.Match[str]) -> tuple[int, int] | None:
    """Return the span of a name that is a value; None for a number."""
    value = found.group("value")
    return None if NAME not in value else (found.start("value") + value.index(NAME), found.end("value"))


def _add(
    reader: _Reader, found: re.Match[str], words: Sequence[str], *, low_op: bool, strict: bool, dates: bool
) -> bool:
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
    reader.comparisons.append(
        Comparison(words=words, low=low, high=high + (1 if years else 0), high_open=years, dates=years)
    )
    reader.take(start, found.end())
    return True


def _decade(reader: _Reader, found: re.Match[str]) -> bool:
    start, before = reader.word_before(found.start())
    year = float(found.group("value"))
    reader.comparisons.append(Comparison(words=before, low=year, high=year + 10, high_open=True, dates=True))
    reader.take(start, found.end())
    return True


def _at(reader: _Reader, found: re.Match[str]) -> bool:
    period = period_of(found.group("value"))
    if period is None:
        return False
    start, before = reader.word_before(found.start())
    reader.comparisons.append(Comparison(words=before, low=period[0], high=period[1], high_open=True, dates=True))
    reader.take(start, found.end())
    return True


def _time(reader: _Reader, found: re.Match[str]) -> bool:
    op = found.group("op").lower().split()[0]
    if _name_span(found) and not reader.word_before(found.start())[1]:
        return False  # `after X` may ask for what follows X
    inclusive = op in {"since", "until"}
    return _add(reader, found, (), low_op=op not in LOWER, strict=not inclusive, dates=True)


def _than(reader: _Reader, found: re.Match[str]) -> bool:
    op = found.group("op").lower().split()[0]
    if op in {"other", "rather"}:
        return False
    words = (
        () if op in {"more", "less", "fewer", "greater", "higher", "larger", "bigger", "lower", "smaller"} else (op,)
    )
    low_op, dates = op not in LOWER, False
    if op in {"older", "younger", "newer"}:
        dates = bool(_name_span(found))
        low_op = (op != "older") if dates else low_op
    return _add(
        reader, found, (*words, found.group("adj"), found.group("unit")), low_op=low_op, strict=True, dates=dates
    )


def _bound(reader: _Reader, found: re.Match[str]) -> bool:
    op = found.group("op").lower()
    low_op = op in {"over", "above", "at least"}
    strict = op in {"over", "above", "under", "below"}
    return _add(reader, found, (found.group("unit"),), low_op=low_op, strict=strict, dates=False)


def superlatives(names: str, named: Callable[[str], bool]) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the superlatives of a question, its names put out of sight, each with its words in lower case."""
    for found in SUPERLATIVE.finditer(names):
        word = found.group("word").lower()
        if word not in NO_SUPERLATIVE and not named(word.split()[0]) and not FULL_NAME.match(found.group()):
            yield found, word.split()[0] if found.group("adj") is None else word


def _read_superlative(reader: _Reader, named: Callable[[str], bool]) -> Superlative | None:
    for found, word in superlatives(reader.names, named):
        if _is_of_answers(reader, found):
            return _superlative(reader, found, word)
    return None


def _is_of_answers(reader: _Reader, found: re.Match[str]) -> bool:
    """Whether a superlative is said of what is asked for, and not of something on the way: `the first probe to X`."""
    noun = (found.group("noun") or "").lower()
    onwards = reader.names[found.end() :].lstrip()
    last = not onwards.strip(" ?.") or (not noun and not onwards.startswith(NAME))
    if found.group("has") or found.group("adj") or last:
        return True
    return not noun.endswith("ed") and bool(ASKS.fullmatch(reader.names[: found.start()]))


def _superlative(reader: _Reader, found: re.Match[str], word: str) -> Superlative:
    noun, adjective = (found.group("noun") or "").lower(), (found.group("adj") or "").lower()
    said_by: list[str] = []
    head, *_ = word.split()
    least = head in LEAST or adjective in LEAST
    counted = head in {"most", "least", "fewest"}
    if counted:
        noun, adjective = (adjective, "") if not noun or not reader.measures(adjective) else (noun, adjective)
        end = found.end("adj") if found.group("adj") and not found.group("has") else found.end()
        said_by = [*(found.group(part) or "" for part in ("adj", "noun"))] if found.group("has") else []
    else:
        end = found.end() if found.group("has") else found.end("word")
    times = head in TIMES or (found.group("adj") or "").lower() in TIMES
    start, before = found.start(), cast("tuple[str, ...]", ())
    if times or not found.group("has"):
        after_noun = not found.group("noun") or found.end() >= len(reader.names.rstrip(" ?"))
        if times and after_noun:
            start, before = reader.word_before(found.start())
    if found.group("has"):
        start = reader.link_before(found.start())
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
        top=NUMBERS.get(top) or int(top),
    )
