"""What a row of triples may say beside the three names: how sure it is, when it held, of what type, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from retrievers.graph.store.names import local_name
from retrievers.graph.store.provenance import day_key

COLUMNS = {
    "confidence": "confidence",
    "since": "since",
    "start": "since",
    "valid_from": "since",
    "until": "until",
    "end": "until",
    "valid_to": "until",
    "datatype": "datatype",
    "source": "source",
}
"""Fields of a triple by the names that columns may have, in lower case."""
_DAY = re.compile(r"(-?\d{4,9})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?", re.ASCII)
_DATATYPE = re.compile(r"\w+")


class Qualifiers(NamedTuple):
    """Fields of a triple, checked."""

    confidence: float = 1.0
    since: str = ""
    until: str = ""
    datatype: str = ""
    source: str = ""


def qualifiers_of(cells: Mapping[str, str]) -> tuple[Qualifiers, bool]:
    """Return what the cells of one row say, by field, and whether one of them is no date or datatype and left out.

    Empty cells say nothing. `ValueError` if the confidence is none: then nobody can tell how far the row is to be
    trusted.
    """
    given = cells.get("confidence")
    confidence = float(given) if given else 1.0
    if not 0 < confidence <= 1:
        raise ValueError(f"a confidence lies in (0, 1], not at {given}")
    days = [_day(cells.get(field, "")) for field in ("since", "until")]
    since, until = (day or "" for day in days)
    backwards = bool(since and until) and day_key(since, 0) > day_key(until, 99)
    if backwards:
        since = until = ""
    datatype = local_name(cells.get("datatype", "")).rpartition(":")[2]
    typed = not datatype or bool(_DATATYPE.fullmatch(datatype))
    checked = Qualifiers(confidence, since, until, datatype if typed else "", cells.get("source", ""))
    return checked, backwards or not typed or None in days


@lru_cache(maxsize=1 << 16)
def _day(text: str) -> str | None:
    """Return a date in ISO 8601, perhaps cut to a month or year, without a time; None if it is none."""
    if not text:
        return ""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        date(2000 if len(year) != 4 else max(int(year), 1), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)
