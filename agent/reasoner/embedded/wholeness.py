"""Whether hops can each be asked alone; a question whose cuts broke it is better left whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoner.embedded.homographs import settled
from agent.reasoner.embedded.terms import Term, read_terms
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set

_DO = word_set("do does did will would can could")
_BE = word_set("is are was were")
_HAVE = word_set("has have had")
_PRONOUNS = word_set("he she they")
_DANGLING = word_set("a an the and or who which whose they he she what as than its his her their")
_MODIFIES = {Tag.ADJ, Tag.NOUN, Tag.NUM}
_ASKS_AT_END = word_set("what who whom")
_CUT_SHORT = re.compile(
    r"(?:how many|how much|what (?:year|time|amount|number)|which city|what position)\b", re.IGNORECASE
)


_SHORT = 5
"""Words of a question that asks nothing of its placeholder but what it is: `How many times was #E1`."""


def askable(questions: Sequence[str]) -> bool:
    """Whether every question is complete, as far as its words show."""
    return all(not any(broken(terms, last=k == len(questions) - 1) for broken in _BROKEN)
               for k, terms in enumerate(settled(read_terms(question)) for question in questions))  # fmt: skip


def _verbless(terms: Sequence[Term], *, last: bool) -> bool:
    """`When did #E1?`, `#E1 name?`: what the placeholder's clause swallowed is missing."""
    del last
    body = [t for t in terms if t.tag is not Tag.PUNCT]
    if len(body) < 2 or not body[-1].text.startswith("#E"):
        return False
    before = body[-2]
    short = before.tag is Tag.AUX and len(body) <= _SHORT and bool(_CUT_SHORT.match(" ".join(t.text for t in body)))
    return (before.lower in _DO and body[0].tag is not Tag.AUX) or short


def _left_over(terms: Sequence[Term], *, last: bool) -> bool:
    """`#E1 place?`, `was #E1 head coach born`: a noun of the cut phrase stands behind its placeholder."""
    del last
    awaits = any(t.lower in _DO | _HAVE for t in terms)
    for i, term in enumerate(terms[:-1]):
        behind = terms[i + 1]
        if term.lower in {"a", "an"} and behind.text.startswith("#E"):
            return True
        if term.text.startswith("#E") and behind.tag is Tag.NOUN and not awaits:
            after = terms[i + 2] if i + 2 < len(terms) else None
            if after is None or after.tag in {Tag.PUNCT, Tag.VERB, Tag.AUX, Tag.NOUN} or after.name:
                return True
    return False


def _dangles(terms: Sequence[Term], *, last: bool) -> bool:
    """`Which series follows celebrities as they?`, `Which craft were first?`."""
    body = [t for t in terms if t.tag is not Tag.PUNCT]
    if not body:
        return True
    end = body[-1].lower
    if end == "first":
        return not last and len(body) > 1 and body[-2].tag is not Tag.VERB
    return end in _DANGLING and not (last and end in _ASKS_AT_END)


def _unbound(terms: Sequence[Term], *, last: bool) -> bool:
    """`In which film does he go to #E1?`: a pronoun for someone the question does not name."""
    del last
    at = next((i for i, t in enumerate(terms) if t.lower in _PRONOUNS), None)
    opens = {Tag.WH, Tag.ADP, Tag.AUX, Tag.ADJ, Tag.NUM}
    return at is not None and at > 1 and terms[at - 1].tag is Tag.AUX and not any(
        t.name or (t.tag is Tag.DET) for t in terms[:at]
    ) and any(t.tag in opens for t in terms[:at])  # fmt: skip


def _uninverted(terms: Sequence[Term], *, last: bool) -> bool:
    """`In which city the club plays?`: the clause was not made a question."""
    del last
    if len(terms) < 4 or terms[0].tag is not Tag.ADP or terms[1].lower not in {"which", "what"}:
        return False
    k = 2
    while k + 1 < len(terms) and (terms[k].tag in _MODIFIES or (terms[k].name and terms[k + 1].tag in _MODIFIES)):
        k += 1
    return k < len(terms) and (terms[k].name or terms[k].tag is Tag.DET)


def _equates(terms: Sequence[Term], *, last: bool) -> bool:
    """Nothing is asked of the placeholder that it could be: `What is #E1 and hip hop?`, `Who is #E1 set in Rome?`."""
    body = [t for t in terms if t.tag is not Tag.PUNCT]
    if not last or len(body) < 5 or body[0].lower not in {"who", "what"} or body[1].lower not in _BE:
        return False
    rest = body[3:]
    if not body[2].text.startswith("#E") or rest[0].tag in {Tag.POSS, Tag.GERUND}:
        return False
    ends = [*rest[1:], None]
    stranded = any(
        t.tag is Tag.ADP and (behind is None or behind.tag in {Tag.ADP, Tag.NUM, Tag.ADV})
        for t, behind in zip(rest, ends, strict=True)
    )
    return rest[0].tag is Tag.CONJ or not stranded


_BROKEN = (_verbless, _left_over, _dangles, _unbound, _uninverted, _equates)
