"""Noun phrases of a predicate: what is chosen among, and persons behind what is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoner.embedded.nouns import expects_of
from agent.reasoner.embedded.terms import Term
from retrievers.reading.tagger import Tag
from retrievers.reading.words import VERBS
from retrievers.schema import AnswerType

_IN_PHRASE = {Tag.NOUN, Tag.ADJ, Tag.NUM, Tag.NAME, Tag.GERUND}


def class_noun(predicate: Sequence[Term]) -> str:
    """Return the noun of `which N`, or an empty string."""
    for i, term in enumerate(predicate[:-1]):
        if term.lower not in {"which", "what"}:
            continue
        last = ""
        for following in predicate[i + 1 :]:
            if following.tag not in _IN_PHRASE:
                break
            last = following.lower
        return last
    return ""


def chosen_among(predicate: Sequence[Term], asks: int) -> int:
    """Return the end of the phrase that the word at `asks` opens: of `which genus of plant is named` that of `plant`.

    `who` and `what` alone are a phrase of one word.
    """
    end = asks + 1
    while end < len(predicate) and (
        predicate[end].tag not in {Tag.AUX, Tag.VERB, Tag.POSS} or _qualifies(predicate, end)
    ):
        end += 1
    return end


def _qualifies(predicate: Sequence[Term], i: int) -> bool:
    """Whether what may be a verb stands inside a noun phrase: `which animated film is`, `which breed of dog`."""
    if predicate[i].tag is not Tag.VERB:
        return False
    if i + 1 < len(predicate) and predicate[i + 1].lower == "of" and predicate[i - 1].tag is Tag.WH:
        return True
    end = i + 1
    while end < len(predicate) and (predicate[end].tag in _IN_PHRASE or predicate[end].lower in VERBS):
        end += 1
    followed = end < len(predicate) and predicate[end].tag in {Tag.AUX, Tag.VERB}
    return followed and (end > i + 1 or predicate[i].lower in VERBS)


def role_of(predicate: Sequence[Term]) -> str:
    """Return the noun for the person behind each side: `has the director`, `whose performer`."""
    for i, term in enumerate(predicate):
        if not i or term.tag is not Tag.NOUN:
            continue
        noun = re.sub(r"s$", "", term.lower)
        led = predicate[i - 1].tag in {Tag.DET, Tag.AUX, Tag.POSS} or predicate[i - 1].lower == "whose"
        after_which = (
            i > 1 and predicate[i - 1].lower == "the" and predicate[i - 2].lower in {"of", "between"} and i < 4
        )
        if led and not after_which and expects_of(noun) is AnswerType.PERSON:
            return noun
    return ""


def noun_phrase_end(terms: Sequence[Term], start: int) -> int:
    """Return the end of the noun phrase without an article at `start`; `start` if there is none."""
    end = start
    while end < len(terms) and (terms[end].tag in _IN_PHRASE or (end == start and terms[end].tag is Tag.VERB)):
        end += 1
    return end


def spaced(text: str) -> str:
    """Return a text with a blank before it, or nothing for nothing."""
    return f" {text}" if text else ""
