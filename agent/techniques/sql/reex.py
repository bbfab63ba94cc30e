"""Write SQL with execution in view: look first where unsure, run each draft, revise by what it gave."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Role
from agent.sql.attempt import Outcome, SqlAttempt, Written, best, severity
from agent.sql.trials import Trials
from agent.techniques.base import CallNext, Option
from retrievers.errors import BudgetExhaustedError, UnusableReplyError

LOOKS = 3
"""Statements that a writer may look with at once."""
_STANDS = 2
"""Severity up to which a statement is taken because its writer gives it again: it ran, whatever it found."""


class ReExSQL:
    """A draft is run before it counts; its outcome, one sentence, goes back until nothing speaks against it.

    Follows ReEx-SQL ("Reasoning with execution-aware reinforcement learning for text-to-SQL", Dai et al., 2025), whose
    reasoning is interleaved with intermediate executions, and Think2SQL ("Reinforce LLM reasoning capabilities for
    text2SQL", Papicchio et al., 2025), which learns from what executions say beyond right and wrong. A writer that
    gives the same statement again stands by it. The writer that is no model is asked in the same way: it hands over the
    statements between which it wavers, and chooses by what they give.
    """

    name = "reex-sql"
    role = Role.WRITE_SQL
    paper = "ReEx-SQL: execution-aware reasoning (Dai et al., 2025); Think2SQL (Papicchio et al., 2025)"
    needs: frozenset[str] = frozenset()

    async def __call__(self, ctx: Context, call_next: CallNext) -> Written:
        """Return the best statement that was tried, or nothing; the error of a writer that gave none."""
        trials = ctx.trials
        if trials is None:
            written: Written = await call_next(ctx)
            return written
        ctx = replace(ctx, options={**ctx.options, Option.EXPLORE: True})
        drafts = [] if Option.ANGLE in ctx.options else _drafts(ctx)  # a branch speaks for what it has written itself
        while trials.may_ask():
            try:
                written = await call_next(ctx)
            except (BudgetExhaustedError, UnusableReplyError) as error:
                if not drafts:
                    raise
                ctx.forgone(Role.WRITE_SQL, str(error))
                break
            if not written.sql:
                seen = await _looked(written, ctx, trials)
            else:
                attempt = await trials(written.sql)
                if attempt in ctx.attempts and severity(attempt.outcome) <= _STANDS:
                    return Written(sql=attempt.statement)
                drafts.append(attempt)
                seen = await _against(attempt, ctx, trials)
            if not seen:
                break
            ctx = replace(ctx, attempts=(*ctx.attempts, *seen))
        else:  # the limits are reached: of what the writer wavered between, the first is the likeliest
            drafts = drafts or ([] if Option.ANGLE in ctx.options else _drafts(ctx)[::-1])
        chosen = best(drafts)
        return Written(sql=chosen.statement if chosen else "")


def _drafts(ctx: Context) -> list[SqlAttempt]:
    return [each for each in ctx.attempts if not each.looks]


async def _looked(written: Written, ctx: Context, trials: Trials) -> tuple[SqlAttempt, ...]:
    """Run what the writer wants to see before it chooses; nothing if that shows nothing new."""
    looked = [await trials.look(sql) for sql in written.look[:LOOKS]]
    looked += [await trials(sql) for sql in written.rivals]
    return tuple(each for each in looked if each not in ctx.attempts and each.outcome is not Outcome.NOT_RUN)


async def _against(attempt: SqlAttempt, ctx: Context, trials: Trials) -> tuple[SqlAttempt, ...]:
    """Return what speaks against an attempt, and what the tables show about it; nothing if there is no more to say."""
    if attempt in ctx.attempts or attempt.fine or attempt.outcome is Outcome.NOT_RUN:
        return ()
    return (attempt, *(await trials.probe(attempt) if _generates(ctx) else ()))


def _generates(ctx: Context) -> bool:
    """Whether the writer reads what a probe shows."""
    return ctx.reasoner is not None and "generation" in ctx.reasoner.offers
