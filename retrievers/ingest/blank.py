"""A knowledge base without documents, for questions to a database alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

from retrievers.ingest.once import built_once
from retrievers.manifest import FORMAT


def blank_knowledge_base(cache: Path) -> Path:
    """Return the folder of an empty knowledge base below `cache`; build it first if it is not there."""
    from retrievers.embedding import default_embedder
    from retrievers.ingest.build import build_blank

    made = hashlib.sha256(f"{FORMAT} {default_embedder().identity}".encode()).hexdigest()[:16]
    return built_once(cache / "kb" / f"blank-{made}", build_blank)
