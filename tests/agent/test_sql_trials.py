"""Trying statements for one step: each once, within limits, with a look at the tables where it helps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.sql.attempt import Outcome, SqlAttempt, best
from agent.sql.trials import Limits, Trials
from retrievers.errors import BudgetExhaustedError
from tests.tools.peaks import build_peaks
from tools.schema import ToolCall, ToolResult
from tools.sql import SqlTool


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlTool]:
    made = SqlTool(build_peaks(tmp_path_factory.mktemp("trials")))
    yield made
    made.close()


class Clock:
    """Time that the test moves on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def trying(tool: SqlTool, limits: Limits | None = None, clock: Clock | None = None) -> tuple[Trials, list[str]]:
    """Return trials over the tool, and the statements that reach it."""
    ran: list[str] = []

    async def run(sql: str) -> ToolResult:
        ran.append(sql)
        return await tool(ToolCall(step="E1", input=sql, bindings={"E1": ("k 2",)}))

    return Trials(run, catalog=lambda: tool.catalog, limits=limits, clock=clock or Clock()), ran


async def told(tool: SqlTool, sql: str) -> list[str]:
    """Return what the probes after a statement tell."""
    trials, _ = trying(tool)
    return [each.why for each in await trials.probe(await trials(sql))]


async def test_a_statement_runs_once(tool: SqlTool) -> None:
    trials, ran = trying(tool)
    assert await trials("SELECT 1 AS a") == await trials(" SELECT 1 AS a; ")
    assert ran == ["SELECT 1 AS a"]


async def test_a_refusal_is_told_with_its_reason(tool: SqlTool) -> None:
    attempt = await trying(tool)[0]("DELETE FROM mountain")
    assert attempt.outcome is Outcome.REFUSED
    assert "Only one SELECT" in attempt.why


async def test_no_more_statements_run_than_the_limit(tool: SqlTool) -> None:
    trials, ran = trying(tool, Limits(statements=2))
    outcomes = [(await trials(f"SELECT {n} AS a")).outcome for n in (1, 2, 3)]
    assert outcomes == [Outcome.ROWS, Outcome.ROWS, Outcome.NOT_RUN]
    assert len(ran) == len(trials.attempts) == 2


async def test_nothing_runs_once_the_time_is_over(tool: SqlTool) -> None:
    clock = Clock()
    trials, ran = trying(tool, Limits(seconds=5), clock)
    clock.now = 5
    assert ((await trials("SELECT 1")).outcome, trials.may_ask(), ran) == (Outcome.NOT_RUN, False, [])


def test_the_writer_is_asked_no_more_often_than_the_limit(tool: SqlTool) -> None:
    trials, _ = trying(tool, Limits(drafts=2))
    assert [trials.may_ask() for _ in range(3)] == [True, True, False]


async def test_what_the_run_cannot_pay_for_is_not_run() -> None:
    async def run(_: str) -> ToolResult:
        raise BudgetExhaustedError("The 3 tool calls of this run are used up.")

    attempt = await Trials(run)("SELECT 1")
    assert (attempt.outcome, attempt.why) == (Outcome.NOT_RUN, "The 3 tool calls of this run are used up.")


async def test_a_value_that_is_not_there_is_told_with_the_nearest(tool: SqlTool) -> None:
    (said,) = await told(tool, "SELECT height_m FROM mountain WHERE name = 'kangchenjonga'")
    assert said.startswith("Nearest to 'kangchenjonga', mountain.name holds 'Kangchenjunga', ")


async def test_a_figure_out_of_range_is_told_with_the_range(tool: SqlTool) -> None:
    (said,) = await told(tool, "SELECT name FROM mountain WHERE first_ascent < '1700-01-01'")
    assert said == "mountain.first_ascent (DATE) lies between '1786-08-08' and '1956-05-18'."


async def test_rows_that_repeat_are_told_with_the_size_of_the_join(tool: SqlTool) -> None:
    (said,) = await told(tool, "SELECT m.name FROM mountain m JOIN ascent a ON m.id = a.mountain_id")
    assert said == "mountain has 14 rows, ascent has 12 rows; joined without further conditions they give 12 rows."


async def test_a_text_to_look_for_stays_a_text(tool: SqlTool) -> None:
    (said,) = await told(tool, "SELECT 1 FROM mountain WHERE name = 'x''; DROP TABLE mountain; --'")
    assert "mountain.name holds" in said
    assert len((await tool(ToolCall(step="E1", input="SELECT name FROM mountain"))).values) == 10


async def test_the_value_of_an_earlier_step_is_looked_for_by_its_placeholder(tool: SqlTool) -> None:
    (said,) = await told(tool, "SELECT height_m FROM mountain WHERE name = '#E1'")
    assert said.startswith("Nearest to '#E1', mountain.name holds 'K2', ")


async def test_fine_rows_need_no_probe(tool: SqlTool) -> None:
    assert await told(tool, "SELECT name FROM mountain WHERE name = 'K2'") == []


async def test_a_look_tells_its_first_rows(tool: SqlTool) -> None:
    looked = await trying(tool)[0].look("SELECT code, name FROM country ORDER BY code")
    assert looked.looks
    assert looked.why == (
        "It gave (AR, Argentina), (BT, Bhutan), (CH, Switzerland), (FR, France), (NP, Nepal) and 3 more."
    )


async def test_answers_are_the_same_whatever_stands_beside_them(tool: SqlTool) -> None:
    trials, _ = trying(tool)
    one, other = (
        "SELECT name, height_m FROM mountain WHERE id < 3",
        "SELECT name FROM mountain WHERE id < 3 ORDER BY id DESC",
    )
    await trials(one)
    await trials(other)
    assert trials.answer(one) == trials.answer(other)
    assert trials.answer("SELECT 1") is None


def test_the_best_draft_is_the_latest_of_those_with_least_against_them() -> None:
    outcomes = [Outcome.ERROR, Outcome.EMPTY, Outcome.NULL, Outcome.REFUSED]
    drafts = [SqlAttempt(statement=f"SELECT {n}", outcome=outcome) for n, outcome in enumerate(outcomes)]
    assert best(drafts) == drafts[2]
    assert best([]) is None
