"""Pieces of patterns over the line of a sentence, and what they capture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrievers.graph.facts.chunks import Line
from retrievers.graph.facts.schema import End, Sort
from retrievers.reading.nations import COUNTRIES

ADVERBS = r"(?:[^ /]+/B )*"
BRACKET = r"(?:\( [^()]* \) )"
_DESCRIBED = r"(?:(?:L\d+|(?!starring|featuring|including)[^ /]+/[JNG]|-) ){0,4}"
_BARE = r"X\d+(?! 's/'| ’s/'| -| or/C| \( X\d+ \) X| [^ /]+/[NJ]| and/C X\d+ [^ /]+/[NJ])"
"""A name that is not the owner, the modifier or the alternative of what follows it."""
_ONE = rf"(?:(?:the|a|an|O\d+)(?:/D)? )?{_DESCRIBED}{_BARE}"
_NEXT = rf"{_DESCRIBED}{_BARE}(?! (?:\( [^()]* \) )?(?:[^ /]+/B )*[^ /]+/[AV])"
_LAST = rf"(?:(?:the/D|O\d+) )?{_NEXT}"
NAMES = rf"(?P<names>{_ONE}(?:(?: \( [^()]* \))?(?:(?: ,)?(?: and/C| as/P well/B as/P) {_LAST}| , {_NEXT}))*)"
"""One name or several that are coordinated, each perhaps described: `actor X1 , X3 and the violinist X8`."""
_EDGE = r"(?! and/C X\d+ [^ /]+/[NJ])(?= (?:[.,;:)–—-]|[^ /]+/[PCSWB])|$)"
PLACE = rf"(?P<place>(?:the/D )?(?:[^ /]+/J )?X\d+(?: , X\d+){{0,3}}{_EDGE})"
DATE = r"(?P<date>Y\d+)(?! [–—-]| /)"

_CAP = re.compile(r"X\d+")


def names(line: Line, captured: str, sort: Sort, *, listed: bool = False, kin: bool = False) -> Iterator[End]:
    """Yield the names that `NAMES` captured.

    Where only commas join them, they are a list if it is `listed`; else what follows the first tells where that is.
    First names do not name relatives (`kin`).
    """
    plain = re.sub(r"\( [^()]* \)", "", captured)
    words = _CAP.findall(plain)
    if not listed and not _JOINED.search(plain):
        words = words[:1]
    found = [line.chunk(word).text for word in words]
    for name, following in zip(found, [*found[1:], ""], strict=True):
        shared = (
            " " not in name and " " in following and sort is Sort.PERSON
        )  # of `Hugh and Barbara Gibb`, Hugh is none
        owned = " " not in name and (kin or plain.startswith("O"))  # `his son Thomas`: the name alone is nobody's
        cut = " of " in name and following and " " not in following  # `Office of Management and Budget`
        if cut:
            return
        if is_whole(name) and not shared and not owned:
            yield End(name, sort)


_JOINED = re.compile(r" and/C | as/P well/B as/P ")


def place(line: Line, captured: str) -> End | None:
    """Return the place that `PLACE` captured, with what it lies in: `Tampa, Florida`."""
    words = _CAP.findall(captured)
    first, _last = line.chunk(words[0]), line.chunk(words[-1])
    if first.quoted or not is_whole(first.text):
        return None
    parts = [line.chunk(word).text for word in words]
    if len(parts) > 1 and parts[-1].lower() in COUNTRIES:
        parts.pop()  # `Paris, France` is known as Paris; which Springfield it is, its state tells
    return End(", ".join(parts), Sort.OTHER)


def date(line: Line, word: str) -> End | None:
    """Return the date of a chunk."""
    found = line.chunk(word).date
    return End(found.iso, Sort.VALUE, datatype=found.datatype) if found else None


def is_whole(name: str) -> bool:
    """Whether a chunk is a name and not a mere mark."""
    return len(name) > 1 and (name[0].isupper() or name[0].isdigit()) and any(c.isalpha() for c in name)
