"""Questions asked over their own passages alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.settings import Settings
from evals.cache import corpus_knowledge_base
from evals.datasets import load_multihop
from evals.encoded import EncodedOnce
from evals.schema import Over, Row
from evals.suites import Options, run_suite
from evals.suites.base import run_key
from evals.suites.closed import part_of
from retrievers.embedding import Vectors, default_embedder
from retrievers.errors import UserError
from retrievers.ingest import Progress
from retrievers.knowledge_base import KnowledgeBase
from retrievers.options import Options as IndexOptions

CORPUS = [
    {"pid": "a", "title": "Osk Mill", "text": "The Osk Mill was built by Lena Moss in 1830."},
    {"pid": "b", "title": "Lena Moss", "text": "Lena Moss was a millwright. She was born in Velmouth."},
    {"pid": "c", "title": "Lena Moss (singer)", "text": "Lena Moss is a singer. She was born in Tarnby."},
    {"pid": "d", "title": "Velmouth", "text": "Velmouth is a town by the sea, and the Osk Mill stands near it."},
    {"pid": "blank", "title": "Blank", "text": "  "},
]
QUESTIONS: list[dict[str, Any]] = [
    {"id": "q0", "question": "Where was the builder of the Osk Mill born?", "answer": "Velmouth", "type": "bridge",
     "gold_pids": ["b", "a"], "context_pids": ["c", "a", "b", "gone"]},
    {"id": "q1", "question": "Who built the Osk Mill?", "answer": "Lena Moss", "gold_pids": ["a"],
     "context_pids": ["d", "a"]},
    {"id": "q2", "question": "What is blank?", "answer": "nothing", "gold_pids": ["blank"], "context_pids": ["lost"]},
]  # fmt: skip


class Silent:
    """Looks on and says nothing."""

    def indexing(self, progress: Progress) -> None: ...

    def answering(self, done: int, total: int, row: Row | None) -> None: ...


def written(folder: Path, questions: list[dict[str, Any]]) -> Path:
    for kind, rows in (("corpus", CORPUS), ("questions", questions)):
        (folder / f"mills.{kind}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return folder / "mills"


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("data"), QUESTIONS)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def reports(prefix: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Over, dict[str, Any]]:
    """Measure over the gold passages and over those of the context."""
    folder = tmp_path_factory.mktemp("reports")
    kinds: tuple[Over, ...] = ("gold", "context")
    return {
        over: run_suite("multihop", prefix, Options(cache=cache, over=over, report=folder / over), Silent())
        for over in kinds
    }


@pytest.mark.parametrize(
    ("over", "first", "second"), [("gold", {"a", "b"}, {"a"}), ("context", {"a", "b", "c"}, {"a", "d"})]
)
def test_nothing_but_its_own_passages_is_found(
    reports: dict[Over, dict[str, Any]], over: Over, first: set[str], second: set[str]
) -> None:
    assert [set(row["retrieved"]) for row in reports[over]["rows"]] == [first, second]


def test_a_question_is_answered_from_its_passages(reports: dict[Over, dict[str, Any]]) -> None:
    assert [row["prediction"] for row in reports["gold"]["rows"]] == ["Velmouth", "Lena Moss"]


def test_quotes_are_checked_against_the_corpus(reports: dict[Over, dict[str, Any]]) -> None:
    summary = reports["gold"]["summary"]
    assert summary["quotes"] == summary["quotes_verbatim"] > 0


@pytest.mark.parametrize(("over", "ids"), [("gold", 1), ("context", 2)])
def test_the_report_says_what_was_asked_over_and_counts_what_was_left_out(
    reports: dict[Over, dict[str, Any]], over: Over, ids: int
) -> None:
    summary = reports[over]["summary"]
    assert (summary["over"], summary["n"]) == (over, 2)
    assert (summary["questions_left_out"], summary["pids_left_out"]) == (1, ids)
    assert {row["over"] for row in reports[over]["rows"]} == {over}
    assert reports[over]["data"] == f"mills-{over}"


def test_runs_over_different_passages_or_by_different_readers_never_share_a_journal() -> None:
    kinds: tuple[Over, ...] = ("corpus", "gold", "context")
    settings = Settings.load()
    other = settings.model_copy(update={"reader": "another"})
    keys = {run_key("multihop", "data", used, Options(over=over)) for over in kinds for used in (settings, other)}
    assert len(keys) == 6


def test_nothing_is_left_behind(reports: dict[Over, dict[str, Any]], cache: Path) -> None:
    assert reports
    assert not list((cache / "runs").iterdir())


class Counting(EncodedOnce):
    """Counts the texts that it encodes."""

    encoded = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return super().encode(texts)


def test_no_passage_is_encoded_again(prefix: Path, cache: Path, tmp_path: Path) -> None:
    read, embedder = load_multihop(prefix), Counting(default_embedder())
    built = corpus_knowledge_base(read.corpus, read.corpus_digest, cache=cache, embedder=default_embedder())
    with KnowledgeBase.open(built.path, embedder) as kb:
        rows = [kb.store.document_passages(pid)[0] for pid in ("a", "c")]
        with KnowledgeBase.open(part_of(kb, read, {"c", "a"}, tmp_path)) as part:
            assert part.store.document_ids() == ["a", "c"]
            assert np.array_equal(part.dense.vectors([0, 1]), kb.dense.vectors(rows))
    assert embedder.encoded == 0


def test_what_its_passages_state_is_in_the_graph_if_it_is_in_that_of_the_corpus(
    prefix: Path, cache: Path, tmp_path: Path
) -> None:
    read = load_multihop(prefix)
    built = corpus_knowledge_base(
        read.corpus, read.corpus_digest, cache=cache, embedder=default_embedder(), options=IndexOptions(facts=True)
    )
    with KnowledgeBase.open(built.path) as kb, KnowledgeBase.open(part_of(kb, read, {"a", "b"}, tmp_path)) as part:
        stated = {(t.subject, t.relation, t.object) for t in part.graph.triples()}
        assert ("Lena Moss", "is a", "millwright") in stated
        assert not any("singer" in triple for triple in stated)


def test_a_set_without_such_passages_is_one_sentence(tmp_path: Path) -> None:
    bare = [{"id": "q", "question": "Who built the Osk Mill?", "answer": "Lena Moss", "gold_pids": ["a"]}]
    message = "No question of mills that is asked has context_pids which the corpus holds; leave --distractor out."
    with pytest.raises(UserError) as raised:
        run_suite("multihop", written(tmp_path, bare), Options(cache=tmp_path, over="context"), Silent())
    assert str(raised.value) == message
    assert not (tmp_path / "kb").exists(), "it is known before anything is built"


@pytest.mark.parametrize("suite", ["sample", "retrieval"])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(over="gold"), "takes no --oracle and no --distractor; the suite multihop does"),
        (Options(facts=True), "takes no --facts; the suite multihop does"),
        (Options(triples=Path("t.csv")), "takes no --triples; the suites graph and multihop do"),
    ],
)
def test_other_suites_refuse(suite: str, options: Options, message: str) -> None:
    with pytest.raises(UserError, match=message):
        run_suite(suite, None, options, Silent())
