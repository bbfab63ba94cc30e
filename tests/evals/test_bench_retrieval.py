"""The retrieval benchmark, on a question set of three passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.retrieval import main
from retrievers.errors import UserError

CORPUS = [
    {"pid": "a", "title": "Osk Mill", "text": "The Osk Mill was bought by the Harrow Trust after the flood."},
    {"pid": "b", "title": "Harrow Trust", "text": "A charity that the physicist Lena Moss chairs."},
    {"pid": "c", "title": "Flour", "text": "Grain that a mill grinds."},
]


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUAESTOR_CACHE", str(tmp_path / "cache"))
    asked = {
        "question": "Who chairs the body that bought the Osk Mill?",
        "answer": "Lena Moss",
        "gold_pids": ["a", "b"],
    }
    (tmp_path / "mills.corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in CORPUS))
    (tmp_path / "mills.questions.jsonl").write_text(f"{json.dumps(asked)}\n")
    return tmp_path / "mills"


def test_every_retriever_has_its_row(prefix: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(prefix)])
    printed = capsys.readouterr().out
    assert "1 questions over 3 documents" in printed
    rows = {line.split("│")[1].strip(): line.split("│")[2].strip() for line in printed.splitlines() if "│" in line}
    assert rows.keys() == {"bm25", "dense", "rrf", "hybrid", "multihop"}
    assert rows["multihop"] == "1.000"


@pytest.mark.parametrize("arguments", [[], ["a", "b", "c"], ["a", "many"]])
def test_wrong_arguments_are_met_with_the_usage(arguments: list[str]) -> None:
    with pytest.raises(UserError, match=r"evals\.bench\.retrieval PREFIX"):
        main(arguments)


def test_questions_without_gold_are_refused(prefix: Path) -> None:
    Path(f"{prefix}.questions.jsonl").write_text('{"question": "Who?", "answer": "Lena Moss"}\n')
    with pytest.raises(UserError, match="gold_pids"):
        main([str(prefix)])
