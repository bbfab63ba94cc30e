"""Descriptions by what a thing does: `the country containing X`, `the film starring Y`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoner.embedded.description import Description, described
from agent.reasoner.embedded.nouns import is_plural
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.words import BASES, THIRD_PERSON


def containing(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the country containing X` where nothing limits it further; only of one thing, and with a verb known."""
    noun = i + 1
    while noun + 1 < len(terms) and terms[noun + 1].tag is Tag.NOUN:
        noun += 1
    if terms[i].lower != "the" or noun + 2 >= len(terms) or terms[noun].tag is not Tag.NOUN:
        return None
    verb, third = terms[noun + 1], _third_person(terms[noun + 1].lower)
    end = _object_end(terms, noun + 2)
    if verb.tag is not Tag.GERUND or not third or end is None or is_plural(terms[noun].lower):
        return None
    question = f"Which {text_of(terms[i + 1 : noun + 1])} {third} {text_of(terms[noun + 2 : end])}"
    return described(terms, i, end, question, terms[noun].text, third)


def _object_end(terms: Sequence[Term], i: int) -> int | None:
    """Return the end of the name at `i`, past an article; None if there is none, or if it goes on."""
    end = i + (terms[i].tag is Tag.DET) + 1
    if end > len(terms) or not terms[end - 1].name:
        return None
    following = terms[end] if end < len(terms) else None
    if following is None or (following.tag not in {Tag.NOUN, Tag.POSS, Tag.NAME, Tag.CONJ} and following.text != ","):
        return end
    resumed = following.text == "," and end + 1 < len(terms) and terms[end + 1].tag in {Tag.AUX, Tag.WH}
    return end if resumed else None


def _third_person(gerund: str) -> str:
    """Return `contains` for `containing`; empty if the verb is not known."""
    base = BASES.get(gerund) or re.sub(r"([^aeiou])\1ing$", r"\1", gerund)
    return next((form for form in THIRD_PERSON if BASES[form] == base), "")
