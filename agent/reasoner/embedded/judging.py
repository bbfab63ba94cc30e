"""What fresh results are worth: useful or not, which evidence stays, and whether to plan again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.reasoner.base import Context
from agent.reasoner.embedded.confidence import of_chain
from agent.reasoner.embedded.links import Link, filled, final_step, leading_to, links_of
from agent.reasoner.embedded.planner import advise
from agent.reasoner.embedded.support import mentioned, occurrences
from agent.reasoner.embedded.terms import read_terms
from agent.schema import Judgement, Mark, Step, StepResult, Verdict
from agent.techniques.base import Option
from retrievers.schema import AnswerType
from tools.schema import Evidence, EvidenceStatus

_USEFUL = 0.08
"""Confidence of a step from which its value is worth following."""
_SUFFICIENT = 0.45
_KEPT = 2
"""Passages of a search kept besides those that hold its value or name its subject."""


def judge(ctx: Context) -> Judgement:
    """Weigh the steps in `ctx.fresh`."""
    if ctx.plan is None:
        return Judgement(next="answer")
    steps = [step for step in ctx.plan.steps if step.id in ctx.fresh and step.id in ctx.results]
    verdicts = tuple(_verdict(step, ctx) for step in steps)
    marks = tuple(mark for step in steps for mark in _marks(step, ctx))
    failed = [v for v in verdicts if not v.useful]
    final = final_step(ctx.plan)
    chain = leading_to(final.id, links_of(ctx)) if final else []
    done = final is not None and final.id in ctx.results and bool(ctx.results[final.id].values)
    sufficiency = of_chain(chain) if done else 0.0
    advice = "; ".join(_advice(ctx, verdict) for verdict in failed)
    replan = bool(failed) and bool(ctx.options.get(Option.MAY_REPLAN)) and _has_other_way(ctx)
    return Judgement(
        verdicts=verdicts,
        marks=marks,
        sufficiency=sufficiency,
        next="replan" if replan else "continue",
        advice=advice,
    )


def _verdict(step: Step, ctx: Context) -> Verdict:
    result = ctx.results[step.id]
    if result.error is not None or not result.values:
        return Verdict(step=step.id, useful=False, reason=result.error or "no value was found")
    if not fits(result.values[0], step.expects):
        return Verdict(step=step.id, useful=False, reason=f"{result.values[0]!r} is no {step.expects}")
    useful = result.confidence >= _USEFUL
    reason = "" if useful else "what was found hardly answers it"
    return Verdict(
        step=step.id,
        useful=useful,
        sufficient=result.confidence >= _SUFFICIENT,
        gain=result.confidence,
        contradicts=tuple(_contradicted(step, result, ctx)),
        reason=reason,
    )


def fits(value: str, expects: AnswerType | None) -> bool:
    """Whether a value has the form of what was asked for: a date a year, a number a figure or number word."""
    if expects is AnswerType.DATE:
        return bool(re.search(r"\d", value))
    if expects is AnswerType.NUMBER:
        return bool(re.search(r"\d", value)) or bool(_NUMBER_WORDS.search(value))
    if expects is AnswerType.YES_NO:
        return value.lower() in {"yes", "no", "true", "false"}
    return bool(value.strip())


_NUMBER_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|"
    r"thousand|million|billion|no|none|half|once|twice)\b",
    re.IGNORECASE,
)


def _contradicted(step: Step, result: StepResult, ctx: Context) -> Iterator[str]:
    """Yield older evidence that answered the same question otherwise, when this answer is much surer."""
    if ctx.plan is None:
        return
    asked = filled(step.question, ctx.results)
    for name, older in ctx.results.items():
        same = name != step.id and name not in ctx.fresh and older.tool == step.tool and older.input == asked
        if same and older.values and older.values[0] != result.values[0] and result.confidence > older.confidence + 0.3:
            yield from older.evidence


def _marks(step: Step, ctx: Context) -> Iterator[Mark]:
    """Reject the passages of a search that neither hold its value nor speak about its subject."""
    result = ctx.results[step.id]
    if step.tool != "search":
        return
    evidence = {item.id: item for item in ctx.evidence}
    found = [evidence[name] for name in result.evidence if name in evidence]
    names = [t.bare or t.text for t in read_terms(filled(step.question or step.input, ctx.results)) if t.name]
    kept = 0
    for rank, item in enumerate(found):
        holds = bool(result.values) and bool(occurrences(item.text, result.values[0]))
        about = names and mentioned(names, item)
        if rank == 0 or (holds and about) or (rank < _KEPT and (holds or about)) or _kept_elsewhere(item, step, ctx):
            kept += 1
        elif kept:
            yield Mark(evidence=item.id, status=EvidenceStatus.REJECTED, reason="says nothing of what was asked")


def _kept_elsewhere(item: Evidence, step: Step, ctx: Context) -> bool:
    return any(name != step.id and name not in ctx.fresh and item.id in r.evidence for name, r in ctx.results.items())


def _advice(ctx: Context, verdict: Verdict) -> str:
    """Say in words that the planner can read what led nowhere."""
    step = ctx.plan.step(verdict.step) if ctx.plan else None
    if step is None:
        return verdict.reason
    return f"{verdict.reason}: {advise(step.tool, filled(step.question or step.input, ctx.results))}"


def _has_other_way(ctx: Context) -> bool:
    """Whether another source is left to try."""
    return bool({"graph", "sql"} & set(ctx.tools))


def _links(ctx: Context) -> list[Link]:
    return links_of(ctx)
