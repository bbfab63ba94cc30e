"""The tables that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrievers.knowledge_base import KnowledgeBase
    from tools.sql.tool import SqlTool


@contextmanager
def opened(folder: Path | None) -> Iterator[tuple[KnowledgeBase, SqlTool]]:
    """Open the knowledge base in `folder`, else that of the settings, else the sample, and its tables.

    `UserError` if it holds no tables, or if they are switched off.
    """
    from agent.engine import open_knowledge_base
    from agent.settings import Settings
    from agent.toolbox import make_tools
    from retrievers.errors import UserError
    from tools.sql.tool import SqlTool

    settings = Settings.load() if folder is None else Settings.load(kb=folder)
    with open_knowledge_base(settings) as base:
        tool = make_tools(base, settings).get(SqlTool.name)
        if not isinstance(tool, SqlTool):
            raise UserError(f"{base.path} has no tables to ask; index some, such as a .csv or a .sqlite file.")
        try:
            yield base, tool
        finally:
            tool.close()


def taught(folder: Path | None) -> Path:
    """Return the folder whose pairs are changed; `UserError` if none is named, as nothing is taught to the sample."""
    from agent.settings import Settings
    from retrievers.errors import UserError

    chosen = folder or Settings.load().kb
    if chosen is None:
        raise UserError("Say which knowledge base: add --kb DIR.")
    return chosen
