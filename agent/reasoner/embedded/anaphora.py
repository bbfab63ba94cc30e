"""Questions of several sentences: what `that moon`, `there` or `his` in the last one refers to.

`The probe came down on a moon. Who discovered that moon?` asks first which moon the probe came down on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.reasoner.embedded.clauses import clause_end
from agent.reasoner.embedded.nouns import expects_of, is_agent
from agent.reasoner.embedded.terms import Term
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_PERSONAL = word_set("he she him his her himself herself")
_RELATIVE = frozenset(["who", "that", "which", "where", "whose"])
_THINGS = word_set("it its there itself")
_GENERIC = word_set("type kind sort one thing")
"""Nouns that, behind `that`, stand for whatever was said: `that type`."""
_ANYBODY = word_set("person man woman")
_BEFORE_NOUN = {Tag.ADJ, Tag.ADV, Tag.NUM, Tag.NOUN, Tag.NAME, Tag.GERUND, Tag.VERB}

_IN_COMPOUND = {Tag.NOUN, Tag.NAME, Tag.GERUND}


@dataclass(frozen=True, kw_only=True)
class Referent:
    """A noun phrase of the first sentence that the rest may refer to."""

    start: int
    end: int
    noun: str
    article: str
    name: str = ""
    """Set if the phrase is a name."""


def resolve(terms: list[Term], placeholder: str) -> tuple[list[Term], list[Term]] | None:
    """Split a question into what finds the referent and what asks about it, which holds `placeholder` in its place.

    None if it is one sentence, or if nothing in the rest refers to the first.
    """
    cut = _cut(terms)
    if cut is None:
        return None
    first, rest = terms[:cut], terms[cut + 1 :]
    if first[0].lower in {"take", "consider", "suppose"}:
        first = first[1:]
    referents = _referents(first)
    for refers in (_by_noun, _by_pronoun):
        for i in range(len(rest)):
            if (found := refers(rest, i, referents)) is not None:
                referent, end = found
                if _is_event(first, referent):
                    return [], _during(rest, first, referent)
                asked = _put(rest, i, end, referent.name or placeholder)
                return ([] if referent.name else _finding(first, referent)), asked
    return None


_EVENTS = word_set(
    """flight trip journey voyage tour walk climb race match game battle war contest concert meeting crossing dive swim
    attempt accident crash fire flood storm strike ceremony wedding party visit landing mission expedition"""
)


def _is_event(first: Sequence[Term], referent: Referent) -> bool:
    """Whether a sentence tells of something in which something was done, and which has no name to be asked for."""
    inside = referent.start > 1 and first[referent.start - 1].lower in {"in", "on", "during", "at"}
    return inside and referent.noun in _EVENTS and referent.article in {"a", "an"}


def _during(rest: Sequence[Term], first: Sequence[Term], referent: Referent) -> list[Term]:
    """Return `where did the flight end when she crossed` for `She crossed in a flight. Where did the flight end?`."""
    stop = len(rest) - (rest[-1].tag is Tag.PUNCT)
    at = first[referent.start - 1]
    when = Term("when", Tag.SUB, at.start, at.end)
    said = [*first[: referent.start - 1], *first[referent.end :]]
    return [*rest[:stop], when, replace(said[0], text=said[0].lower if not said[0].name else said[0].text), *said[1:]]


def _put(rest: Sequence[Term], start: int, end: int, text: str) -> list[Term]:
    """Put a name or placeholder in the place of what refers to it."""
    term = rest[start]
    put = [Term(text, Tag.NAME, term.start, rest[end - 1].end, name=True)]
    if term.lower == "there":
        moves = any(t.lower in _MOVING for t in rest[max(0, start - 4) : start])
        put.insert(0, Term("to" if moves else "in", Tag.ADP, term.start, term.end))
    owns = term.lower in _OWNING and end < len(rest) and rest[end].tag not in {Tag.PUNCT, Tag.VERB, Tag.AUX}
    if owns:
        put.append(Term("'s", Tag.POSS, term.start, term.end))
    return [*rest[:start], *put, *rest[end:]]


_OWNING = frozenset(["his", "her", "its", "their"])
_MOVING = word_set(
    "go goes went gone send sends sent fly flew flown travel travelled came come moved move took take arrive"
)


def _cut(terms: Sequence[Term]) -> int | None:
    """Return where the first sentence ends: at a full stop, colon or semicolon with a question behind it."""
    for i, term in enumerate(terms[:-3]):
        if i > 2 and term.text in {".", ":", ";"} and any(t.tag in {Tag.WH, Tag.AUX} for t in terms[i + 1 :]):
            return i
    return None


def _referents(first: Sequence[Term]) -> list[Referent]:
    """Return the noun phrases of a sentence that are introduced in it, and the name it begins with."""
    found: list[Referent] = []
    if first and first[0].name:
        found.append(Referent(start=0, end=1, noun=_called(first), article="", name=first[0].text))
    for i, term in enumerate(first):
        if term.lower not in {"a", "an", "one", "the", "another", "whoever"} or (
            i and first[i - 1].lower == "of" and term.lower == "the"
        ):
            continue
        end = i + 1
        while (
            end < len(first)
            and first[end].tag in _BEFORE_NOUN
            and (end == i + 1 or first[end - 1].tag is not Tag.NOUN or first[end].tag in _IN_COMPOUND)
        ):
            end += 1
        if end > i + 1 and first[end - 1].tag is Tag.NOUN:
            found.append(Referent(start=i, end=end, noun=first[end - 1].lower, article=term.lower))
    return found


def _called(first: Sequence[Term]) -> str:
    """Return what a sentence says its name is: `episode` of `X is the third episode of ...`."""
    if len(first) < 4 or first[1].tag is not Tag.AUX:
        return ""
    nouns = []
    for term in first[2:]:
        if term.tag in {Tag.DET, Tag.ADJ, Tag.NUM}:
            continue
        if term.tag is not Tag.NOUN:
            break
        nouns.append(term.lower)
    return nouns[-1] if nouns else ""


def _by_noun(rest: Sequence[Term], i: int, referents: Sequence[Referent]) -> tuple[Referent, int] | None:
    """Return what `that moon` at `i` refers to, and its end."""
    if rest[i].lower not in {"that", "this", "the", "those", "these"}:
        return None
    end = i + 1
    while end < len(rest) and rest[end].tag in {Tag.ADJ, Tag.ADV, Tag.NUM, Tag.NOUN} and not rest[end].name:
        end += 1
        if rest[end - 1].tag is Tag.NOUN and end < len(rest) and rest[end].tag is not Tag.NOUN:
            break
    if end == i + 1 or rest[end - 1].tag is not Tag.NOUN:
        return None
    noun = rest[end - 1].lower
    same = [r for r in referents if _same(r.noun, noun)]
    if not same and rest[i].lower in {"that", "this"} and end == i + 2:
        new = [r for r in referents if not r.name and r.article != "the"]
        same = [r for r in new[::-1] if noun in (_ANYBODY if _is_person(r.noun) else _GENERIC)]
    return (same[0], end) if same else None


def _by_pronoun(rest: Sequence[Term], i: int, referents: Sequence[Referent]) -> tuple[Referent, int] | None:
    """Return what a pronoun at `i` refers to, and its end."""
    lower = rest[i].lower
    if lower in _PERSONAL:
        people = [r for r in referents if _is_person(r.noun) or (r.name and not r.noun)]
        people = people or [r for r in referents if r.start == 0 and expects_of(r.noun) is AnswerType.ENTITY]
        return (people[0], i + 1) if people else None
    if lower in _THINGS and not (lower == "there" and i + 1 < len(rest) and rest[i + 1].tag is Tag.AUX):
        things = [r for r in referents if not _is_person(r.noun) and not r.name]
        new = [r for r in things if r.article != "the"]
        subject = [r for r in new or things if r.start == 0]
        chosen = subject or new[::-1] or things
        return (chosen[0], i + 1) if chosen else None
    return None


def _is_person(noun: str) -> bool:
    return expects_of(noun) is AnswerType.PERSON or (expects_of(noun) is AnswerType.ENTITY and is_agent(noun))


def _same(one: str, other: str) -> bool:
    return one == other or one == re.sub(r"s$", "", other) or other == re.sub(r"s$", "", one)


def _finding(first: Sequence[Term], referent: Referent) -> list[Term]:
    """Return the question that finds a referent, as terms: `the probe came down on what moon`."""
    at = first[referent.start]
    phrase = first[referent.start + 1 : referent.end]
    relative = next(
        (k for k in range(referent.end, min(referent.end + 4, len(first))) if first[k].lower in _RELATIVE), None
    )
    if relative is not None and (referent.start == 0 or first[0].lower == "there"):
        opening = [Term("What", Tag.WH, at.start, at.end), Term("is", Tag.AUX, at.start, at.end)]
        the = Term("the", Tag.DET, at.start, at.end)
        end = clause_end(first, relative + 1)
        return [*opening, the, *phrase, *first[relative:end]]
    if referent.start == 0 and referent.end == len(first):
        is_the = [Term("is", Tag.AUX, at.start, at.end), Term("the", Tag.DET, at.start, at.end)]
        return [Term("What", Tag.WH, at.start, at.end), *is_the, *phrase]
    what = Term("which" if referent.start == 0 else "what", Tag.WH, at.start, at.end)
    return [*first[: referent.start], what, *phrase, *first[referent.end :]]
