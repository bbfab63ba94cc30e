"""Questions whether something is so, decided by what the graph has."""

from __future__ import annotations

import pytest

from retrievers.graph.ask.paths import PathSearch
from tests.retrievers.graph import worlds


@pytest.fixture(scope="module")
def stage() -> PathSearch:
    return PathSearch(worlds.build(worlds.STAGE))


@pytest.mark.parametrize(
    ("question", "confirms", "denies"),
    [
        ("Did Casimir Vole direct Copper Hours?", True, False),
        ("Was Winter Ferry directed by Ottilie Brand?", True, False),
        ("Was Winter Ferry directed by Casimir Vole?", False, True),
        ("Was Renske Tjaden born in Aldwick?", True, False),
        ("Was Renske Tjaden born in Pellham?", False, True),
        ("Was the director of Room of Bells born in Pellham?", False, True),
    ],
)
def test_an_edge_affirms_and_one_that_leads_elsewhere_denies(
    stage: PathSearch, question: str, confirms: bool, denies: bool
) -> None:
    (answer,) = stage(question, k=1)
    assert (answer.confirms, answer.denies) == (confirms, denies)


def test_a_date_does_not_deny_a_place() -> None:
    search = PathSearch(worlds.build(worlds.PEOPLE))
    (answer,) = search("Was Ivo Tarn born in Linsey?", k=1)
    assert answer.denies
    assert answer.names(search.graph) == ["Carrow"]


def test_of_few_things_it_is_not_learnt_that_there_is_only_one() -> None:
    search = PathSearch(worlds.build(worlds.PEOPLE))
    (answer,) = search("Is Cora Finch the daughter of Nora Bell?", k=1)
    assert answer.denies
    assert answer.confidence < 0.5


def test_where_there_may_be_more_than_the_graph_knows_it_denies_less_surely(stage: PathSearch) -> None:
    one = stage("Was Renske Tjaden born in Pellham?", k=1)[0]
    many = stage("Did Milo Hare play in Winter Ferry?", k=1)[0]
    assert one.denies
    assert many.denies
    assert many.confidence < 0.5 < one.confidence
