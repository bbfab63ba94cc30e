"""What the words of a question say about the columns that it needs, whatever the database is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrievers.tables.words import Token, stem
from tools.sql.lexicon import ASKED, CONCEPTS, GRADED, SYNONYMS, VERBS

_MEASURES = frozenset(
    {
        "average", "mean", "total", "sum", "maximum", "minimum", "max", "min", "highest", "lowest", "most", "least",
        "more", "less", "than", "over", "under", "between",
    }
)  # fmt: skip
"""Words that compare or add up numbers."""

_DATES = frozenset(
    {
        "when", "year", "date", "day", "month", "before", "after", "since", "latest", "earliest", "recent", "recently",
        "old", "young",
    }
)  # fmt: skip
"""Words that compare or ask for times."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question's words."""

    said: frozenset[str]
    """Their stems, and the stems of general synonyms."""
    hinted: frozenset[str]
    """Stems of what its adjectives, verbs and question words are about: `age` for "oldest"."""
    measured: bool
    """Whether it compares or adds up numbers."""
    dated: bool
    """Whether it compares or asks for times."""
    numbers: tuple[float, ...]

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> Asked:
        """Read the tokens of a question."""
        words = [token.norm for token in tokens]
        stems = {token.stem for token in tokens}
        return cls(
            said=frozenset(stems.union(*(SYNONYMS.get(word, ()) for word in stems))),
            hinted=frozenset(_hinted(words)),
            measured=any(word in _MEASURES or word in GRADED or _graded(word) for word in words),
            dated=not _DATES.isdisjoint(words),
            numbers=tuple(_numbers(words)),
        )


def _hinted(words: Sequence[str]) -> Iterator[str]:
    text = f" {' '.join(words)} "
    about: list[str] = []
    for word in words:
        root = GRADED[word][0] if word in GRADED else _graded(word) or word
        about += CONCEPTS.get(root, ())
        about += VERBS.get(word) or VERBS.get(stem(word), ())
    for phrase, columns in ASKED.items():
        if f" {phrase} " in text:
            about += columns
    yield from (stem(word.removeprefix("-")) for word in about)


def _graded(word: str) -> str:
    """Return the adjective of a comparative or superlative: `old` of `oldest`; empty if it measures nothing."""
    for ending in ("est", "er"):
        if word.endswith(ending):
            root = word.removesuffix(ending)
            forms = (root, root + "e", root[:-1], root.removesuffix("i") + "y")
            return next((form for form in forms if form in CONCEPTS), "")
    return ""


def _numbers(words: Iterable[str]) -> Iterator[float]:
    for word in words:
        try:
            yield float(word)
        except ValueError:
            continue
