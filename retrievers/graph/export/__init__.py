"""Triples written for other programs, with where each was read."""

from retrievers.graph.export.formats import FORMATS, write

__all__ = ["FORMATS", "write"]
