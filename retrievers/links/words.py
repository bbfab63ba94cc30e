"""Words of texts as names are compared by them: no case, no accents, no punctuation."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
ARTICLES = frozenset({"the", "a", "an"})
MONTHS = frozenset(
    """
    january february march april may june july august september october november december
    """.split()  # noqa: SIM905
)
FUNCTION_WORDS = frozenset(
    """
    the a an of in on and or for to at by from with he she it they his her their its this that these
    those is was were are be as if but when while after before during since until although however
    there here who which what where how why whose i we you not no our my also both other some many
    most such all one two three first second new later then now
    """.split()  # noqa: SIM905
)


class _Folding(dict[int, str]):
    """Maps a character to its letters without accents, each computed once."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        self[code] = "".join(part for part in parts if not unicodedata.combining(part))
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """Return `text` without accents, case kept."""
    return text if text.isascii() else text.translate(_FOLDING)


def words(text: str) -> list[str]:
    """Return the words of `text` without accents and punctuation, case kept."""
    return _WORD.findall(folded(text))


def located_words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of `text` as `words` does, each with its start and end in `text`."""
    if text.isascii():
        origins = list(range(len(text)))
    else:
        origins = [index for index, char in enumerate(text) for _ in char.translate(_FOLDING)]
    return [
        (match.group(), origins[match.start()], origins[match.end() - 1] + 1) for match in _WORD.finditer(folded(text))
    ]


def normalised(name: str) -> str:
    """Return the key under which a name is found: lower-case words, one space between them.

    An article before at least two words is left out, so that "the Golden Gate Bridge" in a text is found by a title
    without it and the other way round. Numbers, months and function words alone are no names: their key is empty.
    """
    key = [word.lower() for word in words(name)]
    if len(key) > 2 and key[0] in ARTICLES:
        key = key[1:]
    if all(word.isdigit() for word in key) or (len(key) == 1 and key[0] in MONTHS | FUNCTION_WORDS):
        return ""
    return " ".join(key)
