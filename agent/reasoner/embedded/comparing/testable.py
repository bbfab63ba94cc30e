"""Properties that code can test on a reply: nationality and country, a span of time, an amount."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from agent.reasoner.embedded.comparing.amounts import how_many, phrase_end
from agent.reasoner.embedded.comparing.inflect import of_one
from agent.reasoner.embedded.comparing.measure import Asked
from agent.reasoner.embedded.comparing.predicative import of_one_side
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.nations import DEMONYMS, country
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType
from tools.quantities import parse_number

_BE = word_set("is are was were")
_PLACED = word_set("located situated based")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")


def tested(subject: str, rest: Sequence[Term]) -> tuple[Asked, ...]:
    """Return what is asked of a subject so that code can test `rest`, which begins with its verb; empty if nothing."""
    if subject != "{}":
        return ()
    if rest[0].lower in _BE:
        return _of_nation(rest) or _in_time(rest)
    return _of_amount(rest)


def _of_nation(rest: Sequence[Term]) -> tuple[Asked, ...]:
    """Read `are American`, `is from Japan`, `located in India`, `are French painters`."""
    body = [t for t in rest[1:] if t.tag is not Tag.DET]
    land = country(body[-1].text) if body else None
    before = [t.lower for t in body[:-1]]
    if land is not None and before in ([], ["from"]):
        return (_from(land),)
    if land is not None and before and before[-1] == "in" and (before == ["in"] or set(before[:-1]) <= _PLACED):
        return (_asked("In which country is {} located?", land),)
    if len(body) < 2 or body[0].lower not in DEMONYMS or body[1].tag not in {Tag.NOUN, Tag.ADJ, Tag.GERUND, Tag.VERB}:
        return ()
    helper = of_one(rest[0].text).capitalize()
    alone = f"{helper} {{}} {of_one_side(body[1:])}?" if rest[0].lower in {"are", "were"} else ""
    article = rest[1].text if rest[1].lower in {"a", "an"} else ""
    alone = alone or f"{helper} {{}} {article and 'a'} {text_of(body[1:])}?".replace("  ", " ")
    said = Asked(question=alone, expects=AnswerType.YES_NO, relation=text_of(body[1:]))
    return (_from(DEMONYMS[body[0].lower]), said)


def _from(land: str) -> Asked:
    return _asked("Which country is {} from?", land)


def _asked(question: str, land: str) -> Asked:
    test = f"same(countries({{}}), countries({json.dumps(land, ensure_ascii=False)}))"
    return Asked(question=question, expects=AnswerType.PLACE, relation="country", test=test)


def _in_time(rest: Sequence[Term]) -> tuple[Asked, ...]:
    """Read `was formed before 2010`, `were built in the 19th century`, `born in the 1960s`."""
    span = _span(rest)
    at = next((i for i, t in enumerate(rest) if t.tag is Tag.VERB), None)
    if span is None or at is None or at >= span[0]:
        return ()
    done = text_of(rest[at : span[0]])
    return (Asked(question=f"When was {{}} {done}?", expects=AnswerType.DATE, relation=done, test=span[1]),)


def _span(rest: Sequence[Term]) -> tuple[int, str] | None:
    """Return where the time at the end of a predicate begins, and code that tests a reply against it."""
    words = [t.lower for t in rest]
    numbers = [i for i, w in enumerate(words) if re.fullmatch(r"\d{4}(?:['’]?s)?", w) or _ORDINAL.fullmatch(w)]
    if not numbers:
        return None
    at = numbers[-1]
    behind = words[at + 1 :]
    start = at - 1 - (words[at - 1] == "the")
    if start < 1 or behind not in ([], ["century"], ["'s"], ["’s"], ["s"]):
        return None
    code = _range(words[at], behind, words[start])
    return (start, code) if code else None


def _range(number: str, behind: Sequence[str], preposition: str) -> str:
    """Return code that tests whether the year of a reply lies before, after or in a year, a decade or a century."""
    ordinal = _ORDINAL.fullmatch(number)
    if (ordinal is None) == (list(behind) == ["century"]):
        return ""
    if ordinal is not None:
        first, last = 100 * int(ordinal[1]) - 99, 100 * int(ordinal[1])
    else:
        first = int(number[:4])
        last = first + 9 if behind or number.endswith("s") else first
    if preposition == "before":
        return f"year({{}}) < {first}"
    if preposition in {"after", "since"}:
        return f"year({{}}) > {last if preposition == 'after' else first - 1}"
    return f"{first} <= year({{}}) <= {last}" if preposition in {"in", "during"} else ""


def _of_amount(rest: Sequence[Term]) -> tuple[Asked, ...]:
    """Read `has written more than 300 papers`, `has fewer than five members`."""
    for i in range(1, len(rest) - 3):
        sign = {"more": ">", "fewer": "<", "less": "<"}.get(rest[i].lower)
        if sign is None or rest[i + 1].lower != "than" or rest[i + 2].tag is not Tag.NUM:
            continue
        end = phrase_end(rest, i + 3)
        if end == i + 3:
            return ()
        without = [*rest[: i + 1], *rest[i + 3 :]]
        question = how_many(without, i, end - 2)
        if not question:
            return ()
        test = f"number({{}}) {sign} {parse_number(rest[i + 2].text):g}"
        return (Asked(question=question, expects=AnswerType.NUMBER, relation=text_of(rest[i + 3 : end]), test=test),)
    return ()
