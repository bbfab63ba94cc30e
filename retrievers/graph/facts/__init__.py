"""Facts that plain texts state, read with patterns and without a model."""

from retrievers.graph.facts import stored
from retrievers.graph.facts.document import extract
from retrievers.graph.facts.schema import Facts, Statement

__all__ = ["Facts", "Statement", "extract", "stored"]
