"""The embedded SQL writer as a role of the reasoner: its best statement, given what came of those that were tried."""

from __future__ import annotations

from agent.reasoner.base import Context
from agent.reasoner.embedded.sources import narrows
from agent.reasoner.embedded.sql_writer import SqlWriter, Tried
from agent.reasoner.embedded.values import quoting
from agent.sql.attempt import Outcome, Written
from agent.techniques.base import Option


def draft_sql(writer: SqlWriter, ctx: Context) -> Written:
    """Return the best statement for a step; empty if the question was not understood.

    Where statements may be tried (`Option.EXPLORE`), it first hands over all that it considers, and chooses once it
    sees what each gave.
    """
    if ctx.step is None:
        return Written()
    draft = writer.write(quoting(ctx), tried=_tried(ctx))
    untried = tuple(each.sql for each in draft.attempts if each.outcome is Outcome.NOT_RUN)
    if ctx.options.get(Option.EXPLORE) and len(untried) > 1 and not ctx.attempts:
        return Written(rivals=untried)
    return Written() if any(ctx.bindings.values()) and not narrows(draft.sql) else Written(sql=draft.sql)


def _tried(ctx: Context) -> Tried:
    """Return what the attempts of a step gave, by their statements."""
    if ctx.trials is None:
        return {}
    rows = {each.statement: ctx.trials.rows(each) for each in ctx.attempts}
    failed = {each.statement: each.why for each in ctx.attempts if each.outcome in {Outcome.ERROR, Outcome.REFUSED}}
    return {**{sql: held for sql, held in rows.items() if held is not None}, **failed}
