"""Copies are found, and what only looks alike is not taken for one."""

from __future__ import annotations

import random

import pytest

from retrievers.ingest.duplicates import copies

PROSE = "the pump is cleaned each week with warm water and then dried by hand before it runs again in the hall"
WORDS = PROSE.split()
TEXT = f"Pump care\n{PROSE}, as Ada Marrow wrote on 3 May 2021. " + " ".join(
    f"{one} {other}" for one in WORDS[::2] for other in WORDS[::3]
)


def found(*texts: str) -> list[int]:
    return [int(row) for row in copies(lambda: texts, texts.__getitem__)]


@pytest.mark.parametrize(
    "other",
    [
        TEXT,
        TEXT.replace(", as", " - as"),
        TEXT.replace("cleaned", "cleansed", 1),
        TEXT.replace(" ", "\n", 9),
    ],
)
def test_a_copy_is_found(other: str) -> None:
    assert found("Something else entirely", TEXT, other) == [0, 1, 1]


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("2021", "2022"),
        TEXT.replace("Ada", "Eva"),
        TEXT.replace("Pump care", "Valve Care"),
        " ".join(TEXT.split()[: len(TEXT.split()) // 2]),
        "",
    ],
)
def test_what_differs_in_a_name_a_number_or_much_is_no_copy(other: str) -> None:
    assert found(TEXT, other) == [0, 1]


def test_texts_without_words_are_no_copies() -> None:
    assert found("", "", "--", TEXT) == [0, 1, 2, 3]


def test_many_copies_all_lead_to_the_first() -> None:
    texts = [f"{TEXT} {'.' * number}" for number in range(50)]
    others = [" ".join(random.Random(seed).sample(WORDS * 3, 40)) for seed in range(50)]
    mixed = [text for pair in zip(texts, others, strict=True) for text in pair]
    assert found(*mixed) == [0 if place % 2 == 0 else place for place in range(100)]
