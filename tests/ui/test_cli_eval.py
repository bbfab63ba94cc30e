"""`quaestor eval` through the command line, on a corpus of two passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app

CORPUS = [
    {"pid": "a", "title": "Osk Mill", "text": "The Osk Mill was built by Lena Moss in 1830."},
    {"pid": "b", "title": "Harrow Mill", "text": "The Harrow Mill was built by Jon Vale in 1790."},
]
ASKED = {"question": "Who built the Osk Mill?", "answer": "Lena Moss", "gold_pids": ["a"], "context_pids": ["a", "b"]}


@pytest.mark.parametrize(
    ("flag", "found", "words"),
    [
        ("--oracle", ["a"], "Each question over its gold passages alone; 0 questions without any"),
        ("--distractor", ["a", "b"], "Each question over the passages that come with it alone; 0 questions"),
    ],
)
def test_a_run_over_passages_of_its_own_says_so(
    flag: str, found: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mills.corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in CORPUS))
    Path("mills.questions.jsonl").write_text(f"{json.dumps(ASKED)}\n")
    arguments = ["eval", "multihop", "mills", flag, "--report", "report.json", "--reader", "heuristic"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert words in " ".join(result.stdout.split())
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert sorted(report["rows"][0]["retrieved"]) == found
    assert report["summary"]["settings"]["reader"] == "heuristic"
