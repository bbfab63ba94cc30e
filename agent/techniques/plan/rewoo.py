"""Plan the whole run at once, with placeholders for what is not known yet."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.base import Context
from agent.schema import PLACEHOLDER, Plan, Role, Step
from agent.techniques.base import CallNext, Option


class ReWOO:
    """Reasoning without observation: one call lays out every step, `#E1` stands for the first one's result.

    Follows ReWOO (Xu et al., 2023). Steps that ask the same tool the same thing are made one, so that a branch shared
    by two others is fetched once.
    """

    name = "rewoo"
    role = Role.PLAN
    paper = "ReWOO: decoupling reasoning from observations (Xu et al., 2023)"
    needs: frozenset[str] = frozenset()

    async def __call__(self, ctx: Context, call_next: CallNext) -> Plan:
        """Ask for a decomposed plan and merge its equal steps."""
        plan: Plan = await call_next(replace(ctx, options={**ctx.options, Option.DECOMPOSE: True}))
        return merge_equal_steps(plan)


def merge_equal_steps(plan: Plan) -> Plan:
    """Keep the first of the steps with one tool and one input; later references go to it."""
    kept: list[Step] = []
    by_call: dict[tuple[str, str], str] = {}
    renamed: dict[str, str] = {}
    for step in plan.steps:
        moved = rename(step, renamed)
        first = by_call.setdefault((moved.tool, moved.input), moved.id)
        if first == moved.id:
            kept.append(moved)
        else:
            renamed[moved.id] = first
    return plan.model_copy(update={"steps": tuple(kept)})


def rename(step: Step, names: dict[str, str]) -> Step:
    """Replace step ids in a step's references by `names`; its own id stays."""

    def swap(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: f"#{names.get(found[1], found[1])}", text)

    return step.model_copy(
        update={
            "input": swap(step.input),
            "question": swap(step.question),
            "depends_on": tuple(dict.fromkeys(names.get(name, name) for name in step.depends_on)),
        }
    )
