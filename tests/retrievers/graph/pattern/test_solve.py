"""What patterns match, beside what an independent engine says they match."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrievers.errors import ToolError
from retrievers.graph.link.mentions import MentionLinker
from retrievers.graph.pattern import Solutions, read_pattern, solve
from retrievers.graph.pattern.query import Operator
from retrievers.graph.pattern.values import holds, order_of
from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Triple
from tests.retrievers.graph.worlds import FAMILY, FILMS, SPACE, build

GRAPH = build(FILMS)


def ask(text: str, graph: GraphStore = GRAPH) -> Solutions:
    query = read_pattern(text)
    assert query is not None
    return solve(query, graph, MentionLinker(graph), Steps(graph))


def rows(text: str, graph: GraphStore = GRAPH) -> list[tuple[str, ...]]:
    return [tuple(map(graph.name, row)) for row in ask(text, graph).nodes.tolist()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('?film directed by "Ann Vale"', [("Night Ferry",), ("Rushford",)]),
        ("?film directed by Ann Vale", [("Night Ferry",), ("Rushford",)]),
        ("Rushford starred actors ?who", [("Cleo Marsh",), ("Dan Pell",)]),
        ('"Ann Vale" ~directed_by ?f . ?f genre "Thriller"', [("Night Ferry",)]),
        ("?a written by ?who . ?b written by ?who . ?a != ?b", [("Low Tide", "Ben Oro", "Rushford"),
                                                               ("Rushford", "Ben Oro", "Low Tide")]),
        ("?f where ?f release year ?y . ?y > 2000", [("Low Tide",), ("Night Ferry",)]),
        ("SELECT ?f { ?f :release_year ?y } ORDER BY DESC(?y) LIMIT 2", [("Low Tide",), ("Night Ferry",)]),
        ("SELECT ?w { ?f :directed_by/^:directed_by ?w . FILTER(?f = \"Rushford\" && ?w != ?f) }", [("Night Ferry",)]),
        ("SELECT ?f { ?f :starred_actors \"Dan Pell\" , ?x . FILTER(?x != \"Dan Pell\") }", [("Rushford",)]),
    ],
)  # fmt: skip
def test_solutions(text: str, expected: list[tuple[str, ...]]) -> None:
    assert sorted(rows(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("left", "comparison", "right", "expected"),
    [
        ("9007199254740993", "=", "9007199254740992", False),
        ("9007199254740993", ">", "9007199254740992", True),
        ("0.1", "=", "0.10", True),
        ("1e400", "<", "2e400", True),
        ("-0044-03-15", "<", "-0027-01-16", True),
        ("-0044-03-15", "<", "0014-08-19", True),
        ("-0044-03-15", "<", "-0044-04-01", True),
        ("1969-07", "=", "1969-07-16", True),
        ("1969-07-16T13:32:00Z", "<", "1969-07-16T20:17", True),
        ("12024-01-01", ">", "2024-01-01", True),
    ],
)
def test_numbers_are_compared_to_the_last_digit_and_dates_by_signed_years(
    left: str, comparison: Operator, right: str, expected: bool
) -> None:
    assert holds(left, comparison, right) is expected


def test_dates_before_our_era_are_ordered_by_time() -> None:
    assert sorted(["0014-08-19", "-0027-01-16", "-0044-03-15"], key=order_of) == [
        "-0044-03-15",
        "-0027-01-16",
        "0014-08-19",
    ]


def test_order_is_kept() -> None:
    assert [f for (f,) in rows("SELECT ?f { ?f :release_year ?y } ORDER BY ?y LIMIT 1")] == ["Rushford"]
    assert len(rows("SELECT ?f { ?f :release_year ?y } OFFSET 1")) == 2


def test_counts_are_of_distinct_rows_where_it_says_so() -> None:
    assert ask("SELECT (COUNT(?w) AS ?n) { ?f :written_by ?w }").count == 3
    assert ask("SELECT (COUNT(DISTINCT ?w) AS ?n) { ?f :written_by ?w }").count == 2
    assert ask('SELECT (COUNT(*) AS ?n) { ?f :written_by ?w . ?f :has_genre "Comedy" }').count == 1


def test_every_solution_has_the_edges_that_show_it() -> None:
    found = ask('?film directed by ?who . ?film genre "Comedy"')
    (edges,) = found.edges.tolist()
    assert [GRAPH.triple(edge).relation for edge in edges] == ["directed_by", "has_genre"]
    assert found.read_as == ("?film directed_by ?who", '?film has_genre "Comedy"')


def test_a_class_is_asked_for_by_a() -> None:
    space = build(SPACE)
    assert rows("SELECT ?m { ?m a :crewed_mission ; :commander ?who }", space) == [("Apollo 11",), ("Apollo 13",)]
    assert rows("?m is a robotic mission", space) == [("Pathfinder",)]


def test_a_relation_is_found_by_its_inverse() -> None:
    family = build(FAMILY, inverses={"parents": "children"})
    assert sorted(rows("?c parents Jon", family)) == [("Ida",), ("Lea",)]


def test_one_variable_twice_is_one_node() -> None:
    graph = build("A | likes | A\nA | likes | B")
    assert rows("?x likes ?x", graph) == [("A",)]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('?film directed by "Ann Vail"', "the closest are Ann Vale"),
        ("?film tailored by ?who", "No relation there is like 'tailored by'; it has"),
        ('?film directed by "Ben Oro"', 'nothing like `\\?film directed by "Ben Oro"`'),
        ('?film directed by "Ann Vale" . ?film genre "Drama"', "has `\\?film directed by|has `\\?film genre"),
        ("?f release year ?y . ?y > 2030", 'passes `\\?y > "2030"`'),
        ("?film directed by", "not clear; put the name in quotes"),
    ],
)
def test_what_does_not_match_is_said(text: str, error: str) -> None:
    with pytest.raises(ToolError, match=error):
        ask(text)


def test_a_question_of_existence_or_number_may_have_no_solution() -> None:
    assert ask('ASK { ?f :directed_by "Ben Oro" }').count == 0
    assert ask('SELECT (COUNT(?f) AS ?n) { ?f :directed_by "Ben Oro" }').count == 0


def test_what_joins_too_much_is_refused() -> None:
    graph = build("\n".join(f"n{i} | likes | hub" for i in range(700)))
    with pytest.raises(ToolError, match="joins more than 300,000 combinations"):
        ask("?a likes ?h . ?b likes ?h", graph)


def test_too_many_combinations_of_names_are_refused() -> None:
    graph = build("\n".join(f"n{i} | likes | n{i + 1}" for i in range(80)))
    names = [" | ".join(f"n{i}" for i in range(first, 80, 4)) for first in range(4)]
    pattern = " . ".join(f'?x likes "{each} | n0"' for each in names) + f' . ?x likes "{names[0]}"'
    with pytest.raises(ToolError, match="more than 300,000 combinations of nodes"):
        ask(pattern, graph)


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        ("9", "<", "10", True),
        ("1,200", "=", "1200", True),
        ("1998-05-01", ">", "1998", False),
        ("1998-05-01", ">", "1997-12", True),
        ("paris", "=", "Paris", True),
        ("Paris", "<", "Rome", False),
        ("Paris", "!=", "Rome", True),
    ],
)
def test_comparisons(left: str, operator: str, right: str, *, expected: bool) -> None:
    assert holds(left, operator, right) is expected  # type: ignore[arg-type]


TERMS = st.sampled_from(["?a", "?b", "?c", "n0", "n1"])
PATTERN = st.lists(st.tuples(TERMS, st.sampled_from(["alpha", "beta"]), TERMS), min_size=1, max_size=3)
TRIPLES = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["alpha", "beta"]), st.integers(0, 4)),
    min_size=1,
    max_size=16,
    unique=True,
)


@settings(max_examples=200, deadline=None)
@given(TRIPLES, PATTERN)
def test_an_independent_engine_agrees(triples: list[tuple[int, str, int]], pattern: list[tuple[str, str, str]]) -> None:
    base = [(0, "alpha", 1), (1, "beta", 0), *triples]
    graph = GraphStore.build(Triple(subject=f"n{s}", relation=r, object=f"n{o}") for s, r, o in base)
    engine = ox.Store()
    for s, r, o in base:
        engine.add(ox.Quad(*(ox.NamedNode(f"e:{part}") for part in (f"n{s}", r, f"n{o}"))))
    body = " . ".join(" ".join(part if part[0] == "?" else f"e:{part}" for part in triple) for triple in pattern)
    wanted = sorted({term for s, _, o in pattern for term in (s, o) if term[0] == "?"})
    if not wanted:
        return
    text = f"PREFIX e: <e:> SELECT DISTINCT {' '.join(wanted)} WHERE {{ {body} }}"
    theirs = {tuple(solution[name[1:]].value[2:] for name in wanted) for solution in engine.query(text)}  # type: ignore[union-attr]
    try:
        ours = set(rows(text, graph))
    except ToolError:
        ours = set()
    assert ours == theirs


GIVEN = GraphStore.build(
    [
        Triple(subject="Blue Kite", relation="directed by", object="Ann Vale"),
        Triple(subject="Red Tower", relation="directed by", object="Ben Oro"),
        Triple(subject="Low Tide", relation="type", object="show"),
        Triple(subject="Ann Vale", relation="mentor of", object="Ben Oro"),
    ],
    classes={"Blue Kite": ["show"], "Red Tower": ["show"], "Ann Vale": ["person"]},
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?x a show", ["Blue Kite", "Low Tide", "Red Tower"]),
        ('SELECT ?x WHERE { ?x a :Show . ?x :directed_by "Ann Vale" }', ["Blue Kite"]),
        ("?x mentor of ?y . ?x is a person", ["Ann Vale"]),
        ('"Blue Kite" directed by ?x . ?x type person', ["Ann Vale"]),
    ],
)
def test_classes_that_were_given_with_nodes_are_known_to_patterns(text: str, expected: list[str]) -> None:
    assert sorted(name for name, *_ in rows(text, GIVEN)) == expected


def test_things_of_a_given_class_are_counted() -> None:
    assert ask("SELECT (COUNT(?x) AS ?n) { ?x a :show }", GIVEN).count == 3
