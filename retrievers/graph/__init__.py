"""The knowledge graph: stored, linked to questions, and walked."""

from retrievers.graph.store.relations import Relation
from retrievers.graph.store.triples import GraphStore

__all__ = ["GraphStore", "Relation"]
