"""What is said of several, said of one: `both film directors` as `a film director`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.reasoner.embedded.comparing.inflect import singular, with_article
from agent.reasoner.embedded.comparing.phrases import spaced
from agent.reasoner.embedded.nouns import is_plural
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import THIRD_PERSON

_LEADING = word_set("been considered called named deemed still")
"""Words before what is said."""
_PHRASE = {Tag.NOUN, Tag.ADJ, Tag.NAME, Tag.GERUND, Tag.POSS, Tag.ADV}
_SORTS = word_set("type kind sort form species example member variety")
_UNCOUNTED = word_set("species series people")


def of_one_side(body: Sequence[Term]) -> str:
    """Write the words behind `are` as they stand behind `is`."""
    start = 0
    while start < len(body) and body[start].lower in _LEADING:
        start += 1
    end = nominal_end(body, start)
    last = body[end - 1].text if end > start else ""
    counted = is_plural(last) or last.lower() in _UNCOUNTED or singular(last) != last
    if end == start or not counted or body[start].tag in {Tag.DET, Tag.NUM}:
        return text_of(body)
    nouns = [
        replace(t, text=singular(t.text)) if _ends_noun(body, i, end) else t
        for i, t in enumerate(body[start:end], start)
    ]
    rest = [*body[end:]]
    if nouns[-1].lower in _SORTS and len(rest) > 1 and rest[0].lower == "of":
        inner = nominal_end(rest, 1)
        rest = [replace(t, text=singular(t.text)) if i == inner - 1 else t for i, t in enumerate(rest)]
    said = f"{with_article(text_of(nouns))}{spaced(text_of(rest))}"
    return f"{text_of(body[:start])} {said}".strip()


def nominal_end(body: Sequence[Term], start: int) -> int:
    """Return the end of the noun phrase without an article at `start`, nouns joined by `and` included."""
    end = start
    while end < len(body):
        term, first = body[end], end == start
        joined = term.tag is Tag.CONJ and not first and end + 1 < len(body) and body[end + 1].tag in _PHRASE
        verb = term.tag is Tag.VERB and (first or term.lower in THIRD_PERSON)
        if not (term.tag in _PHRASE or joined or verb):
            break
        end += 1
    return end


def _ends_noun(body: Sequence[Term], i: int, end: int) -> bool:
    return i == end - 1 or body[i + 1].tag is Tag.CONJ
