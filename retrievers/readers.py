"""Readers by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from retrievers.errors import UserError

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase
    from retrievers.reader import Reader

ReaderName = Literal["heuristic", "trained", "chains"]
READERS: tuple[ReaderName, ...] = get_args(ReaderName)


def reader_of(kb: KnowledgeBase, name: str) -> Reader:
    """Return the reader called `name`, one of `READERS`, for a knowledge base; `UserError` if there is none.

    `heuristic` is a log-linear model, `trained` also asks a network; `chains` is the same, with `whole_reader_of`.
    """
    from retrievers.reader import default_reader
    from retrievers.reading.rows import RowReader

    match name:
        case "heuristic":
            return RowReader(default_reader(kb))
        case "trained" | "chains":
            from retrievers.reading.trained.network import default_network
            from retrievers.reading.trained.opinions import NetworkOpinions

            return RowReader(default_reader(kb, NetworkOpinions(default_network())))
    raise UserError(f"There is no reader {name!r}; set QUAESTOR_READER to one of: {', '.join(READERS)}.")


def whole_reader_of(name: str) -> Reader | None:
    """Return what reads whole questions from passages taken together: only the reader `chains` does that."""
    if name != "chains":
        return None
    from retrievers.reading.rows import RowReader
    from retrievers.reading.trained.network import default_network
    from retrievers.reading.trained.reader import ChainReader

    return RowReader(ChainReader(default_network()))
