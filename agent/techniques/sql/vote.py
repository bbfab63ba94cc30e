"""Write several statements for one request and take the result that most of them give."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import Role
from agent.sql.attempt import Written
from agent.techniques.base import CallNext, Option
from retrievers.errors import BudgetExhaustedError, UnusableReplyError

BRANCHES = 3
"""Ways in which a statement is reached, the first included."""


class SqlVote:
    """From what was seen and what failed, further statements branch off, each reached in another way; results vote.

    Follows the tree of ReEx-SQL (Dai et al., 2025): branches share the prefix of what was explored, so that a server
    with a prefix cache reads it once. Statements whose answers are the same stand together; the largest group wins,
    of equal ones the first. Branches are cut by the limits of the step and by the budget of the run. A writer that
    cannot be sampled, which would only repeat itself, is asked once.
    """

    name = "sql-vote"
    role = Role.WRITE_SQL
    paper = "ReEx-SQL: tree-structured decoding, voted by execution (Dai et al., 2025)"
    needs: frozenset[str] = frozenset()

    async def __call__(self, ctx: Context, call_next: CallNext) -> Written:
        """Return the first statement of the largest group."""
        first: Written = await call_next(ctx)
        trials = ctx.trials
        if trials is None or not first.sql or ctx.reasoner is None or "sampling" not in ctx.reasoner.offers:
            return first
        trunk = tuple(each for each in trials.attempts if each.looks or not each.fine)
        branches = (
            call_next(replace(ctx, attempts=trunk, options={**ctx.options, Option.ANGLE: number}))
            for number in range(2, BRANCHES + 1)
        )
        written = [first.sql]
        for outcome in await asyncio.gather(*branches, return_exceptions=True):
            if isinstance(outcome, Written):
                written.append(outcome.sql)
            elif isinstance(outcome, (BudgetExhaustedError, UnusableReplyError)):
                ctx.forgone(Role.WRITE_SQL, str(outcome))
            else:
                raise outcome
        answers = {sql: trials.answer(sql) for sql in written if sql}
        votes = Counter(answers[sql] for sql in written if sql and answers[sql] is not None)
        if not votes:
            return first
        most = max(votes.values())
        return Written(sql=next(sql for sql in written if sql and votes[answers[sql]] == most))
