"""The record of what was read from the passages of one version, by their content.

A passage that stays as it is keeps what was read from it, wherever its document goes; what is read from a passage
that is no more is dropped with it. So the record is a function of the passages and of what is known of their texts,
not of the order in which documents came and went.
"""

from __future__ import annotations

import json
from collections import ChainMap, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from retrievers.errors import KnowledgeBaseError
from retrievers.extraction.facts import Extraction, Extractor
from retrievers.schema import Triple
from retrievers.store import PassageStore
from retrievers.titles import bare

EXTRACTED = "extracted.jsonl"
"""The file of a version; there is none where nothing was read."""


class Record:
    """What was read from passages, by content hash."""

    def __init__(self, known: Mapping[bytes, Extraction] | None = None) -> None:
        """Take what is known; passages that say nothing are not kept."""
        self.known = {digest: read for digest, read in sorted((known or {}).items()) if read.facts}

    @classmethod
    def load(cls, version: Path) -> Self:
        """Read the record of the version in the folder `version`; `KnowledgeBaseError` if it is damaged."""
        path = version / EXTRACTED
        if not path.is_file():
            return cls()
        try:
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            return cls({bytes.fromhex(row.pop("digest")): Extraction.model_validate(row) for row in rows})
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
            raise KnowledgeBaseError(f"{path} is damaged; build the knowledge base again.") from None

    def save(self, version: Path) -> None:
        """Write it into the folder `version`, in the order of the hashes; nothing where nothing was read."""
        if self.known:
            with (version / EXTRACTED).open("w", encoding="utf-8") as file:
                for digest, read in self.known.items():
                    row = {"digest": digest.hex(), **read.model_dump(mode="json", exclude_defaults=True)}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def for_passages(self, store: PassageStore, extractor: Extractor | None) -> Record:
        """Return the record of the passages in `store`: what `extractor` knows of them, else what is known here."""
        digests = set(store.digests())
        kept = {digest: read for digest, read in self.known.items() if digest in digests}
        return Record({**kept, **extractor(digests)} if extractor is not None else kept)

    def triples(self, store: PassageStore) -> Iterator[Triple]:
        """Yield what the passages in `store` say, each with its place in its document.

        A name that only one title has, but for what tells that one from its namesakes, means what that is about.
        """
        if self.known:
            rows = [(row, digest) for row, digest in enumerate(store.digests()) if digest in self.known]
            one = _named_once(store.titles())
            for row, digest in rows:
                (passage,) = store.passages([row])
                meant = ChainMap({bare(passage.title): passage.title}, one)
                yield from self.known[digest].triples(passage, partial(_meant, meant))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.known == other.known

    __hash__ = None  # type: ignore[assignment]


def _named_once(titles: Sequence[str]) -> dict[str, str]:
    """Return the titles that nothing but a qualifier tells from their names, by name, of names that have one only."""
    named: dict[str, set[str]] = defaultdict(set)
    for title in set(titles):
        named[bare(title)].add(title)
    return {name: title for name, (title, *more) in named.items() if not more}


def _meant(titles: Mapping[str, str], name: str) -> str:
    return titles.get(name, name)
