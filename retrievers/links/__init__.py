"""Names in texts, and the links between passages that follow from them."""

from retrievers.links.graph import EdgeKind, Edges, LinkGraph, Mention

__all__ = ["EdgeKind", "Edges", "LinkGraph", "Mention"]
