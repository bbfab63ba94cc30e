"""Tables as documents: rows that are found, named and quoted like other texts."""

from __future__ import annotations

import json
from pathlib import Path

from retrievers.ingest import build, update
from retrievers.ingest.tables import texts
from retrievers.knowledge_base import KnowledgeBase
from retrievers.options import Options
from retrievers.schema import Passage
from tests.retrievers.ingest.embedders import WordEmbedder

ROWS = Options(table_text="rows")


def made(folder: Path, options: Options = ROWS) -> list[Passage]:
    """Index `files` in a folder and return all passages."""
    build([folder / "files"], folder / "kb", embedder=WordEmbedder(), options=options)
    return passages(folder)


def passages(folder: Path) -> list[Passage]:
    with KnowledgeBase.open(folder / "kb", WordEmbedder()) as kb:
        return list(kb.store.passages(range(len(kb.store))))


def write(folder: Path, **files: str) -> Path:
    (folder / "files").mkdir()
    for name, content in files.items():
        (folder / "files" / name.replace("__", ".")).write_text(content, "utf-8")
    return folder


def test_a_row_says_its_columns_and_leaves_out_what_it_lacks(tmp_path: Path) -> None:
    found = made(write(tmp_path, moons__csv="Name,Mean radius (km),Seen by\nIo,1821.6,Galileo\nPan,14.1,\n"))
    assert [passage.text for passage in found] == [
        "A table of 2 rows: Name, Mean radius (km), Seen by.",
        "Name: Io; Mean radius (km): 1821.6; Seen by: Galileo",
        "Name: Pan; Mean radius (km): 14.1",
    ]
    assert [passage.place for passage in found] == ["columns", "row 1", "row 2"]


def test_a_row_is_called_as_its_table_is_described(tmp_path: Path) -> None:
    package = {"resources": [{"path": "moons.csv", "title": "Moons of Jupiter", "description": "Those seen by 1610."}]}
    found = made(write(tmp_path, moons__csv="Name,Year\nIo,1610\n", datapackage__json=json.dumps(package)))
    assert {passage.title for passage in found} == {"Moons of Jupiter"}
    assert found[0].text.startswith("Those seen by 1610. A table of 1 rows")


def test_a_passage_of_a_row_is_cut_from_its_document(tmp_path: Path) -> None:
    made(write(tmp_path, moons__csv="Name,Year\nIo,1610\nPan,1990\n"))
    with KnowledgeBase.open(tmp_path / "kb", WordEmbedder()) as kb:
        (passage,) = kb.store.passages([2])
        assert (
            kb.store.document("moons.csv").text[passage.start : passage.end] == passage.text == "Name: Pan; Year: 1990"
        )


def test_a_large_table_is_told_of_but_its_rows_are_not(tmp_path: Path) -> None:
    rows = "".join(f"{number}\n" for number in range(texts.MOST_ROWS + 1))
    (passage,) = made(write(tmp_path, numbers__csv=f"Number\n{rows}"))
    assert passage.text == "A table of 2001 rows: Number."


def test_tables_are_no_documents_unless_that_is_wanted(tmp_path: Path) -> None:
    assert made(write(tmp_path, moons__csv="Name,Year\nIo,1610\n"), Options()) == []


def test_it_stays_so_until_something_else_is_wanted(tmp_path: Path) -> None:
    made(write(tmp_path, moons__csv="Name,Year\nIo,1610\n"))
    update([], tmp_path / "kb", embedder=WordEmbedder())
    assert len(passages(tmp_path)) == 2
    update([], tmp_path / "kb", embedder=WordEmbedder(), table_text="none")
    assert passages(tmp_path) == []
