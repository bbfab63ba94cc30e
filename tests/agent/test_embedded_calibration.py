"""What the chain of an answer says of its being right."""

from __future__ import annotations

import pytest

from agent.reasoner.embedded.calibration import WEIGHTS, Chosen, calibrated, described
from agent.reasoner.embedded.links import Link
from agent.settings import Settings
from tools.schema import Evidence


def link(
    step: str, tool: str, *depends_on: str, confidence: float = 0.5, text: str = "Anna Vik was born in 1930."
) -> Link:
    evidence = Evidence.of("passage", "doc", text, title="Anna Vik", start=0, data={}, score=1.0, step=step)
    return Link(
        step=step,
        tool=tool,
        question="When was Anna Vik born?",
        value="1930",
        values=("1930",),
        confidence=confidence,
        expects=None,
        evidence=(evidence,),
        depends_on=depends_on,
    )


def chosen(*links: Link, raw: float = 0.4, instead: bool = False) -> Chosen:
    return Chosen(chain=links, raw=raw, instead=instead)


def test_every_feature_has_a_weight() -> None:
    assert set(described(chosen(link("E1", "search")))) == set(WEIGHTS) - {"1"}


def test_a_chain_that_counts_more_is_surer() -> None:
    one = link("E1", "search")
    assert calibrated(chosen(one, raw=0.6)) > calibrated(chosen(one, raw=0.4))


@pytest.mark.parametrize("raw", [0.0, 1.0])
def test_nothing_is_certain(raw: float) -> None:
    assert 0 < calibrated(chosen(link("E1", "search"), raw=raw)) < 1


@pytest.mark.parametrize("tool", ["sql", "graph"])
def test_a_reading_that_a_table_or_the_graph_knew_is_surer(tool: str) -> None:
    first = link("E1", "search")
    told = chosen(first, link("E2", tool, "E1"))
    untold = chosen(link("E1", "sql"), link("E2", tool, "E1"))
    assert described(told)["told"] == 1
    assert described(untold)["told"] == 0
    assert calibrated(told) > calibrated(untold)


def test_a_value_that_is_read_on_is_not_told() -> None:
    chain = (link("E1", "search"), link("E2", "search", "E1"))
    assert described(chosen(*chain))["told"] == 0


def test_only_the_links_before_the_end_are_hops() -> None:
    chain = (link("E1", "sql"), link("E2", "graph", "E1"), link("E3", "search", "E2"))
    assert described(chosen(*chain))["hops"] == 2


def test_the_sides_of_a_comparison_are_no_hops() -> None:
    chain = (link("E1", "sql"), link("E2", "search", "E1"), link("E3", "search"), link("E4", "python", "E2", "E3"))
    assert described(chosen(*chain))["hops"] == 1


def test_a_comparison_of_weak_sides_is_less_sure() -> None:
    def compared(confidence: float) -> Chosen:
        sides = (link("E1", "search", confidence=confidence), link("E2", "search", confidence=confidence))
        return chosen(*sides, link("E3", "python", "E1", "E2"))

    assert calibrated(compared(0.8)) > calibrated(compared(0.1))


def test_a_quote_in_the_words_of_the_question_is_surer() -> None:
    said = chosen(link("E1", "search"))
    unsaid = chosen(link("E1", "search", text="A house of 1930."))
    assert calibrated(said) > calibrated(unsaid)


def test_a_reading_in_the_place_of_hops_was_not_asked_alone() -> None:
    one = link("E1", "search")
    assert described(chosen(one))["alone"] == 1
    assert described(chosen(one, instead=True))["alone"] == 0


def test_a_computation_over_nothing_is_unlikely() -> None:
    assert calibrated(chosen(link("E1", "python"), raw=0.0)) < Settings.model_fields["abstain_below"].default
