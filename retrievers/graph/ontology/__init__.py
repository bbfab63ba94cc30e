"""What kinds of things and relations a graph has: as a file declares them, and as the graph itself shows."""

from retrievers.graph.ontology.induce import induce
from retrievers.graph.ontology.nouns import ClassOf, Ontology, RelationOf, Share

__all__ = ["ClassOf", "Ontology", "RelationOf", "Share", "induce"]
