"""Facts that a run has read, taken over by the passages that state them."""

from __future__ import annotations

from pathlib import Path

from agent.extraction.keep import READER, Kept
from retrievers.extraction import Extraction
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from retrievers.schema import Triple

TEXT = "The Karlin Bridge was opened on 3 May 1903. It crosses the Oder."


def kept(folder: Path, *triples: Triple) -> Kept:
    (folder / "bridge.txt").write_text(TEXT)
    build([folder / "bridge.txt"], folder / "kb")
    with KnowledgeBase.open(folder / "kb", device="cpu") as base:
        made = Kept(base, triples)
        (extraction,) = made(base.store.digests()).values() or (Extraction(reader=READER),)
        (passage,) = base.store.passages([0])
        assert list(extraction.triples(passage)) == list(triples)
    return made


def test_dates_are_found_again_as_the_passage_writes_them(tmp_path: Path) -> None:
    opened = Triple(
        subject="Karlin Bridge", relation="opened on", object="1903-05-03", literal=True, datatype="date",
        confidence=0.9, source="bridge.txt#0-43",
    )  # fmt: skip
    assert kept(tmp_path, opened).facts == 1


def test_what_no_passage_holds_any_more_is_left_out(tmp_path: Path) -> None:
    assert kept(tmp_path).facts == 0
    gone = Triple(subject="A", relation="r", object="B", confidence=0.9, source="gone.txt#0-5")
    with KnowledgeBase.open(tmp_path / "kb", device="cpu") as base:
        assert Kept(base, [gone]).facts == 0
