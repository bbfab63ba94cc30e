"""Comparisons that ask which side, or whether every side, has a property."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reasoner.embedded.comparing.framing import Frame
from agent.reasoner.embedded.comparing.inflect import base_form, is_past, of_one
from agent.reasoner.embedded.comparing.measure import Asked, Measure
from agent.reasoner.embedded.comparing.phrases import chosen_among, spaced
from agent.reasoner.embedded.comparing.predicative import of_one_side
from agent.reasoner.embedded.comparing.testable import tested
from agent.reasoner.embedded.nouns import is_plural
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_DEGREES = word_set(
    """more most less least further farther furthest farthest closer closest nearer nearest better best worse worst
    greater greatest longer longest higher highest larger largest bigger biggest smaller smallest wider widest faster
    fastest slower slowest cheaper cheapest harder hardest richer richest poorer poorest stronger strongest weaker"""
)
"""Words of degree: what they are said of has to be measured, and no side has it by itself."""
_DENIED = frozenset(["not", "never", "n't"])
_HAVING = frozenset(["has", "have", "had"])


def holding(frame: Frame) -> Measure | None:
    """Read `both operas`, `which is a genus of palms`: asked of each side as yes or no, or in a way code can test."""
    said = _said(frame)
    if said is None:
        return None
    subject, rest = said
    negated = any(t.lower in _DENIED for t in rest)
    rest = [t for t in rest if t.lower not in _DENIED]
    if not rest or _by_degree(rest):
        return None
    picks = frame.joined == "or"
    asked = tested(subject, rest) or (_yes_or_no(subject, rest),)
    return Measure(asked=asked, way="holds" if picks else "all", picks=picks, negated=negated)


def _said(frame: Frame) -> tuple[str, list[Term]] | None:
    """Return the subject, with `{}` for a side, and what is asked of it, its verb first."""
    predicate, asks = list(frame.predicate), frame.asks
    if not predicate:
        return None
    if asks is None:
        return ("{}", predicate) if predicate[0].tag is Tag.AUX and len(predicate) > 1 else None
    if predicate[asks].lower in {"where", "when"} or (asks and predicate[asks - 1].tag is Tag.ADP):
        return None
    end = chosen_among(predicate, asks)
    owner = predicate[asks].lower == "whose"
    possessive = end < len(predicate) and predicate[end].tag is Tag.POSS
    verb = chosen_among(predicate, end) if possessive else end
    rest = [t for i, t in enumerate(predicate[verb:]) if t.tag is not Tag.PUNCT or i]
    if not rest or rest[0].tag not in {Tag.AUX, Tag.VERB}:
        return None
    if rest[0].tag is Tag.AUX and len(rest) == 1:
        return None
    owned = text_of(predicate[asks + 1 : end] if owner else predicate[end + 1 : verb])
    return (f"{{}}'s {owned}", rest) if owner or possessive else ("{}", rest)


def _by_degree(rest: Sequence[Term]) -> bool:
    """Whether a degree decides; `more than 300 papers` is an amount of its own."""
    for i, term in enumerate(rest):
        absolute = i + 1 < len(rest) and rest[i + 1].lower in {"than", "of"} and any(t.tag is Tag.NUM for t in rest)
        if term.lower in _DEGREES and not absolute:
            return True
    return False


def _yes_or_no(subject: str, rest: Sequence[Term]) -> Asked:
    many = subject != "{}" and is_plural(subject.split()[-1])
    verb, body = rest[0], list(rest[1:])
    relation = text_of([t for t in body if t.tag is not Tag.AUX])
    if verb.tag is not Tag.AUX:
        helper = "Did" if is_past(verb.text) else "Do" if many else "Does"
        asked = f"{helper} {subject} {base_form(verb.text)}{spaced(text_of(body))}?"
        return Asked(question=asked, expects=AnswerType.YES_NO, relation=text_of(rest))
    helper = verb.lower if many else of_one(verb.text)
    perfect = next((t for t in body if t.tag is not Tag.ADV), verb)
    if helper in _HAVING and perfect.tag is not Tag.VERB and perfect.lower != "been":
        helper, body = ("did" if helper == "had" else "do" if many else "does"), [_have(verb), *body]
    plural = verb.lower in {"are", "were"} or any(t.lower == "been" for t in body)
    written = of_one_side(body) if plural and not many else text_of(body)
    return Asked(question=f"{helper.capitalize()} {subject} {written}?", expects=AnswerType.YES_NO, relation=relation)


def _have(verb: Term) -> Term:
    return Term("have", Tag.VERB, verb.start, verb.end)
