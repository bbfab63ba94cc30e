"""The benchmark measures what it says."""

from __future__ import annotations

from pathlib import Path

from evals.bench.speed import answering, retrieval
from retrievers.knowledge_base import KnowledgeBase


def test_every_retriever_is_measured(harbour: Path) -> None:
    with KnowledgeBase.open(harbour) as kb:
        measures = {measure.name: measure for measure in retrieval(kb, ["Who designed Oren Lighthouse?"] * 20)}
    assert set(measures) == {
        f"search {name}, p{p}" for name in ("bm25", "dense", "rrf", "hybrid", "multihop") for p in (50, 95)
    }
    assert all(measure.value > 0 and measure.unit == "ms" for measure in measures.values())


def test_answers_are_measured(harbour: Path, tmp_path: Path) -> None:
    with KnowledgeBase.open(harbour) as kb:
        (median,) = answering(kb, ["Who designed Oren Lighthouse?"], tmp_path)
    assert median.value > 0
    assert median.over == "1 runs"
