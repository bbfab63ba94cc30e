"""What documents state, as blocks of text with their facts, and that every fact quotes its document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.graph.facts import extract

BLOCKS = Path(__file__).with_name("statements.txt").read_text(encoding="utf-8")
WORDS = (
    *(
        "Mara Velden",
        "He",
        "was",
        "born",
        "in",
        "Lille",
        "(",
        ")",
        "4 May 1920",
        "–",
        ",",
        ".",
        "the",
        "son",
        "of",
        '"',
    ),
    *("Owner:", "\n", "| x |", "directed by", "not", "1860/1861", "Karl Borg, 1st Earl", "’s", "film"),
)


def blocks() -> Iterator[tuple[str, str, list[str]]]:
    for block in BLOCKS.split("\n@ ")[1:]:
        title, *lines = list(block.split("\n# What")[0].splitlines())
        stated = [line for line in lines if line == "-" or (line.count(" | ") == 2 and not line.startswith("|"))]
        text = "\n".join(line for line in lines if line not in stated).strip()
        yield title, text, [line for line in stated if line != "-"]


@pytest.mark.parametrize(("title", "text", "stated"), list(blocks()))
def test_a_document_states_these_facts_and_no_others(title: str, text: str, stated: list[str]) -> None:
    found = [f"{s.subject.name} | {s.relation} | {s.object.name}" for s in extract(title, text).statements]
    assert sorted(found) == sorted(stated)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_every_fact_stands_on_a_part_of_the_text_that_names_its_object(text: str) -> None:
    for fact in extract("Mara Velden", text).statements:
        said = text[fact.start : fact.end]
        assert said
        assert said == said.strip()
        assert fact.object.datatype or fact.object.name.split(",")[0].split()[0].lower() in said.lower()


def test_what_a_document_is_about_is_told_with_its_other_names_and_gender() -> None:
    facts = extract("Mara Velden (painter)", "Mara Anna Velden is a painter. She lives in Lille.")
    assert (facts.sort, facts.names, facts.gender) == ("person", ("Mara Anna Velden",), "she")


@pytest.mark.parametrize("title", ["", "(film)"])
def test_a_title_without_a_name_is_no_name_of_anything(title: str) -> None:
    assert not extract(title, "Anna Vale is a director. The director was born in Oslo.").statements
