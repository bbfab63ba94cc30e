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


def test_triples_beside_the_documents_are_asked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mills.corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in CORPUS))
    asked = {"question": "What is the height of the Osk Mill?", "answer": "31 metres", "gold_pids": ["a"]}
    Path("mills.questions.jsonl").write_text(f"{json.dumps(asked)}\n")
    Path("heights.csv").write_text("subject,relation,object\nOsk Mill,height,31 metres\nHarrow Mill,height,12 metres\n")
    scores = {}
    for name, more in (("without", []), ("beside", ["--triples", "heights.csv"])):
        arguments = ["eval", "multihop", "mills", *more, "--report", f"{name}.json", "--reader", "heuristic"]
        assert CliRunner().invoke(app, arguments).exit_code == 0
        report = json.loads(Path(f"{name}.json").read_text(encoding="utf-8"))
        scores[name] = report["summary"]["em"]
        assert report["summary"]["triples"] == more[1:]
    assert scores == {"without": 0, "beside": 1}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--triples", "nowhere.csv"], "There is no file nowhere.csv; check the path."),
        (["--triples", "notes.md"], "notes.md holds no triples; name three columns subject, relation and object"),
        (["--triples", "notes.md", "--oracle"], "each question has its passages alone; leave --triples out."),
        (["--agent"], "The suite multihop takes no --agent; the suite graph does."),
    ],
)
def test_triples_that_are_of_no_use_are_refused(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mills.corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in CORPUS))
    Path("mills.questions.jsonl").write_text(f"{json.dumps(ASKED)}\n")
    Path("notes.md").write_text("# Notes\n\nNone.\n")
    result = CliRunner().invoke(app, ["eval", "multihop", "mills", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr
