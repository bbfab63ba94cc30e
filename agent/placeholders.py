"""Filling `#E1` with what step E1 found, and giving the steps of a new plan ids of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from agent.schema import PLACEHOLDER, Plan, Step, StepResult
from agent.techniques.plan.rewoo import rename

_STATEMENT = re.compile(
    r"""[\s(]*(?:select\b|with\s+(?:recursive\s+)?(?:\w+|"[^"]+")\s*(?:\([^)]*\)\s*)?as\s*(?:\w+\s+)*\()""",
    re.IGNORECASE,
)
"""`With which rocket did it fly?` is a question."""
_LEADS_ON = re.compile(r"\s*(?:->|→|=>|\|)\s*")
_MOST_VALUES = 20
"""Values that a placeholder stands for at most where a tool takes several."""


def is_statement(text: str) -> bool:
    """Whether the input of a SQL step is a statement, not a question in words."""
    return _STATEMENT.match(text) is not None


def literal(text: str) -> str:
    """Write what looks like a placeholder in the words of a user or a source as text: `#E12` as `# E12`."""
    return PLACEHOLDER.sub(r"# \1", text)


def missing(step: Step, results: Mapping[str, StepResult]) -> list[str]:
    """Return the steps whose value this one names and that have none."""
    named = [*PLACEHOLDER.findall(step.input), *PLACEHOLDER.findall(step.question)]
    return [name for name in dict.fromkeys(named) if name not in results or not results[name].values]


def bindings(step: Step, results: Mapping[str, StepResult]) -> dict[str, tuple[str, ...]]:
    """Return the values of the steps that this one depends on, by id; of alternatives only the best."""
    return {name: together(results[name]) for name in step.depends_on if name in results}


def fill(step: Step, results: Mapping[str, StepResult]) -> Step:
    """Put values in the place of placeholders.

    A search or a SQL question gets the best value; a graph request gets all that belong together, separated by ` | `;
    code keeps its placeholders, because its values are bound as data and never become code; so does a SQL statement.
    """

    def best(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: results[found[1]].values[0], text)

    def every(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: entities(together(results[found[1]])[:_MOST_VALUES]), text)

    if step.tool == "python" or (step.tool == "sql" and is_statement(step.input)):
        return step.model_copy(update={"question": best(step.question)})
    swap = every if step.tool == "graph" else best
    return step.model_copy(update={"input": swap(step.input), "question": best(step.question)})


def entities(values: Iterable[str]) -> str:
    """Write values as a graph request takes several entities; what would lead a path on in one of them does not."""
    return " | ".join(_LEADS_ON.sub(" ", value) for value in values)


def together(result: StepResult) -> tuple[str, ...]:
    """Return the values of a step that belong together: of alternatives, the best alone."""
    return result.values[:1] if result.alternatives else result.values


def renumber(plan: Plan, taken: Collection[str]) -> Plan:
    """Give the steps ids above those taken by earlier plans, references included."""
    offset = max((int(name[1:]) for name in taken), default=0)
    if offset == 0:
        return plan
    names = {step.id: f"E{offset + position}" for position, step in enumerate(plan.steps, start=1)}
    steps = tuple(rename(step, names).model_copy(update={"id": names[step.id]}) for step in plan.steps)
    return plan.model_copy(update={"steps": steps})
