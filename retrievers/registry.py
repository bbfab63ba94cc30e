"""Retrievers by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrievers.distinct import Distinct
from retrievers.errors import UserError
from retrievers.fusion import Bm25Retriever, DenseRetriever, HybridRetriever, RankFusionRetriever
from retrievers.multihop import MultihopRetriever

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrievers.knowledge_base import KnowledgeBase
    from retrievers.schema import Retriever

RETRIEVERS: dict[str, Callable[[KnowledgeBase], Retriever]] = {
    kind.name: kind for kind in (Bm25Retriever, DenseRetriever, RankFusionRetriever, HybridRetriever, MultihopRetriever)
}


def make_retriever(name: str, kb: KnowledgeBase) -> Retriever:
    """Return the retriever called `name` over `kb`; `UserError` if there is none of that name."""
    if name not in RETRIEVERS:
        raise UserError(f"There is no retriever {name!r}; choose one of {', '.join(RETRIEVERS)}.")
    found = RETRIEVERS[name](kb)
    return Distinct(found, kb) if kb.manifest.copies else found
