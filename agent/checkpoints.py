"""Checkpoints of runs in SQLite, readable only as the types that the state is made of."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

import agent.schema
import agent.sql.attempt
import retrievers.filters
import retrievers.schema
import tools.schema
from retrievers.errors import UserError

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver


async def open_checkpoints(path: Path) -> AsyncSqliteSaver:
    """Open or create the file of checkpoints; `UserError` if the folder cannot be written or the file is another.

    The saver belongs to the running event loop; close it with `saver.conn.close()`.
    """
    import aiosqlite
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = await aiosqlite.connect(path, timeout=30)
    except (OSError, aiosqlite.DatabaseError) as error:
        raise _unusable(path, error) from None
    saver = AsyncSqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=list(_state_types())))
    try:
        await saver.setup()
        await connection.execute("PRAGMA synchronous=NORMAL")
    except aiosqlite.DatabaseError as error:
        await connection.close()
        raise _unusable(path, error) from None
    return saver


def _unusable(path: Path, error: Exception) -> UserError:
    return UserError(f"Runs cannot be kept in {path}: {error}; set QUAESTOR_HOME to a folder you own.")


def _state_types() -> Iterator[tuple[str, str]]:
    """Name the nouns of the lower modules: all that a checkpoint may hold."""
    for module in (agent.schema, agent.sql.attempt, tools.schema, retrievers.schema, retrievers.filters):
        for name, value in vars(module).items():
            if _is_noun(value) and value.__module__ == module.__name__:
                yield module.__name__, name


def _is_noun(value: Any) -> bool:  # noqa: ANN401 - anything that a module holds
    return isinstance(value, type) and issubclass(value, (BaseModel, Enum))
