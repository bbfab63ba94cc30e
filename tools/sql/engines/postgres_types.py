"""How values of PostgreSQL that Python has no room for are read: as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.abc import Buffer


def read_any_date(connection: Connection[Any]) -> None:
    """Have dates that Python cannot hold, such as `infinity` and those before the year 1, given as text."""
    from psycopg import DataError
    from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader

    def or_text(loader: type[Any]) -> type[Any]:
        class Loader(loader):  # type: ignore[misc]
            def load(self, data: Buffer) -> object:
                try:
                    return super().load(data)
                except DataError:
                    return bytes(data).decode()

        return Loader

    for name, loader in (("date", DateLoader), ("timestamp", TimestampLoader), ("timestamptz", TimestamptzLoader)):
        connection.adapters.register_loader(name, or_text(loader))
