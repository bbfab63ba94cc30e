"""Evidence of rows with what can be said of them beside the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tools.schema import Evidence
from tools.sql.catalog import Catalog
from tools.sql.engine import Rows
from tools.sql.shown.chart import chart
from tools.sql.shown.ties import tie
from tools.sql.shown.units import units

Run = Callable[[str], Rows]
"""Runs a checked statement."""
_TIME = "%Y-%m-%d %H:%M UTC"


def told(
    evidence: Evidence,
    rows: Rows,
    catalog: Catalog,
    run: Run,
    *,
    bindings: Mapping[str, tuple[str, ...]],
    as_of: str,
) -> Evidence:
    """Return evidence of rows whose data also has `units`, `chart`, `bound`, `tie`, `as_of` and `place`; its id stays.

    `units` has the unit of each column, empty where none is known; `chart` says how to draw the rows; `bound` has the
    values of earlier steps that stand in the statement; `tie` is a sentence, empty where no place is shared;
    `place` is what citations say.
    """
    sql = str(evidence.data["sql"])
    drawn = chart(rows.columns, rows.rows, truncated=rows.truncated)
    shared = tie(sql, rows, run)
    about = {
        "units": list(units(sql, catalog)),
        "chart": {"kind": drawn.kind, "x": drawn.x, "y": drawn.y},
        "bound": {name: list(values) for name, values in bindings.items() if values},
        "tie": shared.said() if shared is not None else "",
        "as_of": as_of,
        "place": f"as of {as_of}",
    }
    return evidence.model_copy(update={"data": {**evidence.data, **about}})


def written_at(path: Path) -> str:
    """Return when a file of tables was written, which is as of when its rows hold: `2026-03-01 14:05 UTC`."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime(_TIME)


def now() -> str:
    """Return the time, which is as of when the rows of a database in use hold."""
    return datetime.now(UTC).strftime(_TIME)
