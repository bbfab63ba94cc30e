"""Reading a question set: what is let pass, and how a bad line is named."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.datasets import load_multihop
from retrievers.errors import UserError

QUESTION: dict[str, Any] = {"id": "q1", "question": "Who?", "answer": "Ada", "gold_pids": ["p1"]}
PASSAGE: dict[str, Any] = {"pid": "p1", "title": "Ada", "text": "Ada wrote a programme."}


def write(folder: Path, questions: list[Any], corpus: list[Any] | None = None) -> Path:
    def lines(values: list[Any]) -> str:
        return "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values)

    prefix = folder / "set"
    Path(f"{prefix}.questions.jsonl").write_text(lines(questions), encoding="utf-8")
    Path(f"{prefix}.corpus.jsonl").write_text(lines([PASSAGE] if corpus is None else corpus), encoding="utf-8")
    return prefix


def test_reads_questions_and_texts(tmp_path: Path) -> None:
    line = {
        **QUESTION,
        "answer_aliases": ["Lovelace", "Ada"],
        "hops": 3,
        "level": "hard",
        "evidences": [["a", 1]],
    }
    data = load_multihop(write(tmp_path, [line, ""]))
    (question,) = data.questions
    assert question.answers == ("Ada", "Lovelace")
    assert question.gold == ("p1",)
    assert question.type == "3hop"
    assert data.texts == {"p1": PASSAGE["text"]}
    assert data.name == "set"


def test_numbers_and_nulls_are_let_pass_and_a_missing_id_is_the_line_number(tmp_path: Path) -> None:
    data = load_multihop(
        write(tmp_path, ["", {"question": "How many?", "answer": 35, "gold_pids": None, "type": None}])
    )
    (question,) = data.questions
    assert (question.id, question.answers, question.gold) == ("2", ("35",), ())


def test_a_compressed_corpus_is_the_same_corpus(tmp_path: Path) -> None:
    prefix = write(tmp_path, [QUESTION])
    plain = load_multihop(prefix)
    path = Path(f"{prefix}.corpus.jsonl")
    Path(f"{prefix}.corpus.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    packed = load_multihop(prefix)
    assert packed.corpus.suffix == ".gz"
    assert (packed.texts, packed.corpus_digest) == (plain.texts, plain.corpus_digest)


@pytest.mark.parametrize(
    ("questions", "corpus", "message"),
    [
        ([QUESTION, "{"], None, r"set\.questions\.jsonl line 2 is not JSON"),
        (["[1]"], None, r"line 1 must be a JSON object, not list"),
        ([{"id": "q", "question": "Who?"}], None, r"line 1: field `answer`"),
        ([{**QUESTION, "gold_pids": "p1"}], None, r"line 1: field `gold_pids`"),
        ([QUESTION, QUESTION], None, r"line 2: id 'q1' stands twice"),
        ([], None, r"holds no questions"),
        ([QUESTION], [], r"set\.corpus\.jsonl holds no passages"),
        ([QUESTION], [{"pid": "p1"}], r"set\.corpus\.jsonl line 1: field `text`"),
        ([QUESTION], [PASSAGE, PASSAGE], r"line 2: pid 'p1' stands twice"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, questions: list[Any], corpus: list[Any] | None, message: str) -> None:
    with pytest.raises(UserError, match=message):
        load_multihop(write(tmp_path, questions, corpus))


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no\.questions\.jsonl is not there"):
        load_multihop(tmp_path / "no")
    prefix = write(tmp_path, [QUESTION])
    Path(f"{prefix}.corpus.jsonl").unlink()
    with pytest.raises(UserError, match=r"neither .*set\.corpus\.jsonl nor"):
        load_multihop(prefix)


def test_a_torn_archive_is_a_users_error(tmp_path: Path) -> None:
    prefix = write(tmp_path, [QUESTION])
    path = Path(f"{prefix}.corpus.jsonl")
    Path(f"{prefix}.corpus.jsonl.gz").write_bytes(gzip.compress(path.read_bytes())[:-9])
    path.unlink()
    with pytest.raises(UserError, match="cannot be read"):
        load_multihop(prefix)
