"""What a run counts as having retrieved, as one ranking of documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrievers.schema import Hit
from tools.schema import Evidence, EvidenceStatus


def retrieved(evidence: Iterable[Evidence], fill: Sequence[str]) -> tuple[str, ...]:
    """Return ids of distinct documents, best first.

    First come the documents of the passages that the run accepted, by their score; what the judge rejected or
    superseded does not count as found. Then the ranking is filled up with one search for the question as it was
    put (`fill`), so that a run that needed few passages is not measured on few.
    """
    accepted = [e for e in evidence if e.kind == "passage" and e.status is EvidenceStatus.ACCEPTED]
    accepted.sort(key=lambda e: -e.score)
    return tuple(dict.fromkeys([*(e.source for e in accepted), *fill]))


def documents(hits: Iterable[Hit]) -> tuple[str, ...]:
    """Return the distinct documents of a result list, in its order."""
    return tuple(dict.fromkeys(hit.passage.document for hit in hits))
