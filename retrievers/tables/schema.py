"""Tables, columns and keys, with what their values look like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the values of a column can be compared as."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    BOOLEAN = "boolean"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column and what its values look like."""

    table: str
    name: str
    type: str
    """As DuckDB spells it: `BIGINT`, `VARCHAR`, `DECIMAL(10,2)`."""
    kind: Kind = Kind.TEXT
    """What the values read as: a `VARCHAR` whose every value is a number has the kind `number`."""
    comment: str = ""
    unit: str = ""
    """As people wrote it: `EUR`, `km`."""
    synonyms: tuple[str, ...] = ()
    """What else people call it."""
    distinct: int = 0
    """Distinct values among the rows that were profiled; NULL is none."""
    filled: float = 1.0
    """Share of the profiled rows that are not NULL, in [0, 1]."""
    unique: bool = False
    """Whether no value stands twice and none is NULL."""
    low: str = ""
    """Least value, written out."""
    high: str = ""
    frequent: tuple[str, ...] = ()
    """The most frequent texts of the profiled rows, each standing more than once, the most frequent first."""

    @property
    def stored_as_text(self) -> bool:
        """Whether the values are text although they may read as numbers or dates."""
        return self.type.upper().startswith(("VARCHAR", "TEXT", "CHAR", "ENUM")) and not self.type.endswith("]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table or view."""

    name: str
    columns: tuple[Column, ...]
    rows: int = 0
    estimated: bool = False
    """Whether `rows` is the database's estimate: it is not counted in long tables that others write to."""
    primary_key: tuple[str, ...] = ()
    """Declared, or else the unique column that reads most like an identifier; empty if there is none."""
    comment: str = ""
    synonyms: tuple[str, ...] = ()
    """What else people call it."""

    def column(self, name: str) -> Column | None:
        """Return a column by name, in any letter case."""
        wanted = name.lower()
        return next((column for column in self.columns if column.name.lower() == wanted), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeignKey:
    """Columns of one table whose values are keys of another."""

    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    declared: bool = True
    """Whether the database declares it; otherwise it was inferred from names and values."""
