"""Passages by their words."""

from retrievers.languages import LANGUAGES
from retrievers.lexical.index import LexicalIndex
from retrievers.lexical.terms import terms

__all__ = ["LANGUAGES", "LexicalIndex", "terms"]
