"""Freely worded questions over graphs of several kinds, with constraints and counts among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers.embedding import default_embedder
from retrievers.graph.ask.paths import PathSearch
from tests.retrievers.graph import worlds

LINES = (Path(__file__).parent / "fresh.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(part.strip() for part in line.split(" | ")) for line in LINES if line and line[0] not in "#~"]


@pytest.fixture(scope="module")
def searches() -> dict[str, PathSearch]:
    embedder = default_embedder()
    kinds = {name: getattr(worlds, name.upper()) for name in ("company", "rivers", "people", "books")}
    return {name: PathSearch(worlds.build(lines), embedder) for name, lines in kinds.items()}


@pytest.mark.parametrize(("world", "question", "expected"), CASES)
def test_answers(searches: dict[str, PathSearch], world: str, question: str, expected: str) -> None:
    search = searches[world]
    answers = search(question, k=1)
    assert answers, "no reading"
    assert set(answers[0].names(search.graph)) == set(expected.split(" ; "))
