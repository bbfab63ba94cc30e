"""What the graph answers from facts of documents, with the sentences that say it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrievers.ingest import update
from retrievers.knowledge_base import KnowledgeBase
from tests.retrievers.ingest.embedders import WordEmbedder
from tools.graph import GraphTool
from tools.schema import ToolCall, ToolResult

TEXTS = {
    "The Long Ferry": "The Long Ferry is a comedy film directed by Mara Velden. It has a ferry.",
    "Mara Velden": "Mara Velden (born 4 May 1920) is a Dutch film director. She has a boat.",
}


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    rows = [json.dumps({"id": title[:3], "title": title, "text": text}) for title, text in TEXTS.items()]
    (tmp_path / "films.jsonl").write_text("\n".join(rows))
    update([tmp_path / "films.jsonl"], tmp_path / "kb", embedder=WordEmbedder(), facts=True)
    with KnowledgeBase.open(tmp_path / "kb", WordEmbedder()) as opened:
        yield opened


def ask(base: KnowledgeBase, text: str) -> ToolResult:
    tool = GraphTool(base.graph, None, base.store, partial=True)
    return asyncio.run(tool(ToolCall(step="E1", input=text)))


def test_a_path_brings_the_passages_that_its_edges_were_read_from(base: KnowledgeBase) -> None:
    found = ask(base, "The Long Ferry -> directed by -> date of birth").evidence
    assert [item.kind for item in found] == ["triples", "passage", "passage"]
    assert [item.source for item in found[1:]] == ["The", "Mar"]
    assert all(item.text in TEXTS[item.title] for item in found[1:])
    assert found[1].data["why"][0]["detail"].startswith("via the graph: The Long Ferry — directed by → Mara Velden")


def test_a_date_and_a_nationality_stay_values_and_are_shown_as_the_document_writes_them(base: KnowledgeBase) -> None:
    born, nation = ask(base, "Mara Velden -> date of birth"), ask(base, "Mara Velden -> nationality")
    assert (born.values, born.written) == (("1920-05-04",), {"1920-05-04": "4 May 1920"})
    assert (nation.values, nation.written) == (("Netherlands",), {"Netherlands": "Dutch"})


def test_how_sure_the_edges_are_lowers_how_sure_the_answer_is(base: KnowledgeBase) -> None:
    one = ask(base, "The Long Ferry -> directed by").confidence
    two = ask(base, "The Long Ferry -> directed by -> date of birth").confidence
    assert 0 < two < one < 1
