"""The state of a run, as it is checkpointed: ids and small values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypedDict

from agent.schema import (
    Correction,
    Critique,
    Draft,
    Effort,
    EvidenceRef,
    Exchange,
    Judgement,
    Plan,
    StepResult,
    Timing,
    Triage,
    Usage,
)
from retrievers.filters import Filters
from retrievers.schema import Triple
from tools.schema import EvidenceStatus


def merge_results(old: Mapping[str, StepResult], new: Mapping[str, StepResult]) -> dict[str, StepResult]:
    """Add results by step id."""
    return {**old, **new}


def merge_evidence(old: Mapping[str, EvidenceRef], new: Mapping[str, EvidenceRef]) -> dict[str, EvidenceRef]:
    """Add references by evidence id; a new one gets the next label, a known one keeps its own, the better score stays.

    A reference whose reason is set changes the status of the one known; without a reason it is a finding. What was
    rejected as an answer to one step and is found by another is that one's from then on, to be judged anew.
    """
    merged = dict(old)
    for key, ref in new.items():
        known = merged.get(key)
        if known is None:
            merged[key] = ref.model_copy(update={"label": f"E{len(merged) + 1}"})
        elif ref.reason:
            merged[key] = known.model_copy(update={"status": ref.status, "reason": ref.reason})
        elif known.status is EvidenceStatus.REJECTED and ref.step != known.step:
            merged[key] = ref.model_copy(update={"label": known.label, "score": max(ref.score, known.score)})
        elif ref.score > known.score:
            merged[key] = known.model_copy(update={"score": ref.score})
    return merged


def merge_timings(old: Mapping[str, Timing], new: Mapping[str, Timing]) -> dict[str, Timing]:
    """Add visits and seconds by node."""
    merged = dict(old)
    for node, timing in new.items():
        known = merged.get(node, Timing(node=node, visits=0, seconds=0.0))
        merged[node] = Timing(node=node, visits=known.visits + timing.visits, seconds=known.seconds + timing.seconds)
    return merged


def latest_usage(old: Usage, new: Usage) -> Usage:
    """Keep the larger count of each: parallel nodes report totals of one meter, in any order."""
    return Usage(**{name: max(getattr(old, name), getattr(new, name)) for name in Usage.model_fields})


def append(old: tuple[Exchange, ...], new: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    """Append; checkpoints give tuples back as lists."""
    return (*old, *new)


def append_new(old: tuple[Triple, ...], new: tuple[Triple, ...]) -> tuple[Triple, ...]:
    """Append what is not there yet."""
    return tuple(dict.fromkeys((*old, *new)))


class AgentState(TypedDict, total=False):
    """What the nodes read and write."""

    question: str
    filters: Filters
    """Which documents searches may read."""
    exchanges: Annotated[tuple[Exchange, ...], append]
    triage: Triage
    effort: Effort
    plan: Plan
    round: int
    """Plans made so far, less one."""
    replans: int
    """Plans that the judge asked for."""
    one_shot: bool
    """Whether the plan is one search for the question itself."""
    corrections: int
    corrections_allowed: int
    grown: Annotated[tuple[Triple, ...], append_new]
    """Facts read from passages, which the graph steps of this run walk too."""
    results: Annotated[dict[str, StepResult], merge_results]
    evidence: Annotated[dict[str, EvidenceRef], merge_evidence]
    judged: tuple[str, ...]
    """Ids of the steps whose results were weighed."""
    judgement: Judgement
    feedback: str
    """For the planner: why it is asked again."""
    draft: Draft
    critique: Critique
    best: tuple[Draft, Critique]
    """The draft with the highest confidence after its critique."""
    correction: Correction
    exhausted: str
    """Why the budget sent the run to its answer; empty while there is budget."""
    usage: Annotated[Usage, latest_usage]
    timings: Annotated[dict[str, Timing], merge_timings]


class StepTask(TypedDict):
    """What one parallel step is sent: the step and the results it needs, nothing else."""

    step_id: str
    question: str
    filters: Filters
    plan: Plan
    results: dict[str, StepResult]
    grown: tuple[Triple, ...]
    effort: Effort
