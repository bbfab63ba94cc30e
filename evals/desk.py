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
from agent.nodes.sql import sql
from agent.run import Run, effort_of, new_thread
from agent.schema import Plan, Step, Usage
from agent.settings import Settings
from agent.state import StepTask
from evals.gold_sql import MOST_ROWS
from retrievers.answer_type import answer_type
from retrievers.errors import ToolError, UserError
from retrievers.filters import NO_FILTERS
from retrievers.knowledge_base import KnowledgeBase
from tools.sql.catalog import Catalog
from tools.sql.engine import Rows
from tools.sql.engines.duckdb import DuckDBEngine
from tools.sql.guard import check
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
    usage: Usage = field(default_factory=Usage)
    """Tool calls are statements that were tried, not the steps that they belong to."""


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
        engine = self._engine
        effort = effort_of({}, engine.settings)
        meter = Meter(engine.profiles[effort].budget)
        run = Run(
            thread=new_thread(),
            settings=engine.settings,
            profiles=engine.profiles,
            thinkers=engine.thinkers,
            tools=engine.tools,
            store=engine.store,
            meter=meter,
            tell=lambda _: None,
        )
        step = Step(id="E1", tool="sql", input=question, question=question, expects=answer_type(question))
        task = StepTask(
            step_id=step.id,
            question=question,
            filters=NO_FILTERS,
            plan=Plan(steps=(step,)),
            results={},
            grown=(),
            effort=effort,
        )
        state = await sql(task, run)
        result = state["results"][step.id]
        written = "" if result.input == question else result.input
        rows = None if result.error or not written else await asyncio.to_thread(self._read, run, result.evidence)
        return Written(
            sql=written,
            rows=rows,
            confidence=result.confidence,
            refused=bool(written) and rows is None and self._refuses(written),
            error=result.error or "",
            usage=meter.spent.model_copy(update={"tool_calls": len(result.attempts)}),
        )

    def _read(self, run: Run, evidence: tuple[str, ...]) -> Rows | None:
        """Read all rows of the statement that the step ran; the step itself keeps the first few."""
        for item in run.store.get(list(evidence)):
            if item.kind == "rows":
                try:
                    return self._all.run(str(item.data["sql"]), limit=MOST_ROWS, timeout_s=SECONDS)
                except ToolError:
                    return None
        return None

    def _refuses(self, statement: str) -> bool:
        try:
            check(statement, self.catalog)
        except ToolError:
            return True
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
