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


def test_what_both_found_comes_first_and_finds_win_ties() -> None:
    evidence = [passage("b", 0.2), passage("a", 0.9), Evidence.of("computation", "python", "1 < 2", score=3.0)]
    # a: 1/61, b: 1/62 + 1/62, c: 1/61, d: 1/63
    assert retrieved(evidence, ["c", "b", "d"]) == ("b", "a", "c", "d")


def test_without_finds_it_is_the_first_look_and_without_a_look_the_finds_by_score() -> None:
    assert retrieved([], ["c", "b"]) == ("c", "b")
    assert retrieved([passage("b", 0.2), passage("a", 0.9)], []) == ("a", "b")


def test_what_the_judge_rejected_stands_where_the_look_puts_it() -> None:
    evidence = [passage("x", 0.9, EvidenceStatus.REJECTED), passage("y", 0.8, EvidenceStatus.SUPERSEDED)]
    assert retrieved(evidence, ["c", "x"]) == ("c", "x")


def test_a_document_found_by_several_passages_counts_once() -> None:
    assert documents([hit("a", 1), hit("a", 2), hit("b", 1)]) == ("a", "b")
    assert retrieved([passage("a", 0.1), passage("a", 0.1)], ["b"]) == ("a", "b")
