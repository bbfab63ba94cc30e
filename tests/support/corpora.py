"""Small knowledge bases, built as users build them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from retrievers import KnowledgeBase
from retrievers.ingest import build


def knowledge_base(folder: Path, passages: Mapping[str, tuple[str, str]]) -> KnowledgeBase:
    """Build and open a knowledge base in `folder` of passages by id: title and text of each."""
    rows = [{"pid": pid, "title": title, "text": text} for pid, (title, text) in passages.items()]
    corpus = folder / "corpus.jsonl"
    corpus.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    build([corpus], folder / "kb")
    return KnowledgeBase.open(folder / "kb")
