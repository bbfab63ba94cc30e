"""Comparisons of numbers: counts, sizes, populations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.reasoner.embedded.comparing.framing import Frame
from agent.reasoner.embedded.comparing.inflect import base_form, is_past, of_one
from agent.reasoner.embedded.comparing.measure import Measure, Reads, Way, one
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import THIRD_PERSON, VERBS
from retrievers.schema import AnswerType

_MORE: dict[str, Way] = {
    "more": "max", "most": "max", "greater": "max", "greatest": "max", "higher": "max", "highest": "max",
    "larger": "max", "largest": "max", "bigger": "max", "biggest": "max", "longer": "max", "longest": "max",
    "fewer": "min", "fewest": "min", "less": "min", "least": "min", "lower": "min", "lowest": "min", "smaller": "min",
    "smallest": "min", "shorter": "min", "shortest": "min",
}  # fmt: skip
_COUNTS = word_set("more most fewer fewest less least greater greatest")
_NUMERIC: dict[str, Reads] = {
    **dict.fromkeys(("population", "budget", "revenue", "circulation", "enrollment", "enrolment", "price"), "number"),
    **dict.fromkeys(("capacity", "attendance", "cost", "gdp", "income", "number", "density", "rating"), "number"),
    **dict.fromkeys(("area", "height", "length", "width", "depth", "elevation", "mass", "weight"), "quantity"),
    **dict.fromkeys(("speed", "size", "diameter", "radius", "altitude", "duration", "runtime"), "quantity"),
}
"""Nouns that are a number, and how it is read."""
_UNCOUNTED = word_set("people species series aircraft")
_SPENDING = word_set("cost weigh earn pay charge")
_MASS = word_set("money time water land rain rainfall snow energy power electricity oil gas gold fuel memory weight")
_PHRASE = {Tag.NOUN, Tag.NAME, Tag.POSS, Tag.ADJ, Tag.NUM, Tag.GERUND}


def _both_ways(more: str, less: str) -> tuple[tuple[str, Way], tuple[str, Way]]:
    return (more, "max"), (less, "min")


_SIZES: dict[str, tuple[str, Way]] = {
    word: (adjective, way)
    for adjective, more, less in (
        ("large", "larger largest bigger biggest", "smaller smallest"),
        ("tall", "taller tallest higher highest", "lower lowest"),
        ("long", "longer longest", "shorter shortest"),
        ("heavy", "heavier heaviest", "lighter lightest"),
        ("deep", "deeper deepest", "shallower shallowest"),
        ("fast", "faster fastest", "slower slowest"),
        ("wide", "wider widest", "narrower narrowest"),
        ("hot", "hotter hottest", "cooler coolest colder coldest"),
    )
    for words, way in _both_ways(more, less)
    for word in words.split()
}


def amounts(frame: Frame, role: str) -> Measure | None:
    """Read `has more members`, `won the most medals`, `has a larger population`."""
    predicate = [t for t in frame.predicate if t.tag is not Tag.PUNCT]
    if spent := _spent(predicate):
        return replace(spent, role=role)
    for i in range(len(predicate) - 1):
        way = _MORE.get(predicate[i].lower)
        end = phrase_end(predicate, i + 1) if way else i
        if way is None or end == i + 1 or end == i:
            continue
        what, last = text_of(predicate[i + 1 : end]), predicate[end - 1].lower
        if last in _NUMERIC:
            asked = f"What is the {what} of {{}}?"
            return Measure(asked=one(asked, AnswerType.NUMBER, what), way=way, reads=_NUMERIC[last], role=role)
        if predicate[i].lower in _COUNTS and (counted := how_many(predicate, i, end)):
            reads: Reads = "quantity" if is_mass(predicate[end - 1]) else "number"
            return Measure(asked=one(counted, AnswerType.NUMBER, what), way=way, reads=reads, role=role)
    return None


def _spent(predicate: Sequence[Term]) -> Measure | None:
    """Read `costs more`, `weighs the least`."""
    at = next((i for i, t in enumerate(predicate) if base_form(t.lower) in _SPENDING), None)
    order = next((t.lower for t in predicate[at + 1 :] if t.tag is not Tag.DET), "") if at is not None else ""
    if at is None or order not in {"more", "most", "less", "least"}:
        return None
    verb = base_form(predicate[at].lower)
    helper = "did" if is_past(predicate[at].lower) and predicate[at].lower != "cost" else "does"
    asked = one(f"How much {helper} {{}} {verb}?", AnswerType.NUMBER, verb)
    return Measure(asked=asked, way=_MORE[order], reads="quantity" if verb == "weigh" else "number")


def phrase_end(terms: Sequence[Term], start: int) -> int:
    """Return the end of the noun phrase at `start`; `start` if no countable noun ends one."""
    end = start
    while end < len(terms) and (terms[end].tag in _PHRASE or _plural_verb(terms, end) or _before_noun(terms, end)):
        end += 1
    while end > start and not (terms[end - 1].tag is Tag.NOUN or _plural(terms, end - 1)):
        end -= 1
    if end == start:
        return start
    last = terms[end - 1].lower
    return end if last in _NUMERIC or last.endswith("s") or last in _UNCOUNTED or end == start + 1 else start


def _plural(terms: Sequence[Term], i: int) -> bool:
    """Whether a word that is tagged otherwise is a noun in the plural: `Academy Awards`, `awards`."""
    return _plural_verb(terms, i) or (terms[i].tag is Tag.NAME and terms[i].lower.endswith("s"))


def _plural_verb(terms: Sequence[Term], i: int) -> bool:
    """Whether a word that may be a verb stands where only a plural can: `more awards`, `more Academy Awards`."""
    follows = i + 1 < len(terms) and (terms[i + 1].name or terms[i + 1].tag in {Tag.DET, Tag.PRON})
    return terms[i].lower in THIRD_PERSON and not follows


def _before_noun(terms: Sequence[Term], i: int) -> bool:
    """Whether a word that may be a verb qualifies the noun behind it: `more film companies`."""
    return terms[i].lower in VERBS and i + 1 < len(terms) and terms[i + 1].tag is Tag.NOUN


def is_mass(noun: Term) -> bool:
    """Whether a noun is measured and not counted: `more material`."""
    return not noun.lower.endswith("s") and noun.lower not in _UNCOUNTED


def how_many(predicate: Sequence[Term], more: int, end: int) -> str:
    """Ask how many of `predicate[more + 1 : end]` a side has, or did; empty if the verb before does not tell."""
    mass = is_mass(predicate[end - 1])
    if mass and predicate[end - 1].lower not in _MASS and not any(t.tag is Tag.VERB for t in predicate[:more]):
        return ""
    while end + 1 < len(predicate) and predicate[end].lower == "of" and phrase_end(predicate, end + 1) > end + 1:
        end = phrase_end(predicate, end + 1)
    what = text_of(predicate[more + 1 : end])
    there = next((i for i in range(more) if predicate[i].lower == "there"), 0)
    if there:
        return f"How many {what} {predicate[there - 1].lower} there {text_of(predicate[end:])} {{}}?"
    verb = next((i for i in range(more) if predicate[i].tag is Tag.VERB), None)
    auxiliary = next((i for i in range(more) if predicate[i].tag is Tag.AUX), None)
    behind = _behind(predicate[end:])
    if verb is None:
        done = "does {} have"
        if auxiliary is None:
            return ""
    else:
        between = [t for t in predicate[verb + 1 : more] if t.lower not in {"the", "a", "an"}]
        done = f"{_done(predicate, auxiliary, verb)} {text_of(between)}".strip()
    return f"How {'much' if mass else 'many'} {what} {done} {text_of(behind)}".strip() + "?"


def _behind(terms: Sequence[Term]) -> list[Term]:
    """Return what limits the count, as `in 2015` does, without what only points back: `in it`, `than the other`."""
    kept = list(terms)
    than = next((i for i, t in enumerate(kept) if t.lower == "than"), len(kept))
    kept = kept[:than]
    return kept[:-2] if len(kept) > 1 and kept[-1].tag is Tag.PRON and kept[-2].tag is Tag.ADP else kept


def _done(predicate: Sequence[Term], auxiliary: int | None, verb: int) -> str:
    """Write the verb of a question about one side, with `{}` for it."""
    word = predicate[verb].lower
    if auxiliary is not None and auxiliary < verb:
        helper = of_one(predicate[auxiliary].text)
        return f"{helper} {{}} {text_of(predicate[auxiliary + 1 : verb + 1])}"
    return f"{'did' if is_past(word) else 'does'} {{}} {base_form(word)}"


def sizes(frame: Frame, role: str) -> Measure | None:
    """Read `is larger`, `is the tallest`, `is more populous`."""
    predicate = [t for t in frame.predicate if t.tag is not Tag.PUNCT]
    words = [t.lower for t in predicate]
    if {"populous", "populated"} & set(words):
        way: Way = "min" if {"less", "least"} & set(words) else "max"
        asked = one("What is the population of {}?", AnswerType.NUMBER, "population")
        return Measure(asked=asked, way=way, reads="number", role=role)
    for i, word in enumerate(words):
        if word in _SIZES and _measures(predicate, i, frame):
            adjective, way = _SIZES[word]
            asked = one(f"How {adjective} is {{}}?", AnswerType.NUMBER, adjective)
            return Measure(asked=asked, way=way, reads="quantity", role=role)
    return None


_STANDS = word_set("stands stand stood rises rise measures is was are were be lies")


def _measures(predicate: Sequence[Term], i: int, frame: Frame) -> bool:
    """Whether a word for a size is said of the sides themselves: `is the larger park`, not `had the longest career`."""
    j = i - 1
    while j >= 0 and (predicate[j].tag in {Tag.DET, Tag.ADV} or predicate[j].lower in {"the", "much"}):
        j -= 1
    said = j >= 0 and predicate[j].lower in _STANDS
    said = said or (i > 0 and frame.joined != "and" and predicate[0].tag is Tag.AUX and predicate[0].lower in _STANDS)
    following = predicate[i + 1] if i + 1 < len(predicate) else None
    ends = following is None or following.lower in {"than", "of", "in"} or following.tag is Tag.NOUN
    return said and ends
