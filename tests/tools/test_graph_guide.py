"""What a planner is told of the graph around a question, and what is wrong with paths that it names."""

from __future__ import annotations

import pytest

from retrievers.schema import AnswerType
from tests.retrievers.graph.worlds import FILMS, SPACE, build
from tools.graph import GraphTool
from tools.graph.guide import GraphGuide, Proposed, Tried

FILM = GraphTool(build(FILMS)).guide
MISSION = GraphTool(build(SPACE)).guide


def tried(guide: GraphGuide, question: str, *paths: str, together: bool = False) -> tuple[Tried, ...]:
    proposed = [Proposed(start=start, steps=tuple(steps)) for start, *steps in (path.split(" -> ") for path in paths)]
    return guide.check(proposed, question, together=together)


def test_names_of_a_question_are_offered_with_what_leads_on_from_them() -> None:
    (topic,) = FILM.offer("Who wrote the films that Ann Vale directed?")
    assert topic.name == "Ann Vale"
    (way,) = topic.ways
    assert (way.step, way.ends) == ("~directed_by", 2)
    assert way.example in {"Rushford", "Night Ferry"}
    assert {"written_by", "starred_actors", "release_year"} <= set(way.onwards)


def test_relations_further_on_are_named_once() -> None:
    (topic,) = FILM.offer("Whom do the actors of [Rushford] know?")
    near = {step for way in topic.ways for step in (way.step, *way.onwards)}
    assert topic.further
    assert not near & set(topic.further)
    assert "~release_year" in near | set(topic.further)


def test_classes_are_shown_and_no_ways() -> None:
    (topic,) = MISSION.offer("Who commanded Apollo 11?")
    ways = {way.step: way for way in topic.ways}
    assert topic.kinds == ("crewed mission",)
    assert ways["commander"].kinds == ("astronaut",)
    assert "type" not in ways


def test_question_without_a_name_is_offered_nothing() -> None:
    assert FILM.offer("What is the meaning of it all?") == ()


def test_path_that_holds_is_named_as_the_graph_has_it() -> None:
    (path,) = tried(FILM, "Who wrote the films that Ann Vale directed?", "Ann Vale -> ~directed by -> writer")
    assert (path.path, path.wrong, path.doubt) == ("Ann Vale -> ~directed_by -> written_by", "", "")
    assert set(path.examples) == {"Ben Oro", "Eve Strand"}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("Ann Vale -> ~directed_by -> budget", "no relation is like 'budget'"),
        ("Nobody Atall -> ~directed_by", "There is no node 'Nobody Atall'"),
        ("Ann Vale | Finn Gray -> ~directed_by", "no path from one name"),
        ("Ann Vale -> ~directed_by -> release_year", "asks for another kind of thing: person"),
    ],
)
def test_what_is_wrong_with_a_path_is_said(path: str, why: str) -> None:
    (found,) = tried(FILM, "Who wrote the films that Ann Vale directed?", path)
    assert why in found.wrong


def test_paths_that_hold_together_have_to_meet() -> None:
    question = "Which film did Ann Vale direct with Eve Strand?"
    paths = ("Ann Vale -> ~directed_by", "Eve Strand -> ~written_by")
    assert [path.examples for path in tried(FILM, question, *paths, together=True)] == [("Night Ferry",)] * 2
    apart = tried(FILM, question, "Finn Gray -> ~directed_by", "Eve Strand -> ~written_by", together=True)
    assert {path.wrong for path in apart} == {"It ends nowhere where the other paths end too."}


def test_name_of_the_question_that_no_path_goes_by_is_a_doubt() -> None:
    (path,) = tried(FILM, "Which film did Ann Vale direct with Eve Strand?", "Ann Vale -> ~directed_by")
    assert path.wrong == ""
    assert path.doubt == "No path goes by Eve Strand, which the question names."


def test_kind_that_the_plan_expects_counts() -> None:
    paths = [Proposed(start="Ann Vale", steps=("~directed_by",))]
    assert FILM.check(paths, "What of Ann Vale?", expects=AnswerType.DATE)[0].wrong


def test_facts_begin_with_those_that_the_question_asks_for() -> None:
    facts = FILM.facts("Who wrote the films that Ann Vale directed?", limit=6)
    assert facts[0] in {
        "Ann Vale ← directed by — Night Ferry — written by → Eve Strand",
        "Ann Vale ← directed by — Rushford — written by → Ben Oro",
    }
    assert len(set(facts)) == len(facts) <= 6


def test_ends_that_do_not_meet_a_comparison_are_wrong() -> None:
    path = "Cleo Marsh -> ~starred_actors"
    (some,) = tried(FILM, "Which films with [Cleo Marsh] were released before 2000?", path)
    assert (some.wrong, some.narrowed) == ("", True)
    (none,) = tried(FILM, "Which films with [Cleo Marsh] were released before 1990?", path)
    assert "nothing there meets what the question demands" in none.wrong
