"""Readers by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from retrievers.errors import UserError

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase
    from retrievers.reader import Reader

ReaderName = Literal["heuristic"]
READERS: tuple[ReaderName, ...] = get_args(ReaderName)


def reader_of(kb: KnowledgeBase, name: str) -> Reader:
    """Return the reader called `name`, one of `READERS`, for a knowledge base; `UserError` if there is none."""
    match name:
        case "heuristic":
            from retrievers.reader import default_reader

            return default_reader(kb)
    raise UserError(f"There is no reader {name!r}; set QUAESTOR_READER to one of: {', '.join(READERS)}.")
