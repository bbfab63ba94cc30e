"""What two values have in common."""

from __future__ import annotations

import pytest

from tools.overlap import in_common, items_of


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("an actor, film director and producer", ["actor", "film director", "producer"]),
        ("singer/songwriter", ["singer", "songwriter"]),
        ("poet as well as painter", ["poet", "painter"]),
        ("painter", ["painter"]),
        ("", [""]),
    ],
)
def test_items_of_a_list_in_words(text: str, items: list[str]) -> None:
    assert items_of(text) == items


@pytest.mark.parametrize(
    ("one", "two", "common"),
    [
        (["Turkey"], ["the Turkey"], ["Turkey"]),
        (["American film director"], ["a Danish film director and actor"], ["film director"]),
        (["an IBA official cocktail"], ["beer cocktails"], ["cocktail"]),
        (["a genus of palms"], ["a genus of moss"], ["genus"]),
        (["documentary film about whales"], ["1967 documentary film"], ["documentary film"]),
        (["director, writer"], ["writer and director"], ["director", "writer"]),
        (["a village in the north"], ["a river in the north"], []),
        (["a film about whales"], ["an old film about whales"], ["film about whales"]),
        (["the Red Sea"], ["the Black Sea"], []),
        (["opera"], ["bridge"], []),
    ],
)
def test_in_common(one: list[str], two: list[str], common: list[str]) -> None:
    assert in_common(one, two) == common
