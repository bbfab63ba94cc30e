"""Second looks at what a retriever found: the protocol, what can stand behind it, and the retriever that uses it."""

from retrievers.rerank.base import Pair, Reranker
from retrievers.rerank.choose import RERANKERS, make_reranker
from retrievers.rerank.retriever import RerankingRetriever

__all__ = ["RERANKERS", "Pair", "Reranker", "RerankingRetriever", "make_reranker"]
