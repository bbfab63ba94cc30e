"""Facts that a run has read, taken over into the knowledge base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from retrievers.extraction import Extraction, Fact, Record
from retrievers.extraction.facts import as_written
from retrievers.graph.store.provenance import place_of
from retrievers.knowledge_base import KnowledgeBase
from retrievers.schema import Passage, Triple

READER = "questions"
"""Who is named as the reader of passages that no extraction has read."""


class Kept:
    """What a run has read, beside what was read before; hand it to the builder as its extractor."""

    def __init__(self, kb: KnowledgeBase, triples: Iterable[Triple]) -> None:
        """Find the passages of `kb` that state the triples; what no passage holds any more is left out."""
        known, digests = Record.load(kb.version), kb.store.digests()
        found: dict[bytes, list[Fact]] = defaultdict(list)
        for triple in triples:
            document, start, end = place_of(triple.source)
            for row in kb.store.document_passages(document):
                (passage,) = kb.store.passages([row])
                if passage.start <= start and end <= passage.end:
                    found[digests[row]].append(_fact(triple, passage, start - passage.start, end - passage.start))
                    break
        self._read = {
            digest: _joined(known.of(digest) or Extraction(reader=READER), facts) for digest, facts in found.items()
        }
        self.facts = sum(map(len, found.values()))
        """Facts that are taken over."""

    def __call__(self, digests: Collection[bytes]) -> Mapping[bytes, Extraction]:
        """Return what is known of passages, by content hash."""
        return {digest: read for digest, read in self._read.items() if digest in digests}


def _fact(triple: Triple, passage: Passage, start: int, end: int) -> Fact:
    fields = triple.model_dump(exclude={"source"})
    if triple.literal:
        fields["object"] = as_written(triple.object, passage.text[start:end])
    return Fact(**fields, start=start, end=end)


def _joined(read: Extraction, facts: Iterable[Fact]) -> Extraction:
    by_name = {(fact.subject, fact.relation, fact.object): fact for fact in (*facts, *read.facts)}
    return read.model_copy(update={"facts": tuple(by_name.values())})
