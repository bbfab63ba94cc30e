"""From rows to one JSON report."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from evals.metrics import normalise
from evals.schema import Row
from retrievers.errors import UserError

Key = TypeVar("Key", int, str)
FORMAT = 1
"""Version of the report's layout."""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed; 0 for none.

    The nearest-rank definition: what it returns is a value that was measured.

    >>> percentile([40, 10, 30, 20], 0.5)
    20
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def means(rows: Iterable[Row]) -> dict[str, float]:
    """Return the mean of every score, each over the rows that have it."""
    sums: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.scores.items():
            sums.setdefault(name, []).append(value)
    return {name: round(math.fsum(values) / len(values), 6) for name, values in sums.items()}


def summarise(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the counts, mean scores and costs of a run; counts and costs are totals over the rows."""
    latencies = [row.latency_ms for row in rows]
    quotes = [quote for row in rows for quote in row.quotes]
    return {
        "n": len(rows),
        **means(rows),
        "abstained": sum(row.abstained for row in rows),
        "failed": sum(bool(row.error) for row in rows),
        "quotes": len(quotes),
        "quotes_verbatim": sum(quote.verbatim for quote in quotes),
        "latency_p50_ms": round(percentile(latencies, 0.5), 1),
        "latency_p95_ms": round(percentile(latencies, 0.95), 1),
        "model_calls": sum(row.calls for row in rows),
        "tool_calls": sum(row.tool_calls for row in rows),
        "tokens": sum(row.tokens for row in rows),
        "passages": sum(row.passages for row in rows),
    }


def by_type(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Return count, mean scores and abstentions for every type of question, in alphabetical order."""
    return _grouped(rows, lambda row: row.type)


def by_hops(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Return the same for every number of hops, from the fewest on; "0" holds those whose number is not known."""
    return {str(hops): group for hops, group in _grouped(rows, lambda row: row.hops).items()}


def by_answer(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Return the same for questions whose gold answer is `yes/no`, `other` words, and `none`."""
    return _grouped(rows, answer_kind)


def answer_kind(row: Row) -> str:
    """Tell what the gold answer is: `yes/no`, `other` words, or `none`."""
    if not row.gold:
        return "none"
    return "yes/no" if normalise(row.gold[0]) in {"yes", "no"} else "other"


def _grouped(rows: Sequence[Row], key: Callable[[Row], Key]) -> dict[Key, dict[str, Any]]:
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {
        name: {"n": len(group), **means(group), "abstained": sum(row.abstained for row in group)}
        for name, group in sorted(groups.items())
    }


def spread(row: Row) -> dict[str, Any]:
    """Return a row as reports write it: its scores stand beside its other fields."""
    return {**row.model_dump(mode="json", exclude={"scores"}), **row.scores}


def together(spread_row: Mapping[str, Any]) -> Row:
    """Return the row that `spread` wrote; pydantic's `ValidationError` if it is none."""
    fields = {name: value for name, value in spread_row.items() if name in Row.model_fields}
    scores = {name: value for name, value in spread_row.items() if name not in Row.model_fields}
    return Row.model_validate({**fields, "scores": scores})


def build(suite: str, data: str, rows: Sequence[Row], about: Mapping[str, Any]) -> dict[str, Any]:
    """Put a report together; `about` adds to the summary what the rows do not say."""
    summary = {
        **summarise(rows),
        **about,
        "by_type": by_type(rows),
        "by_hops": by_hops(rows),
        "by_answer": by_answer(rows),
    }
    return {
        "format": FORMAT,
        "suite": suite,
        "data": data,
        "summary": summary,
        "rows": [spread(r) for r in rows],
    }


def make_room(path: Path) -> None:
    """Make the folder of a report; `UserError` if none can be written there, which is better known before the run."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise UserError(f"No report can be written to {path.parent}: {error.strerror}; name another place.") from None


def write(report: Mapping[str, Any], path: Path) -> None:
    """Write a report whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
