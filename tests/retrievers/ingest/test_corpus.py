"""A corpus: a document a row, by its own id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrievers.ingest.corpus import is_corpus, read_corpus
from tests.retrievers.ingest.files import source


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"pid": "p1", "title": "T", "text": "x"}, True),
        ({"_id": 7, "contents": "x"}, True),
        ({"title": "T", "text": "x"}, True),
        ({"text": "x"}, False),
        ({"id": 1, "name": "x"}, False),
        ({"pid": "p1", "title": "T", "text": 3}, False),
        ("not json", False),
    ],
)
def test_rows_with_text_and_a_name_are_a_corpus(tmp_path: Path, row: object, expected: bool) -> None:
    assert is_corpus(source(write(tmp_path / "c.jsonl", row))) is expected


def test_a_row_is_a_document(tmp_path: Path) -> None:
    row = {"pid": "p9", "title": "Rhône", "text": " A river.\u2028", "source": "atlas", "page": 3, "sentences": ["A"]}
    path = write(tmp_path / "c.jsonl", "", row)
    (loaded,) = read_corpus(source(path), pytest.fail)
    assert loaded.document.model_dump() == {
        "id": "p9",
        "source": f"{path}#2",
        "file": "c.jsonl",
        "title": "Rhône",
        "text": " A river.\u2028",
        "metadata": {"source": "atlas", "page": "3"},
    }


def test_names_are_made_where_there_are_none(tmp_path: Path) -> None:
    path = write(tmp_path / "c.jsonl", {"title": "T", "text": "x"}, {"id": "b", "text": "y"})
    documents = [loaded.document for loaded in read_corpus(source(path), pytest.fail)]
    assert [(d.id, d.title) for d in documents] == [("c.jsonl#1", "T"), ("b", "b")]


def test_bad_rows_are_counted_and_the_others_kept(tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.jsonl", {"id": "a", "text": "x"}, "{broken", {"id": "c", "text": " "}, {"id": "d", "text": "y"}
    )
    notes: list[str] = []
    assert [loaded.document.id for loaded in read_corpus(source(path), notes.append)] == ["a", "d"]
    assert notes == ["2 of its rows have no text and were left out, the first is line 2."]


def test_half_surrogates_from_json_can_be_stored(tmp_path: Path) -> None:
    path = write(tmp_path / "c.jsonl", '{"id": "a", "text": "x\\ud83d y"}')
    (loaded,) = read_corpus(source(path), pytest.fail)
    assert loaded.document.text == "x? y"
