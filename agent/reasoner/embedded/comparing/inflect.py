"""Forms of English words: the base of a verb, the singular of a noun."""

from __future__ import annotations

import re

from agent.reasoner.embedded.nouns import is_plural
from retrievers.reading.words import BASES, PAST_FORMS
from retrievers.tables.words import PLURALS

_SILENT_E = re.compile(r"(?:[cuvz]|(?<!n)g|(?<!s)s|[bcdfgptz]l|[^aeiou](?:at|iz)|^[^aeiou]*[aeiou][bdklmnprt])$")
"""Stems whose verbs are written with an `e`: `danc`, `settl`, `donat`, `bak`."""
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_OF_AUXILIARY = {"are": "is", "were": "was", "do": "does", "have": "has"}
_SOUNDS_LIKE_YOU = re.compile(r"(?:uni(?!n|m)|eu|one\b|once\b|us\b|u\.|us-)", re.IGNORECASE)


def base_form(verb: str) -> str:
    """Return the base of a verb in the past or the third person; of verbs not known, by their ending.

    >>> base_form("wrote"), base_form("aired"), base_form("danced"), base_form("flows")
    ('write', 'air', 'dance', 'flow')
    """
    lower = verb.lower()
    if lower in BASES:
        return BASES[lower]
    if lower.endswith("ied") and len(lower) > 4:
        return f"{lower[:-3]}y"
    if lower.endswith("ed") and len(lower) > 4:
        stem = lower[:-2]
        if _DOUBLED.search(stem):
            return stem[:-1]
        return f"{stem}e" if _SILENT_E.search(stem) else stem
    return singular(lower) if is_plural(lower) else lower


def is_past(verb: str) -> bool:
    """Whether a verb is in the past."""
    lower = verb.lower()
    return lower in PAST_FORMS or (lower.endswith("ed") and len(lower) > 4)


def singular(noun: str) -> str:
    """Return a noun in the singular; one that is not in the plural as it is.

    >>> singular("cities"), singular("Churches"), singular("species"), singular("women")
    ('city', 'Church', 'species', 'woman')
    """
    lower = noun.lower()
    for plural, single in PLURALS.items():
        if lower == plural or lower.endswith(f"-{plural}"):
            return noun[: len(noun) - len(plural)] + single
    if lower == "genera":
        return "genus"
    if not is_plural(noun) or lower.endswith("is"):
        return noun
    if lower.endswith("ies") and len(lower) > 4:
        return noun[:-3] + "y"
    return noun[:-2] if re.search(r"(?:[sc]h|ss|x|zz)es$", lower) else noun[:-1]


def of_one(auxiliary: str) -> str:
    """Return an auxiliary as it stands with one subject: `is` for `are`."""
    return _OF_AUXILIARY.get(auxiliary.lower(), auxiliary.lower())


def with_article(phrase: str) -> str:
    """Put `a` or `an` before a phrase."""
    vowel = phrase[:1].lower() in "aeiou" and not _SOUNDS_LIKE_YOU.match(phrase)
    return f"{'an' if vowel else 'a'} {phrase}"
