"""Which column of a table names its rows, and which hold other names of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from retrievers.ingest.tables.facts.shapes import Shape
from retrievers.tables.profile import PROFILE_ROWS
from retrievers.tables.schema import Column, Table
from retrievers.tables.words import split_name, stem

DISTINCT = 0.9
"""Least share of the values of a name column that are distinct: a namesake or two do not take a table its name."""
_FILLED = 0.5
"""Least share of the rows that have a name."""
_LONGEST = 120
"""Characters: what is longer is prose."""
_MEAN = 50
_NAMED = 0.8
_CAPITAL = 0.7

_LABELS = frozenset({"name", "title", "label"})
_GIVEN = frozenset({"first name", "given name", "forename", "firstname"})
_FAMILY = frozenset({"last name", "family name", "surname", "lastname"})
_ALIASES = frozenset(
    {
        *("abbreviation", "abbr", "acronym", "alias", "aliases", "also known as", "aka", "nickname"),
        *("alternate name", "alternative name", "other name", "short name"),
    }
)
_NO_NAMES = frozenset(
    {
        *("id", "key", "code", "uuid", "guid", "hash", "slug", "sku", "isbn", "iban", "token", "password", "ip"),
        *("url", "uri", "link", "href", "path", "file", "image", "photo", "email", "mail", "phone", "fax"),
        *("address", "street", "zip", "postcode", "color", "colour", "date", "time"),
        *("description", "comment", "note", "notes", "text", "summary", "message", "body", "content"),
        *("remark", "remarks", "abstract", "bio", "biography"),
    }
)
"""Last words of columns that are never taken to name a row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """How the rows of a table are named."""

    columns: tuple[str, ...]
    """One column, or first and last name."""
    aliases: tuple[str, ...]
    """Columns of other names."""


def naming(table: Table, shapes: Mapping[str, Shape], links: Collection[str]) -> Naming | None:
    """Return how the rows of a table are named; None if no column does that. `links` lead to other tables.

    A name column holds text, nearly every value once. One that is called so (`name`, `title`, or as the table, `city`
    in `cities`) comes before the first other text column whose values read as names.
    """
    columns = _best(table, shapes, links) or _in_two_parts(table)
    if not columns:
        return None
    aliases = tuple(
        column.name
        for column in table.columns
        if column.name not in (*columns, *links) and column.name in shapes and _words(column.name) in _ALIASES
    )
    return Naming(columns=columns, aliases=aliases)


def _best(table: Table, shapes: Mapping[str, Shape], links: Collection[str]) -> tuple[str, ...]:
    fitting = [
        column
        for column in table.columns
        if column.name in shapes and column.name not in links and _could_name(column, table, shapes[column.name])
    ]
    ranked = sorted((-_called_so(column, table), place) for place, column in enumerate(fitting))
    if not ranked:
        return ()
    called, place = ranked[0]
    first = fitting[place]
    plain = shapes[first.name].capital >= _CAPITAL and first.unique
    return (first.name,) if called or plain else ()


def _could_name(column: Column, table: Table, shape: Shape) -> bool:
    words = split_name(column.name)
    return (
        _many_distinct(column, table)
        and shape.longest <= _LONGEST
        and shape.mean <= _MEAN
        and shape.named >= _NAMED
        and not _NO_NAMES & set(words[-1:])
        and " ".join(words) not in _ALIASES | _GIVEN | _FAMILY
    )


def _many_distinct(column: Column, table: Table) -> bool:
    named = column.filled * min(table.rows, PROFILE_ROWS)
    return column.filled >= _FILLED and column.distinct >= DISTINCT * named


def _called_so(column: Column, table: Table) -> int:
    words = split_name(column.name)
    stems, entity = [stem(word) for word in words], [stem(word) for word in split_name(table.name)]
    if len(words) == 1 and words[0] in _LABELS:
        return 4
    labelled = bool(words) and words[-1] in _LABELS
    if labelled and (stems[:-1] in (entity, entity[-1:]) or words[0] in ("full", "official")):
        return 3
    if stems in (entity, entity[-1:]):
        return 2
    return int(labelled)


def _in_two_parts(table: Table) -> tuple[str, ...]:
    given = next((column for column in table.columns if _words(column.name) in _GIVEN), None)
    family = next((column for column in table.columns if _words(column.name) in _FAMILY), None)
    return (given.name, family.name) if given and family else ()


def _words(name: str) -> str:
    return " ".join(split_name(name))
