"""The ground floor: the knowledge base on disk, how it is built, and how passages are found in it."""

from retrievers.card import ColumnCard, KnowledgeCard, TableCard
from retrievers.errors import KnowledgeBaseError, QuaestorError, UserError
from retrievers.filters import Filters
from retrievers.knowledge_base import KnowledgeBase
from retrievers.schema import AnswerType, Document, Hit, Passage, Reason, Retriever, Triple

__all__ = [
    "AnswerType",
    "ColumnCard",
    "Document",
    "Filters",
    "Hit",
    "KnowledgeBase",
    "KnowledgeBaseError",
    "KnowledgeCard",
    "Passage",
    "QuaestorError",
    "Reason",
    "Retriever",
    "TableCard",
    "Triple",
    "UserError",
]
