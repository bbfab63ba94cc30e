"""What a text without a title is about: the name that it opens with and goes on to describe."""

from __future__ import annotations

import re

from retrievers.links.words import words

_SUBJECT = re.compile(
    r"[\"“'‘]?(?P<name>[^(]{2,90}?)\s*[\"”'’]?\s*"
    r"(?:\(|,?\s(?:is|was|are|were)\s+(?:an?|the|one)\b|,\s+(?:also|better|or)\b)"
)
_SENTENCE_END = re.compile(r"[a-z]{3}\. [A-Z]")
MOST = 12
"""Words in the longest name of a subject."""


def subject(text: str) -> str:
    """Return the name that `text` opens with, as "Ask Me Again is a film ..."; "" if it opens with none.

    >>> subject("The Boy and the Dove (French: Le Garçon) is a film.")
    'The Boy and the Dove'
    >>> subject("Nobody there was the worse for it.")
    ''
    """
    match = _SUBJECT.match(text[:200])
    if not match:
        return ""
    name = match["name"].strip(' "“”,')
    held = words(name)
    small = sum(word[0].islower() for word in held)
    if not held or len(held) > MOST or held[0][0].islower() or held[-1][0].islower() or 2 * small > len(held):
        return ""
    return "" if _SENTENCE_END.search(name) else name
