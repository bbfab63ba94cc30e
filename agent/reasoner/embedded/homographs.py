"""Words that are a verb in one place and a noun in another: `the birth place`, `the siege took place`, `the film X`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.reasoner.embedded.terms import Term
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import BASES, PAST_FORMS, THIRD_PERSON, VERBS

_AWAIT_A_BASE = word_set("do does did will would can could shall should may might must to")
"""Words that a base form behind them goes with, near or far."""
_DO = frozenset(["do", "does", "did"])
_TAKES = frozenset(form for form, base in BASES.items() if base == "take") | {"take"}
_MODIFIES = {Tag.NOUN, Tag.ADJ, Tag.NAME}


def settled(terms: Sequence[Term]) -> list[Term]:
    """Return terms in which a base form that no subject or auxiliary goes with is a noun, and the other way round."""
    out = list(terms)
    for i, term in enumerate(out):
        if term.name or not i:
            continue
        if term.tag is Tag.VERB and _is_noun(out, i):
            out[i] = replace(term, tag=Tag.NOUN)
        elif term.tag is Tag.NOUN and _is_verb(out, i):
            out[i] = replace(term, tag=Tag.VERB)
        elif term.lower == "that" and term.tag is Tag.DET and out[i - 1].tag is Tag.NOUN:
            out[i] = replace(term, tag=Tag.WH)
    return out


def _is_noun(terms: Sequence[Term], i: int) -> bool:
    """Whether a base form stands where no verb can: `took place`, `the house that`, `2002 Japanese film Ran`."""
    lower, before = terms[i].lower, terms[i - 1]
    if lower not in VERBS or lower in PAST_FORMS:
        return False
    if lower == "place" and before.lower in _TAKES:
        return True
    following = terms[i + 1].lower if i + 1 < len(terms) else ""
    modified = before.tag in _MODIFIES and not (before.tag is Tag.NOUN and before.lower.endswith("s"))
    if modified and following in {"that", "who", "which"} and _in_phrase(terms, i):
        return True
    start = i
    while start and terms[start - 1].tag in _MODIFIES:
        start -= 1
    asked = start > 0 and terms[start - 1].tag is Tag.WH
    if modified and asked:
        return i + 1 < len(terms) and terms[i + 1].tag is Tag.AUX
    return modified and not any(t.lower in _AWAIT_A_BASE for t in terms[:i])


def _in_phrase(terms: Sequence[Term], i: int) -> bool:
    """Whether the words before belong to one phrase with an article, and only modify: `the Ford house`."""
    return i > 1 and terms[i - 1].tag in {Tag.NAME, Tag.ADJ} and terms[i - 2].tag is Tag.DET


def _is_verb(terms: Sequence[Term], i: int) -> bool:
    """Whether a third person stands right behind a relative pronoun, or a base form is what `did` still waits for.

    `the road that runs south`; `when did the firm X is part of dissolve`.
    """
    ends = i + 1 == len(terms) or terms[i + 1].text == "?"
    if ends and terms[i - 1].tag is Tag.ADP and terms[i].lower in VERBS:
        do = next((k for k in range(i - 1, -1, -1) if terms[k].lower in _DO), None)
        return do is not None and not any(t.tag is Tag.VERB and t.lower in VERBS for t in terms[do:i])
    relative = i > 1 and terms[i - 1].tag is Tag.WH and terms[i - 1].lower in {"that", "who"}
    return relative and terms[i].lower in THIRD_PERSON and terms[i - 2].tag in {Tag.NOUN, Tag.NAME}
