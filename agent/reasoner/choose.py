"""Which reasoner thinks, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.reasoner.base import Reasoner
from agent.settings import Settings
from retrievers.knowledge_base import KnowledgeBase
from retrievers.readers import reader_of, whole_reader_of
from tools.base import Toolbox
from tools.sql.engine import Engine

if TYPE_CHECKING:
    from agent.reasoner.serving.limits import Limits


def choose_reasoner(settings: Settings, kb: KnowledgeBase, tools: Toolbox, *, limits: Limits | None = None) -> Reasoner:
    """Return the served reasoner where a server is set, else the embedded one.

    `limits` are its waits and retries, in the place of the default ones.
    """
    if not settings.serves:
        from agent.reasoner.embedded.reasoner import EmbeddedReasoner

        return EmbeddedReasoner(
            kb,
            reader=reader_of(kb, settings.reader),
            chains=whole_reader_of(settings.reader),
            database=_database(settings, tools),
        )
    from agent.reasoner.served import ServedReasoner

    return ServedReasoner(
        model_url=settings.model_url,
        model=settings.model,
        api_key=settings.api_key,
        timeout_s=settings.model_timeout_s,
        tools={name: tool.description for name, tool in tools.items()},
        card=kb.card().model_copy(update={"tables": ()}) if settings.database.get_secret_value() else kb.card(),
        holdings=tools.holdings(),
        record=settings.record,
        limits=limits,
        cache=settings.cache,
    )


def _database(settings: Settings, tools: Toolbox) -> Engine | None:
    """Return the engine of the settings' database, the one that the tool runs its statements on."""
    from tools.sql.tool import SqlTool

    tool = tools.get(SqlTool.name)
    return tool.engine if settings.database.get_secret_value() and isinstance(tool, SqlTool) else None
