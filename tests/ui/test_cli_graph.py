"""`quaestor graph`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from retrievers import KnowledgeBase
from retrievers.ingest import build
from tests.conftest import SMALL
from ui.cli import app


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in a folder without `quaestor.toml`."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["graph", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_show_draws_a_tree_of_both_directions(harbour: Path) -> None:
    code, out, _ = run("show", "Lights Board", "--kb", harbour)
    assert code == 0
    assert out.splitlines() == [
        "Lights Board",
        "├── headquarters →",
        "│   └── Velmouth  places.tsv:7",
        "└── ← maintained by",
        "    ├── Oren Lighthouse  places.tsv:5",
        "    └── Pellan Lighthouse  places.tsv:6",
    ]


def test_show_goes_deeper_and_says_what_it_leaves_out(harbour: Path) -> None:
    _, out, _ = run("show", "Lights Board", "--kb", harbour, "--depth", "2", "--limit", "1")
    assert "│       ├── located in →" in out.splitlines()
    assert "    └── and 1 more" in out.splitlines()


def test_show_says_when_and_how_surely_an_edge_holds(tmp_path: Path) -> None:
    (tmp_path / "roles.csv").write_text(
        "subject,relation,object,confidence,since,until\n"
        "Acme,led by,Ann Roe,0.8,2001,2009\nAcme,led by,Cy Dunn,1,2018,\n"
    )
    (tmp_path / "more.csv").write_text("subject,relation,object\nAcme,led by,Cy Dunn\n")
    build([tmp_path / "roles.csv", tmp_path / "more.csv"], tmp_path / "kb")
    _, out, _ = run("show", "Acme", "--kb", tmp_path / "kb")
    assert "Ann Roe  2001 to 2009 · confidence 0.8 · roles.csv:2" in out
    assert "Cy Dunn  since 2018 · more.csv:2 and 1 other" in out
    assert "more.csv:2, roles.csv:3" in run("show", "Acme", "--kb", tmp_path / "kb", "--sources")[1]
    (found,) = json.loads(run("show", "Acme", "--kb", tmp_path / "kb", "--json")[1])
    edges = found["relations"][0]["edges"]
    assert edges[0] == {
        "entity": "Ann Roe",
        "literal": False,
        "sources": ["roles.csv:2"],
        "confidence": 0.8,
        "since": "2001",
        "until": "2009",
    }


def test_show_as_json_has_every_source(harbour: Path) -> None:
    _, out, _ = run("show", "Velmouth", "--kb", harbour, "--relation", "located in", "--json")
    (found,) = json.loads(out)
    assert found["entity"] == "Velmouth"
    (relation,) = found["relations"]
    assert relation["edges"] == [{"entity": "Vel Valley", "literal": False, "sources": ["places.tsv:2"]}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Velmuth"], "There is no node 'Velmuth' in the graph; the closest are Velmouth."),
        (["Xelmouth"], "There is no node 'Xelmouth' in the graph; the closest are Velmouth."),
        (["Velmouth", "--relation", "located"], "No relation is called 'located'; there are located in"),
    ],
)
def test_what_is_not_there_is_a_mistake(harbour: Path, arguments: list[str], message: str) -> None:
    code, _, err = run("show", *arguments, "--kb", harbour)
    assert code == 2
    assert message in err


def test_a_name_of_several_nodes_is_listed(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(
        "subject,relation,object\nParis (Texas),located in,Texas\nParis (France),located in,France\n"
        "PARIS  (france),twinned with,Rome\n"
    )
    build([tmp_path / "facts.csv"], tmp_path / "kb")
    code, _, err = run("show", "paris france", "--kb", tmp_path / "kb")
    assert code == 2
    assert err.strip().endswith("; give one of these names in full.")
    assert "Paris (France)" in err
    assert run("show", "Paris (France)", "--kb", tmp_path / "kb")[0] == 0


def test_a_knowledge_base_without_triples_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# Quay\n\nThe quay was built in 1899.")
    build([tmp_path / "note.md"], tmp_path / "kb")
    code, _, err = run("show", "Quay", "--kb", tmp_path / "kb")
    assert code == 2
    assert "holds no triples" in err


def test_ontology_shows_what_the_graph_shows(harbour: Path) -> None:
    code, out, _ = run("ontology", "--kb", harbour)
    assert code == 0
    assert any(line.strip().startswith("located in: ") for line in out.splitlines())
    shown = json.loads(run("ontology", "--kb", harbour, "--json")[1])
    assert {relation["name"] for relation in shown["relations"]} == {"located in", "maintained by", "headquarters"}


def test_violations_are_counted_with_examples_and_sources(tmp_path: Path) -> None:
    (tmp_path / "port.ttl").write_text(
        "@prefix : <https://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        ":captain rdfs:domain :Ship .\n:Ole a :Person ; :captain :Per .\n"
    )
    build([tmp_path / "port.ttl"], tmp_path / "kb")
    code, out, _ = run("ontology", "--violations", "--kb", tmp_path / "kb")
    assert code == 0
    assert out.splitlines() == [
        "1 × domain: captain leads from Ship (declared)",
        "  Ole — captain → Per  port.ttl",
    ]


def test_export_writes_triples_by_the_ending_of_the_file(harbour: Path, tmp_path: Path) -> None:
    code, _, err = run("export", "-o", tmp_path / "town.csv", "--kb", harbour)
    assert code == 0
    assert err.strip() == f"Wrote {tmp_path / 'town.csv'}: 8 nodes, 6 triples."
    lines = (tmp_path / "town.csv").read_text().splitlines()
    assert lines[0] == "subject,relation,object,datatype,confidence,since,until,source"
    assert "Velmouth,located in,Vel Valley,,1.0,,,places.tsv:2" in lines


def test_an_ending_that_is_none_is_a_mistake(harbour: Path, tmp_path: Path) -> None:
    code, _, err = run("export", "-o", tmp_path / "town.foo", "--kb", harbour)
    assert code == 2
    assert "has none of the endings .html, .ttl, .csv, .jsonl, .graphml" in err
    assert not (tmp_path / "town.foo").exists()
    assert run("export", "-o", tmp_path / "town.foo", "--format", "csv", "--kb", harbour)[0] == 0


def test_exported_turtle_is_indexed_as_the_same_triples(tmp_path: Path) -> None:
    rows = [{"s": "Ole", "r": "captainOf", "o": "Anna", "confidence": 0.4, "since": "1990", "until": "1995-03"}]
    (tmp_path / "crew.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    build([SMALL, tmp_path / "crew.jsonl"], tmp_path / "kb")
    assert run("export", "-o", tmp_path / "town.ttl", "--kb", tmp_path / "kb")[0] == 0
    build([tmp_path / "town.ttl"], tmp_path / "again")
    with KnowledgeBase.open(tmp_path / "kb") as first, KnowledgeBase.open(tmp_path / "again") as again:
        assert len(first.graph) > len(rows)
        assert list(again.graph.triples()) == list(first.graph.triples())


def test_export_of_an_entity_to_the_terminal(harbour: Path) -> None:
    code, out, err = run("export", "Lights Board", "--format", "jsonl", "--depth", "1", "--limit", "2", "--kb", harbour)
    assert code == 0
    assert [json.loads(line)["relation"] for line in out.splitlines()] == ["headquarters"]
    assert err.strip() == "2 nodes left out, see --limit"
