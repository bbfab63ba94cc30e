"""The shorter names of a person whose text opens with the full one, as encyclopedias and registers begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrievers.links.words import folded

_WORD = r"(?:(?:[A-Z]\.)+|[A-Z][\w’'-]+|(?:de|van|von|del|da|di|du|der|la|le|al|el|bin|bint|ibn)(?= ))"
_WORDS = rf"{_WORD}(?:\s+{_WORD})*"
_PERSON = re.compile(
    rf"({_WORDS}),?\s*(?:[\"“(]\s*({_WORDS})\s*[\"”)]\s*({_WORDS}))?(?:,?\s+(?:Jr|Sr)\.?|,?\s+I{{1,3}}V?\b)?"
    r"(?:,\s*[A-Z][\w., ]{1,40})?\s*\([^()]{0,80}?(?:\bborn\b|\b1\d{3}|\b20\d\d)"
)
"""A name, perhaps with a nickname in it, and what only a person's name is followed by: in brackets a birth or years."""
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
FEWEST, MOST = 2, 6
"""Words in the full names that are shortened."""


def short_names(text: str) -> Iterator[str]:
    """Yield shorter names of the person that `text` opens with; none if it does not open with a person's.

    >>> list(short_names("George Orson Welles (May 6, 1915 - October 10, 1985) was a director."))
    ['George Welles', 'George O. Welles', 'Orson Welles']
    >>> list(short_names('Naftuli "Nathan" Hertz Juran (1907 - 2002) was a director.'))
    ['Naftuli Juran', 'Naftuli H. Juran', 'Hertz Juran', 'Nathan Juran', 'Nathan H. Juran']
    """
    match = _PERSON.match(folded(text[:300]))
    if not match:
        return
    given, nick, rest = match.groups()
    full = [*given.split(), *(rest or "").split()]
    while full and full[-1].strip(".,").lower() in _GENERATIONS:
        full.pop()
    if not FEWEST <= len(full) <= MOST or not full[-1][:1].isupper():
        return
    yield from _shortened(full)
    if nick:
        if len(full) == FEWEST:
            yield " ".join(full)
            yield f"{nick} {full[-1]}"
        yield from _shortened([nick, *full[1:]], later=False)


def _shortened(full: list[str], *, later: bool = True) -> Iterator[str]:
    """Yield the name without its middle, with initials for it and, if `later`, without its first word."""
    end = len(full) - 1
    while end > 1 and full[end - 1][0].islower():
        end -= 1
    first, middle, last = full[0], full[1:end], " ".join(full[end:])
    if not middle:
        return
    yield f"{first} {last}"
    if not middle[0].endswith("."):
        yield f"{first} {' '.join(f'{word[0]}.' for word in middle)} {last}"
        if later:
            yield " ".join([*middle, last])
