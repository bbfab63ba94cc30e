"""Retrievers by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from retrievers.distinct import Distinct
from retrievers.errors import UserError
from retrievers.fusion import Bm25Retriever, DenseRetriever, HybridRetriever, RankFusionRetriever
from retrievers.multihop import MultihopRetriever
from retrievers.rerank import Reranker, RerankingRetriever
from retrievers.rerank.retriever import MARGIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrievers.knowledge_base import KnowledgeBase
    from retrievers.schema import Retriever

RETRIEVERS: dict[str, Callable[[KnowledgeBase], Retriever]] = {
    kind.name: kind for kind in (Bm25Retriever, DenseRetriever, RankFusionRetriever, HybridRetriever, MultihopRetriever)
}
RERANKED = "+rerank"
"""Ending of the name of a retriever whose best passages are read again."""


def make_retriever(name: str, kb: KnowledgeBase, reranker: Reranker | None = None) -> Retriever:
    """Return the retriever called `name` over `kb`: one of `RETRIEVERS`, or one of them with `+rerank`.

    `UserError` if there is none of that name, or if it reranks and no `reranker` is given.
    """
    plain = name.removesuffix(RERANKED)
    if plain not in RETRIEVERS:
        raise UserError(f"There is no retriever {name!r}; choose one of {', '.join(RETRIEVERS)}.")
    found = RETRIEVERS[plain](kb)
    retriever: Retriever = Distinct(found, kb) if kb.manifest.copies else found
    if plain == name:
        return retriever
    if reranker is None:
        raise UserError(f"The retriever {name!r} needs a reranker: set QUAESTOR_RERANK.")
    margin = MARGIN if plain == MultihopRetriever.name else math.inf
    return RerankingRetriever(retriever, reranker, margin=margin)
