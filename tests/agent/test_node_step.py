"""What a role is shown of a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from agent.schema import Plan, Step
from tests.agent.machine import CountingTool, Machine, ScriptedReasoner


@dataclass
class NarrowingTool(CountingTool):
    """Counts how often it is asked what of its tables a question needs."""

    name: str = "sql"
    asked: list[str] = field(default_factory=list)

    def part(self, question: str) -> str:
        """Name the question."""
        self.asked.append(question)
        return f"tables for {question}"


async def test_the_part_of_the_tables_is_worked_out_for_who_asks_and_once(tmp_path: Path) -> None:
    tool = NarrowingTool()
    plan = Plan(steps=(Step(id="E1", tool="sql", input="how many ferries", question="how many ferries"),))
    reasoner = ScriptedReasoner(plans=[plan])
    await Machine(tmp_path, reasoner=reasoner, tools=[tool]).run("How many ferries?")
    shown = next(ctx for role, ctx in reasoner.seen if role == "write_sql")
    assert tool.asked == []
    assert [shown.part(), shown.part()] == ["tables for how many ferries"] * 2
    assert tool.asked == ["how many ferries"]
