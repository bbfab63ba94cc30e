"""Triples in three columns: with a header that says so, or without one where nothing else is possible."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from retrievers.ingest.corpus import json_lines
from retrievers.ingest.find import SourceFile
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

Row = tuple[int, Sequence[str]]


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
    """Yield the triples of a file for which `is_triples` holds; `note` is told of rows that are none.

    An object is a value, not a node, if it looks like a number or a date and so do nearly all of its relation's.
    """
    rows: list[tuple[int, list[str]]] = []
    bad: list[int] = []
    for line, cells in _json_rows(file) if file.suffix in _LINES else _table_rows(file):
        parts = [clean(cell).strip() for cell in cells]
        if len(parts) == len(_ROLES) and all(parts):
            rows.append((line, parts))
        else:
            bad.append(line)
    count = Counter(relation for _, (_, relation, _) in rows)
    values = Counter(relation for _, (_, relation, target) in rows if _VALUE.fullmatch(target))
    for line, (subject, relation, target) in rows:
        literal = values[relation] >= _NEARLY_ALL * count[relation] and bool(_VALUE.fullmatch(target))
        source = f"{file.id}:{line}"
        yield Triple(subject=subject, relation=relation, object=target, literal=literal, source=source)
    if bad:
        note(f"{len(bad)} of its lines are no triples and were left out, the first is line {bad[0]}.")


def _json_rows(file: SourceFile) -> Iterator[Row]:
    keys = _json_keys(file) or ()
    for line, row in json_lines(file):
        yield line, [str(row[key]) for key in keys if isinstance(row.get(key), str | int | float)]


def _json_keys(file: SourceFile) -> tuple[str, ...] | None:
    """Return the keys of subject, relation and object, if the first row has these and no others."""
    row: dict[str, object] = dict(next(json_lines(file), (0, {}))[1])
    keys = tuple(next((key for key in row if key.lower() in names), "") for names in _ROLES)
    return keys if all(keys) and len(row) == len(_ROLES) else None


def _table_rows(file: SourceFile) -> Iterator[Row]:
    rows = _rows(file, _delimiter(file) or ",")
    first = next(rows)
    if not _has_header(first[1]):
        yield first
    yield from rows


def _delimiter(file: SourceFile) -> str | None:
    """Return what cuts the first row into three, or None if nothing does."""
    marks = {".csv": ",;\t|", ".tsv": "\t"}.get(file.suffix, "\t|")
    return next((mark for mark in marks if len(next(_rows(file, mark), (0, []))[1]) == len(_ROLES)), None)


def _rows(file: SourceFile, delimiter: str) -> Iterator[Row]:
    return delimited_rows(file, delimiter, quotes=file.suffix == ".csv")


def _has_header(cells: Sequence[str]) -> bool:
    return len(cells) == len(_ROLES) and all(
        cell.strip().lower() in names for cell, names in zip(cells, _ROLES, strict=True)
    )


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
