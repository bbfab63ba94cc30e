"""The embedded reasoner on worlds that it was not written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.worlds import ask_all

FLOORS = {"rivers": 13, "label": 12}
"""Of 20 questions, those that must be right; both worlds are one above."""


@pytest.mark.parametrize("world", FLOORS)
def test_most_questions_of_a_strange_world_are_right(world: str, tmp_path: Path) -> None:
    wrong = [f"{question.question} -> {short!r}" for question, short, right in ask_all(world, tmp_path) if not right]
    assert len(wrong) <= 20 - FLOORS[world], "\n".join(wrong)
