"""Dates and times as PostgreSQL says them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from tools.sql.translate.saying import call, is_text, is_type, say

_FIELDS = {
    exp.Quarter: "QUARTER", exp.DayOfWeek: "DOW", exp.DayOfYear: "DOY", exp.DayOfMonth: "DAY", exp.Week: "WEEK",
    exp.WeekOfYear: "WEEK", exp.Year: "YEAR", exp.Month: "MONTH", exp.Day: "DAY", exp.Hour: "HOUR",
    exp.Minute: "MINUTE", exp.Second: "SECOND",
}  # fmt: skip
_SPELLED = {
    "DAYOFWEEK": "DOW", "DAYOFYEAR": "DOY", "DAYOFWEEKISO": "ISODOW", "DAYOFWEEK_ISO": "ISODOW", "WEEKOFYEAR": "WEEK",
    "WEEKISO": "WEEK", "YEAROFWEEK": "ISOYEAR", "EPOCH_SECOND": "EPOCH", "DAYOFMONTH": "DAY", "MS": "MILLISECOND",
    "US": "MICROSECOND", "S": "SECOND", "M": "MINUTE", "H": "HOUR", "D": "DAY", "W": "WEEK", "MON": "MONTH",
    "Y": "YEAR",
}  # fmt: skip
"""Names of fields that PostgreSQL has not."""
_PARTS = {"date_part", "datepart"}
_ANONYMOUS = {
    "isodow": "ISODOW", "isoyear": "ISOYEAR", "century": "CENTURY", "decade": "DECADE", "dayofweek": "DOW",
    "weekday": "DOW", "dayofyear": "DOY", "millisecond": "MILLISECOND", "microsecond": "MICROSECOND",
}  # fmt: skip
_INTERVALS = {
    "to_years": "years", "to_months": "months", "to_hours": "hours", "to_minutes": "mins", "to_seconds": "secs",
}  # fmt: skip


def field(name: str, value: exp.Expr) -> exp.Expr:
    """Return a field of a date as a whole number, as DuckDB gives it; seconds since 1970 keep their fraction."""
    known = (
        _SPELLED.get(name.upper(), name.upper()).removesuffix("S") if name.upper() not in ("S", "MS", "US") else name
    )
    said = name.upper()
    known = _SPELLED.get(said) or _SPELLED.get(said.removesuffix("S"), said.removesuffix("S"))
    found = exp.Extract(this=exp.var(known), expression=value.copy())
    if known == "EPOCH":
        return exp.cast(found, "DOUBLE")
    if known in ("SECOND", "MILLISECOND", "MICROSECOND"):
        return exp.cast(exp.Trunc(this=found), "BIGINT")
    return exp.cast(found, "BIGINT")


def _part(node: exp.Func) -> exp.Expr:
    return field(_FIELDS[type(node)], node.this)


def _extract(node: exp.Extract) -> exp.Expr:
    return field(node.this.name, node.expression)


def anonymous(node: exp.Anonymous) -> exp.Expr:
    """Return a date function that the parser knows by name only; the node itself if it is no such function."""
    name, given = node.name.lower(), node.expressions
    if name in _PARTS and len(given) == 2 and given[0].is_string:
        return field(given[0].name, given[1])
    if name in _ANONYMOUS and len(given) == 1:
        return field(_ANONYMOUS[name], given[0])
    if name in _INTERVALS and len(given) == 1:
        return say(f"MAKE_INTERVAL({_INTERVALS[name]} => $n)", n=given[0])
    return node


def _truncated(node: exp.TimestampTrunc | exp.DateTrunc) -> exp.Expr:
    """Make a time of a date first, as DuckDB does; PostgreSQL would give it the zone of the session."""
    if is_type(node.this, "DATE"):
        node.set("this", exp.cast(node.this.copy(), "TIMESTAMP"))
    return node


def _parsed(node: exp.StrToTime) -> exp.Expr:
    return exp.cast(node.copy(), "TIMESTAMP")


def _difference(node: exp.DateDiff) -> exp.Expr:
    """Count whole weeks, as DuckDB does; the other units are sqlglot's."""
    if node.text("unit").upper() != "WEEK":
        return node
    return say("CAST((CAST($a AS DATE) - CAST($b AS DATE)) / 7 AS BIGINT)", a=node.this, b=node.expression)


def _date(node: exp.Date) -> exp.Expr:
    return exp.cast(node.this.copy(), "DATE") if node.this is not None and not node.expressions else node


def _last_day(node: exp.LastDay) -> exp.Expr:
    if is_text(node.this):
        node.set("this", exp.cast(node.this.copy(), "DATE"))
    return node


DATES: dict[type[exp.Expr], Callable[[Any], exp.Expr]] = {
    **dict.fromkeys(_FIELDS, _part),
    exp.Extract: _extract,
    exp.TimestampTrunc: _truncated,
    exp.DateTrunc: _truncated,
    exp.StrToTime: _parsed,
    exp.DateDiff: _difference,
    exp.Date: _date,
    exp.LastDay: _last_day,
    exp.Dayname: lambda node: say("TO_CHAR($day, 'FMDay')", day=node.this),
    exp.Monthname: lambda node: say("TO_CHAR($day, 'FMMonth')", day=node.this),
    exp.DateFromParts: lambda node: call("MAKE_DATE", node.args["year"], node.args["month"], node.args["day"]),
    exp.ToDays: lambda node: say("MAKE_INTERVAL(days => $n)", n=node.this),
}
"""How each is said; what is not here, sqlglot says right."""
