"""Graph question files: what a row may look like, and what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.datasets.graph import GraphQuestion, load_graph
from retrievers.errors import UserError

TRIPLES = '{"h": "a", "r": "r", "t": "b"}\n'


def loaded(folder: Path, *rows: dict[str, Any] | str) -> tuple[GraphQuestion, ...]:
    questions, triples = folder / "set.questions.jsonl", folder / "set.triples.jsonl.gz"
    questions.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), "utf-8")
    triples.write_bytes(gzip.compress(TRIPLES.encode()))
    return load_graph(questions, triples).questions


@pytest.mark.parametrize(
    ("fields", "path", "hops"),
    [
        ({"relations": ["r", "s_inv"]}, ("r", "s_inv"), 2),
        ({"path": ["a", "r", "b", "s", "c"]}, ("r", "s"), 2),
        ({"path": "a#r#b#s#c"}, ("r", "s"), 2),
        ({"path": "a#r#b#<end>#b"}, ("r",), 1),
        ({"path": [["a", "r", "b"], ["b", "s", "c"]]}, ("r", "s"), 2),
        ({"hops": 3}, (), 3),
        ({}, (), 0),
    ],
)
def test_paths_are_written_in_several_ways(
    fields: dict[str, Any], path: tuple[str, ...], hops: int, tmp_path: Path
) -> None:
    (question,) = loaded(tmp_path, {"question": "Who?", "answers": ["b"], **fields})
    assert (question.path, question.hops) == (path, hops)


@pytest.mark.parametrize(
    ("fields", "answers"),
    [
        ({"answers": ["b", "c", "b"]}, ("b", "c")),
        ({"answer": ["b"]}, ("b",)),
        ({"answer": "b"}, ("b",)),
        ({"answers": 3}, ("3",)),
        ({"answers": []}, ()),
    ],
)
def test_answers_are_a_name_or_a_list(fields: dict[str, Any], answers: tuple[str, ...], tmp_path: Path) -> None:
    (question,) = loaded(tmp_path, {"question": "Who?", **fields})
    assert question.answers == answers


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{"question": "Who?"}', "set.questions.jsonl line 1: field `answers`: field required."),
        ('{"answers": ["b"]}', "set.questions.jsonl line 1: field `question`: field required."),
        ('{"question": "Who?", "answers": {"b": 1}}', "set.questions.jsonl line 1: field `answers`"),
        ("[1]", "set.questions.jsonl line 1 must be a JSON object, not list."),
        ("{", "set.questions.jsonl line 1 is not JSON"),
        ("", "holds no questions"),
    ],
)
def test_a_bad_row_is_named(row: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        loaded(tmp_path, row)
    assert words in str(raised.value)


def test_ids_may_not_stand_twice(tmp_path: Path) -> None:
    row = {"id": "q", "question": "Who?", "answers": ["b"]}
    with pytest.raises(UserError, match="line 2: id 'q' stands twice"):
        loaded(tmp_path, row, row)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.jsonl is not there"):
        load_graph(tmp_path / "none.jsonl", tmp_path / "none.jsonl")
