"""What fresh results are worth: useful or not, which evidence stays, and whether to plan again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.reasoner.base import Context
from agent.reasoner.embedded.confidence import of_chain, worth
from agent.reasoner.embedded.forms import fits
from agent.reasoner.embedded.links import filled, final_step, leading_to, links_of
from agent.reasoner.embedded.planner import Planner, advise
from agent.reasoner.embedded.support import mentioned, occurrences
from agent.reasoner.embedded.terms import read_terms
from agent.schema import Judgement, Mark, Step, StepResult, Verdict
from agent.techniques.base import Option
from tools.schema import Evidence, EvidenceStatus

_WEAK = 0.6
"""Confidence of a step below which another source may be asked."""
_SUFFICIENT = 0.45
_KEPT = 2
"""Passages of a search kept besides those that hold its value or name its subject."""


class Judge:
    """Weighs results, and knows from the planner whether another source might do better."""

    def __init__(self, planner: Planner, kept_whole: int = 0) -> None:
        """Ask `planner` for other ways; keep so many passages of a search for the whole question in any case."""
        self._planner = planner
        self._kept_whole = kept_whole

    def __call__(self, ctx: Context) -> Judgement:
        """Weigh the steps in `ctx.fresh`."""
        if ctx.plan is None:
            return Judgement(next="answer")
        steps = [step for step in ctx.plan.steps if step.id in ctx.fresh and step.id in ctx.results]
        verdicts = tuple(self._verdict(step, ctx) for step in steps)
        failed = [verdict for verdict in verdicts if not verdict.useful]
        final = final_step(ctx.plan)
        done = final is not None and bool(final.id in ctx.results and ctx.results[final.id].values)
        chain = leading_to(final.id, links_of(ctx)) if final is not None and done else []
        return Judgement(
            verdicts=verdicts,
            marks=tuple(_marks(steps, ctx, self._kept_whole)),
            sufficiency=of_chain(chain),
            next="replan" if failed and ctx.options.get(Option.MAY_REPLAN) else "continue",
            advice="; ".join(_advice(ctx, verdict) for verdict in failed),
        )

    def _verdict(self, step: Step, ctx: Context) -> Verdict:
        """Call a step useless if it brought nothing, or if another source answers it better."""
        result = ctx.results[step.id]
        fault = _fault(step, result)
        if (fault or worth(result) < _WEAK) and not _is_first_look(step, ctx):
            other = self._planner.other_way(step, ctx)
            least = 0.0 if fault else worth(result)
            if other is not None and other.strength > least:
                return Verdict(step=step.id, useful=False, reason=fault or f"{other.tool} seems to know better")
        return Verdict(
            step=step.id,
            useful=True,
            sufficient=not fault and worth(result) >= _SUFFICIENT,
            gain=0.0 if fault else worth(result),
            value="" if fault else self._planner.leading_on(step, ctx),
            contradicts=tuple(_contradicted(step, result, ctx)),
            reason=fault,
        )


def _fault(step: Step, result: StepResult) -> str:
    """Say what is wrong with a result; an empty string if nothing is."""
    if result.error is not None or not result.values:
        return result.error or "no value was found"
    return "" if fits(result.values[0], step.expects) else f"{result.values[0]!r} is no {step.expects}"


def _is_first_look(step: Step, ctx: Context) -> bool:
    """Whether the step searches for the undivided question beside the hops of a plan."""
    return (
        ctx.plan is not None
        and len(ctx.plan.steps) > 1
        and step.id == ctx.plan.steps[0].id
        and _stands_alone(step, ctx)
    )


def _stands_alone(step: Step, ctx: Context) -> bool:
    return ctx.plan is not None and not any(step.id in other.depends_on for other in ctx.plan.steps)


def _contradicted(step: Step, result: StepResult, ctx: Context) -> Iterator[str]:
    """Yield older evidence that answered the same question otherwise, when this answer is much surer."""
    if ctx.plan is None:
        return
    asked = filled(step.question, ctx.results)
    for name, older in ctx.results.items():
        same = name != step.id and name not in ctx.fresh and older.tool == step.tool and older.input == asked
        if same and older.values and older.values[0] != result.values[0] and result.confidence > older.confidence + 0.3:
            yield from older.evidence


def _marks(steps: Sequence[Step], ctx: Context, kept_whole: int) -> Iterator[Mark]:
    """Reject the passages of searches that for none of them hold its value or speak about its subject."""
    evidence = {item.id: item for item in ctx.evidence}
    found: dict[str, bool] = {}
    for step in steps:
        if step.tool == "search":
            items = [evidence[name] for name in ctx.results[step.id].evidence if name in evidence]
            most = kept_whole if _is_whole(step, ctx) else 0
            wanted = _wanted(step, items, ctx) | {item.id for item in items[:most]}
            for item in items:
                found[item.id] = found.get(item.id, False) or item.id in wanted
    fresh = {step.id for step in steps}
    older = {name for step, result in ctx.results.items() if step not in fresh for name in result.evidence}
    for name, wanted_by_any in found.items():
        if not wanted_by_any and name not in older:
            yield Mark(evidence=name, status=EvidenceStatus.REJECTED, reason="says nothing of what was asked")


def _is_whole(step: Step, ctx: Context) -> bool:
    """Whether a step searches for the whole question: alone, or as a first look."""
    return ctx.plan is not None and (len(ctx.plan.steps) == 1 or _is_first_look(step, ctx))


def _wanted(step: Step, found: Sequence[Evidence], ctx: Context) -> set[str]:
    result = ctx.results[step.id]
    names = [t.bare or t.text for t in read_terms(filled(step.question or step.input, ctx.results)) if t.name]
    held = next((item.id for item in found if _holds(item, result)), None)
    wanted = set()
    for rank, item in enumerate(found):
        about = bool(names) and mentioned(names, item)
        if item.id == held or rank == 0 or (about and _holds(item, result)) or (rank < _KEPT and about):
            wanted.add(item.id)
    return wanted


def _holds(item: Evidence, result: StepResult) -> bool:
    return bool(result.values) and bool(occurrences(item.text, result.said[0]))


def _advice(ctx: Context, verdict: Verdict) -> str:
    """Say in words that the planner can read what led nowhere."""
    step = ctx.plan.step(verdict.step) if ctx.plan else None
    if step is None:
        return verdict.reason
    return f"{verdict.reason}: {advise(step.tool, filled(step.question or step.input, ctx.results))}"
