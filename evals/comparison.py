"""One report of several retrievers on the same rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.metrics.ranks import missed, ranks
from evals.report import FORMAT, by_hops, by_type, means, percentile, summarise
from evals.schema import Row

BASELINE = "baseline_"
"""Beginning of the names of the baseline's scores."""
_TOLD = {"id", "question", "type", "hops", "gold", "gold_pids", "retrieved"}


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """What one retriever gave."""

    rows: Sequence[Row]
    """A row a question: `latency_ms` is the question's share of a batch, its own vector computed before; `passages`
    counts what a reranker read again."""
    alone_ms: Sequence[float]
    """Milliseconds of questions asked one at a time, encoding and all."""
    encoded_per_s: float
    """Questions encoded a second in one batch, apart from searching."""


def compared(
    suite: str,
    data: str,
    measured: Mapping[str, Configuration],
    *,
    baseline: str,
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the report. Its summary and rows are those of the first configuration, with all below `retrievers`.

    `baseline` names the configuration whose scores also stand as `baseline_...`; empty for none.
    """
    primary = next(iter(measured))
    told = {name: summary(one) for name, one in measured.items()}
    first = measured[primary]
    base = {f"{BASELINE}{k}": v for k, v in means(measured[baseline].rows).items()} if baseline else {}
    return {
        "format": FORMAT,
        "suite": suite,
        "data": data,
        "summary": {
            **summarise(first.rows),
            **told[primary],
            **base,
            **about,
            "retriever": primary,
            "retrievers": told,
        },
        "rows": [_row(place, measured, baseline) for place in range(len(first.rows))],
    }


def summary(one: Configuration) -> dict[str, Any]:
    """Return the measures of one configuration, in all, by type of question and by number of hops.

    `queries_per_s` counts searching in batches and not the encoding of the questions as they were put, which is
    `encoded_per_s`; the latencies count both, one question at a time.
    """
    seconds = math.fsum(row.latency_ms for row in one.rows) / 1000
    reread = [row.passages for row in one.rows]
    return {
        "n": len(one.rows),
        **means(one.rows),
        "queries_per_s": round(len(one.rows) / seconds, 1),
        "encoded_per_s": round(one.encoded_per_s, 1),
        "latency_p50_ms": round(percentile(one.alone_ms, 0.5), 1),
        "latency_p95_ms": round(percentile(one.alone_ms, 0.95), 1),
        "reranked": sum(bool(count) for count in reread),
        "reranked_passages": sum(reread),
        "by_type": by_type(one.rows),
        "by_hops": by_hops(one.rows),
    }


def _row(place: int, measured: Mapping[str, Configuration], baseline: str) -> dict[str, Any]:
    first = next(iter(measured.values())).rows[place]
    base = measured[baseline].rows[place].scores if baseline else {}
    return {
        **first.model_dump(mode="json", include=_TOLD),
        **_found(first),
        **{f"{BASELINE}{name}": value for name, value in base.items()},
        "retrievers": {
            name: {"retrieved": list(one.rows[place].retrieved), **_found(one.rows[place])}
            for name, one in measured.items()
        },
    }


def _found(row: Row) -> dict[str, Any]:
    return {
        **row.scores,
        "ranks": ranks(row.retrieved, row.gold_pids),
        "missed": missed(row.retrieved, row.gold_pids),
        "search_ms": row.latency_ms,
        "reranked_passages": row.passages,
    }
