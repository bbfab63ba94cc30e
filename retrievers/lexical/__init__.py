"""Passages by their words."""

from retrievers.lexical.index import LexicalIndex
from retrievers.lexical.terms import LANGUAGES, terms

__all__ = ["LANGUAGES", "LexicalIndex", "terms"]
