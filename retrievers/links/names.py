"""The names by which a passage may be called, read from its title and its text. English, and no dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrievers.links.words import ARTICLES, FUNCTION_WORDS, MONTHS, folded, normalised, words

_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_HONORIFICS = frozenset(
    """
    sir dame lord lady dr prof saint st prince princess king queen emperor empress count countess
    duke duchess baron baroness president pope bishop captain general colonel
    """.split()  # noqa: SIM905
)
_CAPITALISED = r"(?:(?:[A-Z]\.)+|[A-Z0-9](?:[\w’'&-]|\.(?=\w))*)"
"""A word that begins with a capital or a digit, or initials."""
_JOINER = r"(?:of|de|van|von|del|da|di|du|der|la|le|for)(?:\s+(?:the|la|der|den))?"
_RUN = re.compile(rf"{_CAPITALISED}(?:\s+(?:{_JOINER}\s+)?{_CAPITALISED})*")
_OPENING = re.compile(rf"[\"“'‘]?({_RUN.pattern})[\"”'’]?\s*(\(|,|is\b|are\b|was\b|were\b)?")
"""The name that a text opens with, and whether it goes on as texts do that say what the name is."""
_CALLED = re.compile(
    r"\b(?:known (?:\w+ )?as|known as|born|nee|nicknamed|formerly|originally|named|called|abbreviated(?: as| to)?|"
    rf"or simply|stage name)\s+[\"“'‘]?({_RUN.pattern})"
)
_INITIALS = re.compile(r"\(([A-Z][A-Z&.]{1,9})[;,)]")
OPENING_SPAN = 400
"""Characters of a passage in which its subject's other names are looked for."""
LONGEST = 8
"""Words in the longest name that is taken from running text; titles may be longer."""


def without_qualifier(title: str) -> str:
    """Return `title` without what it has in brackets: `Mercury (planet)` gives `Mercury`."""
    return _BRACKETS.sub("", title).strip()


def title_names(title: str) -> Iterator[str]:
    """Yield the names in a title: whole, without qualifier, without article or honorific."""
    bare = without_qualifier(title)
    yield title
    yield bare
    head, _, rest = bare.partition(" ")
    if rest and head.lower() in ARTICLES | _HONORIFICS:
        yield rest
    if "," in bare:
        yield bare.split(",")[0]


def stated_names(title: str, text: str) -> Iterator[str]:
    """Yield other names of the passage's subject that the opening of its text states.

    They are the name that the text opens with ("William Henry Gates III (born ...), ..."), if the text goes on to say
    what it is or it shares a word with the title, what follows "known as", "born" and the like, and initials in
    brackets.
    """
    opening = folded(text[:OPENING_SPAN])
    begins = _OPENING.match(opening)
    if begins:
        name = normalised(begins.group(1)).split()
        shared = set(name) & set(normalised(title).split()) - FUNCTION_WORDS
        if _is_name(name) and (begins.group(2) or (shared and len(name) > 1)):
            yield begins.group(1)
    for match in (*_CALLED.finditer(opening), *_INITIALS.finditer(opening)):
        if _is_name(normalised(match.group(1)).split()):
            yield match.group(1)


def proper_names(text: str) -> Iterator[str]:
    """Yield the runs of capitalised words in `text` that may be names: no dates, no lone short words."""
    for match in _RUN.finditer(folded(text)):
        run = words(match.group())
        while run and run[0].lower() in FUNCTION_WORDS:
            run = run[1:]
        if _is_name([word.lower() for word in run]):
            yield " ".join(run)


def _is_name(name: list[str]) -> bool:
    if not name or len(name) > LONGEST or all(word.isdigit() for word in name):
        return False
    if len(name) == 1:
        return len(name[0]) > 2 and name[0] not in MONTHS and name[0] not in FUNCTION_WORDS
    return not (set(name) & MONTHS and any(word.isdigit() for word in name))
