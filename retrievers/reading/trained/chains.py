"""Reading a question from chains of passages: which belong, and what they answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from retrievers.reading.sources import Source
from retrievers.reading.trained.network import Floats, Output, ReaderNetwork
from retrievers.reading.trained.parallel import focused
from retrievers.reading.trained.spans import Pointed, pointed

SPANS = 6
"""Spans of one window that are weighed."""
_SPAN, _YES, _NO = 1, 2, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What one chain says; all numbers are logarithms of chances."""

    chain: tuple[int, ...]
    """Numbers of its passages."""
    relevance: float
    """That its last passage belongs to the question, given those before."""
    spans: tuple[tuple[Pointed, float], ...]
    """Its answers, best first, each with the chance that the chain has an answer and that this is it."""
    yes: float
    no: float


def read(
    network: ReaderNetwork, question: str, sources: Sequence[Source], chains: Iterable[Sequence[int]]
) -> list[Said]:
    """Read the question from chains of `sources`, in one batch.

    Of sentences of one form it is read from those that have most of its words.
    """
    sources = [Source(source.title, focused(question, source.text)) for source in sources]
    wanted = [tuple(chain) for chain in chains]
    outputs = network([(question, [sources[place] for place in chain]) for chain in wanted])
    return [
        _said(chain, [sources[place] for place in chain], each) for chain, each in zip(wanted, outputs, strict=True)
    ]


def _said(chain: tuple[int, ...], sources: Sequence[Source], outputs: Sequence[Output]) -> Said:
    """Put the windows of a chain together: it is as relevant, and answers as surely, as the best of them.

    A span that stands in several windows counts once.
    """
    kinds = [_log_softmax(output.kinds) for output in outputs]
    best: dict[tuple[int, bool, int, int], tuple[Pointed, float]] = {}
    for output, kind in zip(outputs, kinds, strict=True):
        for span in pointed(output, sources, SPANS):
            place, chance = (span.source, span.titled, span.start, span.end), float(kind[_SPAN]) + span.score
            if place not in best or chance > best[place][1]:
                best[place] = span, chance
    return Said(
        chain=chain,
        relevance=max(log_sigmoid(output.relevance) for output in outputs),
        spans=tuple(sorted(best.values(), key=lambda each: -each[1])[:SPANS]),
        yes=max(float(kind[_YES]) for kind in kinds),
        no=max(float(kind[_NO]) for kind in kinds),
    )


def _log_softmax(logits: Floats) -> Floats:
    peak = logits.max()
    chances: Floats = logits - peak - np.log(np.exp(logits - peak).sum())
    return chances


def log_sigmoid(logit: float) -> float:
    """Return the logarithm of the chance that a logit stands for."""
    return -math.log1p(math.exp(-logit)) if logit > 0 else logit - math.log1p(math.exp(logit))
