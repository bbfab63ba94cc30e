"""What a reranker is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from retrievers.arrays import Scores
from retrievers.schema import Passage
from retrievers.titles import titled


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A question and a passage, with the passages that led to it."""

    query: str
    chain: tuple[Passage, ...]
    """The passage that is scored stands last; those before it are the way to it, first one first."""

    @property
    def passage(self) -> Passage:
        """The passage that is scored."""
        return self.chain[-1]

    @property
    def text(self) -> str:
        """The chain as one text, for models that read one: each passage with its title, in order."""
        return "\n\n".join(titled(passage.title, passage.text) for passage in self.chain)


class Reranker(Protocol):
    """Says how well passages answer questions, reading both together; threads may share it."""

    @property
    def name(self) -> str:
        """The name for people: of the model, or of the method."""
        ...

    def score(self, pairs: Sequence[Pair]) -> Scores:
        """Return a score a pair, (n,), higher for a better fit; comparable between pairs of one query only.

        `UserError` if what it needs is not installed, `ModelError` if its server does not do what it should.
        """
        ...
