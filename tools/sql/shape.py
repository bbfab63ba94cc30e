"""The shape of a question: its words without the values that its statement compares with.

Two questions of one shape that differ in values only are answered by one statement whose literals differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from retrievers.tables.schema import Column, Kind
from retrievers.tables.words import Token, tokenize
from tools.sql.catalog import Catalog
from tools.sql.values import LONGEST

_SILENT = frozenset([
    "a", "an", "the", "please", "me", "us", "there", "is", "are", "was", "were", "do", "does", "did", "all", "of",
    "what", "which", "who", "list", "show", "give", "find", "tell", "display", "return", "get", "and",
])  # fmt: skip
"""Words that may be missing or differ between two ways of asking the same."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A value of a question that its statement has as a literal."""

    literal: str
    """As the statement has it, without the wildcards of a pattern."""
    is_text: bool
    places: tuple[int, ...]
    """Which of the statement's literals, from 0, in the order of its tree."""
    column: Column | None = None
    """What it is compared with; None for a count of rows."""
    lowered: bool = False
    """Whether the statement compares it in lower case."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A question whose values are slots."""

    items: tuple[str | Slot, ...]
    """Stems of its words, silent ones left out, and slots in their places."""
    tree: exp.Expr
    """The statement."""


def shape_of(question: str, sql: str, catalog: Catalog) -> Shape:
    """Return the shape of a question with its statement, which the guard has passed."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    tokens = tokenize(question)
    taken: dict[int, tuple[int, Slot]] = {}
    for slot in _slots(tree, catalog):
        words = [token.norm for token in tokenize(slot.literal)]
        for start in range(len(tokens) - len(words) + 1) if words else ():
            place = range(start, start + len(words))
            if [tokens[at].norm for at in place] == words and not _overlaps(taken, place):
                taken[start] = (len(words), slot)
    return Shape(items=tuple(_items(tokens, taken)), tree=tree)


def fill(shape: Shape, question: str, catalog: Catalog) -> str:
    """Return the statement for a question of the same shape, with its own values; empty if it is of another."""
    tokens = tokenize(question)
    found = next(_matches(shape.items, tokens, 0, {}, catalog), None)
    if found is None:
        return ""
    tree = shape.tree.copy()
    literals = list(tree.find_all(exp.Literal))
    for slot, value in found.items():
        for literal in (literals[place] for place in slot.places):
            text = literal.name.replace(slot.literal, value)
            literal.replace(exp.Literal.string(text) if slot.is_text else exp.Literal.number(text))
    return tree.sql(dialect="duckdb", identify=True)


Filled = Mapping[Slot, str]
"""The value of each slot."""


def _slots(tree: exp.Expr, catalog: Catalog) -> Iterator[Slot]:
    """Yield the literals of a statement, those that say the same as one slot.

    A number that is compared with a column is not the one that limits the rows, though both may be 1. What is compared
    with several columns is no slot: a question that says it once leaves open which of them is meant.
    """
    compared: defaultdict[tuple[str, bool], list[tuple[int, Column | None, bool]]] = defaultdict(list)
    counts: defaultdict[str, list[int]] = defaultdict(list)
    for place, literal in enumerate(tree.find_all(exp.Literal)):
        comparison = literal.find_ancestor(exp.Predicate, exp.Select)
        if isinstance(comparison, exp.Predicate):
            core = literal.name.strip("%") if literal.is_string else literal.name
            lowered = comparison.find(exp.Lower) is not None
            compared[core, literal.is_string].append((place, _column(comparison, tree, catalog), lowered))
        elif not literal.is_string:
            counts[literal.name].append(place)
    for (core, is_text), held in compared.items():
        column, lowered = held[0][1:]
        if core and all(other == column for _, other, _ in held):
            places = tuple(place for place, _, _ in held)
            yield Slot(literal=core, is_text=is_text, places=places, column=column, lowered=lowered)
    for core, at in counts.items():
        if (core, False) not in compared:
            yield Slot(literal=core, is_text=False, places=tuple(at))


def _column(comparison: exp.Expr, tree: exp.Expr, catalog: Catalog) -> Column | None:
    called = comparison.find(exp.Column)
    if called is None:
        return None
    tables = {table.alias_or_name.lower(): table.name for table in tree.find_all(exp.Table)}
    names = [tables.get(called.table.lower(), "")] if called.table else list(dict.fromkeys(tables.values()))
    held = [known for name in names if (known := catalog.column(name, called.name))]
    return held[0] if len(held) == 1 else None


def _overlaps(taken: Mapping[int, tuple[int, Slot]], place: range) -> bool:
    return any(start < place.stop and place.start < start + length for start, (length, _) in taken.items())


def _items(tokens: Sequence[Token], taken: Mapping[int, tuple[int, Slot]]) -> Iterator[str | Slot]:
    at = 0
    while at < len(tokens):
        if at in taken:
            length, slot = taken[at]
            yield slot
            at += length
            continue
        if tokens[at].norm not in _SILENT:
            yield tokens[at].stem
        at += 1


def _matches(
    items: Sequence[str | Slot], tokens: Sequence[Token], at: int, filled: Filled, catalog: Catalog
) -> Iterator[Filled]:
    """Yield each way in which the words from `at` on are the items, with the values of its slots."""
    if not items:
        if all(token.norm in _SILENT for token in tokens[at:]):
            yield filled
        return
    item = items[0]
    if isinstance(item, Slot):
        for end in range(min(len(tokens), at + LONGEST), at, -1):
            value = _value(item, tokens[at:end], catalog)
            if value and filled.get(item, value) == value:
                yield from _matches(items[1:], tokens, end, {**filled, item: value}, catalog)
    if at < len(tokens) and item == tokens[at].stem:
        yield from _matches(items[1:], tokens, at + 1, filled, catalog)
    if at < len(tokens) and tokens[at].norm in _SILENT:
        yield from _matches(items, tokens, at + 1, filled, catalog)


def _value(slot: Slot, tokens: Sequence[Token], catalog: Catalog) -> str:
    """Return the value that words name in the column of a slot, as it is stored; empty if they name none."""
    if not slot.is_text:
        return tokens[0].norm if len(tokens) == 1 and _is_number(tokens[0].norm) else ""
    column = slot.column
    if column is None or (column.kind is not Kind.TEXT and not column.stored_as_text):
        return ""
    words = [token.norm for token in tokens]
    if words == [token.norm for token in tokenize(slot.literal)]:
        return slot.literal
    held = [value for value in catalog.values.exact(" ".join(words)) if _is_of(value, column)]
    same = [value.text for value in held if [token.norm for token in tokenize(value.text)] == words]
    return (same[0].lower() if slot.lowered else same[0]) if same else ""


def _is_of(value: object, column: Column) -> bool:
    return (getattr(value, "table", ""), getattr(value, "column", "")) == (column.table, column.name)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
