"""Statements that end in their question: `X played for a team that was founded in what year?`.

What is asked hangs on a thing that the statement before only describes; that thing is asked for first, in its place:
`X played for what team?`, and then `#E1 was founded in what year?`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoner.embedded.description import head_at
from agent.reasoner.embedded.nouns import expects_of, is_agent, is_part
from agent.reasoner.embedded.terms import Term
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import PAST_FORMS
from retrievers.schema import AnswerType

_FINITE = {Tag.VERB, Tag.AUX}
_BE = word_set("is are was were be been")
_ABIDING = word_set("located based situated headquartered known found used called named")
"""Participles of what still holds: `is located`; others take `was`."""
_BY_WAY = word_set("by in at on for to from after as with")
_LINKS = word_set("by of from in")


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """A statement cut in two."""

    finding: list[Term]
    """Asks for the thing between: `X played for what team?`."""
    asking: list[Term]
    """Asks about it, with the placeholder in its place."""
    noun: str
    """The common noun of the thing between."""


def bridge(terms: Sequence[Term], placeholder: str) -> Bridge | None:
    """Cut a statement whose question word stands in a clause at its end; None if it is none, or nothing lies between.

    The thing between must be described by a phrase of its own (`a team that`, `the film directed by`) that the
    statement does not itself say of its subject (`X is a team that`).
    """
    wh = _asked(terms)
    if wh is None:
        return None
    for start in range(wh - 1, 0, -1):
        head = head_at(terms, start)
        if head is None or not _stands_between(terms, start, head[1]):
            continue
        end = _phrase_end(terms, head[1])
        rest = _said_of_it(terms, end, wh, terms[head[1]])
        if rest is None:
            continue
        at = terms[start]
        what = Term("what", Tag.WH, at.start, at.end)
        mark = Term("?", Tag.PUNCT, terms[-1].start, terms[-1].end)
        it = Term(placeholder, Tag.NAME, at.start, terms[end - 1].end, name=True)
        return Bridge(
            finding=[*terms[:start], what, *terms[start + 1 : end], mark],
            asking=[it, *rest],
            noun=terms[head[1]].text,
        )
    return None


def _asked(terms: Sequence[Term]) -> int | None:
    """Return where the question word of a statement stands; None if the question begins with one, or has several."""
    if len(terms) < _LEAST or any(t.text in {".", ":", ";"} for t in terms[:-1]):
        return None
    if terms[0].tag in {Tag.WH, Tag.AUX, Tag.VERB} or terms[1].tag is Tag.WH:
        return None
    found = [i for i, t in enumerate(terms) if t.tag is Tag.WH and not _relates(terms, i)]
    if len(found) != 1 or terms[found[0] - 1].tag is Tag.CONJ:
        return None
    return found[0] if any(t.tag in _FINITE for t in terms[: found[0]]) else None


_LEAST = 7
"""Words that such a statement has at least."""


def _relates(terms: Sequence[Term], i: int) -> bool:
    """Whether a question word is a relative pronoun: behind a noun, and with a verb of its own behind it."""
    lower = terms[i].lower
    if lower == "that":
        return True
    if lower in {"what", "how", "why", "whom"} or not i or i + 1 >= len(terms):
        return False
    behind = terms[i - 1].tag in {Tag.NOUN, Tag.NAME, Tag.NUM} or terms[i - 1].text == ","
    opens = terms[i + 1].tag in {Tag.VERB, Tag.AUX, Tag.ADV} or lower in {"whose", "where"}
    return behind and opens and any(t.tag is Tag.WH and t.lower != "that" for t in terms[i + 1 :])


def _stands_between(terms: Sequence[Term], start: int, noun: int) -> bool:
    """Whether the phrase follows the statement's verb, and is not what that verb says the subject to be."""
    verbs = [t for t in terms[:start] if t.tag in _FINITE]
    named = any(t.name for t in terms[:start])
    said_to_be = terms[start - 1].lower in _BE or terms[start - 1].text == ","
    listed = terms[start - 1].lower in {"and", "or", "between", "than"}
    return bool(verbs) and named and not said_to_be and not listed and not is_part(terms[noun].text)


def _phrase_end(terms: Sequence[Term], noun: int) -> int:
    """Return the end of `a novel by X`, with the name behind."""
    end = noun + 1
    if end + 2 < len(terms) and terms[end].lower in _LINKS and terms[end + 1].name:
        return end + 2
    return end


def _said_of_it(terms: Sequence[Term], end: int, wh: int, noun: Term) -> list[Term] | None:
    """Return what the end of a statement says of the thing before it, ready to follow its name."""
    end += end < len(terms) and terms[end].text == ","
    if end + 1 >= len(terms) or end > wh:
        return None
    first, tail = terms[end], list(terms[end + 1 :])
    inner = terms[end + 1 : wh]
    if any(terms[k].tag is Tag.WH and _relates(terms, k) for k in range(end + 1, wh)):
        return None
    if first.lower == "whose":
        if not inner or any(t.tag is Tag.POSS for t in inner):
            return None
        return [Term("'s", Tag.POSS, first.start, first.end), *tail]
    if first.lower in {"that", "which", "who"}:
        opens = bool(inner) and inner[0].tag in {Tag.VERB, Tag.AUX, Tag.ADV}
        return tail if opens and _fits(first.lower, noun) else None
    past = first.tag is Tag.VERB and (first.lower.endswith("ed") or first.lower in PAST_FORMS)
    if past and terms[end + 1].lower in _BY_WAY:
        if any(t.tag in _FINITE for t in inner) or any(t.tag is Tag.AUX for t in tail):
            return None
        be = "is" if first.lower in _ABIDING else "was"
        return [Term(be, Tag.AUX, first.start, first.end), first, *tail]
    if first.lower == "from" and end + 1 == wh and _asks_for_place(terms, wh):
        return [Term("is", Tag.AUX, first.start, first.end), first, *tail]
    return None


def _asks_for_place(terms: Sequence[Term], wh: int) -> bool:
    """Whether the question word goes with a place: `from what state`."""
    if terms[wh].lower == "where":
        return True
    after = wh + 1
    while after + 1 < len(terms) and terms[after + 1].tag is Tag.NOUN:
        after += 1
    return after < len(terms) and expects_of(terms[after].lower) is AnswerType.PLACE


def _fits(pronoun: str, noun: Term) -> bool:
    """Whether a relative pronoun goes with a noun: `who` with people, `which` with things."""
    kind = expects_of(noun.text)
    person = kind is AnswerType.PERSON or (kind is AnswerType.ENTITY and is_agent(noun.lower))
    return person or pronoun != "who" if pronoun != "which" else not person
