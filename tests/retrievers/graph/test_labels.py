"""What relations are called in either direction."""

from __future__ import annotations

import pytest

from retrievers.graph.link.labels import readings
from retrievers.graph.link.lexicon import concepts, stem
from retrievers.graph.store.relations import Relation


def relation(label: str, inverse_label: str = "") -> Relation:
    return Relation(id=0, name=label, label=label, count=1, inverse_label=inverse_label)


@pytest.mark.parametrize(
    ("label", "backwards", "acts"),
    [
        ("directed by", False, False),
        ("directed by", True, True),
        ("influenced", False, True),
        ("plays in club", False, True),
        ("commander", False, False),
        ("capital of", False, True),
        ("genre", False, None),
        ("starred actors", True, True),
    ],
)
def test_which_end_acts(label: str, backwards: bool, acts: bool | None) -> None:
    assert readings(relation(label), backwards=backwards)[0].inner_acts is acts


@pytest.mark.parametrize(
    ("label", "backwards", "head"),
    [
        ("plays in club", False, "club"),
        ("place of death", False, "place"),
        ("capital of", True, "capital"),
        ("capital of", False, None),
        ("directed by", True, None),
        ("genre", True, None),
    ],
)
def test_what_a_step_leads_to(label: str, backwards: bool, head: str | None) -> None:
    found = readings(relation(label), backwards=backwards)[0].head
    assert (found and set(found.stems)) == (head and {stem(head)})


def test_words_of_one_concept_are_one_idea() -> None:
    (unit,) = readings(relation("starred actors"), backwards=False)[0].units
    assert unit.stems == {stem("starred"), stem("actors")}


def test_a_relation_read_backwards_has_its_inverse_concept() -> None:
    assert readings(relation("parents"), backwards=True)[0].backward == concepts("child")


def test_an_inverse_with_a_name_is_a_second_reading() -> None:
    texts = [reading.text for reading in readings(relation("operated by", "operates"), backwards=True)]
    assert texts == ["operates", "operated by"]
