"""Which names are taken for one thing, which are not, and that it can be undone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from retrievers.decisions import Decisions
from retrievers.graph import GraphStore
from retrievers.graph.resolve import Merges, apply, resolve
from retrievers.graph.resolve.forms import Likeness, form_of, likeness
from retrievers.graph.resolve.slips import slip_pairs
from retrievers.schema import Triple


def triple(subject: str, relation: str, target: str, source: str, *, literal: bool = False) -> Triple:
    return Triple(subject=subject, relation=relation, object=target, literal=literal, source=source)


def told(name: str, source: str, born: str = "1921-03-04") -> list[Triple]:
    """Return what a source says of a person: enough to know them by, whatever they are called."""
    return [
        triple(name, "works for", "Harbour Museum", f"{source}:1"),
        triple(name, "wrote", "The Tide Tables", f"{source}:2"),
        triple(name, "birth date", born, f"{source}:3", literal=True),
    ]


CROWD = [
    t
    for n in range(12)
    for t in (
        triple(f"Resident {chr(65 + n)}", "birth date", f"19{n + 10}-01-01", f"crowd.csv:{2 * n}", literal=True),
        triple(f"Resident {chr(65 + n)}", "works for", f"Mill {n}", f"crowd.csv:{2 * n + 1}"),
    )
]
"""Others, by whom it is known that everybody has one birth date."""


def test_a_name_with_one_other_letter_of_which_nothing_else_is_known_is_proposed_and_not_merged() -> None:
    found = resolved(
        [
            triple("Milo Harcastle", "played in", "Copper Hours", "plays.csv:1"),
            triple("Milo Hardcastle", "winner of", "Moth Award", "prizes.csv:1"),
            triple("Milo Hargreave", "winner of", "Moth Award", "prizes.csv:2"),
        ]
    )
    assert not found.merged
    assert [(tie.one, tie.other) for tie in found.proposed] == [("Milo Harcastle", "Milo Hardcastle")]


def groups(merges: Merges) -> set[frozenset[str]]:
    return {frozenset((merge.name, *merge.others)) for merge in merges.merged}


def resolved(triples: Sequence[Triple], decisions: Decisions | None = None) -> Merges:
    return resolve(triples, {}, {}, decisions=decisions)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Marta Lindqvist", "MARTA LINDQVIST"),
        ("Marta Lindqvist", "Lindqvist, Marta"),
        ("Marta Lindqvist", "Marta Lindqivst"),
        ("Marta Lindqvist", "Marta E. Lindqvist"),
        ("Marta Lindqvist", "M. Lindqvist"),
        ("Márta Lindqvist", "Dr. Marta Lindqvist"),
        ("Lindqvist Shipping Ltd.", "Lindqvist Shipping"),
        ("http://example.org/Marta_Lindqvist", "Marta Lindqvist"),
    ],
)
def test_other_spellings_of_who_has_the_same_facts_are_one(one: str, other: str) -> None:
    merges = resolved([*CROWD, *told(one, "a.csv"), *told(other, "b.csv")])
    assert groups(merges) == {frozenset((one, other))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Marta Lindqvist", "Petra Lindqvist"),
        ("Harbour Tour 11", "Harbour Tour 12"),
        ("Karl Lindqvist II", "Karl Lindqvist III"),
        ("Route A", "Route B"),
        ("Tide++", "Tide#"),
        ("Tide", "Tide+"),
        ("Tide-", "Tide+"),
    ],
)
def test_other_names_are_two_whatever_their_facts(one: str, other: str) -> None:
    assert groups(resolved([*CROWD, *told(one, "a.csv"), *told(other, "b.csv")])) == set()


def test_another_birth_date_forbids() -> None:
    merges = resolved([*CROWD, *told("Marta Lindqvist", "a.csv"), *told("marta lindqvist", "b.csv", born="1950-01-01")])
    assert merges == Merges()


@pytest.mark.parametrize("start", ["12345678901234567", "1" * 5000])
def test_long_numbers_that_differ_are_no_common_value(start: str) -> None:
    both = [
        triple(name, "serial number", f"{start}{end}", f"{end}.csv:1", literal=True)
        for name, end in (("Marta Lindqvist", 1), ("Marta Lindqvist, Dr.", 2))
    ]
    merges = resolved(both)
    ties = [*merges.proposed, *(tie for merge in merges.merged for tie in merge.ties)]
    assert "same serial number" not in [reason for tie in ties for reason in tie.reasons]


def test_a_year_and_a_day_in_it_agree() -> None:
    merges = resolved([*CROWD, *told("Marta Lindqvist", "a.csv"), *told("M. Lindqvist", "b.csv", born="1921")])
    assert groups(merges) == {frozenset(("Marta Lindqvist", "M. Lindqvist"))}


def test_names_of_one_file_are_only_proposed() -> None:
    rows = [triple("Marta Lindqvist", "wrote", "The Tide Tables", "a.csv:1")]
    rows += [triple("Harbour Museum", "employs", "MARTA LINDQVIST", "a.csv:2")]
    rows += [triple("MARTA LINDQVIST", "wrote", "The Tide Tables", "b.csv:1")]
    merges = resolved(rows)
    assert merges.merged == ()
    assert [(tie.one, tie.other) for tie in merges.proposed] == [("MARTA LINDQVIST", "Marta Lindqvist")]


def test_names_in_one_role_of_one_file_are_never_one() -> None:
    rows = [*told("Marta Lindqvist", "a.csv"), *told("MARTA LINDQVIST", "a.csv")]
    assert resolved(rows) == Merges()


def test_a_fact_between_two_tells_them_apart() -> None:
    rows = [*told("Karl Lindqvist", "a.csv"), *told("KARL LINDQVIST", "b.csv")]
    assert resolved([*CROWD, *rows, triple("Karl Lindqvist", "child", "KARL LINDQVIST", "c.csv:1")]) == Merges()


def test_classes_without_a_common_member_exclude_each_other() -> None:
    rows = [triple(f"{kind} {n}", "type", kind, f"{kind}.csv:{n}") for kind in ("City", "Person") for n in range(6)]
    rows += [*told("Paris North", "a.csv"), *told("PARIS NORTH", "b.csv")]
    rows += [triple("Paris North", "type", "City", "a.csv:9"), triple("PARIS NORTH", "type", "Person", "b.csv:9")]
    assert groups(resolved(rows)) == set()


def test_an_initial_of_two_people_is_neither() -> None:
    rows = [*told("Marta Lindqvist", "a.csv"), *told("Martin Lindqvist", "a.csv"), *told("M. Lindqvist", "b.csv")]
    assert groups(resolved([*CROWD, *rows])) == set()


@pytest.mark.parametrize("relation", ["http://www.w3.org/2002/07/owl#sameAs", "exactMatch"])
def test_what_a_source_says_to_be_the_same_is_one(relation: str) -> None:
    rows = [triple("Kiel Canal", relation, "Q1234", "a.ttl:1"), triple("Q1234", "length", "98 km", "a.ttl:2")]
    merges = resolved(rows)
    graph = GraphStore.build(apply(merges, rows, {}, {}).triples)
    assert [(t.subject, t.relation) for t in graph.triples()] == [("Q1234", "length")]


def test_values_are_never_merged() -> None:
    rows = [triple("Saw", "colour", "Dark Red", "a.csv:1", literal=True)]
    rows += [triple("Axe", "colour", "dark red", "b.csv:1", literal=True)]
    assert resolved(rows) == Merges()


def test_users_join_and_split() -> None:
    rows = [*CROWD, *told("Marta Lindqvist", "a.csv"), *told("MARTA LINDQVIST", "b.csv"), *told("The Author", "c.csv")]
    decided = Decisions().splitting("Marta Lindqvist", "MARTA LINDQVIST").joining("Marta Lindqvist", "The Author")
    assert groups(resolved(rows, decided)) == {frozenset(("Marta Lindqvist", "The Author"))}


def test_forgetting_a_decision_gives_the_merges_before() -> None:
    decided = Decisions().splitting("b", "a").joining("c", "a")
    assert decided.forgetting("a", "b").forgetting("a", "c") == Decisions()


def test_a_merged_node_keeps_names_and_sources() -> None:
    rows = [*CROWD, *told("Marta Lindqvist", "a.csv"), *told("Lindqvist, Marta", "b.csv"), *told("x", "a.csv")[:1]]
    found = apply(resolved(rows), rows, {"Lindqvist, Marta": ("Mattan",)}, {"Lindqvist, Marta": ("author",)})
    graph = GraphStore.build(found.triples, found.aliases, classes=found.classes)
    (node,) = graph.find("Mattan")
    (edge,) = graph.out(node, "wrote")
    names = {graph.name(node), *graph.aliases(node)}
    assert names == {"Marta Lindqvist", "Lindqvist, Marta", "Mattan"}
    assert (graph.types(node), graph.sources(edge)) == (["author"], ["a.csv:2", "b.csv:2"])


NAMES = ("Ann Poe", "ANN POE", "Poe, Ann", "A. Poe", "Ann Pole", "Bob Roe", "Bob B. Roe", "Rob Roe", "Mill", "The Mill")
RELATIONS = ("knows", "same as", "works for")
worlds = st.lists(
    st.builds(
        triple,
        st.sampled_from(NAMES),
        st.sampled_from(RELATIONS),
        st.sampled_from(NAMES),
        st.sampled_from(["a.csv:1", "b.csv:1", "c.csv:1", "d.ttl:1", "essay.md#3-9"]),
    ),
    min_size=1,
    max_size=14,
)


@given(worlds)
def test_splitting_all_gives_the_graph_of_no_merges(rows: list[Triple]) -> None:
    merges = resolved(rows)
    pairs = [p for m in merges.merged for p in itertools.combinations((m.name, *m.others), 2)]
    again = resolved(rows, Decisions(split=tuple(pairs)))
    left = {frozenset(p) for m in again.merged for p in itertools.combinations((m.name, *m.others), 2)}
    while left:
        pairs += [(min(p), max(p)) for p in left]
        again = resolved(rows, Decisions(split=tuple(pairs)))
        left = {frozenset(p) for m in again.merged for p in itertools.combinations((m.name, *m.others), 2)}
    apart, plain = GraphStore.build(apply(again, rows, {}, {}).triples), GraphStore.build(rows)
    assert list(apart.triples()) == list(plain.triples())


@given(worlds, st.randoms())
def test_the_order_of_triples_does_not_count(rows: list[Triple], chance: random.Random) -> None:
    turned = chance.sample(rows, len(rows))
    assert resolved(turned) == resolved(rows)


@given(st.sets(st.text("abc ", max_size=7), max_size=12))
def test_all_names_one_letter_apart_are_found(texts: set[str]) -> None:
    ordered = sorted(text for text in texts if len(text) > 1)
    near = {(a, b) for a, b in itertools.combinations(ordered, 2) if OSA.distance(a, b) == 1}
    assert {(ordered[i], ordered[j]) for i, j in slip_pairs(ordered)} >= near


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Beyoncé", "beyonce", Likeness.SAME),
        ("Space X", "SpaceX", Likeness.SAME),
        ("Smith & Sons Ltd", "Smith and Sons", Likeness.FORM),
        ("Poe, Ann", "Ann Poe", Likeness.ORDER),
        ("Ann B. Poe", "Ann Poe", Likeness.MIDDLE_INITIAL),
        ("Ann Bella Poe", "Ann Poe", Likeness.MIDDLE),
        ("A. Poe", "Ann Poe", Likeness.INITIAL),
        ("Lindqvist", "Lindqvits", Likeness.SLIP),
        ("Ann Poe", "Ann Roe Poe Jr", None),
        ("Ann B. Poe", "Ann C. Poe", None),
        ("Henry IV", "Henry VI", None),
        ("Mars 2", "Mars 3", None),
        ("Io", "Iö", Likeness.SAME),
        ("Rome", "Rame", None),
    ],
)
def test_in_what_way_names_are_alike(one: str, other: str, kind: Likeness | None) -> None:
    assert likeness(form_of(one), form_of(other)) is kind


def test_what_was_merged_is_kept_beside_the_graph(tmp_path: Path) -> None:
    merges = resolved([*CROWD, *told("Marta Lindqvist", "a.csv"), *told("MARTA LINDQVIST", "b.csv")])
    merges.save(tmp_path)
    assert Merges.load(tmp_path) == merges != Merges()
