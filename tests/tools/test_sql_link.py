"""Linking questions to a schema, and joining what they name."""

from __future__ import annotations

import pytest

from retrievers.tables.schema import Column, ForeignKey, Table
from retrievers.tables.words import normalise, split_name, tokenize
from tests.tools.peaks import build_peaks
from tools.sql import Catalog
from tools.sql.joins import JoinGraph
from tools.sql.link import link
from tools.sql.values import Value, ValueIndex


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return Catalog.load(build_peaks(tmp_path_factory.mktemp("link")))


def table(name: str, *columns: str) -> Table:
    return Table(name=name, columns=tuple(Column(table=name, name=column, type="VARCHAR") for column in columns))


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("What is the height of the mountain?", ("mountain", "height_m")),
        ("first ascent", ("mountain", "first_ascent")),
        ("year of birth of the climber", ("climber", "birth_year")),
        ("How many inhabitants, that is population, has it?", ("country", "population")),
        ("metres above the sea", ("mountain", "height_m")),
        ("the mountain's elevation", ("mountain", "height_m")),
    ],
)
def test_columns_by_words_order_comments_and_synonyms(question: str, column: tuple[str, str], catalog: Catalog) -> None:
    assert link(question, catalog).columns.get(column, 0) >= 0.3


def test_abbreviated_and_run_together_names() -> None:
    catalog = Catalog(tables=(table("student", "StuID", "LName", "birthdate", "hometown_cd"),))
    assert ("student", "LName") in link("last names", catalog).columns
    assert ("student", "birthdate") in link("birth date", catalog).columns
    assert ("student", "StuID") in link("the student's id", catalog).columns


def test_values_find_their_column(catalog: Catalog) -> None:
    found = link("Which mountains in the Himalayas are in Nepal?", catalog).values
    assert Value("mountain", "range_name", "Himalayas") in found
    assert Value("country", "name", "Nepal") in found


def test_a_value_of_several_words_wins_over_its_parts(catalog: Catalog) -> None:
    mention = next(each for each in link("Who climbed Mount Everest?", catalog).mentions if each.values)
    assert mention.text == "Mount Everest"


def test_part_of_a_name_finds_it_if_capitalised(catalog: Catalog) -> None:
    assert Value("climber", "name", "Reinhold Messner") in link("Was it Messner?", catalog).values


def test_a_quoted_misspelling_finds_the_nearest(catalog: Catalog) -> None:
    assert Value("mountain", "name", "Kangchenjunga") in link('height of "Kangchenjonga"', catalog).values


def test_a_place_with_its_country_is_found_by_the_place_alone() -> None:
    index = ValueIndex([("city", "name", ["Berlin, DE", "Paris (France)"])])
    assert [match.value.text for match in index.matches(tokenize("in berlin"))] == ["Berlin, DE"]


def test_plurals_match_and_other_words_of_the_stem_do_not() -> None:
    index = ValueIndex([("pet", "kind", ["cat"]), ("place", "name", ["Destin"])])
    assert [match.value.text for match in index.matches(tokenize("all cats"))] == ["cat"]
    assert index.matches(tokenize("the destination")) == ()


def test_words_that_say_what_to_compute_name_nothing() -> None:
    catalog = Catalog(tables=(table("orders", "number", "total"), table("customer", "name")))
    assert "orders" not in link("List the customers in order of name", catalog).tables
    assert ("orders", "number") not in link("the number of customers", catalog).columns


def test_first_and_last_name_share_a_head() -> None:
    catalog = Catalog(tables=(table("person", "first_name", "last_name"),))
    assert set(link("their first and last names", catalog).columns) == {
        ("person", "first_name"),
        ("person", "last_name"),
    }


def test_strength_tells_questions_for_the_tables_from_others(catalog: Catalog) -> None:
    own = ["What is the height of Denali?", "Which country has the most mountains?", "Who climbed K2?"]
    others = ["Who wrote The Brothers Karamazov?", "What is the boiling point of ethanol?", "Explain photosynthesis."]
    assert min(link(question, catalog).strength for question in own) > max(
        link(question, catalog).strength for question in others
    )
    assert all(0 <= link(question, catalog).strength <= 1 for question in [*own, *others, "", "?"])


def test_normal_forms() -> None:
    assert normalise("Kraków's  1,000 Résumés!") == "krakow 1000 resumes"
    assert split_name("birthDate") == split_name("birth_date") == split_name("BirthDate") == ("birth", "date")


def key(one: str, column: str, two: str, *, declared: bool = True) -> ForeignKey:
    return ForeignKey(table=one, columns=(column,), to_table=two, to_columns=("id",), declared=declared)


def test_joins_take_the_shortest_way_through_a_bridge() -> None:
    catalog = Catalog(
        tables=tuple(table(name, "id") for name in ("a", "ab", "b", "c")),
        foreign_keys=(key("ab", "a_id", "a"), key("ab", "b_id", "b"), key("a", "c_id", "c")),
    )
    path = JoinGraph(catalog).connect(["a", "b"])
    assert path is not None
    assert [(join.left, join.right, join.on) for join in path] == [
        ("a", "ab", (("id", "a_id"),)),
        ("ab", "b", (("b_id", "id"),)),
    ]


def test_a_declared_key_is_preferred_and_a_favoured_one_wins() -> None:
    catalog = Catalog(
        tables=(table("trip", "id"), table("station", "id")),
        foreign_keys=(key("trip", "end_id", "station", declared=False), key("trip", "start_id", "station")),
    )
    graph = JoinGraph(catalog)
    plain = graph.connect(["trip", "station"])
    favoured = graph.connect(["trip", "station"], favour={("trip", "end_id"): 0.5})
    assert plain is not None
    assert favoured is not None
    assert plain[0].key.columns == ("start_id",)
    assert favoured[0].key.columns == ("end_id",)


def test_tables_without_keys_between_them_are_not_joined() -> None:
    catalog = Catalog(tables=(table("a", "id"), table("b", "id")))
    assert JoinGraph(catalog).connect(["a", "b"]) is None
    assert JoinGraph(catalog).connect(["a"]) == ()


def test_words_that_begin_with_a_figure_stay_whole_and_denials_come_apart() -> None:
    assert [token.norm for token in tokenize("the 1960s, a 200m race, 1,250.5 kg; he didn't")] == [
        *("the", "1960s", "a", "200m", "race", "1250.5", "kg", "he", "did", "not")
    ]


PLACES = ValueIndex(
    [("city", "name", ["Berlin, DE", "Göteborg", "Marseille", "Springfield"]), ("country", "name", ["United Kingdom"])]
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("people in berlin", "Berlin, DE"),
        ("people in Goteborg", "Göteborg"),
        ("people in MARSEILLE", "Marseille"),
        ("people in Marsielle", "Marseille"),
        ("people in Springfeild", "Springfield"),
        ("people in the UK", "United Kingdom"),
    ],
)
def test_values_by_case_accents_slips_and_first_letters(question: str, value: str) -> None:
    assert [match.value.text for match in PLACES.matches(tokenize(question))] == [value]


@pytest.mark.parametrize("question", ["people in Vienna", "people in Bergen", "people in springfeild", "people in UN"])
def test_other_names_are_no_slips(question: str) -> None:
    assert PLACES.matches(tokenize(question)) == ()


def test_what_may_be_a_slip_of_two_names_is_of_none() -> None:
    index = ValueIndex([("person", "name", ["Hansen", "Hanson"])])
    assert index.matches(tokenize("by Hansan")) == ()


def test_a_value_as_it_is_written_wins_over_one_spelt_like_it() -> None:
    index = ValueIndex([("person", "name", ["Hansen", "Hanson"])])
    assert [match.value.text for match in index.matches(tokenize("by Hanson"))] == ["Hanson"]
