"""Where a clause ends, and how it is put as a question."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import BASES, PAST_FORMS, VERBS

_ENDS_PHRASE = {Tag.NAME, Tag.NOUN, Tag.NUM, Tag.PRON, Tag.ADV, Tag.ADP}
_MAY_END = _ENDS_PHRASE | {Tag.ADJ, Tag.PUNCT, Tag.VERB}
_RELATIVE = word_set("that which who whom whose where")
_SINCE = word_set("later then once also afterwards soon")
"""Adverbs that, between two verbs, belong to the second."""


_BETWEEN = frozenset(["first", "last"])
"""Words between an auxiliary and its verb that may be adjectives elsewhere: `was first built`."""
_BE = word_set("is are was were")
_DO = frozenset(["do", "does", "did"])


def clause_end(terms: Sequence[Term], start: int, *, verbs: int = 1) -> int:
    """Return the index behind the clause that starts at `start` and may use `verbs` verb groups of its own.

    A verb group too many belongs to the sentence around the clause. Relative pronouns, `and` before a verb, and a
    participle followed by `by` each bring one more group of their own.
    """
    left = verbs
    i = start
    while i < len(terms):
        term = terms[i]
        if term.text in {"?", ".", "!", ";"} and i >= len(terms) - 2:
            return i
        if term.text == "," and _closes(terms, i, left):
            return i
        stranded = i > start and terms[i - 1].tag is Tag.ADP and _has_subject(terms, start)
        if left <= 0 and term.lower == "as" and stranded:
            return i
        if left <= 0 and term.lower == "no" and i + 1 < len(terms) and terms[i + 1].lower == "longer":
            return i
        if i > start and _opens_clause(term):
            left += 1
        elif _starts_group(terms, i, start):
            if _brings_its_own(terms, i, start):
                pass
            elif left == 0 and i > start and (terms[i - 1].tag in _MAY_END or _awaited(terms, i, start)):
                return i - (terms[i - 1].lower in _SINCE)
            else:
                left -= 1
        i += 1
    return len(terms)


def _is_base(term: Term) -> bool:
    """Whether a verb is in its base form, which no form of `be` goes with."""
    return term.tag is Tag.VERB and term.lower in VERBS and term.lower not in PAST_FORMS


def _awaited(terms: Sequence[Term], i: int, start: int) -> bool:
    """Whether a base form completes the `do` of the sentence around the clause: `when did the club that won X move`."""
    return _is_base(terms[i]) and any(t.lower in _DO for t in terms[:start])


def _has_subject(terms: Sequence[Term], start: int) -> bool:
    """Whether a clause names who acts; the noun of its last preposition then stands before it."""
    first = start + (terms[start].tag is Tag.WH)
    return first < len(terms) and terms[first].tag not in {Tag.VERB, Tag.AUX}


def _opens_clause(term: Term) -> bool:
    """Whether a clause inside the clause begins, with a verb of its own."""
    return term.tag is Tag.SUB or (term.tag is Tag.WH and term.lower in _RELATIVE | {"when"})


def _starts_group(terms: Sequence[Term], i: int, start: int) -> bool:
    """Whether a verb group starts here; auxiliary, adverb and verb together are one."""
    if terms[i].tag not in {Tag.VERB, Tag.AUX}:
        return False
    if terms[i].lower in {"having", "being"}:
        return False
    j = i - 1
    while j >= start and (terms[j].tag is Tag.ADV or terms[j].lower in _BETWEEN):
        j -= 1
    if j >= start and terms[j].tag is Tag.AUX:
        return terms[j].lower in _BE and _is_base(terms[i])
    return not (j >= start and terms[j].lower == "to")


def _brings_its_own(terms: Sequence[Term], i: int, start: int) -> bool:
    """Whether the group is coordinated, or a participle that qualifies the noun before it."""
    if i > start and terms[i - 1].lower in {"and", "or"}:
        return True
    following = terms[i + 1] if i + 1 < len(terms) else terms[i]
    called = terms[i].lower in {"named", "called"} and following.name
    return (
        terms[i].tag is Tag.VERB and (following.lower == "by" or called) and i > start and terms[i - 1].tag is Tag.NOUN
    )


def _closes(terms: Sequence[Term], comma: int, left: int) -> bool:
    """Whether a comma ends the clause: the sentence around it goes on with its verb or its question word."""
    following = terms[comma + 1] if comma + 1 < len(terms) else None
    if following is None:
        return True
    if left <= 0 and following.lower in {"or", "and"}:
        return True
    chooses = any(t.lower == "or" for t in terms[comma:])
    if left <= 0 and chooses and (following.name or following.tag is Tag.DET):
        return True
    return left <= 0 and following.tag in {Tag.VERB, Tag.AUX, Tag.WH}


def invert(body: Sequence[Term]) -> str:
    """Put a clause as the rest of a question: `X was born` becomes `was X born`, `X died` becomes `did X die`."""
    for i, term in enumerate(body):
        if term.tag is Tag.AUX and i:
            return text_of([term, *body[:i], *body[i + 1 :]])
        if term.tag is Tag.VERB and i:
            return _with_did(body, i)
        if term.tag is Tag.VERB:
            break
    return text_of(body)


def _with_did(body: Sequence[Term], verb: int) -> str:
    """Ask with `did` or `does` where the verb's base form is known."""
    lower = body[verb].lower
    base = BASES.get(lower)
    if base is None or (lower in VERBS and lower not in PAST_FORMS):
        return text_of(body)
    auxiliary = "did" if lower in PAST_FORMS else "does"
    before, after = text_of(body[:verb]), text_of(body[verb + 1 :])
    return " ".join(part for part in (auxiliary, before, base, after) if part)
