"""Run a SQL step: have the statement written, try it, and take what is best of what was tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from agent.events import RoleFailed, SqlTried
from agent.nodes.step import Worked, run_step, spend, step_context
from agent.placeholders import is_statement
from agent.run import Run
from agent.schema import Step
from agent.sql.attempt import SqlAttempt, Written, best
from agent.sql.trials import Limits, Trials
from agent.state import AgentState, StepTask
from retrievers.errors import BudgetExhaustedError
from tools.schema import ToolResult
from tools.sql.catalog import Catalog

_UNWRITTEN = "The tables do not seem to hold what this step asks for."


async def sql(task: StepTask, run: Run) -> AgentState:
    """Answer a step from the tables. Its input is a question in words, or a statement to run as it is."""
    return await run_step(task, run, _from_tables)


async def _from_tables(task: StepTask, run: Run, step: Step) -> Worked:
    """Run the planned statement, or one written for it; what speaks against a planned one goes to the writer."""
    trials = _trials(task, run, step)
    drafts: list[SqlAttempt] = []
    if is_statement(task["plan"].step(step.id).input):  # as planned: a value filled in is never run
        drafts.append(await trials(step.input))
        if drafts[0].fine:
            return _worked(drafts[0], trials)
    written, why = await _written(task, run, step, trials)
    if written:
        tried = trials.tried(written)  # whoever has tried it has also chosen it
        drafts = [tried] if tried else [*drafts, await trials(written)]
    chosen = best(drafts)
    if chosen is None:
        return Worked(input=step.input, found=ToolResult(error=why), attempts=trials.record(""))
    return _worked(chosen, trials)


def _worked(chosen: SqlAttempt, trials: Trials) -> Worked:
    return Worked(input=chosen.statement, found=trials.result(chosen), attempts=trials.record(chosen.statement))


def _trials(task: StepTask, run: Run, step: Step) -> Trials:
    """Let statements be tried through the step's tool, each on the run's budget."""
    settings = run.settings
    calls = count()

    async def try_statement(statement: str) -> ToolResult:
        """Run a statement; all of one step are one tool call to the budget, and have limits of their own."""
        return await spend(task, run, step, statement, again=next(calls) > 0)

    def catalog() -> Catalog | None:
        held = getattr(run.tools.get(step.tool), "catalog", None)
        return held if isinstance(held, Catalog) else None

    return Trials(
        try_statement,
        catalog=catalog,
        expects=step.expects,
        limits=Limits(statements=settings.sql_statements, drafts=settings.sql_drafts, seconds=settings.sql_seconds),
        tell=lambda attempt: run.emit(SqlTried(step=step.id, attempt=attempt)),
    )


async def _written(task: StepTask, run: Run, step: Step, trials: Trials) -> tuple[str, str]:
    """Have a statement written; where there is none it is empty, and the second text says why."""
    ctx = replace(
        step_context(task, run, step),
        trials=trials,
        attempts=trials.attempts,
        lessons=run.lessons,
        forgone=lambda role, reason: run.emit(RoleFailed(role=role, reason=reason)),
    )
    try:
        written = await run.think(run.thinkers[task["effort"]].write_sql, ctx, lambda _: Written())
    except BudgetExhaustedError as error:
        return "", str(error)
    return written.sql, _UNWRITTEN
