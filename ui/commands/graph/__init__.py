"""`quaestor graph`: look at the knowledge graph. One file a command; `group.py` lists them."""

from ui.commands.graph.group import graph

__all__ = ["graph"]
