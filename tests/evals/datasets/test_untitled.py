"""A corpus without its titles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.datasets import load_multihop
from evals.datasets.untitled import bare, without_titles

CORPUS = [
    {"pid": "a", "title": "Osk Mill", "text": "Osk Mill\n\nThe Osk Mill was built in 1802."},
    {"pid": "b", "title": "Flour", "text": "Flour is what a mill grinds."},
]


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    asked = {"question": "When was it built?", "answer": "1802", "gold_pids": ["a"]}
    (tmp_path / "mills.corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in CORPUS))
    (tmp_path / "mills.questions.jsonl").write_text(f"{json.dumps(asked)}\n")
    return tmp_path / "mills"


def test_only_ids_and_texts_are_left(prefix: Path, tmp_path: Path) -> None:
    read = without_titles(load_multihop(prefix), tmp_path / "made")
    assert [json.loads(line) for line in read.corpus.read_text("utf-8").splitlines()] == [
        {"pid": "a", "text": "The Osk Mill was built in 1802."},
        {"pid": "b", "text": "Flour is what a mill grinds."},
    ]
    assert set(read.titles.values()) == {""}
    assert read.name == "mills-untitled"


def test_the_same_set_gives_the_same_file_and_another_digest(prefix: Path, tmp_path: Path) -> None:
    titled = load_multihop(prefix)
    one, other = (without_titles(titled, tmp_path / "made") for _ in range(2))
    assert (one.corpus, one.corpus_digest) == (other.corpus, other.corpus_digest)
    assert one.corpus_digest != titled.corpus_digest
    assert [path.name for path in (tmp_path / "made").iterdir()] == [one.corpus.name]


@pytest.mark.parametrize(
    ("title", "text", "left"),
    [
        ("Osk Mill", "# Osk Mill\nA mill.", "A mill."),
        ("Osk Mill", "Osk Mill is a mill.\nIt stands.", "Osk Mill is a mill.\nIt stands."),
        ("Osk Mill", "Osk Mill", "Osk Mill"),
        ("", "\nA mill.", "\nA mill."),
    ],
)
def test_a_first_line_that_is_the_title_goes(title: str, text: str, left: str) -> None:
    assert bare(title, text) == left
