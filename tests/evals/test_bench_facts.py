"""Facts of documents are counted, set beside gold triples and shown with their sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from evals.bench.facts import main
from retrievers.errors import UserError

TEXTS = {
    "Otto Kranz": "Otto Kranz (born 4 May 1920) is a Dutch film director. He was born in Ostmark.",
    "The Short Ferry": "The Short Ferry is a drama film directed by Otto Kranz. It has a short ferry.",
}
GOLD = [
    ["The Short Ferry", "director", "otto kranz"],
    ["Otto Kranz", "date of birth", "May 4, 1920"],
    ["Otto Kranz", "country of citizenship", "Netherlands"],
    ["Otto Kranz", "spouse", "Mara Velden"],
]


def write(folder: Path, asked: Mapping[str, object]) -> str:
    rows = [{"pid": title, "title": title, "text": text} for title, text in TEXTS.items()]
    (folder / "films.corpus.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    question = {"question": "Who directed The Short Ferry?", "answer": "Otto Kranz", "gold_pids": ["The Short Ferry"]}
    (folder / "films.questions.jsonl").write_text(f"{json.dumps(question | dict(asked))}\n")
    return str(folder / "films")


def test_facts_are_counted_by_pattern_and_relation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([write(tmp_path, {})])
    counts, patterns, relations = capsys.readouterr().out.splitlines()
    number = int(counts.partition(" documents, ")[2].partition(" facts")[0])
    assert counts.startswith("2 documents, ")
    assert "date of birth 1" in relations
    assert "directed by 1" in relations
    for line in (patterns, relations):
        assert sum(map(int, re.findall(r" (\d+)(?:,|$)", line))) == number > 0


def test_gold_triples_are_met_by_the_names_days_and_countries_of_their_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([write(tmp_path, {"evidences": GOLD})])
    total, by_relation = capsys.readouterr().out.splitlines()[3:]
    assert total == "gold triples whose ends a fact joins: 3 of 4"
    assert (
        by_relation.split(": ")[-1].strip() == "director 1/1, date of birth 1/1, country of citizenship 1/1, spouse 0/1"
    )


def test_a_sample_is_shown_with_its_sentences_and_is_the_same_for_a_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prefix = write(tmp_path, {})
    shown = []
    for _ in range(2):
        main([prefix, "--sample", "2", "--seed", "1"])
        shown.append(capsys.readouterr().out.splitlines()[3:])
    assert shown[0] == shown[1]
    assert [line.split()[0] for line in shown[0][::2]] == ["1", "2"]
    assert all(any(line.strip() in text for text in TEXTS.values()) for line in shown[0][1::2])


def test_a_corpus_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="films"):
        main([str(tmp_path / "films")])
