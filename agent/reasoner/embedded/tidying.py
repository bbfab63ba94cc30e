"""A question's terms without the words that say nothing, and names joined with the nouns before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.reasoner.embedded.clauses import clause_end
from agent.reasoner.embedded.nouns import expects_of, is_apposed
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.schema import AnswerType


def tidy(terms: Sequence[Term]) -> list[Term]:
    """Drop words that say nothing: `the name of`, `one of`; take `the film Charade`, `the city of Rome` as names."""
    out = _asked_by_this(list(terms))
    for tidied in (_light_head, _one_of, _extraposed, _numbered, _appositions):
        out = tidied(out)
    return out


def _asked_by_this(terms: list[Term]) -> list[Term]:
    """Take `Anna Vik worked with this singer?`, which has no other word that asks, for `with which singer`."""
    at = next((i for i, t in enumerate(terms[:-1]) if t.lower in {"this", "these"} and t.tag is Tag.DET), None)
    ends = any(t.text in {".", ";"} for t in terms[:-1])
    if at is None or ends or terms[0].tag is Tag.AUX or any(t.tag is Tag.WH and t.lower != "that" for t in terms):
        return terms
    if terms[at + 1].tag not in {Tag.NOUN, Tag.ADJ, Tag.NAME, Tag.NUM}:
        return terms
    return [*terms[:at], Term("which", Tag.WH, terms[at].start, terms[at].end), *terms[at + 1 :]]


def without_units(terms: Sequence[Term]) -> tuple[list[Term], str]:
    """Take out `, in metres,`, which breaks the phrase around it; return the rest, and `in metres` or nothing."""
    for i in range(len(terms) - 3):
        if terms[i].text != "," or terms[i + 1].lower != "in" or terms[i + 2].tag is not Tag.NOUN:
            continue
        said = text_of(terms[i + 1 : i + 3])
        if terms[i + 3].text == "," and i + 4 < len(terms):
            return [*terms[:i], *terms[i + 4 :]], said
        if terms[i + 3].text == "?":
            return [*terms[:i], *terms[i + 3 :]], said
    return list(terms), ""


def _extraposed(terms: list[Term]) -> list[Term]:
    """Put a relative clause back to its noun: `when was the man born who ...`, `where did the band form that ...`."""
    for i in range(2, len(terms) - 2):
        moved = terms[i].tag is Tag.VERB and terms[i + 1].lower in {"who", "that", "which"}
        if moved and terms[i - 1].tag is Tag.NOUN and any(t.tag is Tag.AUX for t in terms[: i - 1]):
            end = len(terms) - (terms[-1].tag is Tag.PUNCT)
            pronoun = replace(terms[i + 1], tag=Tag.WH)
            return [*terms[:i], pronoun, *terms[i + 2 : end], terms[i], *terms[end:]]
    return terms


def _numbered(terms: list[Term]) -> list[Term]:
    """Take a noun with a number behind it as a name: `part 4711`, `chapter 3`."""
    out: list[Term] = []
    for i, term in enumerate(terms):
        follows = i + 1 < len(terms) and terms[i + 1].tag in {Tag.NOUN, Tag.ADJ, Tag.NUM}
        figure = term.tag is Tag.NUM and term.text.isdigit() and not follows
        if figure and out and out[-1].tag is Tag.NOUN and not _in_question_word(out, len(out) - 1):
            noun = out.pop()
            term = replace(term, text=f"{noun.text} {term.text}", tag=Tag.NAME, start=noun.start, name=True)  # noqa: PLW2901
        out.append(term)
    return out


_ASKING = frozenset(["is", "was", "are", "were", "tell", "give", "state", "find"])


_SINGLES = frozenset(["the", "a", "that", "this"])


def _light_head(terms: list[Term]) -> list[Term]:
    for i in range(len(terms) - 2):
        if terms[i + 1].lower != "of" or terms[i + 2].tag is Tag.PUNCT:
            continue
        led = i > 0 and terms[i - 1].tag is Tag.DET
        asked = i - led > 0 and terms[i - led - 1].tag in {Tag.AUX, Tag.VERB} and terms[i - led - 1].lower in _ASKING
        if terms[i].lower in {"name", "title", "identity"} and asked:
            return terms[: i - led] + terms[i + 2 :]
        if terms[i].lower in {"type", "kind", "sort"} and led and terms[i - 1].lower in _SINGLES:
            return _light_head(terms[:i] + terms[i + 2 :])
    return terms


def _one_of(terms: list[Term]) -> list[Term]:
    for i in range(len(terms) - 2):
        if terms[i].lower == "one" and terms[i + 1].lower == "of" and terms[i + 2].tag is Tag.DET:
            return _one_of(terms[:i] + terms[i + 2 :])
    return terms


def _both(terms: Sequence[Term]) -> bool:
    """Whether `both` stands right before: `both films: A and B`."""
    return bool(terms) and terms[-1].lower == "both"


_BEFORE_NOUN = {Tag.ADJ, Tag.NUM, Tag.NOUN, Tag.GERUND}


def _appositions(terms: list[Term]) -> list[Term]:
    """Join a noun with the name it stands before: `film Charade`, `the village of Clonbrook`."""
    out: list[Term] = []
    for i, term in enumerate(terms):
        at = len(out)
        if term.name and not term.text.startswith("#E") and at:
            of = out[-1].lower == "of" and at > 1 and is_apposed(out[-2].lower) and out[-2].tag is Tag.NOUN
            noun = at - 2 if of else at - 1
            if (
                out[noun].text in {",", ":"}
                and noun > 1
                and out[noun - 1].lower.endswith("s")
                and _both(out[: noun - 1])
            ):
                out.pop()
                noun -= 1
            if (
                out[noun].tag is Tag.NOUN
                and not _in_question_word(out, noun)
                and not _contact_clause(terms, out, i, noun)
            ):
                start = noun
                while start and out[start - 1].tag in _BEFORE_NOUN and not _in_question_word(out, start - 1):
                    start -= 1
                if start and out[start - 1].tag is Tag.DET and out[start - 1].lower == "the":
                    start -= 1
                words = [*out[start:], term]
                head = out[noun].lower
                out = out[:start]
                plural = head.endswith("s") and not head.endswith("ss") and head != "series"
                text = term.text if plural else text_of(words)
                out.append(replace(term, text=text, start=words[0].start, head=head, bare=term.text))
                continue
        out.append(term)
    return out


def _in_question_word(terms: Sequence[Term], i: int) -> bool:
    """Whether the noun belongs to `which film`."""
    while i and terms[i - 1].tag in {Tag.ADJ, Tag.NUM, Tag.NOUN, Tag.NAME}:
        i -= 1
    return bool(i) and terms[i - 1].tag is Tag.WH and terms[i - 1].lower in {"what", "which", "whose"}


def _contact_clause(terms: Sequence[Term], out: Sequence[Term], name: int, noun: int) -> bool:
    """Whether `the city Kevin Durant played for` is meant, and not `the city Paris`."""
    if name + 1 >= len(terms) or terms[name + 1].tag not in {Tag.VERB, Tag.AUX}:
        return False
    if not noun or out[noun - 1].tag is not Tag.DET or expects_of(out[noun].lower) not in {
        AnswerType.PLACE, AnswerType.ORGANISATION, AnswerType.DATE
    }:  # fmt: skip
        return False
    if terms[name + 1].tag is Tag.AUX:
        ends = clause_end(terms, name)
        return noun > 1 and out[noun - 2].tag in {Tag.ADP, Tag.VERB, Tag.AUX} and terms[ends - 1].tag is Tag.ADP
    following = terms[name + 2] if name + 2 < len(terms) else None
    return following is None or following.tag in {Tag.ADP, Tag.PUNCT, Tag.AUX, Tag.VERB}
