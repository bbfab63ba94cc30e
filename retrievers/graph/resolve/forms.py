"""How a name is written: its words, what of them is mere form, and how two names differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote

from rapidfuzz.distance import OSA

from retrievers.graph.store.names import is_iri, local_name, normalise

_SUFFIXES = frozenset(
    {
        *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc"),
        *("gmbh", "ag", "kg", "se", "sa", "nv", "bv", "oy", "ab", "spa", "srl", "sarl", "pty", "pvt"),
    }
)
"""Last words that say the legal form of an organisation."""
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "professor", "sir", "dame"})
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_SIGNS = re.compile(r"(?<=\w)(?:[+#]+|[-−](?=\W?$))")
"""Signs behind a word that tell things apart: `C++` and `C#`, `Rh+` and `Rh-`."""
_SHORTEST = 5
"""Letters that two names must have for one of them to be a slip of the pen."""
_LONG = 12
"""Letters from which two slips are thought of."""


class Likeness(StrEnum):
    """In what way two names are one."""

    SAME = "same but for case, accents or punctuation"
    FORM = "same but for a title or a legal form"
    ORDER = "same words in another order"
    MIDDLE_INITIAL = "one has a middle initial more, or a middle name cut to it"
    MIDDLE = "one has a middle name more"
    INITIAL = "one has an initial for a first name"
    SLIP = "one letter differs"
    SLIPS = "two letters differ"


@dataclass(frozen=True, slots=True)
class Form:
    """One name, ready to be compared."""

    words: tuple[str, ...]
    """Without titles before and legal forms behind; never empty."""
    full: str
    """The key of the whole name."""
    signs: tuple[str, ...] = ()
    """What of its punctuation is no mere form, in order."""

    @property
    def joined(self) -> str:
        """The words without spaces between them."""
        return "".join(self.words)


@lru_cache(maxsize=1 << 18)
def form_of(name: str) -> Form:
    """Return the form of a name; of an IRI, that of its last part."""
    written = unquote(local_name(name)) if is_iri(name) else name.replace("&", " and ")
    key = normalise(written)
    words = key.split()
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    while len(words) > 1 and (words[0] in _TITLES or words[0] == "the"):
        words.pop(0)
    return Form(words=tuple(words), full=key, signs=tuple(_SIGNS.findall(written)))


def likeness(one: Form, other: Form) -> Likeness | None:
    """Return in what way two names may be one; None if they are two.

    Numbers, Roman ones as well, must be equal: Apollo 11 is no misspelt Apollo 12. So must signs: C++ is no C#.
    """
    if one.signs != other.signs:
        return None
    if one.full == other.full:
        return Likeness.SAME
    if one.words == other.words or one.joined == other.joined:
        return Likeness.FORM if one.words == other.words else Likeness.SAME
    if _numbers(one.words) != _numbers(other.words):
        return None
    if sorted(one.words) == sorted(other.words):
        return Likeness.ORDER
    return _abridged(one.words, other.words) or _misspelt(one, other)


def _numbers(words: tuple[str, ...]) -> list[str]:
    """Return what counts or numbers: digits, Roman numerals that do not lead the name, and a letter at its end."""
    return sorted(
        word
        for place, word in enumerate(words)
        if any(map(str.isdigit, word)) or (place and _is_mark(word, last=place == len(words) - 1))
    )


def _is_mark(word: str, *, last: bool) -> bool:
    return last if len(word) == 1 else _ROMAN.fullmatch(word) is not None


def _abridged(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness | None:
    """Compare names of two words or more that end in the same one."""
    if min(len(one), len(other)) < 2 or one[-1] != other[-1]:
        return None
    if one[0] == other[0]:
        return _middles(one[1:-1], other[1:-1])
    if 1 in (len(one[0]), len(other[0])) and one[0][0] == other[0][0] and _fit(one[1:-1], other[1:-1]):
        return Likeness.INITIAL
    return None


def _middles(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness | None:
    if len(one) == len(other):
        return Likeness.MIDDLE_INITIAL if _fit(one, other) else None
    if min(len(one), len(other)) or max(len(one), len(other)) > 1:
        return None
    return Likeness.MIDDLE_INITIAL if len((one or other)[0]) == 1 else Likeness.MIDDLE


def _fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether middle names agree, as far as both are given: each is the other, or its initial."""
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(one, other, strict=False))


def _misspelt(one: Form, other: Form) -> Likeness | None:
    a, b = " ".join(one.words), " ".join(other.words)
    shortest = min(len(one.joined), len(other.joined))
    if shortest < _SHORTEST or len(one.words) != len(other.words):
        return None
    if any(x != y and 1 in (len(x), len(y)) for x, y in zip(one.words, other.words, strict=True)):
        return None  # another initial is another name
    slips = OSA.distance(a, b, score_cutoff=2)
    if slips == 1:
        return Likeness.SLIP
    return Likeness.SLIPS if slips == 2 and shortest >= _LONG else None
