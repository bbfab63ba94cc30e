"""From the state of a finished run to the answer that the caller gets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agent.evidence_store import EvidenceStore
from agent.run import evidence_of
from agent.schema import Answer, Citation, Critique, Draft, EvidenceRef, Plan, Usage
from agent.state import AgentState
from tools.schema import Evidence, EvidenceStatus

_CITED = re.compile(r"\s?\[(E\d+(?:\s*,\s*E\d+)*)\]")
_ABSTAINED = "I could not find enough evidence to answer this."


def assemble(
    state: AgentState, store: EvidenceStore, *, thread: str, reasoner: str, abstain_below: float = 0.0
) -> Answer:
    """Put the best draft, its citations and the record of the run into an `Answer`.

    A draft whose confidence is less than `abstain_below`, in [0, 1], is not given as the answer.
    """
    evidence = {item.id: item for item in evidence_of(state, store)}
    refs = state.get("evidence", {})
    draft, critique = state["best"] if "best" in state else (state.get("draft", Draft()), state.get("critique"))
    triage = state.get("triage")
    confidence = critique.confidence if critique else draft.confidence
    reason = _why_not(draft, critique, confidence, abstain_below)
    abstained = bool(reason)
    text, citations = ("", ()) if abstained else cite(draft, refs, evidence)
    cited = {item.evidence for item in citations}
    return Answer(
        question=state["question"],
        text=_declined(reason) if abstained else text,
        short="" if abstained else draft.short,
        citations=citations,
        confidence=confidence,
        abstained=abstained,
        reason=reason,
        assumption=triage.assumption if triage else "",
        plan=state.get("plan", Plan()),
        results=tuple(state.get("results", {}).values()),
        evidence=tuple(sorted(evidence.values(), key=lambda item: _order(item, cited))),
        critique=critique,
        grown=tuple(state.get("grown", ())),
        usage=state.get("usage", Usage()),
        timings=tuple(state.get("timings", {}).values()),
        thread=thread,
        reasoner=reasoner,
    )


def waiting(state: AgentState, *, thread: str, reasoner: str) -> Answer:
    """Return the answer of a run that waits for a reply."""
    asked = state["triage"].clarification
    question = asked.question if asked else ""
    return Answer(
        question=state["question"],
        text=question,
        abstained=True,
        reason="The question can be read in more than one way.",
        clarification=asked,
        usage=state.get("usage", Usage()),
        timings=tuple(state.get("timings", {}).values()),
        thread=thread,
        reasoner=reasoner,
    )


def _why_not(draft: Draft, critique: Critique | None, confidence: float, least: float) -> str:
    """Return the reason for giving no answer; empty where there is none."""
    if draft.abstains or (critique is not None and critique.action == "abstain"):
        return draft.missing or (critique.reason if critique else "") or _ABSTAINED
    if confidence < least:
        return f"The best candidate, {draft.short!r}, has a confidence of {confidence:.0%}; {least:.0%} is asked for."
    return ""


def _declined(reason: str) -> str:
    """Return the words of an abstention."""
    return _ABSTAINED if reason == _ABSTAINED else f"{_ABSTAINED} {reason[0].upper()}{reason[1:]}"


def cite(
    draft: Draft, refs: Mapping[str, EvidenceRef], evidence: Mapping[str, Evidence]
) -> tuple[str, tuple[Citation, ...]]:
    """Renumber the citations in the order of first use, and drop the labels that no quote stands behind.

    Returns the text and a citation for every quote; quotes that the text does not point to come last.
    """
    quoted = {quote.evidence for quote in draft.quotes}
    by_label = {ref.label: key for key, ref in refs.items() if key in quoted}
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        known = [by_label[name] for name in re.findall(r"E\d+", match[1]) if name in by_label]
        labels = [numbers.setdefault(key, f"E{len(numbers) + 1}") for key in dict.fromkeys(known)]
        return (" " if match[0][0].isspace() and labels else "") + "".join(f"[{label}]" for label in labels)

    text = _CITED.sub(number, draft.text)
    for quote in draft.quotes:
        numbers.setdefault(quote.evidence, f"E{len(numbers) + 1}")
    citations = [Citation.of(quote, evidence[quote.evidence], numbers[quote.evidence]) for quote in draft.quotes]
    return text, _ordered(citations)


def _ordered(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Sort by number and place; drop repeated quotes."""
    unique = {(item.label, item.start, item.end): item for item in citations}
    return tuple(sorted(unique.values(), key=lambda item: (int(item.label[1:]), item.start)))


def _order(item: Evidence, cited: set[str]) -> tuple[bool, bool, float]:
    """Cited evidence first, then accepted, then by score."""
    return item.id not in cited, item.status is not EvidenceStatus.ACCEPTED, -item.score
