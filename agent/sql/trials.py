"""Runs what is tried for one SQL step: through the step's tool, each statement once, within hard limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agent.sql.attempt import Outcome, SqlAttempt, severity
from agent.sql.grouping import Answer, answer_of
from agent.sql.outcome import Reading, Result, read
from agent.sql.probes import Probe, probes
from retrievers.errors import BudgetExhaustedError
from retrievers.schema import AnswerType
from tools.schema import ToolResult
from tools.sql.catalog import Catalog
from tools.sql.cells import Cell, show
from tools.sql.engine import Rows

_ROWS_TOLD = 5
_CELLS_TOLD = 4
_LONGEST_CELL = 60
_LONGEST_STATEMENT = 4000
"""Characters that the record keeps."""

RunStatement = Callable[[str], Awaitable[ToolResult]]
"""Checks and runs one statement; a failure is a result with `error`, `BudgetExhaustedError` if none may be run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one SQL step may spend on being tried. Every limit is hard."""

    statements: int = 12
    """Statements that are run, probes included."""
    drafts: int = 6
    """Times that the writer is asked."""
    seconds: float = 60.0


class Trials:
    """The statements that were tried for one step, in order, and what each gave."""

    def __init__(
        self,
        run: RunStatement,
        *,
        catalog: Callable[[], Catalog | None] = lambda: None,
        expects: AnswerType | None = None,
        limits: Limits | None = None,
        tell: Callable[[SqlAttempt], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Try nothing yet.

        Args:
            run: Checks and runs one statement.
            catalog: Gives the tables, once a statement has run; without them joins and stored types are not judged.
            expects: The kind of value that the step should give.
            limits: What may be spent.
            tell: Is told of each attempt.
            clock: Seconds, from any start.

        """
        self._run = run
        self._catalog = catalog
        self._expects = expects
        self._limits = limits or Limits()
        self._tell = tell
        self._clock = clock
        self._started = clock()
        self._asked = 0
        self._turn = asyncio.Lock()
        self._tried: dict[str, SqlAttempt] = {}
        self._results: dict[str, ToolResult] = {}

    @property
    def attempts(self) -> tuple[SqlAttempt, ...]:
        """What was tried, in order."""
        return tuple(self._tried.values())

    def may_ask(self) -> bool:
        """Count one question to the writer; False once the limits allow no more."""
        if self._asked >= self._limits.drafts or self._spent():
            return False
        self._asked += 1
        return True

    def tried(self, sql: str) -> SqlAttempt | None:
        """Return the attempt with a statement, space and a closing semicolon apart."""
        return self._tried.get(plain(sql))

    async def __call__(self, sql: str) -> SqlAttempt:
        """Run a statement and read its outcome; it is `not run` where the limits allow no more."""
        return await self._once(sql, self._read)

    async def look(self, sql: str) -> SqlAttempt:
        """Run a statement that a writer wants to see the rows of."""
        return await self._once(sql, lambda _, found: _shown(found), looks=True)

    async def probe(self, attempt: SqlAttempt) -> tuple[SqlAttempt, ...]:
        """Look at what may explain an attempt that found nothing, or rows that repeat."""
        found = probes(attempt, catalog) if (catalog := self._catalog()) else []
        looked = [await self._once(each.sql, _told_by(each), looks=True) for each in found]
        return tuple(each for each in looked if each.fine)

    def result(self, attempt: SqlAttempt) -> ToolResult:
        """Return what an attempt gave; what was not run is a failure."""
        return self._results.get(attempt.statement, ToolResult(error=attempt.why))

    def rows(self, attempt: SqlAttempt) -> Rows | None:
        """Return the rows of an attempt; None if it has none to look at."""
        found = self._results.get(attempt.statement)
        if found is None or found.error or not found.evidence or "rows" not in found.evidence[0].data:
            return None
        held, truncated = _rows(found)
        columns = tuple(map(str, found.evidence[0].data.get("columns", ())))
        return Rows(columns=columns, rows=tuple(map(tuple, held)), truncated=truncated, seconds=found.seconds)

    def answer(self, sql: str) -> Answer | None:
        """Return what a statement answers, to be compared with others; None if it gave nothing."""
        attempt = self.tried(sql)
        if attempt is None or severity(attempt.outcome) > 1:
            return None
        found = self.result(attempt)
        rows, _ = _rows(found)
        return answer_of(rows) if rows else tuple(sorted(found.values))

    def record(self, chosen: str) -> tuple[SqlAttempt, ...]:
        """Return what was tried, the chosen statement marked."""
        return tuple(
            each.model_copy(update={"statement": each.statement[:_LONGEST_STATEMENT], "chosen": key == plain(chosen)})
            for key, each in self._tried.items()
        )

    async def _once(self, sql: str, read_: Callable[[str, ToolResult], Reading], *, looks: bool = False) -> SqlAttempt:
        async with self._turn:
            return await self._first(plain(sql), read_, looks=looks)

    async def _first(self, key: str, read_: Callable[[str, ToolResult], Reading], *, looks: bool) -> SqlAttempt:
        if key in self._tried:
            return self._tried[key]
        try:
            found = self._results[key] = await self._allowed(key)
        except BudgetExhaustedError as error:
            return SqlAttempt(statement=key, outcome=Outcome.NOT_RUN, why=str(error), looks=looks)
        reading = read_(key, found)
        rows, truncated = _rows(found)
        attempt = self._tried[key] = SqlAttempt(
            statement=key, outcome=reading.outcome, why=reading.why, rows=len(rows), truncated=truncated, looks=looks
        )
        self._tell(attempt)
        return attempt

    async def _allowed(self, sql: str) -> ToolResult:
        if len(self._tried) >= self._limits.statements or self._spent():
            raise BudgetExhaustedError("The limits of this step allow no more statements.")
        return await self._run(sql)

    def _read(self, sql: str, found: ToolResult) -> Reading:
        if found.error:
            return _failed(found)
        if not found.evidence or "rows" not in found.evidence[0].data:  # a tool of somebody else's
            return Reading(outcome=Outcome.ROWS) if found.values else read(Result(sql=sql, rows=()))
        rows, truncated = _rows(found)
        return read(Result(sql=sql, rows=rows, truncated=truncated, expects=self._expects, catalog=self._catalog()))

    def _spent(self) -> bool:
        return self._clock() - self._started >= self._limits.seconds


def plain(sql: str) -> str:
    """Return a statement without the space around it and a closing semicolon."""
    return sql.strip().removesuffix(";").rstrip()


def _rows(found: ToolResult) -> tuple[list[list[Cell]], bool]:
    data = found.evidence[0].data if found.evidence else {}
    return list(data.get("rows", ())), bool(data.get("truncated", found.truncated))


def _failed(found: ToolResult) -> Reading:
    outcome = Outcome.REFUSED if found.refused else Outcome.ERROR
    return Reading(outcome=outcome, why=found.error or "")


def _shown(found: ToolResult) -> Reading:
    """Say what a look showed: the first cells of the first rows."""
    if found.error:
        return _failed(found)
    rows, truncated = _rows(found)
    told = ["(" + ", ".join(show(cell)[:_LONGEST_CELL] for cell in row[:_CELLS_TOLD]) + ")" for row in rows]
    more = f" and {'more than ' if truncated else ''}{len(rows) - _ROWS_TOLD} more" if len(rows) > _ROWS_TOLD else ""
    return Reading(outcome=Outcome.ROWS, why=f"It gave {', '.join(told[:_ROWS_TOLD]) or 'no rows'}{more}.")


def _told_by(probe: Probe) -> Callable[[str, ToolResult], Reading]:
    def told(_: str, found: ToolResult) -> Reading:
        return _failed(found) if found.error else Reading(outcome=Outcome.ROWS, why=probe.tell(_rows(found)[0]))

    return told
