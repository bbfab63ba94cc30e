"""Questions put into the words that the writer's patterns read."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.reasoner.embedded.holders import without_sources
from agent.reasoner.embedded.sql.plainer import plainer

LINES = (Path(__file__).parent / "sql" / "plainer.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", LINES)
def test_plainer(line: str) -> None:
    asked, expected = line.split(" | ")
    assert plainer(asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Which site sent off the most ships in our list?", "Which site sent off the most ships?"),
        ("How many of the listed ships are new?", "How many of the ships are new?"),
        ("Who named the smallest moon given in the table of bodies?", "Who named the smallest moon?"),
        ("How many women sailed on the ships for which we have a crew list?", "How many women sailed on the ships?"),
        ("Who is in the list?", "Who is in the list?"),
        ("Which knight sat at the table of Arthur?", "Which knight sat at the table of Arthur?"),
    ],
)  # fmt: skip
def test_what_only_names_the_data_is_dropped(asked: str, expected: str) -> None:
    assert without_sources(asked) == expected
