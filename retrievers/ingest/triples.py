"""Triples in three columns: with a header that says so, or without one where nothing else is possible.

A header may name further columns, if all of them are those of `qualifiers`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from retrievers.ingest.corpus import json_lines
from retrievers.ingest.find import SourceFile
from retrievers.ingest.qualifiers import COLUMNS, Qualifiers, qualifiers_of
from retrievers.ingest.rows import delimited_rows
from retrievers.ingest.text import clean
from retrievers.schema import Triple

_ROLES = (
    frozenset({"subject", "subj", "s", "head", "h"}),
    frozenset({"relation", "rel", "r", "predicate", "pred", "p", "property"}),
    frozenset({"object", "obj", "o", "tail", "t"}),
)
_LINES = frozenset({".jsonl", ".ndjson"})
_RELATION = re.compile(r"[^\W\d][\w .:/\-#()']*")
_VALUE = re.compile(r"[+-]?\d[\d.,:\-/ TZ]*")
_NEARLY_ALL = 0.9
_PEEK = 2000
"""Rows that decide whether a file without a header holds triples."""
_FEWEST = 3
"""Rows; fewer without a header prove nothing."""

_PLAIN = Qualifiers()


class Row(NamedTuple):
    """One row as it stands in a file."""

    line: int
    cells: Sequence[str]
    """Subject, relation and object; another number of them if it is no triple."""
    more: Mapping[str, str] = {}
    """Filled cells of further columns, by field of a triple."""


def is_triples(file: SourceFile) -> bool:
    """Tell whether `file` holds triples and nothing else."""
    if file.suffix in _LINES:
        return _json_keys(file) is not None
    delimiter = _delimiter(file)
    if delimiter is None:
        return False
    rows = [cells for _, cells in islice(_rows(file, delimiter), _PEEK)]
    return _has_header(rows[0]) or (file.suffix != ".csv" and _unmistakable(rows))


def read_triples(file: SourceFile, note: Callable[[str], None]) -> Iterator[Triple]:
    """Yield the triples of a file for which `is_triples` holds, which is read twice; `note` is told of bad rows.

    An object is a value, not a node, if the row gives its datatype, or if it looks like a number or a date and so do
    nearly all of its relation's. A row without all three names, or whose confidence is no number in (0, 1], is left
    out; one whose dates or datatype are none is kept without them.
    """
    literal = _value_relations(file)
    bad: list[int] = []
    unsure: list[int] = []
    stripped: list[int] = []
    for line, parts, more in _cleaned(file):
        if len(parts) != len(_ROLES):
            bad.append(line)
            continue
        try:
            said, incomplete = qualifiers_of(more) if more else (_PLAIN, False)
        except ValueError:
            unsure.append(line)
            continue
        subject, relation, target = parts
        if incomplete:
            stripped.append(line)
        yield Triple(
            subject=subject,
            relation=relation,
            object=target,
            literal=bool(said.datatype) or (relation in literal and bool(_VALUE.fullmatch(target))),
            confidence=said.confidence,
            since=said.since,
            until=said.until,
            datatype=said.datatype,
            source=said.source or f"{file.id}:{line}",
        )
    if bad:
        note(f"{len(bad)} of its lines are no triples and were left out, the first is line {bad[0]}.")
    if unsure:
        note(
            f"{len(unsure)} of its lines have a confidence that is no number above 0 and up to 1 and were left out, "
            f"the first is line {unsure[0]}."
        )
    if stripped:
        note(
            f"{len(stripped)} of its lines have dates or datatypes that are none and were read without them, "
            f"the first is line {stripped[0]}."
        )


def _value_relations(file: SourceFile) -> set[str]:
    """Return the relations nearly all of whose objects look like numbers or dates."""
    count: Counter[str] = Counter()
    values: Counter[str] = Counter()
    for _, parts, _ in _cleaned(file):
        if len(parts) == len(_ROLES):
            count[parts[1]] += 1
            values[parts[1]] += bool(_VALUE.fullmatch(parts[2]))
    return {relation for relation, n in values.items() if n and n >= _NEARLY_ALL * count[relation]}


def _cleaned(file: SourceFile) -> Iterator[Row]:
    """Yield the rows, their cells stripped; no cells where one of the three is empty."""
    for line, cells, more in _json_rows(file) if file.suffix in _LINES else _table_rows(file):
        parts = [clean(cell).strip() for cell in cells]
        further = {field: text for field, cell in more.items() if (text := clean(cell).strip())} if more else more
        yield Row(line, parts if all(parts) else (), further)


def _json_rows(file: SourceFile) -> Iterator[Row]:
    keys = _json_keys(file) or ()
    for line, row in json_lines(file):
        cells = [str(row[key]) for key in keys if isinstance(row.get(key), str | int | float)]
        more = {}
        if len(row) > len(cells):
            further = ((COLUMNS[k.lower()], value) for k, value in row.items() if k.lower() in COLUMNS)
            more = {field: str(value) for field, value in further if value is not None}
        yield Row(line, cells, more)


def _json_keys(file: SourceFile) -> tuple[str, ...] | None:
    """Return the keys of subject, relation and object, if the first row has these and no others but known ones."""
    row: dict[str, object] = dict(next(json_lines(file), (0, {}))[1])
    keys = tuple(next((key for key in row if key.lower() in names), "") for names in _ROLES)
    return keys if all(keys) and _are_qualifiers([key for key in row if key not in keys]) else None


def _table_rows(file: SourceFile) -> Iterator[Row]:
    rows = _rows(file, _delimiter(file) or ",")
    line, first = next(rows)
    fields: list[str] = []
    if _has_header(first):
        fields = [COLUMNS[cell.strip().lower()] for cell in first[len(_ROLES) :]]
    else:
        yield Row(line, first)
    if not fields:
        yield from (Row(line, cells) for line, cells in rows)
        return
    for line, cells in rows:
        more = dict(zip(fields, cells[len(_ROLES) :], strict=False))
        yield Row(line, cells[: len(_ROLES)] if len(cells) <= len(_ROLES) + len(fields) else (), more)


def _delimiter(file: SourceFile) -> str | None:
    """Return what cuts the first row into three, or into a header of triples, or None if nothing does."""
    marks = {".csv": ",;\t|", ".tsv": "\t"}.get(file.suffix, "\t|")
    return next((mark for mark in marks if _fits(next(_rows(file, mark), (0, []))[1])), None)


def _fits(cells: Sequence[str]) -> bool:
    return len(cells) == len(_ROLES) or _has_header(cells)


def _rows(file: SourceFile, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    return delimited_rows(file, delimiter, quotes=file.suffix == ".csv")


def _has_header(cells: Sequence[str]) -> bool:
    return (
        len(cells) >= len(_ROLES)
        and all(cell.strip().lower() in names for cell, names in zip(cells, _ROLES, strict=False))
        and _are_qualifiers(cells[len(_ROLES) :])
    )


def _are_qualifiers(names: Sequence[str]) -> bool:
    """Whether all names are those of columns beside a triple's three, of different fields."""
    fields = [COLUMNS.get(name.strip().lower(), "") for name in names]
    return all(fields) and len(set(fields)) == len(fields)


def _unmistakable(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows without a header can be nothing but triples.

    Three filled cells in each; few names in the middle, which are no entities themselves, the first row's among
    them again; and entities that stand in several relations, or at both ends.
    """
    if len(rows) < _FEWEST or any(len(row) != len(_ROLES) or not all(c.strip() for c in row) for row in rows):
        return False
    relations = Counter(middle for _, middle, _ in rows)
    about: dict[str, set[str]] = defaultdict(set)
    for subject, relation, _ in rows:
        about[subject].add(relation)
    objects = {target for _, _, target in rows}
    if relations[rows[0][1]] == 1 or len(relations) > len(rows) / 2 or relations.keys() & (about.keys() | objects):
        return False
    joined = any(len(names) > 1 for names in about.values()) or bool(objects & about.keys())
    return joined and all(_RELATION.fullmatch(relation) for relation in relations)
