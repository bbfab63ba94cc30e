"""What a database holds: tables, columns, keys and values, as far as writing and checking SQL needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrievers.tables.schema import Column, ForeignKey, Table
from tools.sql.values import ValueIndex

if TYPE_CHECKING:
    from tools.sql.engine import Engine
    from tools.sql.nameindex import NameIndex


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """The tables of one database."""

    tables: tuple[Table, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    values: ValueIndex = field(default_factory=lambda: ValueIndex(()))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the catalog of a DuckDB file: its `main` schema, profiles, keys, comments and text values.

        Profiles that were kept when the file was indexed are read; without them, its rows are looked at. Names of long
        columns are looked up in the file when a question comes.

        Raises:
            UserError: The file is missing or is no DuckDB database.
        """
        from tools.sql.engines.duckdb import DuckDBEngine

        engine = DuckDBEngine(path)
        try:
            return cls.of(engine)
        finally:
            engine.close()

    @classmethod
    def of(cls, engine: Engine) -> Self:
        """Read the catalog of a database; `UserError` if it cannot be read."""
        from tools.sql.longcolumns import LongColumns

        tables, keys, values = engine.profile()
        long_columns = LongColumns(engine) if engine.keeps_names else None
        return cls(tables=tables, foreign_keys=keys, values=ValueIndex(values, long_columns=long_columns or None))

    def table(self, name: str) -> Table | None:
        """Return a table by name, in any letter case."""
        return self._by_name.get(name.lower())

    def column(self, table: str, name: str) -> Column | None:
        """Return a column of a table, both in any letter case."""
        found = self.table(table)
        return found.column(name) if found else None

    def columns(self) -> Iterator[Column]:
        """Yield every column, table by table."""
        for table in self.tables:
            yield from table.columns

    @cached_property
    def names(self) -> NameIndex:
        """The words that people call the tables and columns by."""
        from tools.sql.nameindex import NameIndex

        return NameIndex(self.tables)

    @cached_property
    def _by_name(self) -> dict[str, Table]:
        return {table.name.lower(): table for table in self.tables}
