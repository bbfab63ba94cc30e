"""Documents into the store of a new version, each with an id of its own, split into passages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrievers.ingest.documents import LoadedDocument
from retrievers.ingest.split import split
from retrievers.ingest.structure import Places
from retrievers.schema import Document
from retrievers.splitting import DEFAULT, Splitting
from retrievers.store import Part, Span, StoreWriter
from retrievers.titles import titled


def digest(title: str, text: str) -> bytes:
    """Return the content hash of a passage, 16 bytes: equal where the vector would be."""
    return hashlib.blake2b(titled(title, text).encode(), digest_size=16).digest()


@dataclass
class PassageWriter:
    """Adds documents to a store."""

    store: StoreWriter
    splitting: Splitting = DEFAULT
    _documents: set[str] = field(default_factory=set)
    _passages: set[str] = field(default_factory=set)

    def add(self, loaded: LoadedDocument, *, whole: bool = False) -> None:
        """Add one document; `whole` keeps a text of moderate length in one passage, which has the document's id.

        An id that is taken gets a number, unless the same document was added under it: that is not added again.
        """
        document = loaded.document
        if self.store.find(document.id) == (document.title, document.text):
            return
        spans = split(loaded, self.splitting, whole=whole)
        places = Places(document.text, loaded.structure, title=document.title)
        parts = [Part(start, end, places.locator(start, end)) for start, end in spans]
        self.add_parts(document, parts, alone=whole and len(spans) == 1)

    def add_parts(self, document: Document, parts: Sequence[Part], *, alone: bool = False) -> None:
        """Add a document that is cut already; one that is `alone` in it has the document's id."""
        document = document.model_copy(update={"id": _free(document.id, self._documents)})
        names = [document.id if alone else f"{document.id}#{number}" for number in range(1, len(parts) + 1)]
        self.store.add(
            document,
            [
                Span(
                    _free(name, self._passages),
                    part.start,
                    part.end,
                    digest(document.title, document.text[part.start : part.end]),
                    part.place,
                )
                for name, part in zip(names, parts, strict=True)
            ],
        )


def _free(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}~{number}", number + 1
    taken.add(candidate)
    return candidate
