"""Comparisons that ask whether sides agree: `from the same country`, `in different states`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoner.embedded.comparing.framing import Frame
from agent.reasoner.embedded.comparing.inflect import of_one, singular
from agent.reasoner.embedded.comparing.kinds import (
    expects_reply,
    is_country,
    is_nationality,
    reads_reply,
    which_of,
)
from agent.reasoner.embedded.comparing.measure import Measure, one
from agent.reasoner.embedded.comparing.phrases import noun_phrase_end, spaced
from agent.reasoner.embedded.nouns import expects_of
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.schema import AnswerType


@dataclass(frozen=True, slots=True)
class _Parts:
    """The pieces of `are located in the same part of town`."""

    auxiliary: str
    """With one subject: `is`."""
    middle: tuple[Term, ...]
    """`located`."""
    preposition: str
    """`in`; empty if there is none."""
    what: str
    """`part`, in the singular, with the words before it."""
    noun: str
    tail: str
    """`of town`."""


def same(frame: Frame, role: str) -> Measure | None:
    """Read `from the same country`, `share the same nationality`, `in different states`."""
    predicate = frame.predicate
    words = [t.lower for t in predicate]
    mark = next((w for w in ("same", "different") if w in words), None)
    if mark is None or predicate[0].tag is not Tag.AUX:
        return None
    parts = _parts(predicate, words.index(mark))
    if parts is None:
        return None
    question, relation = _asked(parts, role)
    return Measure(
        asked=one(question, expects_reply(parts.noun), relation),
        way="same",
        reads=reads_reply(parts.noun),
        role=role,
        picks=False,
        negated=mark == "different",
    )


def _parts(predicate: Sequence[Term], at: int) -> _Parts | None:
    end = noun_phrase_end(predicate, at + 1)
    if end == at + 1:
        return None
    noun = singular(predicate[end - 1].lower)
    before = [t for t in predicate[1:at] if t.lower not in {"the", "all"}]
    led = bool(before) and before[-1].tag is Tag.ADP
    tail = [t for t in predicate[end:] if t.lower != "as" and t.tag is not Tag.PUNCT]
    return _Parts(
        auxiliary=of_one(predicate[0].text),
        middle=tuple(before[:-1] if led else before),
        preposition=before[-1].lower if led else "",
        what=f"{text_of(predicate[at + 1 : end - 1])} {noun}".strip(),
        noun=noun,
        tail=text_of(tail),
    )


def _asked(parts: _Parts, role: str) -> tuple[str, str]:
    """Return what one side is asked, and of what relation the reply is."""
    if is_nationality(parts.noun) or (role and is_country(parts.noun)):
        return "What nationality is {}?", "country"
    if is_country(parts.noun) and (parts.preposition == "from" or parts.noun == "origin"):
        return "Which country is {} from?", "country"
    if parts.noun == "number" and parts.tail.startswith("of "):
        return f"How many {parts.tail[3:]} does {{}} have?", parts.tail[3:]
    middle = [t for t in parts.middle if t.lower not in {"share", "have", "has", "had"}]
    if not middle:
        return _of_the_thing(parts)
    kind = singular(middle[-1].lower)
    if parts.preposition and kind in _BELONGING:
        return f"Which {parts.what} {parts.auxiliary} {{}} a {kind} {parts.preposition}?", f"{kind} {parts.what}"
    if kind != middle[-1].lower and middle[-1].tag in {Tag.NOUN, Tag.VERB}:
        return _of_the_thing(parts)
    led = f"{parts.preposition} which".strip().capitalize()
    question = f"{led} {parts.what} {parts.auxiliary} {{}} {text_of(middle)}{spaced(parts.tail)}?"
    return question, "country" if is_country(parts.noun) else f"{text_of(middle)} {parts.what}"


_BELONGING = frozenset(["member", "part", "citizen", "resident", "native", "employee", "student"])
"""Nouns of what belongs to a thing; other nouns only say of what kind the sides are: `films of the same genre`."""


def _of_the_thing(parts: _Parts) -> tuple[str, str]:
    """Ask for what a side has or is in, where no verb says more."""
    if parts.preposition in {"in", "on", "at"}:
        placed = is_country(parts.noun) or expects_of(parts.noun) is AnswerType.PLACE
        located = " located" if placed and parts.preposition == "in" else ""
        opening = f"{parts.preposition.capitalize()} which {parts.what}{spaced(parts.tail)}"
        return f"{opening} {parts.auxiliary} {{}}{located}?", "country" if is_country(parts.noun) else parts.what
    if parts.preposition == "from":
        return f"Which {parts.what}{spaced(parts.tail)} {parts.auxiliary} {{}} from?", parts.what
    if parts.tail.startswith("of "):
        return f"What {parts.what} {parts.tail} {parts.auxiliary} {{}}?", parts.what
    return which_of(parts.what), parts.what
