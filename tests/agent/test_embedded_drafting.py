"""The embedded writer in the loop: it hands over what it wavers between, and chooses by what that gives."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.reasoner.base import Context
from agent.reasoner.embedded.drafting import draft_sql
from agent.reasoner.embedded.sql_writer import SqlWriter
from agent.schema import Step
from agent.sql.attempt import Written
from agent.sql.trials import Limits, Trials
from agent.techniques.registry import chain, find
from tests.tools.peaks import build_peaks
from tools.base import Toolbox
from tools.schema import ToolCall, ToolResult
from tools.sql import SqlTool

QUESTIONS = (
    "Which mountain is the highest?",
    "How many mountains are there in Nepal?",
    "What is the average height of the mountains of each country?",
    "Which climbers were born before 1920?",
)


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> SqlTool:
    return SqlTool(build_peaks(tmp_path_factory.mktemp("drafting")))


async def written(
    tool: SqlTool, question: str, techniques: Sequence[str], limits: Limits | None = None
) -> tuple[str, Trials]:
    """Return what the writer settles on, and what was tried for it."""
    writer = SqlWriter(tool.catalog)

    async def write(ctx: Context) -> Written:
        return draft_sql(writer, ctx)

    async def run(sql: str) -> ToolResult:
        return await Toolbox([tool]).run("sql", ToolCall(step="E1", input=sql, limit=200))

    trials = Trials(run, catalog=lambda: tool.catalog, limits=limits)
    step = Step(id="E1", tool="sql", input=question, question=question)
    given = await chain(write, find(techniques))(Context(question=question, step=step, trials=trials))
    return given.sql, trials


@pytest.mark.parametrize("question", QUESTIONS)
async def test_in_the_loop_it_chooses_as_it_does_with_trial_runs_of_its_own(question: str, tool: SqlTool) -> None:
    sql, trials = await written(tool, question, ["reex-sql"])
    assert sql == SqlWriter(tool.catalog, tool.engine.run).write(question).sql
    assert sql in [each.statement for each in trials.attempts]


async def test_without_the_loop_nothing_is_tried(tool: SqlTool) -> None:
    sql, trials = await written(tool, QUESTIONS[0], [])
    assert sql == SqlWriter(tool.catalog).write(QUESTIONS[0]).sql
    assert trials.attempts == ()


async def test_what_it_tried_is_no_answer_to_a_question_that_it_did_not_understand(tool: SqlTool) -> None:
    sql, _ = await written(tool, "What is the airspeed of an unladen swallow over the mountain?", ["reex-sql"])
    assert sql == ""


async def test_where_it_may_not_choose_its_likeliest_statement_that_runs_is_taken(tool: SqlTool) -> None:
    sql, trials = await written(tool, QUESTIONS[0], ["reex-sql"], Limits(drafts=1))
    assert len(trials.attempts) > 1
    assert sql == next(each.statement for each in trials.attempts if each.fine)
