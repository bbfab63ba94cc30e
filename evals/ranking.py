"""What a run counts as having retrieved, as one ranking of documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrievers.fusion import SMOOTHING
from retrievers.schema import Hit
from tools.schema import Evidence, EvidenceStatus


def retrieved(evidence: Iterable[Evidence], first: Sequence[str]) -> tuple[str, ...]:
    """Return ids of distinct documents, best first: the run's own finds fused with its first look.

    The finds are the documents of the passages that the run accepted, by their score; what the judge rejected or
    superseded does not count. The first look (`first`) is one search of the knowledge base's retriever for the
    question as it was put, so that a run that needed few passages is not measured on few. The two rankings are made
    one by reciprocal rank fusion (Cormack et al., 2009), ties in favour of the finds.
    """
    scores: dict[str, float] = {}
    for ranking in (accepted(evidence), first):
        for rank, name in enumerate(ranking, start=1):
            scores[name] = scores.get(name, 0.0) + 1 / (SMOOTHING + rank)
    return tuple(sorted(scores, key=lambda name: -scores[name]))


def accepted(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return the distinct documents of the passages that stand as evidence, by their best score."""
    standing = [e for e in evidence if e.kind == "passage" and e.status is EvidenceStatus.ACCEPTED]
    return tuple(dict.fromkeys(e.source for e in sorted(standing, key=lambda e: -e.score)))


def documents(hits: Iterable[Hit]) -> tuple[str, ...]:
    """Return the distinct documents of a result list, in its order."""
    return tuple(dict.fromkeys(hit.passage.document for hit in hits))
