"""Question sets over tables and passages: how they are read, and the files that are indexed of them."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.datasets.hybrid import HybridSet, load_hybrid
from retrievers.errors import UserError

TABLE = {
    "table_id": "Moss Cup/2", "title": "Moss Cup", "section_title": "Winners", "intro": "A race in the fens .",
    "header": [["Year", []], ["Winner", []]],
    "data": [[["1931", []], ["Vale", ["/wiki/Ann_Vale"]]], [["1932", []], ["Ann\nVale", ["/wiki/Ann_Vale"]]]],
}  # fmt: skip
PASSAGE = {"url": "/wiki/Ann_Vale", "text": "Ann Vale was born in Osk ."}
ASKED = {
    "question_id": "a", "question": "Where was the winner of 1931 born ?", "table_id": "Moss Cup/2",
    "answer-text": "Osk", "answer-node": [["Ann Vale", [0, 1], "/wiki/Ann_Vale", "passage"]],
}  # fmt: skip


def read(folder: Path, *asked: dict[str, Any], **files: list[dict[str, Any]]) -> HybridSet:
    folder.mkdir(exist_ok=True)
    for name, rows in {"questions": list(asked) or [ASKED], **files}.items():
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return load_hybrid(folder)


def test_a_question_knows_its_table_and_where_its_answer_stands(tmp_path: Path) -> None:
    (question,) = read(tmp_path, tables=[TABLE], passages=[PASSAGE]).questions
    assert question.gold == ("tables/Moss_Cup_2.csv",)
    assert question.passages == ("/wiki/Ann_Vale",)
    assert question.type == "passage"


def test_a_table_is_written_with_what_describes_it(tmp_path: Path) -> None:
    read(tmp_path / "set", tables=[TABLE]).write(tmp_path / "out")
    with (tmp_path / "out" / "tables" / "Moss_Cup_2.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["Year", "Winner"], ["1931", "Vale"], ["1932", "Ann Vale"]]
    (resource,) = json.loads((tmp_path / "out" / "tables" / "datapackage.json").read_text())["resources"]
    assert (resource["title"], resource["description"]) == ("Moss Cup - Winners", "A race in the fens .")


def test_a_passage_also_goes_by_what_cells_call_it_that_link_to_it(tmp_path: Path) -> None:
    read(tmp_path / "set", tables=[TABLE], passages=[PASSAGE]).write(tmp_path / "out")
    (line,) = (tmp_path / "out" / "passages.corpus.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["title"] == "Ann Vale"
    assert json.loads(line)["aliases"] == "Vale"


def test_cells_may_be_plain_and_rows_short(tmp_path: Path) -> None:
    plain = {"id": "t", "header": ["Year", ""], "data": [[1931, None], ["1932"]]}
    read(tmp_path / "set", tables=[plain]).write(tmp_path / "out")
    text = (tmp_path / "out" / "tables" / "t.csv").read_text("utf-8")
    assert text.splitlines() == ["Year,column 2", "1931,", "1932,"]


def test_tables_whose_names_are_alike_have_files_of_their_own(tmp_path: Path) -> None:
    files = read(tmp_path, tables=[TABLE, {**TABLE, "table_id": "moss cup 2"}]).files
    assert list(files.values()) == ["tables/Moss_Cup_2.csv", "tables/moss_cup_2~2.csv"]


def test_files_may_be_compressed(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "tables.jsonl.gz", "wt") as file:
        file.write(json.dumps(TABLE))
    assert list(read(tmp_path).tables) == ["Moss Cup/2"]


def test_what_is_left_out_makes_another_set(tmp_path: Path) -> None:
    whole = read(tmp_path, tables=[TABLE], passages=[PASSAGE])
    assert not whole.without("tables").tables
    assert not whole.without("passages").passages
    assert len({whole.digest, whole.without("tables").digest, whole.without("passages").digest}) == 3


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "neither tables.jsonl nor passages.jsonl"),
        ({"tables": [TABLE, TABLE]}, "'Moss Cup/2' stands twice"),
        ({"tables": [{"table_id": "t", "header": []}]}, "field `header`"),
    ],
)
def test_a_set_that_does_not_fit_is_refused(
    files: dict[str, list[dict[str, Any]]], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=message):
        read(tmp_path, **files)
