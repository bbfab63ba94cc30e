"""How the updates of nodes are put together."""

from __future__ import annotations

from agent.schema import EvidenceRef
from agent.state import merge_evidence
from tools.schema import EvidenceStatus

REJECTED = EvidenceRef(
    id="a", label="E4", step="E1", score=0.5, status=EvidenceStatus.REJECTED, reason="says nothing of what was asked"
)


def found(step: str, score: float = 0.1) -> EvidenceRef:
    return EvidenceRef(id="a", label="E0", step=step, score=score)


def test_what_one_step_rejected_another_may_find() -> None:
    merged = merge_evidence({"a": REJECTED}, {"a": found("E3")})["a"]
    assert (merged.status, merged.reason, merged.step, merged.label) == (EvidenceStatus.ACCEPTED, "", "E3", "E4")
    assert merged.score == REJECTED.score


def test_the_step_whose_evidence_was_rejected_does_not_bring_it_back() -> None:
    assert merge_evidence({"a": REJECTED}, {"a": found("E1")})["a"] == REJECTED


def test_what_was_superseded_stays_so() -> None:
    superseded = REJECTED.model_copy(update={"status": EvidenceStatus.SUPERSEDED})
    assert merge_evidence({"a": superseded}, {"a": found("E3")})["a"] == superseded


def test_found_evidence_gets_the_next_label_and_keeps_its_first_step() -> None:
    once = merge_evidence({"b": REJECTED}, {"a": found("E2")})
    assert once["a"].label == "E2"
    again = merge_evidence(once, {"a": found("E3", 0.7)})["a"]
    assert (again.step, again.label, again.score) == ("E2", "E2", 0.7)
