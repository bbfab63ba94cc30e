"""Whether two values of steps say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from retrievers.tables.words import normalise
from tools.quantities import whole_number

_ARTICLES = frozenset({"the", "a", "an"})
_LEGAL_FORMS = frozenset(["company", "co", "corporation", "corp", "inc", "ltd", "limited", "llc", "plc", "gmbh", "ag"])
"""Last words of the names of firms, which are often left out."""


@dataclass(frozen=True, slots=True)
class Form:
    """What of a value counts when it is compared with many others."""

    words: tuple[str, ...]
    """Articles left out, and the legal forms of firms at the end."""
    number: float | None
    """If it is one, in figures or words."""
    head: str
    """What stands before a comma or a bracket."""
    plain: bool
    """Whether it has no comma."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a value."""
        words = tuple(word for word in normalise(text).split() if word not in _ARTICLES)
        while len(words) > 1 and words[-1] in _LEGAL_FORMS:
            words = words[:-1]
        return cls(words, whole_number(text), normalise(text.split(",")[0].split("(")[0]), "," not in text)

    def same_as(self, other: Self) -> bool:
        """Whether they have the same words or number, or one is the other with what tells it from its namesakes."""
        if self.words == other.words:
            return bool(self.words)
        if self.number is not None and other.number is not None:
            return self.number == other.number
        return bool(self.head) and self.head == other.head and (self.plain or other.plain)
