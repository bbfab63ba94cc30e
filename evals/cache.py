"""Knowledge bases built for measurement, kept in the cache under the hash of what they were built from."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.provenance import INDEXING, code_digest
from retrievers import locks
from retrievers.embedding import Embedder
from retrievers.ingest import Progress, build
from retrievers.manifest import hash_file
from retrievers.options import DEFAULT, Options


@dataclass(frozen=True, kw_only=True)
class Built:
    """A knowledge base in the cache."""

    path: Path
    seconds: float
    """What it took to build, in the run that finished it."""
    reused: bool
    """Whether it was there before."""


def corpus_knowledge_base(
    corpus: Path,
    digest: str,
    *,
    cache: Path,
    embedder: Embedder,
    beside: Sequence[Path] = (),
    options: Options = DEFAULT,
    progress: Callable[[Progress], None] | None = None,
) -> Built:
    """Return the knowledge base of a corpus, built unless the cache has it.

    `digest` is the hash of the corpus: with the embedder, the options and the code that builds it names the folder.
    `beside` are files that are indexed with it, such as triples.
    A build that was killed goes on; one that another process is at is waited for.
    """
    parts = [digest, embedder.identity, code_digest(INDEXING), *(hash_file(path) for path in beside)]
    parts += [options.model_dump_json()] if options != DEFAULT else []
    name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    folder = cache / "kb" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    finished = folder.with_suffix(".json")
    lock = locks.awaited(folder.with_suffix(".lock"))
    try:
        if finished.exists():
            return Built(path=folder, seconds=json.loads(finished.read_text())["index_seconds"], reused=True)
        started = time.perf_counter()
        build([corpus, *beside], folder, embedder=embedder, options=options, progress=progress)
        seconds = round(time.perf_counter() - started, 2)
        _write_whole(finished, json.dumps({"corpus": corpus.name, "sha256": digest, "index_seconds": seconds}))
        return Built(path=folder, seconds=seconds, reused=False)
    finally:
        lock.release()


def _write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all, so that a kill leaves no half of it."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
