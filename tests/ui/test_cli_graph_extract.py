"""`quaestor graph extract` against a real server: what it costs, what it keeps, and what a kill leaves of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from retrievers.ingest import build, update
from retrievers.knowledge_base import KnowledgeBase
from tests.support.extraction import fact, reply
from tests.support.scripted_server import Scenario, ScriptedServer, Turn, prompt_of
from ui.cli import app

DOCUMENTS = {
    "bridge": "The Karlin Bridge was designed by Ada Weiss. It opened in 1903.",
    "feld": "Anton Feld is a pilot who was born in Quillport.",
    "harbour": "Tarnby has a harbour master, Jon Orr.",
    "line": "The Northern Line was founded by Greta Holm in 1904.",
}
DESIGNED = fact("Karlin Bridge", "designed by", "Ada Weiss", "The Karlin Bridge was designed by Ada Weiss.")
FOUNDED = fact("Northern Line", "founded by", "Greta Holm", "The Northern Line was founded by Greta Holm", "in 1904")
INVENTED = fact("Karlin Bridge", "painted by", "Ada Weiss", "Ada Weiss painted it green.")
TURNS = (
    Turn(role="extract", about="Karlin", reply=reply(DESIGNED, INVENTED, entities={"Ada Weiss": "person"}), times=0),
    Turn(role="extract", about="Anton Feld", times=0, reply=reply(
        fact("Anton Feld", "born in", "Quillport", "was born in Quillport"))),
    Turn(role="extract", about="Tarnby", times=0, reply=reply(
        fact("Jon Orr", "harbour master of", "Tarnby", "Tarnby has a harbour master, Jon Orr."))),
    Turn(role="extract", about="Northern Line", reply=reply(FOUNDED), times=0),
)  # fmt: skip


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base of four documents, one passage each, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUAESTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / f"{name}.txt").write_text(text)
    build([folder], tmp_path / "kb")
    return tmp_path / "kb"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """Serve a model that reads each of the documents."""
    with ScriptedServer(Scenario(turns=TURNS)) as serving:
        monkeypatch.setenv("QUAESTOR_MODEL_URL", serving.url)
        monkeypatch.setenv("QUAESTOR_MODEL", "scripted")
        yield serving


def extract(kb: Path, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["graph", "extract", "--kb", str(kb), *options])
    return result.exit_code, result.stdout, result.stderr


def triples(kb: Path) -> set[tuple[str, str, str, str]]:
    """Return the graph's triples with the words of their sources."""
    with KnowledgeBase.open(kb, device="cpu") as base:
        found = [base.graph.triple(edge) for edge in range(len(base.graph))]
        return {(t.subject, t.relation, t.object, words(base, t.source)) for t in found}


def words(base: KnowledgeBase, source: str) -> str:
    document, _, span = source.rpartition("#")
    start, end = map(int, span.split("-"))
    return base.store.document(document).text[start:end]


def content(kb: Path) -> dict[str, str]:
    """Return the hash of every file of the current version."""
    with KnowledgeBase.open(kb, device="cpu") as base:
        return {name: artefact.sha256 for name, artefact in base.manifest.artefacts.items()}


@pytest.mark.usefixtures("server")
def test_facts_come_into_the_graph_with_the_words_that_state_them(kb: Path) -> None:
    code, out, _ = extract(kb, "--yes")
    assert code == 0
    assert (
        "Karlin Bridge", "designed by", "Ada Weiss", "The Karlin Bridge was designed by Ada Weiss."
    ) in triples(kb)  # fmt: skip
    assert ("Ada Weiss", "instance of", "person", "The Karlin Bridge was designed by Ada Weiss.") in triples(kb)
    assert "Dropped what the passages do not bear out: 1 for evidence that is not in the passage." in out
    assert "holds 5 triples, 5 added." in out


@pytest.mark.usefixtures("server")
def test_graph_that_was_read_from_texts_is_known_to_be_a_part_of_them(kb: Path) -> None:
    extract(kb, "--yes")
    with KnowledgeBase.open(kb, device="cpu") as base:
        assert base.manifest.partial_graph
    extract(kb, "--forget")
    with KnowledgeBase.open(kb, device="cpu") as base:
        assert not base.manifest.partial_graph


def test_dry_run_says_the_cost_and_asks_nothing(kb: Path, server: ScriptedServer) -> None:
    code, out, _ = extract(kb, "--dry-run")
    assert code == 0
    assert "4 passages to read with scripted, one call each" in out
    assert server.requests == []


def test_nothing_is_spent_before_somebody_agrees(kb: Path, server: ScriptedServer) -> None:
    code, _, err = extract(kb)
    assert code == 2
    assert "--yes" in err
    assert server.requests == []


def test_what_was_read_is_not_paid_for_again(kb: Path, server: ScriptedServer) -> None:
    extract(kb, "--yes")
    code, out, _ = extract(kb, "--yes")
    assert (code, len(server.requests)) == (0, 4)
    assert "4 passages were read before; nothing is left to read." in out


def test_calls_end_it_with_what_it_has(kb: Path, server: ScriptedServer) -> None:
    code, out, _ = extract(kb, "--yes", "--max-calls", "2", "--concurrency", "3")
    assert (code, len(server.requests)) == (0, 2)
    assert "Stopped early: The 2 calls of this extraction are used up. 2 passages left" in out
    assert {subject for subject, _, _, _ in triples(kb)} == {"Karlin Bridge", "Ada Weiss", "Anton Feld"}
    extract(kb, "--yes")
    assert len(server.requests) == 4


@pytest.mark.parametrize("concurrency", [1, 4])
def test_tokens_end_it_with_what_it_has(kb: Path, server: ScriptedServer, concurrency: int) -> None:
    code, out, _ = extract(kb, "--yes", "--max-tokens", "2500", "--concurrency", str(concurrency))
    assert code == 0
    assert "tokens of this extraction are used up" in out
    spent = sum(len(prompt_of(body)) // 4 for body in server.requests) + server.written
    assert 0 < spent <= 2500
    assert server.most_at_once <= concurrency


@pytest.mark.usefixtures("server")
def test_estimate_learns_from_replies(kb: Path) -> None:
    assert "by a rule of thumb" in extract(kb, "--dry-run")[1]
    extract(kb, "--yes", "--max-calls", "2")
    assert "as for the 2 passages read" in extract(kb, "--dry-run")[1]


@pytest.mark.usefixtures("server")
def test_another_model_reads_for_itself(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract(kb, "--yes")
    other = Scenario(models=("other",), turns=(Turn(role="extract", reply=reply(), times=0),))
    with ScriptedServer(other) as second:
        monkeypatch.setenv("QUAESTOR_MODEL_URL", second.url)
        _, out, _ = extract(kb, "--yes", "--model", "other")
    assert len(second.requests) == 4
    assert "holds 0 triples, 5 removed." in out


def test_only_documents_that_a_filter_lets_through_are_read(kb: Path, server: ScriptedServer) -> None:
    extract(kb, "--yes", "--filter", "path=feld.txt")
    assert len(server.requests) == 1
    assert {subject for subject, _, _, _ in triples(kb)} == {"Anton Feld"}


def test_facts_stay_with_a_passage_that_moves_and_go_with_one_that_goes(kb: Path, server: ScriptedServer) -> None:
    extract(kb, "--yes")
    texts = kb.parent / "texts"
    before = triples(kb)
    (texts / "line.txt").unlink()
    (texts / "new.txt").write_text("A text about nothing.")
    update((), kb)
    assert triples(kb) == {row for row in before if row[0] != "Northern Line"}
    assert len(server.requests) == 4


def test_a_document_that_was_dropped_leaves_no_trace(kb: Path, server: ScriptedServer, tmp_path: Path) -> None:
    extract(kb, "--yes")
    texts = kb.parent / "texts"
    (texts / "line.txt").unlink()
    update((), kb)
    fresh = tmp_path / "fresh"
    build([texts], fresh)
    extract(fresh, "--yes")
    assert content(kb) == content(fresh)
    assert len(server.requests) == 4


@pytest.mark.usefixtures("server")
def test_forgetting_takes_out_what_was_read(kb: Path) -> None:
    before = content(kb)
    extract(kb, "--yes")
    code, out, _ = extract(kb, "--forget")
    assert (code, content(kb)) == (0, before)
    assert "5 removed" in out


def test_a_passage_without_a_usable_reply_is_asked_for_again(
    kb: Path, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = (Turn(role="extract", about="Northern", reply={"facts": []}, times=0), *TURNS)
    with ScriptedServer(Scenario(turns=bad)) as failing:
        monkeypatch.setenv("QUAESTOR_MODEL_URL", failing.url)
        code, out, _ = extract(kb, "--yes", "--concurrency", "1")
    assert code == 0
    assert "1 passage got no usable reply" in out
    monkeypatch.setenv("QUAESTOR_MODEL_URL", server.url)
    extract(kb, "--yes")
    assert ["Northern Line" in prompt_of(body) for body in server.requests] == [True]


def test_a_server_that_goes_away_loses_nothing(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = (*TURNS[:2], Turn(role="extract", status=404, error="gone", times=0))
    with ScriptedServer(Scenario(turns=turns)) as server:
        monkeypatch.setenv("QUAESTOR_MODEL_URL", server.url)
        monkeypatch.setenv("QUAESTOR_MODEL", "scripted")
        code, out, _ = extract(kb, "--yes", "--concurrency", "1")
    assert code == 1
    assert "Stopped early" in out
    assert {subject for subject, _, _, _ in triples(kb)} >= {"Karlin Bridge", "Anton Feld"}


def test_killed_extraction_goes_on_where_it_stopped(kb: Path) -> None:
    stalled = threading.Event()

    class Noting(ScriptedServer):
        def take(self, path: str, body: dict[str, object]) -> tuple[Turn, int]:
            turn, shared = super().take(path, body)
            if turn.stall_after is not None:
                stalled.set()
            return turn, shared

    turns = (Turn(role="extract", about="Tarnby", stall_after=10), *TURNS)
    with Noting(Scenario(turns=turns)) as server:
        environment = {**os.environ, "QUAESTOR_MODEL_URL": server.url, "QUAESTOR_MODEL": "scripted"}
        command = [sys.executable, "-m", "ui.cli", "graph", "extract", "--kb", str(kb), "--yes", "--concurrency", "1"]
        root = Path(__file__).parents[2]
        with subprocess.Popen(command, env=environment, cwd=root, stdout=subprocess.DEVNULL) as process:
            assert stalled.wait(60)
            process.kill()
        assert triples(kb) == set()
        asked = len(server.requests)
        subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True)
        again = [prompt_of(body) for body in server.requests[asked:]]
    assert asked == 3
    assert sorted("Tarnby" in text or "Northern" in text for text in again) == [True, True]
    assert len(triples(kb)) == 5


def test_without_a_server_it_says_what_to_set(kb: Path) -> None:
    code, _, err = extract(kb, "--yes")
    assert code == 2
    assert "QUAESTOR_MODEL_URL" in err
