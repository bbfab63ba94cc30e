"""Look up paths in the knowledge graph."""

from tools.graph.tool import GraphTool

__all__ = ["GraphTool"]
