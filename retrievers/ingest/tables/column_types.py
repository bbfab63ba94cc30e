"""The type of a column, from what its source declares and what its values are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from retrievers.ingest.tables.staging import StagedColumn, quote, text

_MISSING = ("", "na", "n/a", "nan", "null", "none", "nil", "-", "--", "?", "\\n", "#n/a")
"""What stands for no value in a column of numbers or dates, in lower case."""
_NULL = ("null", "\\n")
"""What stands for no value in a column of text as well."""


@dataclass(frozen=True, kw_only=True)
class _Form:
    """A way to write values of a type."""

    type: str
    pattern: str
    """What a value must match as a whole."""
    expression: str
    """What makes the value, or NULL, of the text `{}`."""


@dataclass(frozen=True, kw_only=True)
class TypedColumn:
    """A column with its final type."""

    name: str
    type: str
    expression: str
    """What makes its value of the staged one."""
    description: str = ""


def _cast(kind: str, pattern: str, of: str = "{}") -> _Form:
    return _Form(type=kind, pattern=pattern, expression=f"TRY_CAST({of} AS {kind})")


_WHOLE = r"0|[1-9]\d{0,18}"
_GROUPED = r"\d{1,3}(,\d{3})+|0|[1-9]\d{0,2}"
_DAY = r"\d{4}-\d\d?-\d\d?"
_FORMS = (
    _cast("BOOLEAN", r"(?i)true|false"),
    _cast("BIGINT", rf"[+-]?({_WHOLE})"),
    _cast("BIGINT", rf"[+-]?({_GROUPED})", "replace({}, ',', '')"),
    _cast("DOUBLE", r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?"),
    _cast("DOUBLE", rf"[+-]?({_GROUPED})(\.\d+)?", "replace({}, ',', '')"),
    _cast("DOUBLE", rf"[+-]?({_WHOLE})(,\d{{1,2}})?", "replace({}, ',', '.')"),
    _cast("DATE", _DAY),
    _cast("TIMESTAMP", rf"{_DAY}[T ]\d\d?:\d\d(:\d\d(\.\d+)?)?Z?"),
)
"""In the order they are tried; the first that fits every value is taken. Codes with leading zeros fit none."""
_DATES = tuple(
    _Form(type="DATE", pattern=pattern, expression=f"CAST(try_strptime({{}}, {text(form)}) AS DATE)")
    for pattern, form in (
        (r"\d\d?\.\d\d?\.\d{4}", "%d.%m.%Y"),
        (r"\d\d?/\d\d?/\d{4}", "%d/%m/%Y"),
        (r"\d\d?/\d\d?/\d{4}", "%m/%d/%Y"),
        (r"\d{4}/\d\d?/\d\d?", "%Y/%m/%d"),
        (r"[A-Za-z]+ \d\d?, \d{4}", "%B %d, %Y"),
        (r"[A-Za-z]+ \d\d?, \d{4}", "%b %d, %Y"),
        (r"\d\d? [A-Za-z]+ \d{4}", "%d %B %Y"),
        (r"\d\d? [A-Za-z]+ \d{4}", "%d %b %Y"),
    )
)
"""Taken only where exactly one fits: nobody can tell what day 03/04/2021 is."""
_FIRST_ROWS = 1000
_ALL = (*_FORMS, *_DATES, _cast("BOOLEAN", r"(?i)[01tfyn]|yes|no"))
"""The last is for columns that are declared to be boolean."""


def typed_columns(
    connection: duckdb.DuckDBPyConnection, staging: str, columns: Sequence[StagedColumn]
) -> tuple[TypedColumn, ...]:
    """Settle the type of each column of the table `staging`, in one pass over it."""
    stored = dict(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {staging})").fetchall())
    open_columns = [c for c in columns if stored[c.name] == "VARCHAR" and c.declared != "VARCHAR"]
    found = _fitting(connection, staging, [column.name for column in open_columns])
    return tuple(_typed(column, stored[column.name], found.get(column.name)) for column in columns)


def _typed(column: StagedColumn, stored: str, fitting: list[_Form] | None) -> TypedColumn:
    """Choose among the forms that fit a column; None stands for a column that is typed already."""
    kind, expression = stored, quote(column.name)
    if fitting is not None:
        declared = [form for form in fitting if form.type == column.declared]
        dates = [form for form in fitting if form in _DATES]
        sure = [form for form in fitting if form in _FORMS] or (dates if len(dates) == 1 else [])
        everything = len(fitting) == len(_ALL)
        if declared or (sure and not everything):
            form = (declared or sure)[0]
            kind, expression = form.type, form.expression.format(_without(expression, _MISSING))
        else:
            expression = _without(expression, _NULL)
    about = column.description or (column.header if column.header != column.name else "")
    return TypedColumn(name=column.name, type=kind, expression=expression, description=about)


def _fitting(connection: duckdb.DuckDBPyConnection, staging: str, names: Sequence[str]) -> dict[str, list[_Form]]:
    """Return for each column the forms that fit all its values, in order; all forms where it has none.

    The first rows rule out nearly all forms, so that the pass over all rows has little to test.
    """
    listed = ", ".join(map(quote, names))
    first = connection.execute(f"SELECT {listed} FROM {staging} LIMIT {_FIRST_ROWS}").fetchall() if names else []
    found = {name: _matching(row[place] for row in first) for place, name in enumerate(names)}
    tests = [(name, form) for name, forms in found.items() for form in forms]
    if not tests:
        return found
    values = ", ".join(f"{_without(quote(name), _MISSING)} AS {quote(name)}" for name in names)
    fits = ", ".join(_fit(form, quote(name)) for name, form in tests)
    ((*answers,),) = connection.execute(f"SELECT {fits} FROM (SELECT {values} FROM {staging})").fetchall()
    for (name, form), fit in zip(tests, answers, strict=True):
        if fit is False:
            found[name].remove(form)
    return found


def _matching(values: Iterable[str | None]) -> list[_Form]:
    present = [value for value in values if value is not None and value.lower() not in _MISSING]
    return [form for form in _ALL if all(re.fullmatch(form.pattern, value) for value in present)]


def _fit(form: _Form, name: str) -> str:
    matches = f"regexp_full_match({name}, {text(form.pattern)}) AND {form.expression.format(name)} IS NOT NULL"
    return f"bool_and(CASE WHEN {name} IS NOT NULL THEN {matches} END)"


def _without(name: str, missing: Sequence[str]) -> str:
    listed = ", ".join(map(text, missing))
    return f"CASE WHEN lower({name}) NOT IN ({listed}) THEN {name} END"
