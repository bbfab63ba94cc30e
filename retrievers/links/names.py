"""The names by which a passage may be called, read from its title and its text. English, and no dictionary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_ARTICLES = frozenset({"the", "a", "an"})
_HONORIFICS = frozenset(
    {
        "sir",
        "dame",
        "lord",
        "lady",
        "dr",
        "prof",
        "saint",
        "st",
        "prince",
        "princess",
        "king",
        "queen",
        "emperor",
        "empress",
        "count",
        "countess",
        "duke",
        "duchess",
        "baron",
        "baroness",
        "president",
        "pope",
        "bishop",
        "captain",
        "general",
        "colonel",
    }
)
_CAPITALISED = r"(?:(?:[A-Z]\.)+|[A-Z0-9À-ÖØ-Þ](?:[\w’'&-]|\.(?=\w))*)"
"""A word that begins with a capital or a digit, or initials."""
_JOINER = r"(?:of|de|van|von|del|da|di|du|der|la|le|for)(?:\s+(?:the|la|der|den))?"
_RUN = re.compile(rf"{_CAPITALISED}(?:\s+(?:{_JOINER}\s+)?{_CAPITALISED})*")
_OPENING = re.compile(rf"[\"“'‘]?({_RUN.pattern})")
_CALLED = re.compile(
    r"\b(?:known (?:\w+ )?as|known as|born|née|nicknamed|formerly|originally|named|called|abbreviated(?: as| to)?|"
    rf"or simply|stage name)\s+[\"“'‘]?({_RUN.pattern})"
)
_INITIALS = re.compile(r"\(([A-Z][A-Z&.]{1,9})[;,)]")
_MONTHS = frozenset(
    {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    }
)
_FUNCTION_WORDS = frozenset(
    {
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "and",
        "or",
        "for",
        "to",
        "at",
        "by",
        "from",
        "with",
        "he",
        "she",
        "it",
        "they",
        "his",
        "her",
        "their",
        "its",
        "this",
        "that",
        "these",
        "those",
        "is",
        "was",
        "were",
        "are",
        "be",
        "as",
        "if",
        "but",
        "when",
        "while",
        "after",
        "before",
        "during",
        "since",
        "until",
        "although",
        "however",
        "there",
        "here",
        "who",
        "which",
        "what",
        "where",
        "how",
        "why",
        "whose",
        "i",
        "we",
        "you",
        "not",
        "no",
        "our",
        "my",
        "also",
        "both",
        "other",
        "some",
        "many",
        "most",
        "such",
        "all",
        "one",
        "two",
        "three",
        "first",
        "second",
        "new",
        "later",
        "then",
        "now",
    }
)
OPENING_SPAN = 400
"""Characters of a passage in which its subject's other names are looked for."""
LONGEST = 8
"""Words in the longest name that is taken from running text; titles may be longer."""


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
    """Return the key under which a name is found: lower-case words, one space between them."""
    return " ".join(words(name)).lower()


def without_qualifier(title: str) -> str:
    """Return `title` without what it has in brackets: `Mercury (planet)` gives `Mercury`."""
    return _BRACKETS.sub("", title).strip()


def title_names(title: str) -> Iterator[str]:
    """Yield the names in a title: whole, without qualifier, without article or honorific."""
    bare = without_qualifier(title)
    yield title
    yield bare
    head, _, rest = bare.partition(" ")
    if rest and head.lower() in _ARTICLES | _HONORIFICS:
        yield rest
    if "," in bare:
        yield bare.split(",")[0]


def stated_names(title: str, text: str) -> Iterator[str]:
    """Yield other names of the passage's subject that the opening of its text states.

    They are the name that the text opens with, if it shares a word with the title ("William Henry Gates III is ..."),
    what follows "known as", "born" and the like, and initials in brackets.
    """
    opening = text[:OPENING_SPAN]
    begins = _OPENING.match(opening)
    if begins:
        name = normalised(begins.group(1)).split()
        shared = set(name) & set(normalised(title).split()) - _FUNCTION_WORDS
        if shared and 2 <= len(name) <= LONGEST:
            yield begins.group(1)
    for match in (*_CALLED.finditer(opening), *_INITIALS.finditer(opening)):
        if _is_name(normalised(match.group(1)).split()):
            yield match.group(1)


def proper_names(text: str) -> Iterator[str]:
    """Yield the runs of capitalised words in `text` that may be names: no dates, no lone short words."""
    for match in _RUN.finditer(text):
        run = words(match.group())
        while run and run[0].lower() in _FUNCTION_WORDS:
            run = run[1:]
        if _is_name([word.lower() for word in run]):
            yield " ".join(run)


def _is_name(name: list[str]) -> bool:
    if not name or len(name) > LONGEST or all(word.isdigit() for word in name):
        return False
    if len(name) == 1:
        return len(name[0]) > 2 and name[0] not in _MONTHS and name[0] not in _FUNCTION_WORDS
    return not (set(name) & _MONTHS and any(word.isdigit() for word in name))
