"""`quaestor graph merges`: what was merged is told, and decisions stay through every index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from retrievers.knowledge_base import KnowledgeBase
from ui.cli import app

LEFT = """subject\trelation\tobject
Marta Lindqvist\tworks for\tHarbour Museum
Marta Lindqvist\twrote\tThe Tide Tables
Harbour Museum\tlies in\tKiel
"""
RIGHT = """subject\trelation\tobject
Lindqvist, Marta\tworks for\tHarbour Museum
Lindqvist, Marta\twrote\tThe Tide Tables
Lindqvist, Marta\tborn in\tMalmö
"""


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # where no `quaestor.toml` is
    (tmp_path / "left.tsv").write_text(LEFT)
    (tmp_path / "right.tsv").write_text(RIGHT)
    run("index", str(tmp_path / "left.tsv"), str(tmp_path / "right.tsv"), "--kb", str(tmp_path / "kb"))
    return tmp_path / "kb"


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == code, done.output
    return done.output


def merges(kb: Path) -> list[list[str]]:
    shown = json.loads(run("graph", "merges", "list", "--json", "--kb", str(kb)))
    return [[merge["name"], *merge["others"]] for merge in shown["merges"]["merged"]]


def graph_files(kb: Path) -> dict[str, str]:
    with KnowledgeBase.open(kb) as base:
        return {name: kept.sha256 for name, kept in base.manifest.artefacts.items() if name.startswith("graph/")}


def test_what_was_merged_is_listed_and_explained(kb: Path) -> None:
    assert merges(kb) == [["Lindqvist, Marta", "Marta Lindqvist"]]
    assert "same words in another order" in run("graph", "merges", "why", "Marta Lindqvist", "--kb", str(kb))


def test_a_split_stays_through_a_sync_and_is_undone_exactly(kb: Path) -> None:
    before = graph_files(kb)
    run("graph", "merges", "split", "Marta Lindqvist", "Lindqvist, Marta", "--kb", str(kb))
    assert merges(kb) == []
    (kb.parent / "left.tsv").write_text(LEFT + "Kiel\tlies in\tHolstein\n")
    run("index", "--sync", "--kb", str(kb))
    assert merges(kb) == []
    (kb.parent / "left.tsv").write_text(LEFT)
    run("graph", "merges", "forget", "Lindqvist, Marta", "Marta Lindqvist", "--kb", str(kb))
    assert graph_files(kb) == before


def test_a_join_makes_one_node(kb: Path) -> None:
    run("graph", "merges", "join", "Kiel", "Malmö", "--kb", str(kb))
    with KnowledgeBase.open(kb) as base:
        assert base.graph.find("Kiel") == base.graph.find("Malmö") != []


def test_a_name_that_no_source_has_is_refused(kb: Path) -> None:
    assert "No source has 'Lund'" in run("graph", "merges", "join", "Kiel", "Lund", "--kb", str(kb), code=2)


def test_a_name_that_is_like_none_is_told(kb: Path) -> None:
    assert "merged with no other name" in run("graph", "merges", "why", "Kiel", "--kb", str(kb), code=2)


def test_decisions_are_listed(kb: Path) -> None:
    run("graph", "merges", "split", "Kiel", "Malmö", "--kb", str(kb))
    assert "You split Kiel and Malmö." in run("graph", "merges", "list", "--kb", str(kb))
