"""The search tool where rows of tables are searched like documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.multihop import RowFinder
from retrievers.options import Options
from tests.retrievers.ingest.embedders import WordEmbedder
from tools.schema import ToolCall
from tools.search import SearchTool

CUP = "Year,Winner,Club\n1931,Ann Vale,Northern Gulls\n1932,Dan Pell,Harrow\n"
ANN = "Ann Vale is a runner who was born in the mining town of Osk."
ASKED = "Which club has a winner born in the mining town of Osk?"
OTHERS = 30


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder: Path = tmp_path_factory.mktemp("rows")
    (folder / "files").mkdir()
    (folder / "files" / "moss_cup.csv").write_text(CUP, "utf-8")
    pages = [{"pid": "ann", "title": "Ann Vale", "text": ANN}]
    pages += [
        {"pid": f"p{number}", "title": f"Pit {number}", "text": f"Pit {number} is a mining town with a club."}
        for number in range(OTHERS)
    ]
    (folder / "files" / "pages.corpus.jsonl").write_text("\n".join(map(json.dumps, pages)) + "\n", "utf-8")
    build([folder / "files"], folder / "kb", embedder=WordEmbedder(), options=Options(table_text="rows"))
    with KnowledgeBase.open(folder / "kb", WordEmbedder()) as opened:
        yield opened


def call() -> ToolCall:
    return ToolCall(step="E1", input=ASKED, question=ASKED, limit=2)


async def test_a_row_is_read_with_the_passage_that_leads_to_it_and_both_come_first(kb: KnowledgeBase) -> None:
    result = await SearchTool(kb.retriever("bm25"), rows=RowFinder(kb))(call())
    assert result.values[0] == "Northern Gulls"
    assert [evidence.source for evidence in result.evidence[:2]] == ["moss_cup.csv", "ann"]


async def test_rows_that_were_not_found_are_left_alone_without_a_finder(kb: KnowledgeBase) -> None:
    result = await SearchTool(kb.retriever("bm25"))(call())
    assert "Northern Gulls" not in result.values
    assert len(result.evidence) == 2
