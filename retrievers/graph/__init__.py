"""The knowledge graph: stored, linked to questions, and walked."""

from retrievers.graph.relations import Relation
from retrievers.graph.store import GraphStore

__all__ = ["GraphStore", "Relation"]
