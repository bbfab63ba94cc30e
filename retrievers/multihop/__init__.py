"""Retrieval that follows names from passage to passage, for questions that no single passage answers."""

from retrievers.multihop.retriever import MultihopRetriever
from retrievers.multihop.rows import FoundRow, RowFinder
from retrievers.multihop.weights import Weights

__all__ = ["FoundRow", "MultihopRetriever", "RowFinder", "Weights"]
