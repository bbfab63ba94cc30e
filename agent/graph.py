"""The state machine: nodes and edges only.

::

    question ► triage ► plan ► search, graph, sql, python ► judge ► answer ► verify ► remember
                  │       ▲                                   │                │ ▲
                  ▼       └───────────── re-plan ─────────────┘                ▼ │
               clarify ──► plan                                             correct ► (new steps, or a new draft)
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from agent.nodes.answer import answer
from agent.nodes.call import call
from agent.nodes.clarify import clarify
from agent.nodes.correct import correct
from agent.nodes.judge import judge
from agent.nodes.plan import plan
from agent.nodes.remember import remember
from agent.nodes.search import search
from agent.nodes.sql import sql
from agent.nodes.triage import triage
from agent.nodes.verify import verify
from agent.run import Run
from agent.schema import Timing
from agent.state import AgentState, StepTask
from retrievers.filters import NO_FILTERS

_WORK = {"search": search, "sql": sql}
"""What a step's node does beside calling its tool."""
STEP_NODES = ("search", "graph", "sql", "python", "other")
"""One node a tool, so that traces name it; `other` runs tools that were added to the registry."""


def build_graph() -> StateGraph[AgentState, Run, AgentState, AgentState]:
    """Return the uncompiled graph; compile it with a checkpointer and invoke it with a `Run` as context."""
    graph = StateGraph(AgentState, context_schema=Run)

    graph.add_node("triage", _node("triage", triage))
    graph.add_node("clarify", _node("clarify", clarify))
    graph.add_node("plan", _node("plan", plan))
    for name in STEP_NODES:
        graph.add_node(name, _node(name, _WORK.get(name, call)), input_schema=StepTask)
    graph.add_node("judge", _node("judge", judge))
    graph.add_node("answer", _node("answer", answer))
    graph.add_node("verify", _node("verify", verify))
    graph.add_node("correct", _node("correct", correct))
    graph.add_node("remember", _node("remember", remember))

    graph.add_edge(START, "triage")
    graph.add_conditional_edges("triage", after_triage, ["clarify", "plan", "answer", *STEP_NODES])
    graph.add_edge("clarify", "plan")
    graph.add_conditional_edges("plan", ready_steps, ["answer", *STEP_NODES])
    for name in STEP_NODES:
        graph.add_edge(name, "judge")
    graph.add_conditional_edges("judge", after_judge, ["plan", "answer", *STEP_NODES])
    graph.add_edge("answer", "verify")
    graph.add_conditional_edges("verify", after_verify, ["correct", "remember"])
    graph.add_conditional_edges("correct", after_correct, ["verify", "remember", "answer", *STEP_NODES])
    graph.add_edge("remember", END)
    return graph


def after_triage(state: AgentState) -> str | list[Send]:
    """Ask back, search at once, or plan."""
    if state.get("exhausted"):
        return "answer"
    if state["triage"].clarification is not None:
        return "clarify"
    return ready_steps(state) if state.get("one_shot") else "plan"


def ready_steps(state: AgentState) -> str | list[Send]:
    """Send every step that waits for nothing to its tool; answer when there is none."""
    if state.get("exhausted") or "plan" not in state:
        return "answer"
    results = state.get("results", {})
    ready = state["plan"].ready(results)
    return [
        Send(
            step.tool if step.tool in STEP_NODES else "other",
            StepTask(
                step_id=step.id,
                question=state["question"],
                filters=state.get("filters", NO_FILTERS),
                plan=state["plan"],
                results={name: results[name] for name in step.depends_on if name in results},
                grown=tuple(state.get("grown", ())) if step.tool == "graph" else (),
                effort=state["effort"],
            ),
        )
        for step in ready
    ] or "answer"


def after_judge(state: AgentState) -> str | list[Send]:
    """Follow the judgement."""
    if state.get("exhausted"):
        return "answer"
    verdict = state["judgement"].next
    if verdict == "replan":
        return "plan"
    return "answer" if verdict == "answer" else ready_steps(state)


def after_verify(state: AgentState) -> str:
    """Correct what was criticised while corrections are left."""
    critique = state["critique"]
    done = critique.action in ("accept", "abstain") or bool(state.get("exhausted"))
    return "remember" if done or state.get("corrections", 0) >= state["corrections_allowed"] else "correct"


def after_correct(state: AgentState) -> str | list[Send]:
    """Verify a changed draft, run changed steps; an empty correction ends the run."""
    correction = state["correction"]
    if state.get("exhausted"):
        return "remember"
    if correction.draft is not None:
        return "verify"
    return ready_steps(state) if correction.plan or correction.query else "remember"


def _node(name: str, work: Callable[[Any, Run], Awaitable[AgentState]]) -> Callable[..., Awaitable[AgentState]]:
    """Give a node its run, and book its time and what the run has spent so far."""

    async def visit(state: Any, runtime: Runtime[Run]) -> AgentState:  # noqa: ANN401 - the state, or a step's task
        started = time.monotonic()
        update = await work(state, runtime.context.telling(runtime.stream_writer))
        spent = Timing(node=name, visits=1, seconds=time.monotonic() - started)
        return {**update, "usage": runtime.context.meter.spent, "timings": {name: spent}}

    visit.__name__ = name
    return visit
