"""The benchmark that takes the gold passages away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.honesty import main, without_gold
from evals.cache import corpus_knowledge_base
from evals.datasets.multihop import load_multihop
from retrievers.embedding import default_embedder
from retrievers.errors import UserError
from retrievers.knowledge_base import KnowledgeBase

CORPUS = [
    {"pid": "a", "title": "Osk Mill", "text": "The Osk Mill was built by Lena Moss in 1830."},
    {"pid": "b", "title": "Harrow Trust", "text": "The Harrow Trust is a charity."},
    {"pid": "c", "title": "Flour", "text": "Grain that a mill grinds."},
]
ASKED = {"question": "Who built the Osk Mill?", "answer": "Lena Moss", "gold_pids": ["a"]}


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUAESTOR_CACHE", str(tmp_path / "cache"))
    (tmp_path / "mills.corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in CORPUS))
    (tmp_path / "mills.questions.jsonl").write_text(f"{json.dumps(ASKED)}\n")
    return tmp_path / "mills"


def test_an_answer_that_stands_in_the_corpus_gets_more_confidence(
    prefix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(prefix)])
    row = [cell.strip() for cell in capsys.readouterr().out.splitlines()[-2].split("│")]
    assert row[1:3] == ["1.000", "1.000"]


def test_only_gold_passages_are_taken_away(prefix: Path, tmp_path: Path) -> None:
    read, embedder = load_multihop(prefix), default_embedder()
    whole = corpus_knowledge_base(read.corpus, read.corpus_digest, cache=tmp_path / "cache", embedder=embedder).path
    folder = tmp_path / "less"
    folder.mkdir()
    with KnowledgeBase.open(without_gold(read, read.questions, whole, folder)) as kb:
        titles = {hit.passage.title for hit in kb.retriever("bm25").search(["mill grain charity"], k=9)[0]}
    assert titles == {"Harrow Trust", "Flour"}


@pytest.mark.parametrize("arguments", [[], ["p", "many"], ["p", "1", "2", "3"]])
def test_wrong_arguments_are_told_how_to_ask(arguments: list[str]) -> None:
    with pytest.raises(UserError, match=r"python -m evals\.bench\.honesty"):
        main(arguments)
