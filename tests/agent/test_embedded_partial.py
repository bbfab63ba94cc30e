"""A graph that was read from documents holds a part of what they say: it takes a chain of hops as a whole, or not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from agent import Agent
from agent.events import Planned
from retrievers.ingest import update

TEXTS = {
    "Otto Kranz": "Otto Kranz (born 4 May 1920) is a Dutch film director. He was born in Ostmark.",
    "Ostmark": "Ostmark is a town in Norland. It was founded in 1650.",
    "The Short Ferry": "The Short Ferry is a 1941 drama film directed by Otto Kranz. It has a short ferry.",
}
UNREAD = {
    "Ostmark": "Ostmark is a town in Norland. A charter of 1650 speaks of the settlers who were first to live there."
}
CHAIN = "When was the town where Otto Kranz was born founded?"
FIRST_HOP = "In which town was Otto Kranz born?"


def planned(
    folder: Path, question: str, texts: Mapping[str, str], *, facts: bool = True, triples: str = ""
) -> list[str]:
    """Return the tools of the steps of the first plan."""
    rows = [json.dumps({"pid": title, "title": title, "text": text}) for title, text in texts.items()]
    (folder / "films").mkdir()
    (folder / "films" / "films.jsonl").write_text("\n".join(rows))
    if triples:
        (folder / "films" / "more.csv").write_text(f"subject,relation,object\n{triples}\n")
    update([folder / "films"], folder / "kb", facts=facts)
    with Agent(folder / "kb", home=folder / "home") as agent:
        plan = next(event.plan for event in agent.stream(question) if isinstance(event, Planned))
    return [step.tool for step in plan.steps]


def test_a_chain_that_documents_state_throughout_goes_to_the_graph(tmp_path: Path) -> None:
    assert planned(tmp_path, CHAIN, TEXTS) == ["search", "graph", "graph"]


@pytest.mark.parametrize(("question", "tools"), [(FIRST_HOP, ["graph"]), (CHAIN, ["search", "search", "search"])])
def test_a_chain_of_which_one_hop_is_not_stated_goes_to_the_texts_with_every_hop(
    question: str, tools: list[str], tmp_path: Path
) -> None:
    assert planned(tmp_path, question, TEXTS | UNREAD) == tools


def test_a_graph_that_was_given_as_triples_takes_the_hops_that_it_holds(tmp_path: Path) -> None:
    given = "Otto Kranz,place of birth,Ostmark"
    assert planned(tmp_path, CHAIN, TEXTS | UNREAD, facts=False, triples=given) == ["search", "graph", "search"]


def test_a_given_triple_keeps_its_trust_beside_those_that_were_read(tmp_path: Path) -> None:
    given = "Otto Kranz,place of birth,Ostmark"
    assert planned(tmp_path, CHAIN, TEXTS | UNREAD, triples=given) == ["search", "graph", "search"]


def test_a_superlative_over_given_triples_goes_to_the_graph_beside_facts_of_texts(tmp_path: Path) -> None:
    given = "\n".join(
        f"{name},{said}"
        for name, cost in (("Blue Kite", 300), ("Red Tower", 90))
        for said in ("type,voyage", f"budget,{cost}")
    )
    assert planned(tmp_path, "Which voyage has the lowest budget?", TEXTS, triples=given) == ["graph"]


def test_a_yes_or_no_that_an_edge_decides_goes_to_the_graph(tmp_path: Path) -> None:
    given = "Otto Kranz,place of birth,Ostmark"
    assert planned(tmp_path, "Was Otto Kranz born in Ostmark?", TEXTS, facts=False, triples=given) == ["graph"]


PLAYED = "\n".join(
    f"{who},played in,{what}"
    for who, what in (
        ("Ada Holm", "Blue Kite"),
        ("Bo Lind", "Blue Kite"),
        ("Cy Dunn", "Red Tower"),
        ("Bo Lind", "Red Tower"),
    )
)


def test_what_a_graph_may_lack_is_not_denied_beside_texts(tmp_path: Path) -> None:
    question = "Did Ada Holm play in Red Tower?"
    assert planned(tmp_path, question, TEXTS, facts=False, triples=PLAYED) == ["search"]


def test_what_two_things_share_is_one_question_to_a_graph_that_has_all_of_it(tmp_path: Path) -> None:
    question = "Which actor played in both Blue Kite and Red Tower?"
    assert planned(tmp_path, question, TEXTS, facts=False, triples=PLAYED) == ["graph"]


def test_a_value_fills_later_steps_as_it_is_and_is_shown_as_the_text_writes_it(tmp_path: Path) -> None:
    rows = [json.dumps({"pid": title, "title": title, "text": text}) for title, text in TEXTS.items()]
    (tmp_path / "films.jsonl").write_text("\n".join(rows))
    update([tmp_path / "films.jsonl"], tmp_path / "kb", facts=True)
    with Agent(tmp_path / "kb", home=tmp_path / "home") as agent:
        answer = agent.run("When was Otto Kranz born?")
    assert [result.values for result in answer.results if result.tool == "graph"] == [("1920-05-04",)]
    assert answer.short == "4 May 1920"
