"""A bundled knowledge base about space exploration, to try everything on."""

from retrievers.sample.build import SOURCES, sample_knowledge_base

__all__ = ["SOURCES", "sample_knowledge_base"]
