"""The suite for questions over tables and texts: one is asked with the other, and each alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.schema import Row
from evals.suites import Options, run_suite
from retrievers.errors import UserError
from retrievers.ingest import Progress

TABLES: list[dict[str, Any]] = [
    {"table_id": "cup", "title": "Moss Cup", "header": [["Year", []], ["Winner", []]],
     "data": [[["1931", []], ["Ann Vale", ["/wiki/Ann_Vale"]]], [["1932", []], ["Dan Pell", ["/wiki/Dan_Pell"]]]]},
    {"table_id": "mills", "title": "Mills of Osk", "header": [["Mill", []], ["Built", []]],
     "data": [[["Harrow Mill", []], ["1790", []]]]},
]  # fmt: skip
PASSAGES: list[dict[str, Any]] = [
    {"url": "/wiki/Ann_Vale", "text": "Ann Vale is a runner who was born in Osk."},
    {"url": "/wiki/Dan_Pell", "text": "Dan Pell is a runner who was born in Harrow."},
]
ASKED: list[dict[str, Any]] = [
    {"question_id": "row", "question": "Who was the winner of the Moss Cup in 1932?", "table_id": "cup",
     "answer-text": "Dan Pell", "answer-node": [["Dan Pell", [1, 1], None, "table"]]},
    {"question_id": "passage", "question": "Where was Ann Vale born?", "table_id": "cup",
     "answer-text": "Osk", "answer-node": [["Ann Vale", [0, 1], "/wiki/Ann_Vale", "passage"]]},
]  # fmt: skip


class Watcher:
    """Sees nothing."""

    def indexing(self, progress: Progress) -> None: ...

    def answering(self, done: int, total: int, row: Row | None) -> None: ...


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("races")
    for name, rows in {"tables": TABLES, "passages": PASSAGES, "questions": ASKED}.items():
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def measured(data: Path, cache: Path, folder: Path, **options: Any) -> dict[str, Any]:
    chosen = Options(cache=cache, report=folder / "r.json", reader="heuristic", baseline=False, **options)
    return run_suite("hybrid", data, chosen, Watcher())


def rows(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in made["rows"]}


def test_a_row_and_a_passage_are_found_and_answer(data: Path, cache: Path, tmp_path: Path) -> None:
    made = measured(data, cache, tmp_path)
    assert {name: row["em"] for name, row in rows(made).items()} == {"row": 1.0, "passage": 1.0}
    assert rows(made)["row"]["table_found"] == 1.0
    assert rows(made)["passage"]["passage_found"] == 1.0
    assert made["summary"]["by_type"].keys() == {"passage", "table"}
    assert made["summary"]["quotes"] == made["summary"]["quotes_verbatim"]


@pytest.mark.parametrize(
    ("only", "lost", "left"), [("text", "row", {"tables": 0, "passages_held": 2}), ("tables", "passage", {"tables": 2})]
)
def test_each_alone_lacks_the_other(
    only: str, lost: str, left: dict[str, int], data: Path, cache: Path, tmp_path: Path
) -> None:
    made = measured(data, cache, tmp_path, only=only)
    assert rows(made)[lost]["em"] == 0.0
    assert made["summary"].items() >= left.items()


def test_vectors_of_passages_are_computed_once_for_all_knowledge_bases(data: Path, cache: Path, tmp_path: Path) -> None:
    measured(data, cache, tmp_path)
    (stored,) = (cache / "vectors").glob("*.sqlite")
    before = stored.read_bytes()
    measured(data, cache, tmp_path, only="text")
    assert stored.read_bytes() == before


def test_what_is_not_there_cannot_be_asked_alone(data: Path, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "tables.jsonl").write_bytes((data / "tables.jsonl").read_bytes())
    (tmp_path / "questions.jsonl").write_bytes((data / "questions.jsonl").read_bytes())
    with pytest.raises(UserError, match="holds no text to ask"):
        measured(tmp_path, cache, tmp_path, only="text")
