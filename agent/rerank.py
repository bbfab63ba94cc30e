"""The retriever and the reranker that the settings ask for."""

from __future__ import annotations

from agent.settings import Settings
from retrievers.knowledge_base import KnowledgeBase
from retrievers.registry import RERANKED
from retrievers.rerank import Reranker, make_reranker
from retrievers.schema import Retriever


def retriever_name(settings: Settings) -> str:
    """Return the name of the retriever: with `+rerank` where a reranker is set."""
    plain = settings.retriever.removesuffix(RERANKED)
    return settings.retriever if settings.rerank == "off" else f"{plain}{RERANKED}"


def reranker_of(settings: Settings) -> Reranker | None:
    """Return the reranker, or None where there is none; `UserError` if it is half set.

    Nothing is loaded or asked yet.
    """
    if settings.rerank == "off":
        return None
    return make_reranker(
        settings.rerank,
        model=settings.rerank_model,
        url=settings.rerank_url,
        api_key=settings.rerank_api_key.get_secret_value() if settings.rerank_api_key else "",
        timeout_s=settings.rerank_timeout_s,
    )


def retriever_of(kb: KnowledgeBase, settings: Settings) -> Retriever:
    """Return the retriever over `kb`."""
    return kb.retriever(retriever_name(settings), reranker_of(settings))
