"""Quotes that a link stands on."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reasoner.embedded.links import Link
from agent.reasoner.embedded.support import shown_by, supports
from retrievers.schema import AnswerType
from tools.schema import Evidence

TEXT = "Anna Vik was born in Oslo. She is a painter and sculptor. Her house is a museum."


def link(text: str, *, title: str = "Anna Vik") -> Link:
    evidence = Evidence.of("passage", "doc", text, title=title, start=0, data={}, score=1.0, step="E1")
    return Link(
        step="E1",
        tool="search",
        question="Is Anna Vik a painter?",
        value="yes",
        values=("yes",),
        confidence=0.6,
        expects=AnswerType.YES_NO,
        evidence=(evidence,),
    )


def test_yes_and_no_stand_on_the_sentence_that_speaks_of_what_was_asked() -> None:
    found = supports(link(TEXT))
    assert found is not None
    assert found.quote.text(found.evidence) == "She is a painter and sculptor."


def test_yes_and_no_stand_on_nothing_in_a_text_about_something_else() -> None:
    assert supports(link("Bridges rust.", title="Bridges")) is None


def walked(values: tuple[str, ...], texts: Sequence[str], *, left_out: str = "") -> Link:
    """Return the link of a graph's answer with its paths, and one that could not be compared."""
    paths = [Evidence.of("triples", "graph:a.ttl", text, title=text.split(" — ")[0], step="E1") for text in texts]
    unread = [Evidence.of("triples", "graph:a.ttl", left_out, data={"left_out": True})] if left_out else []
    return Link(
        step="E1",
        tool="graph",
        question="Which play of the season has the highest budget?",
        value=values[0],
        values=values,
        confidence=0.8,
        expects=AnswerType.ENTITY,
        evidence=(*paths, *unread),
    )


def quoted(link: Link) -> list[str]:
    return [quote.text(next(e for e in link.evidence if e.id == quote.evidence)) for quote in shown_by(link).paths]


def test_what_several_chains_meet_in_is_quoted_with_the_path_of_each() -> None:
    both = "Ada Holm — played in → Blue Kite\nAda Holm — played in → Red Tower"
    assert quoted(walked(("Ada Holm",), [both])) == [both]


def test_a_list_is_quoted_path_by_path_up_to_a_bound_and_the_rest_counted() -> None:
    names = tuple(f"Play {chr(65 + i)}" for i in range(8))
    link = walked(names, [f"Ada Holm — wrote → {name}" for name in names])
    assert quoted(link) == [f"Ada Holm — wrote → {name}" for name in names[:5]]
    assert shown_by(link).more == 3


def test_a_count_is_quoted_with_what_it_counts_and_not_with_what_it_left() -> None:
    texts = [f"Play {letter} — premiered → 201{i}" for i, letter in enumerate("ABC")]
    assert quoted(walked(("2",), texts)) == texts[:2]


def test_what_could_not_be_compared_is_quoted_apart() -> None:
    link = walked(("Old Hall",), ["Old Hall — seats → 180"], left_out="Tannery — seats → many")
    assert quoted(link) == ["Old Hall — seats → 180"]
    assert len(shown_by(link).left_out) == 1


def test_a_path_that_names_the_value_is_quoted_before_one_that_does_not() -> None:
    found = supports(walked(("Copper Hours",), ["A Room of Bells — budget → 87000", "Copper Hours — budget → 150000"]))
    assert found is not None
    assert found.quote.text(found.evidence) == "Copper Hours — budget → 150000"
