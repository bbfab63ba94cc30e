"""Where a question is put to the tables alone: the agent's own way of writing and running SQL, and no more of it."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from agent.budget import Meter
from agent.engine import Engine
from agent.run import effort_of
from agent.schema import Usage
from agent.settings import Settings
from agent.sql.attempt import Outcome
from evals.gold_sql import MOST_ROWS
from retrievers.errors import ToolError, UserError
from retrievers.knowledge_base import KnowledgeBase
from tools.sql.catalog import Catalog
from tools.sql.engine import Rows
from tools.sql.engines.duckdb import DuckDBEngine
from tools.sql.subschema import Linker
from tools.sql.tool import SqlTool

SECONDS = 20.0
"""Time that the final statement may take when all of its rows are read."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a question gave."""

    sql: str
    """The statement that was settled on; empty if none was."""
    rows: Rows | None
    """All it gives; None if there is no statement or it does not run."""
    confidence: float
    """Of the step, in [0, 1]."""
    refused: bool = False
    """Whether the statement may not run."""
    error: str = ""
    """Why there are no rows, in the words that the agent was given."""
    attempts: int = 0
    """Statements that were tried."""
    usage: Usage = field(default_factory=Usage)


class Desk:
    """One knowledge base with tables, and a reasoner that writes; a context manager that closes both."""

    def __init__(self, kb: Path, settings: Settings, home: Path) -> None:
        """Open the knowledge base; what runs leave goes into `home`. `UserError` if there are no tables to ask."""
        with ExitStack() as stack:
            opened = stack.enter_context(KnowledgeBase.open(kb, device=settings.device))
            engine = Engine(settings.model_copy(update={"home": home}), kb=opened, reasoner=None, tools=())
            stack.callback(engine.close)
            tool = engine.tools.get("sql")
            if not isinstance(tool, SqlTool) or opened.tables is None:
                raise UserError("There are no tables to ask; leave `sql` out of QUAESTOR_DISABLED_TOOLS.")
            self._engine, self._tool, self._all = engine, tool, DuckDBEngine(opened.tables)
            stack.callback(self._all.close)
            self._stack = stack.pop_all()

    @property
    def catalog(self) -> Catalog:
        """The tables as the writer sees them."""
        return self._tool.catalog

    @cached_property
    def linker(self) -> Linker:
        """What links a question to a part of the tables."""
        return Linker(self.catalog)

    @property
    def reasoner(self) -> str:
        """Who writes."""
        return self._engine.reasoner.name

    async def ask(self, question: str) -> Written:
        """Put one question, as a step of a plan would, and read all rows of the statement that comes of it."""
        return await asyncio.wrap_future(self._engine.submit(self._ask, question))

    async def _ask(self, question: str) -> Written:
        meter = Meter(self._engine.profiles[effort_of({}, self._engine.settings)].budget)
        result, evidence = await self._engine.ask_tables(question, meter)
        chosen = next((attempt for attempt in result.attempts if attempt.chosen), None)
        found = next((item for item in evidence if item.kind == "rows"), None)
        rows = None if result.error or found is None else await asyncio.to_thread(self._read, str(found.data["sql"]))
        return Written(
            sql=chosen.statement if chosen is not None else "",
            rows=rows,
            confidence=result.confidence,
            refused=chosen is not None and chosen.outcome is Outcome.REFUSED,
            error=result.error or "",
            attempts=len(result.attempts),
            usage=meter.spent,
        )

    def _read(self, statement: str) -> Rows | None:
        """Read all rows of the statement that the step ran; the step itself keeps the first few."""
        try:
            return self._all.run(statement, limit=MOST_ROWS, timeout_s=SECONDS)
        except ToolError:
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
