"""What the documents of a version state, as triples: read once for each text, whatever happens in between."""

from __future__ import annotations

from pathlib import Path

from retrievers.graph.facts import Facts, extract, stored
from retrievers.graph.facts.join import Joined, Source, join
from retrievers.ingest.previous import Previous
from retrievers.ingest.report import Listener, Meter
from retrievers.store import PassageStore

NOTHING = Joined(triples=(), aliases={})


def facts_of(store: PassageStore, folder: Path, previous: Previous | None, progress: Listener | None) -> Joined:
    """Return the facts of all documents in `store`, and keep them in `folder` for the next version.

    Those that `previous` has read of the same title and text are taken over.
    """
    known = stored.read(previous.folder) if previous is not None else {}
    sources: list[Source] = []
    kept: dict[bytes, Facts] = {}
    meter = Meter(progress, "facts", len(store.document_ids()), "documents")
    for name, title, text in store.documents():
        key = stored.digest(title, text)
        if key not in kept:
            kept[key] = stored.parsed(known[key]) if key in known else extract(title, text)
        sources.append(Source(name, title, kept[key]))
        meter.add()
    stored.write(folder, kept.items())
    return join(sources)
