"""Units of the columns that a statement shows, as the names and descriptions of what they are made of say."""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from retrievers.tables.schema import Column
from retrievers.tables.words import split_name
from tools.sql.catalog import Catalog

_UNITS = {
    "km": "km", "kilometre": "km", "kilometer": "km", "m": "m", "metre": "m", "meter": "m", "cm": "cm", "mm": "mm",
    "mile": "miles", "ft": "ft", "feet": "feet", "foot": "feet", "inch": "inches", "au": "AU",
    "kg": "kg", "kilogram": "kg", "g": "g", "gram": "g", "tonne": "tonnes", "ton": "tons", "lb": "lb",
    "pound": "pounds",
    "day": "days", "hour": "hours", "minute": "minutes", "min": "min", "second": "seconds", "sec": "s", "ms": "ms",
    "year": "years", "month": "months", "week": "weeks",
    "usd": "USD", "eur": "EUR", "gbp": "GBP", "chf": "CHF", "dollar": "dollars", "euro": "euros",
    "percent": "%", "percentage": "%", "pct": "%", "kmh": "km/h", "km/h": "km/h", "mph": "mph", "m/s": "m/s",
    "km/s": "km/s", "kw": "kW", "mw": "MW", "kwh": "kWh", "w": "W", "v": "V", "hz": "Hz", "mhz": "MHz", "ghz": "GHz",
    "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB", "litre": "litres", "liter": "liters", "k": "K", "km2": "km²",
    "km²": "km²", "m2": "m²", "m²": "m²", "sqft": "sq ft", "hectare": "hectares", "acre": "acres", "bar": "bar",
    "thousand": "thousand", "million": "million", "billion": "billion", "°c": "°C", "celsius": "°C", "%": "%",
}  # fmt: skip
_COUNTED = frozenset({"day", "hour", "minute", "second", "year", "month", "week"})
"""Units that are also the names of points in time: they count at the end of a name of several words, in the plural."""
_SAID = re.compile(r"\(([^()]{1,12})\)|\[([^\[\]]{1,12})\]|\b(?:in|measured in) ([\w/²%°]+)", re.IGNORECASE)
_KEEPS = (exp.Sum, exp.Avg, exp.Max, exp.Min, exp.Round, exp.Abs, exp.Cast, exp.TryCast, exp.Paren, exp.Median)
"""What gives a value in the unit of its argument."""


def units(sql: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the unit of each column that a checked statement shows, empty where none is told.

    Counts have none, and neither has what is multiplied or divided.
    """
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError:
        return ()
    if not isinstance(tree, exp.Select):
        return ()
    tables = {table.alias_or_name: table.name for table in tree.find_all(exp.Table)}
    return tuple(_of(item.unalias(), tables, catalog) for item in tree.selects)


def unit_of(column: Column) -> str:
    """Return the unit that a column's description or name tells; empty if neither does.

    >>> unit_of(Column(table="moon", name="mean_radius_km", type="DOUBLE"))
    'km'
    """
    for match in _SAID.finditer(column.comment):
        said = next(filter(None, match.groups())).strip().lower()
        if unit := _UNITS.get(said) or _UNITS.get(said.rstrip("s")):
            return unit
    *before, last = split_name(column.name) or [""]
    unit = _UNITS.get(last) or _UNITS.get(last.rstrip("s"), "")
    single = last.rstrip("s")
    if not before or (single in _COUNTED and last == single):
        return ""
    return unit


def _of(item: exp.Expr, tables: dict[str, str], catalog: Catalog) -> str:
    if isinstance(item, exp.Column):
        column = catalog.column(tables.get(item.table, item.table or next(iter(tables.values()), "")), item.name)
        return unit_of(column) if column is not None else ""
    if isinstance(item, _KEEPS):
        return _of(item.this, tables, catalog)
    if isinstance(item, exp.Add | exp.Sub):
        left, right = _of(item.left, tables, catalog), _of(item.right, tables, catalog)
        return left if left == right else ""
    return ""
