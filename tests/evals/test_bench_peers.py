"""The comparison with other systems, on a question set of three passages."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from evals.bench.contenders import CONTENDERS
from evals.bench.peers import main, passage_texts, prepare, run_one
from evals.datasets import load_multihop
from retrievers.errors import UserError

CORPUS = [
    {"pid": "a", "title": "Osk Mill", "text": "The Osk Mill was bought by the Harrow Trust after the flood."},
    {"pid": "b", "title": "Harrow Trust", "text": "A charity that the physicist Lena Moss chairs."},
    {"pid": "c", "title": "Flour", "text": "Grain that a mill grinds."},
]
PEERS = {"haystack hybrid": "haystack", "txtai hybrid": "txtai"}


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    asked = {"question": "Who chairs the Harrow Trust?", "answer": "Lena Moss", "gold_pids": ["b"]}
    (tmp_path / "mills.corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in CORPUS))
    (tmp_path / "mills.questions.jsonl").write_text(f"{json.dumps(asked)}\n")
    return tmp_path / "mills"


@pytest.mark.parametrize("name", CONTENDERS)
@pytest.mark.filterwarnings("ignore")
def test_every_system_finds_a_passage_that_says_it(prefix: Path, tmp_path: Path, name: str) -> None:
    if name in PEERS:
        pytest.importorskip(PEERS[name])
    folder = tmp_path / "prepared"
    folder.mkdir()
    read = load_multihop(prefix)
    assert prepare(read, read.questions, folder, tmp_path / "kept") > 0
    result = run_one(name, folder)
    assert (result.recall, result.all_recall) == (1.0, 1.0)
    assert result.build_s > 0
    assert 0 < result.p50_ms <= result.p95_ms
    assert 0 < result.loaded_mb <= result.peak_mb


def test_vectors_are_computed_once_for_a_corpus(prefix: Path, tmp_path: Path) -> None:
    read = load_multihop(prefix)
    first, second = (prepare(read, read.questions, tmp_path, tmp_path / "kept") for _ in range(2))
    assert first == second
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_all_systems_index_the_same_texts(prefix: Path) -> None:
    texts = passage_texts(load_multihop(prefix))
    assert texts[1] == "Harrow Trust. A charity that the physicist Lena Moss chairs."


@pytest.mark.skipif(importlib.util.find_spec("haystack") is not None, reason="the peers are installed")
def test_missing_peers_are_said_with_the_remedy(prefix: Path) -> None:
    with pytest.raises(UserError, match=r"pip install 'quaestor\[bench\]'"):
        main([str(prefix)])


@pytest.mark.parametrize("arguments", [[], ["a", "b", "c"], ["a", "many"]])
def test_wrong_arguments_are_met_with_the_usage(arguments: list[str]) -> None:
    with pytest.raises(UserError, match=r"evals\.bench\.peers PREFIX"):
        main(arguments)
