"""What a definite description is, and the noun phrase that it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoner.embedded.terms import Term, sentence
from retrievers.reading.tagger import Tag


@dataclass(frozen=True, kw_only=True)
class Description:
    """Terms `start:end` that describe one thing."""

    start: int
    end: int
    question: str
    noun: str
    relation: str
    inner: tuple[str, ...]


def head_at(terms: Sequence[Term], i: int, *, bare: bool = False) -> tuple[int, int] | None:
    """Return `(first word, head noun)` of the plain noun phrase at `i`; it needs an article unless `bare`."""
    first = i
    if terms[i].tag is Tag.DET and terms[i].lower in {"the", "a", "an", "this", "that"}:
        i += 1
    elif not bare:
        return None
    words = i
    while i < len(terms) and terms[i].tag in {Tag.ADJ, Tag.NUM, Tag.NOUN, Tag.GERUND, Tag.ADV, Tag.NAME, Tag.VERB}:
        if terms[i].tag is Tag.VERB and not (
            i + 1 < len(terms) and terms[i + 1].tag is Tag.NOUN and terms[i].lower.endswith("ed")
        ):
            break
        if terms[i].name and not (i + 1 < len(terms) and terms[i + 1].tag in {Tag.NOUN, Tag.ADJ, Tag.GERUND}):
            break
        i += 1
    if i == words or terms[i - 1].tag is not Tag.NOUN:
        return None
    if first and terms[first - 1].tag is Tag.WH and terms[first - 1].lower in {"what", "which", "whose"}:
        return None
    return first, i - 1


def described(terms: Sequence[Term], start: int, end: int, question: str, noun: str, relation: str) -> Description:
    """Return the description in `terms[start:end]` that `question` asks for."""
    inner = tuple(t.text for t in terms[start:end] if t.name)
    return Description(start=start, end=end, question=sentence(question), noun=noun, relation=relation, inner=inner)
