"""The record of what was read from the passages of one version, by their content.

A passage that stays as it is keeps what was read from it, wherever its document goes; what is read from a passage
that is no more is dropped with it. So the record is a function of the passages and of what is known of their texts,
not of the order in which documents came and went.
"""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from retrievers.errors import KnowledgeBaseError
from retrievers.extraction.facts import Extraction, Extractor
from retrievers.manifest import EXTRACTED
from retrievers.schema import Triple
from retrievers.store import PassageStore
from retrievers.titles import bare

_BATCH = 1000


class Record:
    """What was read from passages, by content hash; passages that say nothing have no part in it."""

    def __init__(self, known: Mapping[bytes, Extraction] | None = None) -> None:
        """Take what is known."""
        self._lines = {digest: _line(read) for digest, read in (known or {}).items() if read.facts}

    @classmethod
    def load(cls, version: Path) -> Self:
        """Read the record of the version in the folder `version`; `KnowledgeBaseError` if it is damaged."""
        made, path = cls(), version / EXTRACTED
        try:
            if path.is_file():
                with path.open(encoding="utf-8") as file:
                    parts = (line.rstrip("\n").partition("\t") for line in file)
                    made._lines = {bytes.fromhex(digest): read for digest, _, read in parts}
        except ValueError:
            raise KnowledgeBaseError(f"{path} is damaged; build the knowledge base again.") from None
        return made

    def save(self, version: Path) -> None:
        """Write it into the folder `version`: content hash, tab, JSON, by hash; nothing where nothing was read."""
        if self._lines:
            with (version / EXTRACTED).open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{digest.hex()}\t{read}\n" for digest, read in sorted(self._lines.items()))

    def __len__(self) -> int:
        return len(self._lines)

    def of(self, digest: bytes) -> Extraction | None:
        """Return what was read from a passage; `KnowledgeBaseError` if that is damaged."""
        line = self._lines.get(digest)
        try:
            return None if line is None else Extraction.model_validate_json(line)
        except ValidationError:
            raise KnowledgeBaseError(
                "The record of facts read from passages is damaged; run `quaestor kb verify`."
            ) from None

    def for_passages(self, store: PassageStore, extractor: Extractor | None) -> Record:
        """Return the record of the passages in `store`: what `extractor` knows of them, else what is known here."""
        digests = dict.fromkeys(store.digests())
        made = Record()
        made._lines = {digest: read for digest, read in self._lines.items() if digest in digests}
        waiting = iter(digests)
        while extractor is not None and (part := list(islice(waiting, _BATCH))):
            for digest, read in extractor(part).items():
                made._lines.pop(digest, None)
                if read.facts:
                    made._lines[digest] = _line(read)
        return made

    def triples(self, store: PassageStore) -> Iterator[Triple]:
        """Yield what the passages in `store` say, each with its place in its document.

        A name that only one title has, but for what tells that one from its namesakes, means what that is about.
        """
        if not self._lines:
            return
        one = _named_once(store.titles())
        for row, digest in enumerate(store.digests()):
            read = self.of(digest)
            if read is not None:
                (passage,) = store.passages([row])
                meant = ChainMap({bare(passage.title): passage.title}, one)
                yield from read.triples(passage, partial(_meant, meant))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self._lines == other._lines

    __hash__ = None  # type: ignore[assignment]


def _line(read: Extraction) -> str:
    return read.model_dump_json(exclude_defaults=True)


def _named_once(titles: Sequence[str]) -> dict[str, str]:
    """Return the titles that nothing but a qualifier tells from their names, by name, of names that have one only."""
    named: dict[str, set[str]] = defaultdict(set)
    for title in set(titles):
        named[bare(title)].add(title)
    return {name: title for name, (title, *more) in named.items() if not more}


def _meant(titles: Mapping[str, str], name: str) -> str:
    return titles.get(name, name)
