"""From drafts to citations."""

from __future__ import annotations

from agent.assemble import cite
from agent.schema import Draft, EvidenceRef
from tools.schema import Evidence, Quote

ADA = Evidence.of("passage", "ada.md", "Ada Lovelace was born in London.", start=100)
ENGINE = Evidence.of("passage", "engine.md", "The engine was never built.")
REFS = {
    ADA.id: EvidenceRef(id=ADA.id, label="E4", step="E1"),
    ENGINE.id: EvidenceRef(id=ENGINE.id, label="E9", step="E2"),
}
EVIDENCE = {ADA.id: ADA, ENGINE.id: ENGINE}


def draft(text: str) -> Draft:
    return Draft(short="x", text=text, quotes=(Quote.locate(ADA, "London"), Quote.locate(ENGINE, "never built")))


def test_citations_are_numbered_in_the_order_of_first_use() -> None:
    text, _ = cite(draft("Never built [E9], says Ada [E4], never [E9]."), REFS, EVIDENCE)
    assert text == "Never built [E1], says Ada [E2], never [E1]."


def test_offsets_are_those_of_the_source() -> None:
    _, citations = cite(draft("Born in London [E4]."), REFS, EVIDENCE)
    assert (citations[0].quote, citations[0].start, citations[0].end) == ("London", 125, 131)


def test_a_label_without_a_quote_is_dropped() -> None:
    text, _ = cite(draft("Born in London [E4] [E7]."), REFS, EVIDENCE)
    assert text == "Born in London [E1]."


def test_several_labels_in_one_bracket_are_read() -> None:
    text, _ = cite(draft("Both [E4, E9]."), REFS, EVIDENCE)
    assert text == "Both [E1][E2]."


def test_a_quote_that_the_text_does_not_point_to_comes_last() -> None:
    _, citations = cite(draft("Never built [E9]."), REFS, EVIDENCE)
    assert [(item.label, item.source) for item in citations] == [("E1", "engine.md"), ("E2", "ada.md")]
