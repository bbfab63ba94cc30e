"""Events as plain lines, for pipes and for the trace."""

from __future__ import annotations

from agent.events import (
    BaseEvent,
    BudgetSpent,
    Corrected,
    Critiqued,
    Drafted,
    Judged,
    Planned,
    Reworded,
    RoleFailed,
    SqlTried,
    StepFinished,
    StepStarted,
    Triaged,
)
from agent.schema import Correction, Critique, Judgement, StepResult, Triage
from agent.sql.attempt import SqlAttempt
from ui.render.words import count, duration, one_line


def describe(event: BaseEvent) -> list[str]:
    """Say in plain lines what happened; nothing for what needs no telling."""
    match event:
        case Triaged(triage=triage):
            return [_triage(triage)]
        case Planned(plan=plan, round=round_):
            head = f"plan {round_ + 1}" if round_ else "plan"
            steps = [f"  {step.id} {step.tool}: {one_line(step.input)}" for step in plan.steps]
            return [f"{head}: {count(len(plan.steps), 'step')}", *steps]
        case StepStarted(step=step, input=filled):
            return [f"{step.id} {step.tool}: {one_line(filled)}"]
        case Reworded(step=step, wording=wording):
            return [f"{step.id} also: {one_line(wording)}"]
        case SqlTried(step=name, attempt=attempt):
            return [_tried(name, attempt)]
        case StepFinished(result=result):
            return [_result(result)]
        case _:
            return _thought(event)


def _thought(event: BaseEvent) -> list[str]:
    match event:
        case Judged(judgement=judgement):
            return _judgement(judgement)
        case Drafted(draft=draft):
            short = f"draft: {one_line(draft.short)}" if draft.short else f"no draft: {one_line(draft.missing)}"
            return [f"{short} (confidence {draft.confidence:.2f})"]
        case Critiqued(critique=critique):
            return _critique(critique)
        case Corrected(correction=correction):
            return [_correction(correction)]
        case BudgetSpent(reason=reason):
            return [f"budget: {one_line(reason)}"]
        case RoleFailed(role=role, reason=reason):
            return [f"without {role}: {one_line(reason)}"]
        case _:
            return []


def _triage(triage: Triage) -> str:
    parts = [f"reads as: {triage.form}", f"effort {triage.effort}"]
    if triage.assumption:
        parts.append(f"assuming {one_line(triage.assumption)}")
    if triage.clarification:
        parts.append("asks back")
    return ", ".join(parts)


def _tried(step: str, attempt: SqlAttempt) -> str:
    said = f": {one_line(attempt.why)}" if attempt.why else ""
    what = "looked" if attempt.looks else attempt.outcome.value
    return f"{step} tried {one_line(attempt.statement)} ({what}){said}"


def _result(result: StepResult) -> str:
    if result.error:
        return f"{result.step} failed: {one_line(result.error)}"
    values = f": {one_line('; '.join(result.said[:3]))}" if result.values else ""
    return f"{result.step} found {len(result.evidence)}{values} ({duration(result.seconds)})"


def _judgement(judgement: Judgement) -> list[str]:
    lines = [f"judged: sufficient {judgement.sufficiency:.2f}, {judgement.next}"]
    lines += [f"  {mark.status} {mark.evidence[:8]}: {one_line(mark.reason)}" for mark in judgement.marks]
    if judgement.advice:
        lines.append(f"  advice: {one_line(judgement.advice)}")
    return lines


def _critique(critique: Critique) -> list[str]:
    if not critique.checked:
        return [f"{one_line(critique.reason)} (confidence {critique.confidence:.2f})"]
    lines = [f"checked: {critique.action} (confidence {critique.confidence:.2f})"]
    lines += [f"  {claim.verdict}: {one_line(claim.text)}" for claim in critique.claims]
    lines += [f"  not met: {one_line(unmet)}" for unmet in critique.unmet]
    return lines


def _correction(correction: Correction) -> str:
    if correction.plan is not None:
        return f"corrected: a new plan of {count(len(correction.plan.steps), 'step')}"
    if correction.query is not None:
        return f"corrected: one more search: {one_line(correction.query)}"
    if correction.draft is not None:
        return f"corrected: {one_line(correction.draft.short) or 'the draft'}"
    return f"gives up: {one_line(correction.reason)}"
