"""The bundled sample is built once, whoever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from retrievers import KnowledgeBase, versions
from retrievers.sample import sample_knowledge_base


def test_two_that_come_first_get_one_knowledge_base(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: sample_knowledge_base(tmp_path), range(2))
    assert first == second
    assert [version.name for version in versions.all_versions(first)] == ["0001"]
    with KnowledgeBase.open(first) as kb:
        assert kb.manifest.card.documents > 100
