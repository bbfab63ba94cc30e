"""Build the sample once per cache folder, and again when its files or the embedder change."""

from __future__ import annotations

import hashlib
from pathlib import Path

from retrievers.ingest.once import built_once
from retrievers.ingest.report import Listener
from retrievers.manifest import FORMAT

SOURCES = tuple(Path(__file__).parent / name for name in ("documents", "tables", "graph"))
"""The folders to index."""


def sample_knowledge_base(cache: Path, *, progress: Listener | None = None) -> Path:
    """Return the folder of the sample's knowledge base below `cache`; build it first if it is not there.

    One that another process is building is waited for.
    """
    from retrievers.embedding import default_embedder

    def make(target: Path) -> None:
        from retrievers.ingest import build

        build(SOURCES, target, progress=progress)

    return built_once(cache / "kb" / f"sample-{_fingerprint(default_embedder().identity)}", make)


def _fingerprint(embedder: str) -> str:
    """Return a name for the sample's content as this embedder and this format see it."""
    digest = hashlib.sha256(f"{FORMAT} {embedder}".encode())
    for path in sorted(path for folder in SOURCES for path in folder.iterdir()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
