"""Descriptions that need no name: `the moon with the smallest radius`, `the moon with the tiger stripes`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoner.embedded.description import Description, described, head_at
from agent.reasoner.embedded.nouns import names_a_thing
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag


def extreme(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the moon with the smallest radius`, `the earliest Ariane 5 mission`."""
    if terms[i].lower != "the" or i + 2 >= len(terms):
        return None
    if _is_superlative(terms[i + 1]):
        return _most(terms, i)
    head = head_at(terms, i)
    if head is None or head[1] + 4 > len(terms) or terms[head[1] + 1].lower != "with":
        return None
    at = head[1] + 2
    at += terms[at].lower == "the"
    if at + 1 >= len(terms) or not _is_superlative(terms[at]) or terms[at + 1].tag is not Tag.NOUN:
        return None
    end = at + 2
    while end < len(terms) and terms[end].tag is Tag.NOUN:
        end += 1
    noun, what = text_of(terms[i + 1 : head[1] + 1]), text_of(terms[at:end])
    end = _in_the_data(terms, end)
    return described(terms, i, end, f"Which {noun} has the {what}", terms[head[1]].text, what)


def _most(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the earliest Ariane 5 mission` where it stands inside a phrase and nothing limits it further."""
    end = i + 2
    while end < len(terms) and (terms[end].tag in {Tag.NOUN, Tag.ADJ} or terms[end].name):
        end += 1
    noun = terms[end - 1]
    plain = terms[i + 1].lower not in {"most", "least", "fewest"} and noun.tag is Tag.NOUN
    end = _among(terms, end)
    nested = i > 1 and terms[i - 1].tag in {Tag.ADP, Tag.VERB, Tag.SUB}
    nested = nested or (i == 0 and end < len(terms) and terms[end].tag is Tag.VERB)
    if not plain or not nested or not names_a_thing(noun.text):
        return None
    words = text_of(terms[i + 1 : end])
    behind = _in_the_data(terms, end)
    if behind == end and end < len(terms) and terms[end].lower in {"of", "in", "on", "at", "from", "by"}:
        return None
    return described(terms, i, behind, f"What is the {words}", noun.text, words)


def _among(terms: Sequence[Term], end: int) -> int:
    """Return the end behind `among our astronauts`."""
    plural = end + 2 < len(terms) and terms[end].lower == "among" and terms[end + 1].tag is Tag.DET
    return end + 3 if plural and terms[end + 2].tag is Tag.NOUN else end


def owning(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the moon with the tiger stripes` before its verb."""
    head = head_at(terms, i)
    if head is None or terms[i].lower != "the" or head[1] + 3 >= len(terms) or terms[head[1] + 1].lower != "with":
        return None
    at = end = head[1] + 2
    if terms[at].text.startswith("#E"):
        words = text_of(terms[i + 1 : head[1] + 1])
        return described(terms, i, at + 1, f"Which {words} has {terms[at].text}", terms[head[1]].text, "has")
    while end < len(terms) and (terms[end].tag in _OWNED or terms[end].lower in {"in", "of", "on"}):
        end += 1
    if end < len(terms) and terms[end].tag is Tag.PUNCT and any(t.lower in _DO for t in terms[:i]):
        end -= terms[end - 1].tag is not Tag.NOUN
    closed = end < len(terms) and (terms[end].tag in {Tag.VERB, Tag.AUX} or end < len(terms) - 1)
    closed = closed and terms[end].tag is not Tag.WH
    if not closed or terms[at].tag not in {Tag.DET, Tag.ADJ, Tag.NUM} or terms[end - 1].tag is not Tag.NOUN:
        return None
    if any(_is_superlative(term) for term in terms[at:end]):
        return None
    words, what = text_of(terms[i + 1 : head[1] + 1]), text_of(terms[at:end])
    return described(terms, i, end, f"Which {words} has {what}", terms[head[1]].text, f"has {what}")


_DO = frozenset(["do", "does", "did"])
"""What a bare verb at the end goes with: `how long does the album ... last`."""
_OWNED = {Tag.DET, Tag.ADJ, Tag.NUM, Tag.NOUN, Tag.GERUND, Tag.NAME, Tag.POSS}


def _is_superlative(term: Term) -> bool:
    return term.lower in {"most", "least", "fewest", "last", "latest"} or bool(
        re.fullmatch(r"[a-z-]{3,}est(?:-[a-z]+)?", term.lower)
    )


def _in_the_data(terms: Sequence[Term], end: int) -> int:
    """Return the end behind words that only say where to look: `given in the table of bodies`, `in our list`."""
    at = end + (end < len(terms) and terms[end].lower in {"given", "listed", "shown"})
    if at + 2 >= len(terms) or terms[at].lower not in {"in", "of", "from", "on"} or terms[at + 1].tag is not Tag.DET:
        return end
    if terms[at + 2].lower not in {"table", "tables", "list", "data", "dataset", "database"}:
        return end
    at += 3
    if at + 1 < len(terms) and terms[at].lower == "of" and terms[at + 1].tag is Tag.NOUN:
        at += 2
    return at
