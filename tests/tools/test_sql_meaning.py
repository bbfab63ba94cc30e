"""Values that a question means without naming them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from retrievers.embedding import default_embedder
from retrievers.tables.schema import Column, Table
from tools.sql import Catalog
from tools.sql.link import link
from tools.sql.meaning import MOST_DISTINCT, ValueMeaning
from tools.sql.subschema import Linker
from tools.sql.values import Value, ValueIndex


def catalog_of(texts: Sequence[str]) -> Catalog:
    names = ("bridge_id", "material", "opened")
    columns = tuple(Column(table="bridge", name=name, type="VARCHAR") for name in names)
    table = Table(name="bridge", columns=columns, rows=9)
    return Catalog(tables=(table,), values=ValueIndex([("bridge", "material", texts)]))


def meant(question: str, texts: Sequence[str]) -> str:
    catalog = catalog_of(texts)
    value = ValueMeaning(catalog, default_embedder())(link(question, catalog))
    return value.text if value else ""


@pytest.mark.parametrize(
    ("question", "texts", "text"),
    [
        ("Which bridges are made of wood?", ["brick", "stone", "timber"], "timber"),
        ("Which bridges were paid by physicians?", ["doctor", "farmer", "sailor"], "doctor"),
        ("Which bridges stand in Holland?", ["Norway", "Netherlands", "Peru"], "Netherlands"),
    ],
)
def test_a_synonym_is_meant(question: str, texts: Sequence[str], text: str) -> None:
    assert meant(question, texts) == text


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Which bridges has the capital's branch?", ["headquarters", "Bern", "Oslo"]),
        ("Which bridges opened on Monday?", ["Tuesday", "Wednesday", "Friday"]),
        ("Which bridges are red?", ["blue", "green", "yellow"]),
        ("Which bridges are of the capital?", ["Capital Bank", "stone"]),
        ("Which bridges are there?", ["timber", "stone"]),
        ("Which bridges are made of wood?", []),
        ("Which bridges are made of wood?", [*(f"kind {number}" for number in range(MOST_DISTINCT)), "timber"]),
    ],
)
def test_what_is_only_related_or_one_of_a_kind_is_not_meant(question: str, texts: Sequence[str]) -> None:
    assert not meant(question, texts)


def test_words_that_name_a_value_mean_no_other() -> None:
    assert not meant("Which bridges are of wood?", ["wood", "timber"])


def test_a_part_tells_of_it_after_what_is_named_and_only_where_there_is_an_embedder() -> None:
    catalog = catalog_of(["brick", "stone", "timber"])
    question = "Which bridges are of brick or wood?"
    meaning = ValueMeaning(catalog, default_embedder())
    brick, timber = (Value("bridge", "material", text) for text in ("brick", "timber"))
    assert Linker(catalog, meaning=meaning)(question).values == (brick, timber)
    assert Linker(catalog)(question).values == (brick,)
