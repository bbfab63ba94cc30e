"""What two values have in common: whole items of lists, or the end of the phrases that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tools.alike import Form

_BETWEEN = re.compile(r"\s*(?:[,;/&•|]|\b(?:and|or|as well as)\b)\s*", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_INSIDE = re.compile(
    r"\s+(?:of|in|from|by|for|with|at|to|on|about|between|among|during|since|under|that|which|who)\s+.*$",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = frozenset(["of", "in", "from", "by", "for", "with", "at", "to", "on", "the", "a", "an", "and", "or"])


def items_of(text: str) -> list[str]:
    """Return the items of a list in words, without articles; a text that is no list is its own only item.

    >>> items_of("an actor, film director and producer")
    ['actor', 'film director', 'producer']
    """
    parts = (_ARTICLE.sub("", part).strip(" .") for part in _BETWEEN.split(text))
    return list(dict.fromkeys(part for part in parts if part)) or [text]


def in_common(one: Sequence[str], two: Sequence[str]) -> list[str]:
    """Return what two lists of values share, in the order of the first; empty if nothing.

    Values that say the same come first, then items of them, then the words in which items end: of `French film
    director` and `film director and writer` the `film director`, of `a genus of palms` and `a genus of moss` the
    `genus`. Where both name a country, it is in common or nothing is.

    >>> in_common(["American film director"], ["a Danish film director and actor"])
    ['film director']
    """
    whole = _alike(one, two)
    if whole:
        return whole
    left = [item for value in one for item in items_of(value)]
    right = [item for value in two for item in items_of(value)]
    return _alike(left, right) or _widest([_shared_end(a, b) for a in left for b in right])


def _alike(one: Sequence[str], two: Sequence[str]) -> list[str]:
    others = [Form.of(value) for value in two]
    return [value for value in one if any(map(Form.of(value).same_as, others))]


def _widest(found: Sequence[str]) -> list[str]:
    """Leave out what is nothing, and what ends a longer one."""
    kept = [end for end in dict.fromkeys(found) if end]
    return [end for end in kept if not any(other != end and other.endswith(f" {end}") for other in kept)]


def _shared_end(one: str, two: str) -> str:
    """Return the words in which both end; where they end in a phrase of its own, `in the north`, those before it.

    Ends of names say nothing: the Red Sea and the Black Sea have no `Sea` in common.
    """
    end = _end(one, two)
    if not end or (_INSIDE.sub("", end) == end and _INSIDE.search(f"{one} {two}")):
        end = _end(_INSIDE.sub("", one), _INSIDE.sub("", two))
    return end


def _end(one: str, two: str) -> str:
    left, right = one.split(), two.split()
    size = 0
    while size < min(len(left), len(right)) and _same_word(left[-1 - size], right[-1 - size]):
        size += 1
    while size and left[-size].lower() in _ENDS:
        size -= 1
    named = size and left[-size][0].isupper() and right[-size][0].isupper()
    return " ".join(left[-size:]) if size and not named else ""


def _same_word(one: str, two: str) -> bool:
    plain_one, plain_two = one.lower().rstrip("s."), two.lower().rstrip("s.")
    return plain_one == plain_two and bool(plain_one)
