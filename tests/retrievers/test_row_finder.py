"""Rows of tables found by the passages about what they name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.multihop import RowFinder
from retrievers.options import Options
from retrievers.schema import Passage
from tests.retrievers.ingest.embedders import WordEmbedder

PAGES = {
    "Ann Vale": "Ann Vale is a runner who was born in the mining town of Osk.",
    "Dan Pell": "Dan Pell is a chess player who paints harbours.",
    "Lena Moss": "Lena Moss is a physicist who wrote on tides.",
}
CUP = "Year,Winner,Club\n1931,Ann Vale,Northern Runners\n1932,Dan Pell,Harrow\n1933,Ivo Brandt,Harrow\n"


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder: Path = tmp_path_factory.mktemp("rows")
    (folder / "files").mkdir()
    (folder / "files" / "moss_cup.csv").write_text(CUP, "utf-8")
    pages = (json.dumps({"pid": title, "title": title, "text": text}) for title, text in PAGES.items())
    (folder / "files" / "pages.corpus.jsonl").write_text("\n".join(pages) + "\n", "utf-8")
    build([folder / "files"], folder / "kb", embedder=WordEmbedder(), options=Options(table_text="rows"))
    with KnowledgeBase.open(folder / "kb", WordEmbedder()) as opened:
        yield opened


def page(kb: KnowledgeBase, title: str) -> Passage:
    (row,) = kb.store.document_passages(title)
    return kb.store.passages([row])[0]


def test_only_rows_are_rows_of_tables(kb: KnowledgeBase) -> None:
    places = [passage.place for passage in kb.store.passages(kb.store.table_rows())]
    assert places == ["row 1", "row 2", "row 3"]


def test_a_row_is_found_by_the_passage_about_what_it_names(kb: KnowledgeBase) -> None:
    found = RowFinder(kb)("Which club had a runner born in a mining town?", [page(kb, "Ann Vale")], k=5)
    assert [(each.row.place, [text.title for text in each.beside]) for each in found] == [("row 1", ["Ann Vale"])]


def test_the_row_comes_first_that_says_with_its_passage_most_of_the_question(kb: KnowledgeBase) -> None:
    pages = [page(kb, "Dan Pell"), page(kb, "Ann Vale")]
    found = RowFinder(kb)("Which winner of the Moss Cup was born in a mining town?", pages, k=1)
    assert [each.row.place for each in found] == ["row 1"]


def test_a_row_that_was_found_itself_leads_to_the_passages_about_what_it_names(kb: KnowledgeBase) -> None:
    rows = kb.store.passages(kb.store.table_rows())
    (found,) = RowFinder(kb)("Which harbours did the winner of 1932 paint?", [rows[1]], k=1)
    assert (found.row.place, [text.title for text in found.beside]) == ("row 2", ["Dan Pell"])


def test_passages_that_no_row_names_lead_to_none(kb: KnowledgeBase) -> None:
    assert RowFinder(kb)("Who wrote on tides?", [page(kb, "Lena Moss")], k=5) == []


def test_rows_that_are_not_wanted_are_not_found(kb: KnowledgeBase) -> None:
    within = np.array(kb.store.document_passages("Ann Vale"), np.int64)
    assert RowFinder(kb)("Which club had Ann Vale?", [page(kb, "Ann Vale")], k=5, within=within) == []
