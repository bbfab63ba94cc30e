"""Reads the outcome of a statement from its rows: a pipeline of checks, each giving one sentence of feedback.

What an execution shows beyond an error is what ReEx-SQL (Dai et al., 2025) and Think2SQL (Papicchio et al., 2025) let a
model reason over; here it is read by code, so that every writer, also one that is no model, is told the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from agent.reasoner.embedded.forms import fits, is_figure
from agent.sql.attempt import Outcome
from agent.sql.fanout import fans_out, joined
from retrievers.schema import AnswerType
from retrievers.tables.schema import Kind
from tools.sql.catalog import Catalog
from tools.sql.cells import Cell, show

_FIGURES = frozenset([AnswerType.NUMBER, AnswerType.DATE, AnswerType.YES_NO])
_NAMES = frozenset([AnswerType.PERSON, AnswerType.PLACE, AnswerType.ORGANISATION])
_MANY = 20
"""Rows from which on an answer that is one figure has too many."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """A statement that ran, and what it gave."""

    sql: str
    """In DuckDB's dialect."""
    rows: Sequence[Sequence[Cell]]
    truncated: bool = False
    expects: AnswerType | None = None
    """The kind of value that is wanted, where that is known."""
    catalog: Catalog | None = None

    @cached_property
    def select(self) -> exp.Select | None:
        """The outermost SELECT; None for a set operation, or what cannot be parsed."""
        try:
            tree = sqlglot.parse_one(self.sql, read="duckdb")
        except SqlglotError:
            return None
        return tree if isinstance(tree, exp.Select) else None

    @property
    def first(self) -> list[str]:
        """The cells of the first column, written out, without NULLs."""
        return [text for row in self.rows if row and (text := show(row[0]))]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What an outcome is, and what it says to whoever wrote the statement."""

    outcome: Outcome
    why: str = ""


def read(result: Result) -> Reading:
    """Say what a statement's rows are worth; the first check that objects decides."""
    for check in _CHECKS:
        reading = check(result)
        if reading is not None:
            return reading
    return Reading(outcome=Outcome.ROWS)


def _empty(result: Result) -> Reading | None:
    if result.rows:
        return None
    why = "It found no rows: no value is spelt like that, or the conditions exclude each other."
    return Reading(outcome=Outcome.EMPTY, why=why)


def _null(result: Result) -> Reading | None:
    if any(cell is not None for row in result.rows for cell in row):
        return None
    why = "It gave nothing but NULL: it aggregates over no rows, or that column is not filled there."
    return Reading(outcome=Outcome.NULL, why=why)


def _zero(result: Result) -> Reading | None:
    """Object to a count of nothing; more often a value is misspelt than there is none."""
    if len(result.rows) != 1 or any(cell not in (0, None) or cell is False for cell in result.rows[0]):
        return None
    if result.select is None or not result.select.find(exp.Count) or not result.select.find(exp.Where, exp.Join):
        return None
    why = "It counted nothing: no value is spelt like that, or the conditions exclude each other."
    return Reading(outcome=Outcome.ZERO, why=why)


def _too_many(result: Result) -> Reading | None:
    figure = result.expects in _FIGURES and len(result.rows) > _MANY
    if not figure and (not result.truncated or result.expects in {AnswerType.LIST, None}):
        return None
    more = "more than " if result.truncated else ""
    why = f"It gave {more}{len(result.rows)} rows where one {result.expects} is asked for: filter or aggregate."
    return Reading(outcome=Outcome.TOO_MANY, why=why)


def _inflated(result: Result) -> Reading | None:
    """Object to a sum or average over rows that a join repeats."""
    if result.select is None or result.catalog is None:
        return None
    found = fans_out(result.select, result.catalog)
    if found is None:
        return None
    why = (
        f"{found.call} counts a row of {found.table} once for each row of {found.many} that is joined to it: aggregate "
        f"before joining, or write the same again if that is meant."
    )
    return Reading(outcome=Outcome.REPEATED, why=why)


def _repeated(result: Result) -> Reading | None:
    select = result.select
    if select is None or not joined(select) or select.args.get("distinct") or select.args.get("group"):
        return None
    repeats = len(result.rows) - len(Counter(tuple(map(str, row)) for row in result.rows))
    if not repeats:
        return None
    why = (
        f"{repeats} of {len(result.rows)} rows repeat others, because a row is joined to several: write DISTINCT if "
        f"each is wanted once, or write the same again if not."
    )
    return Reading(outcome=Outcome.REPEATED, why=why)


def _other_kind(result: Result) -> Reading | None:
    """Object to values that cannot be what is asked for."""
    values, expects = result.first, result.expects
    if not values or expects is None:
        return None
    if expects in {AnswerType.NUMBER, AnswerType.DATE} and not any(fits(value, expects) for value in values):
        why = f"The first column holds no {expects}: it begins with {values[0][:60]!r}."
    elif expects in _NAMES and all(map(is_figure, values)):
        why = f"The first column holds figures such as {values[0][:60]!r}, but a {expects} is asked for."
    else:
        return None
    return Reading(outcome=Outcome.SURPRISE, why=why)


def _as_text(result: Result) -> Reading | None:
    """Object to an order of numbers that are stored as text."""
    if result.select is None or result.catalog is None:
        return None
    tables = [table.name for table in result.select.find_all(exp.Table)]
    for node in result.select.find_all(exp.Max, exp.Min, exp.Ordered):
        column = node.this
        if not isinstance(column, exp.Column):
            continue
        held = [known for name in tables if (known := result.catalog.column(name, column.name))]
        if len(held) == 1 and held[0].kind is Kind.NUMBER and held[0].stored_as_text:
            why = f"{column.name} holds numbers stored as text, so that '9' comes after '10': CAST it to a number."
            return Reading(outcome=Outcome.SURPRISE, why=why)
    return None


_CHECKS: tuple[Callable[[Result], Reading | None], ...] = (
    _empty,
    _null,
    _zero,
    _too_many,
    _inflated,
    _repeated,
    _other_kind,
    _as_text,
)
