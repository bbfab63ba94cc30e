"""What counts as retrieved."""

from __future__ import annotations

from evals.ranking import documents, retrieved
from retrievers.schema import Hit, Passage
from tools.schema import Evidence, EvidenceStatus


def passage(source: str, score: float, status: EvidenceStatus = EvidenceStatus.ACCEPTED) -> Evidence:
    found = Evidence.of("passage", source, f"text of {source}", start=0, score=score)
    return found.model_copy(update={"status": status})


def hit(document: str, number: int) -> Hit:
    text = "words"
    name = f"{document}-{number}"
    return Hit(
        passage=Passage(id=name, document=document, title=document, text=text, start=0, end=len(text)), score=1.0
    )


def test_accepted_passages_by_score_then_the_search_for_the_question() -> None:
    evidence = [passage("b", 0.2), passage("a", 0.9), Evidence.of("computation", "python", "1 < 2", score=3.0)]
    assert retrieved(evidence, ["c", "b", "d"]) == ("a", "b", "c", "d")


def test_what_the_judge_rejected_stands_where_the_search_puts_it() -> None:
    evidence = [passage("x", 0.9, EvidenceStatus.REJECTED), passage("y", 0.8, EvidenceStatus.SUPERSEDED)]
    assert retrieved(evidence, ["c", "x"]) == ("c", "x")


def test_a_document_found_by_several_passages_counts_once() -> None:
    assert documents([hit("a", 1), hit("a", 2), hit("b", 1)]) == ("a", "b")
    assert retrieved([passage("a", 0.1), passage("a", 0.1)], ["a"]) == ("a",)
