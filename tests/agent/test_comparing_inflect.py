"""Forms of words that questions about one side need."""

from __future__ import annotations

import pytest

from agent.reasoner.embedded.comparing.inflect import base_form, singular, with_article


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("wrote", "write"),
        ("aired", "air"),
        ("debuted", "debut"),
        ("danced", "dance"),
        ("settled", "settle"),
        ("baked", "bake"),
        ("dressed", "dress"),
        ("tapped", "tap"),
        ("emptied", "empty"),
        ("flows", "flow"),
        ("include", "include"),
    ],
)
def test_base_of_a_verb(form: str, base: str) -> None:
    assert base_form(form) == base


@pytest.mark.parametrize(
    ("plural", "single"),
    [
        ("players", "player"),
        ("cities", "city"),
        ("churches", "church"),
        ("boxes", "box"),
        ("women", "woman"),
        ("species", "species"),
        ("genera", "genus"),
        ("tennis", "tennis"),
        ("glass", "glass"),
        ("Horses", "Horse"),
    ],
)
def test_singular_of_a_noun(plural: str, single: str) -> None:
    assert singular(plural) == single


@pytest.mark.parametrize(
    ("phrase", "said"),
    [("actor", "an actor"), ("city", "a city"), ("university", "a university"), ("unusual film", "an unusual film"),
     ("US-based magazine", "a US-based magazine")],
)  # fmt: skip
def test_article(phrase: str, said: str) -> None:
    assert with_article(phrase) == said
