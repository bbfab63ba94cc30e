"""Patterns of triples with variables: read from SPARQL or from plain words, and matched to the graph."""

from retrievers.graph.pattern.read import read_pattern
from retrievers.graph.pattern.solve import Solutions, solve

__all__ = ["Solutions", "read_pattern", "solve"]
