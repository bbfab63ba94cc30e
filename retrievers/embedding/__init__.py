"""Texts to unit vectors: the protocol, the shipped MiniLM encoder, and any sentence-transformers model."""

from retrievers.embedding.base import Embedder, Vectors
from retrievers.embedding.minilm import MiniLMEmbedder, default_embedder
from retrievers.embedding.sentence_transformer import SentenceTransformerEmbedder

__all__ = ["Embedder", "MiniLMEmbedder", "SentenceTransformerEmbedder", "Vectors", "default_embedder"]
