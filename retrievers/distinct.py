"""A retriever that returns one passage of those that say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrievers.schema import Hit, Retriever

if TYPE_CHECKING:
    from retrievers.arrays import Rows
    from retrievers.knowledge_base import KnowledgeBase


class Distinct:
    """Leaves out what repeats a better hit, and says with that hit where else it stands."""

    def __init__(self, retriever: Retriever, kb: KnowledgeBase) -> None:
        self._retriever = retriever
        self._kb = kb

    @property
    def name(self) -> str:
        """That of the retriever."""
        return self._retriever.name

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        """Return at most `k` passages a query that say different things, best first.

        Twice as many are looked at, so that there are fewer than `k` only where more than half are copies.
        """
        return [self._distinct(hits)[:k] for hits in self._retriever.search(queries, k=2 * k, within=within)]

    def _distinct(self, hits: list[Hit]) -> list[Hit]:
        rows = self._kb.store.rows([hit.passage.id for hit in hits])
        groups: dict[int, list[Hit]] = {}
        for row, hit in zip(rows, hits, strict=True):
            groups.setdefault(int(self._kb.copies[row]), []).append(hit)
        return [
            best.model_copy(update={"copies": tuple(hit.passage.id for hit in others)}) if others else best
            for best, *others in groups.values()
        ]
