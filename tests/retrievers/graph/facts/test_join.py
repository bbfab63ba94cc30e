"""What names mean in the light of all titles, and that it does not depend on how the documents came."""

from __future__ import annotations

import random

import pytest

from retrievers.graph.facts import extract
from retrievers.graph.facts.join import Joined, Source, join

TEXTS = {
    "Rushford (film)": "Rushford is a 1998 drama film directed by Ann Vale. It was released on 3 March 1998.",
    "Ann Vale (director)": "Ann Marie Vale (born 1950 in Tampa, Florida) is a director. She married Bo Karr in 1975.",
    "Ann Vale (ship)": "The Ann Vale is a ship built by Karr Yards.",
    "Bo Karr": "Bo Karr (born in Osk, Vestland) is a painter. He is the son of Ida Karr and Jon Karr.",
    "Ida Karr": "Ida Karr was a nurse. She was born in Osk, Nordmark.",
}


def joined(*titles: str) -> Joined:
    return join(Source(f"{title}.md", title, extract(title, TEXTS[title])) for title in titles)


def facts(*titles: str) -> set[tuple[str, str, str]]:
    return {(t.subject, t.relation, t.object) for t in joined(*titles).triples}


def test_a_name_means_the_title_of_the_sort_that_the_fact_asks_for() -> None:
    assert ("Ann Vale (director)", "spouse", "Bo Karr") in facts("Ann Vale (director)", "Ann Vale (ship)")
    found = facts("Bo Karr", "Ann Vale (director)")
    assert ("Ann Vale (director)", "spouse", "Bo Karr") in found


def test_a_name_that_two_titles_bear_is_no_title() -> None:
    assert ("Rushford (film)", "directed by", "Ann Vale") in facts(*TEXTS)
    assert ("Rushford (film)", "directed by", "Ann Vale (director)") in facts("Rushford (film)", "Ann Vale (director)")


def test_a_place_goes_by_its_first_name_unless_there_are_two_of_it() -> None:
    found = facts(*TEXTS)
    assert ("Ann Vale (director)", "place of birth", "Tampa") in found
    assert ("Bo Karr", "place of birth", "Osk, Vestland") in found
    assert ("Bo Karr", "place of birth", "Osk") in facts("Bo Karr")


def test_of_two_parents_the_mother_is_told_by_her_document_and_the_father_by_elimination() -> None:
    assert {("Bo Karr", "mother", "Ida Karr"), ("Bo Karr", "father", "Jon Karr")} <= facts("Bo Karr", "Ida Karr")
    assert {("Bo Karr", "parent", "Ida Karr"), ("Bo Karr", "parent", "Jon Karr")} <= facts("Bo Karr")


def test_a_year_gives_way_to_its_day() -> None:
    dates = {(r, o) for _, r, o in facts("Rushford (film)") if r == "release date"}
    assert dates == {("release date", "1998-03-03")}


def test_each_triple_says_where_it_stands_and_how_sure_it_is() -> None:
    found = joined("Rushford (film)").triples
    directed = next(t for t in found if t.relation == "directed by")
    assert directed.source == "Rushford (film).md#0-51"
    assert 0 < directed.confidence <= 1
    released = next(t for t in found if t.datatype == "date")
    assert released.literal
    assert released.object == "1998-03-03"


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_documents_does_not_matter(seed: int) -> None:
    titles = list(TEXTS)
    random.Random(seed).shuffle(titles)
    assert facts(*titles) == facts(*TEXTS)
    assert joined(*titles).aliases == joined(*TEXTS).aliases


def test_titles_and_texts_give_other_names() -> None:
    assert joined("Ann Vale (director)").aliases == {"Ann Vale (director)": ("Ann Marie Vale", "Ann Vale")}
