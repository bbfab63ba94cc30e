"""Runs through the command line, on a real knowledge base with the embedded reasoner."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import SMALL
from ui.cli import app
from ui.doctor import faiss_finding

QUESTION = "Who designed Oren Lighthouse?"


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in a folder without `quaestor.toml`, and keep the runs of a test to itself."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUAESTOR_HOME", str(tmp_path / "home"))


def run(*arguments: str | Path, reply: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=reply)
    return result.exit_code, result.stdout, result.stderr


def test_ask_in_a_pipe_tells_plan_steps_answer_and_quotes(harbour: Path) -> None:
    code, out, _ = run("ask", QUESTION, "--kb", harbour)
    lines = out.splitlines()
    assert code == 0
    assert any(line.startswith("plan: ") for line in lines)
    assert any(line.startswith("E1 search: ") for line in lines)
    assert "Answer: Ilse Marrow" in lines
    assert any(
        re.search(r"\[E1\] “.*Ilse Marrow.*” — .*oren-lighthouse\.md · characters \d+–\d+", line) for line in lines
    )
    assert "\x1b" not in out


def test_ask_json_is_the_answer_and_nothing_else(harbour: Path) -> None:
    code, out, _ = run("ask", QUESTION, "--kb", harbour, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["short"] == "Ilse Marrow"
    quote = answer["citations"][0]
    text = (SMALL / quote["source"]).read_text(encoding="utf-8")
    assert text[quote["start"] : quote["end"]] == quote["quote"]


def test_a_filter_keeps_other_documents_out(harbour: Path) -> None:
    code, out, _ = run("ask", QUESTION, "--kb", harbour, "--json", "--filter", "path=oren-lighthouse.md")
    sources = {item["source"] for item in json.loads(out)["evidence"] if item["kind"] == "passage"}
    assert (code, sources) == (0, {"oren-lighthouse.md"})


def test_a_filter_that_cannot_be_read_is_a_mistake(harbour: Path) -> None:
    code, _, err = run("ask", QUESTION, "--kb", harbour, "--filter", "policy")
    assert (code, err) == (2, "The filter 'policy' cannot be read; write it as path=reports or tag=policy.\n")


def test_more_of_a_run_is_shown_when_asked_for(harbour: Path) -> None:
    _, out, _ = run(
        "ask", QUESTION, "--kb", harbour, "--show", "plan", "--show", "evidence", "--show", "sql", "--show", "trace"
    )
    assert "accepted" in out
    assert "No SQL was run." in out
    assert re.search(r"^ *\d+\.\d{3} s  plan", out, re.MULTILINE)
    assert re.search(r"^\s*triage\s+1", out, re.MULTILINE)


def test_the_chat_does_not_start_without_its_knowledge_base(tmp_path: Path) -> None:
    code, _, err = run("ui", "--kb", tmp_path / "nowhere", "--no-browser")
    assert code == 2
    assert "There is no knowledge base at" in err


def test_a_thread_that_is_not_there_is_a_mistake(harbour: Path) -> None:
    code, _, err = run("resume", "nothing", "Oren", "--kb", harbour)
    assert code == 2
    assert "nothing" in err


def test_chat_answers_each_line_until_the_input_ends(harbour: Path) -> None:
    code, out, _ = run(
        "chat", "--kb", harbour, reply=f"{QUESTION}\n/show evidence\n/nonsense\nWho designed Pellan Lighthouse?\n"
    )
    assert code == 0
    assert "Answer: Ilse Marrow" in out
    assert "Shown with the next answers: evidence." in out
    assert "Type a question, or /show" in out.split("Shown with")[1]
    assert "›" not in out
    assert "Answer: Josef Ardal" in out
    assert "accepted" in out.split("Shown with")[1]


def test_chat_leaves_when_told_to(harbour: Path) -> None:
    code, out, _ = run("chat", "--kb", harbour, reply=f"/quit\n{QUESTION}\n")
    assert code == 0
    assert "Ilse" not in out


def test_index_says_what_it_built_and_names_what_it_skipped(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "quay.md").write_text("# Quay\n\nThe quay was built in 1899.", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 torn")
    code, out, _ = run("index", folder, "--kb", tmp_path / "kb")
    assert code == 0
    assert out.splitlines()[0] == "Left out:"
    assert out.splitlines()[1].startswith(f"  {folder / 'broken.pdf'}: It ")
    assert "holds 1 document, 1 passage, 0 tables, 0 triples." in out
    assert "Nothing has changed" in run("index", folder, "--kb", tmp_path / "kb")[1]


def test_index_takes_the_folder_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_KB", str(tmp_path / "mine"))
    code, out, _ = run("index", SMALL / "tarnby.md")
    assert code == 0
    assert str(tmp_path / "mine") in out


def test_index_of_nothing_is_a_mistake(tmp_path: Path) -> None:
    code, _, err = run("index", tmp_path / "nowhere", "--kb", tmp_path / "kb")
    assert code == 2
    assert "nowhere" in err


def test_doctor_finds_a_whole_knowledge_base(harbour: Path) -> None:
    findings = json.loads(run("doctor", "--kb", harbour, "--json")[1])
    states = {(finding["topic"], finding["name"]): finding for finding in findings}
    assert states["knowledge base", str(harbour)]["state"] == "ok"
    assert states["reasoner", "embedded"]["state"] == "ok"
    assert "MiniLM" in states["models", "encoder"]["detail"]


def test_doctor_says_which_build_of_faiss_is_loaded() -> None:
    findings = json.loads(run("doctor", "--json")[1])
    (faiss,) = (finding for finding in findings if finding["name"] == "faiss")
    assert faiss["state"] == "ok"
    assert re.match(r"faiss-(cpu|gpu-cu12) [\d.]+", faiss["detail"])


def test_doctor_says_which_device_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_DEVICE", "cpu")
    findings = json.loads(run("doctor", "--json")[1])
    (search,) = (finding for finding in findings if finding["topic"] == "search")
    assert (search["state"], search["detail"]) == ("ok", "searched on the CPU: the settings say so")


def test_two_builds_of_faiss_are_a_problem_with_the_commands_that_mend_it() -> None:
    found = faiss_finding({"faiss-cpu": "1.15.1", "faiss-gpu-cu12": "1.14.1"})
    assert found.state == "problem"
    assert "`pip uninstall -y faiss-cpu faiss-gpu-cu12`, then `pip install faiss-gpu-cu12`" in found.detail


def test_doctor_names_a_missing_knowledge_base_and_a_silent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_MODEL_URL", "http://127.0.0.1:9/v1")
    code, out, _ = run("doctor", "--kb", "nowhere")
    assert code == 1
    assert "There is no knowledge base at nowhere" in " ".join(out.split())
    assert "does not answer" in out
