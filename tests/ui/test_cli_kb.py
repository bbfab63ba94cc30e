"""`quaestor index` on what is there, and `quaestor kb`, as they are typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import SMALL
from ui.cli import app


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in a folder without `quaestor.toml`."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def kb(harbour: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(harbour, tmp_path / "kb"))


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_index_adds_and_says_what_came_and_what_stayed(kb: Path) -> None:
    more = Path("more")
    more.mkdir()
    (more / "quay.md").write_text("# Quay\n\nThe quay was built in 1899.")
    _, out, _ = run("index", more, "--kb", kb)
    assert "Documents: 1 added, 8 kept; tables: 1 kept; triples: 6 kept; 1 passage embedded." in out.splitlines()
    shutil.rmtree(more)
    code, _, err = run("index", "--kb", kb)
    drop = f"`quaestor index --sync --kb {kb}`"
    assert code == 2
    assert err.strip() == f"more, which {kb} was made of, is not there; make it available, or drop it: {drop}."
    code, out, _ = run("index", "--sync", "--kb", kb)
    assert out.splitlines()[:2] == [
        "Dropped more: it is not there any more.",
        "Documents: 1 removed, 8 kept; tables: 1 kept; triples: 6 kept; 0 passages embedded.",
    ]


def test_documents_are_cut_as_wanted_and_stay_so(kb: Path) -> None:
    before = json.loads(run("kb", "info", "--kb", kb, "--json")[1])["passages"]
    run("index", "--kb", kb, "--passage-size", "40", "--overlap", "20")
    cut = json.loads(run("kb", "info", "--kb", kb, "--json")[1])["passages"]
    assert cut > before
    assert run("index", "--kb", kb)[1].startswith("Nothing has changed")


def test_a_cut_that_is_not_possible_is_a_mistake(kb: Path) -> None:
    code, _, err = run("index", "--kb", kb, "--passage-size", "100", "--overlap", "60")
    assert code == 2
    assert (
        err.strip() == "Passages cannot be cut so: an overlap of 60 is more than half of a passage of 100 wordpieces."
    )


def test_a_language_is_named_and_stays_so(kb: Path) -> None:
    run("index", "--kb", kb, "--language", "de", "--language", "en")
    assert run("index", "--kb", kb)[1].startswith("Nothing has changed")
    assert json.loads(run("kb", "info", "--kb", kb, "--json")[1])["languages"] == ["german", "english"]


def test_a_language_that_is_not_known_is_a_mistake(kb: Path) -> None:
    code, _, err = run("index", "--kb", kb, "--language", "klingon")
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert err.strip().startswith("There is no language 'klingon'; the languages are auto, en (english), ")


def test_info_says_what_it_holds_and_where_it_came_from(kb: Path) -> None:
    info = json.loads(run("kb", "info", "--kb", kb, "--json")[1])
    assert (info["documents"], info["tables"], info["triples"]) == (8, 1, 6)
    assert info["inputs"] == [{"path": str(SMALL), "files": 10, "there": True}]
    assert [version["current"] for version in info["versions"]] == [True]
    assert sum(info["parts"].values()) == info["versions"][0]["size"]
    shown = " ".join(run("kb", "info", "--kb", kb)[1].split())
    assert "8 documents, 8 passages, 1 table, 6 triples" in shown
    assert "all-MiniLM-L6-v2, 384 numbers" in shown


def test_verify_finds_a_whole_one_whole(kb: Path) -> None:
    assert run("kb", "verify", "--kb", kb)[:2] == (0, f"{kb} is whole.\n")
    assert json.loads(run("kb", "verify", "--kb", kb, "--json")[1]) == {"path": str(kb), "whole": True, "faults": []}


def test_verify_names_what_is_damaged_and_the_command_it_names_mends_it(kb: Path) -> None:
    path = kb / "versions" / "0001" / "dense/vectors.npy"
    path.write_bytes(bytes(path.stat().st_size))
    code, out, _ = run("kb", "verify", "--kb", kb)
    assert code == 1
    assert "dense/vectors.npy differs from what was written" in out
    assert f"`quaestor index --kb {kb}`" in out
    assert run("kb", "verify", "--kb", kb, "--json")[0] == 1
    assert run("index", "--kb", kb)[0] == 0
    assert run("kb", "verify", "--kb", kb)[0] == 0


def test_compact_says_what_it_freed(kb: Path) -> None:
    (kb / "building").mkdir()
    (kb / "building" / "vectors-0.sqlite").write_bytes(bytes(50_000))
    assert run("kb", "compact", "--kb", kb)[1] == "Freed 50.0 kB: 0 old versions removed.\n"
    assert not (kb / "building").exists()


def test_export_and_import_bring_it_elsewhere(kb: Path) -> None:
    assert run("kb", "export", "harbour.zip", "--kb", kb)[1].startswith("Wrote harbour.zip, ")
    code, out, _ = run("kb", "import", "harbour.zip", "--kb", "other")
    assert (code, out) == (0, "other holds 8 documents in 8 passages, 1 tables, 6 triples.\n")
    assert run("kb", "import", "harbour.zip", "--kb", "other")[0] == 2
    assert run("kb", "import", "harbour.zip", "--kb", "other", "--replace")[0] == 0
