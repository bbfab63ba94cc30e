"""From the steps that a model wrote to a plan that can run."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from agent.placeholders import entities, literal, together
from agent.prompts.names import read_references, read_step, show_step
from agent.prompts.transcript import MOST_PATHS
from agent.reasoner.base import Context
from agent.reasoner.serving.forms import ReplyError
from agent.reasoner.serving.wire import ProposeReply, StepReply
from agent.schema import PLACEHOLDER, Plan, Proposal, Step, StepResult

_MOST_STEPS = 16


def read_plan(written: Sequence[StepReply], reason: str, ctx: Context, tools: Collection[str]) -> Plan:
    """Return the plan: steps in an order that runs, ids `E1`, `E2`, ... in that order.

    References to finished steps are replaced by what those found. `ReplyError` says what the model must mend: no
    step, an unknown tool, a name used twice, a placeholder of a step that does not exist, a circle.
    """
    steps = {_name(step, place): step for place, step in enumerate(written, start=1)}
    if not 0 < len(steps) == len(written) <= _MOST_STEPS:
        raise ReplyError(f"a plan has 1 to {_MOST_STEPS} steps, each with a name of its own")
    for name, step in steps.items():
        if step.tool not in tools:
            raise ReplyError(f"step {show_step(name)} names the tool {step.tool!r}; there are {', '.join(tools)}")
        if not step.input.strip():
            raise ReplyError(f"step {show_step(name)} has no input")
    order = _order({name: _references(step) for name, step in steps.items()}, ctx.results)
    ids = {name: f"E{place}" for place, name in enumerate(order, start=1)}
    return Plan(steps=tuple(_step(steps[name], ids, ctx.results, ids[name]) for name in order), rationale=reason)


def read_proposal(reply: ProposeReply) -> Proposal:
    """Return the first paths that begin somewhere and lead on, each once; code walks them before they are steps."""
    paths = [(path.start.strip(), *(step.strip() for step in path.relations)) for path in reply.paths]
    whole = [path for path in dict.fromkeys(paths) if len(path) > 1 and all(path)]
    return Proposal(paths=tuple(whole[:MOST_PATHS]), together=reply.together and len(whole) > 1, reason=reply.reasoning)


def _name(step: StepReply, place: int) -> str:
    return read_step(step.name) or f"E{place}"


def _references(step: StepReply) -> list[str]:
    return PLACEHOLDER.findall(read_references(f"{step.input}\n{step.question}"))


def _order(needs: Mapping[str, Sequence[str]], finished: Mapping[str, StepResult]) -> list[str]:
    """Sort the steps so that each comes after what it needs, in the written order where that is free."""
    for name, needed in needs.items():
        for other in needed:
            if other in needs:
                continue
            if other not in finished:
                raise ReplyError(f"step {show_step(name)} uses #{show_step(other)}, but there is no such step")
            if not finished[other].values:
                raise ReplyError(f"step {show_step(name)} uses #{show_step(other)}, which found no value")
    sorter = TopologicalSorter({name: [other for other in needed if other in needs] for name, needed in needs.items()})
    try:
        return list(sorter.static_order())
    except CycleError as error:
        circle = " -> ".join(show_step(name) for name in error.args[1])
        raise ReplyError(f"the steps wait for each other: {circle}") from None


def _step(step: StepReply, ids: Mapping[str, str], finished: Mapping[str, StepResult], step_id: str) -> Step:
    def settle(text: str, *, tool: str) -> str:
        return PLACEHOLDER.sub(
            lambda found: f"#{ids[found[1]]}" if found[1] in ids else _value(finished[found[1]], tool),
            read_references(text),
        )

    return Step(
        id=step_id,
        tool=step.tool,
        input=settle(step.input, tool=step.tool),
        question=settle(step.question, tool="search"),
        expects=step.expects,
    )


def _value(result: StepResult, tool: str) -> str:
    """Write a finished step's values as the tool takes them: all for a graph, a literal for code, else the best."""
    texts = [literal(value) for value in together(result)]
    if tool == "python":
        return json.dumps(texts[0] if len(texts) == 1 else texts, ensure_ascii=False)
    return entities(texts) if tool == "graph" else texts[0]
