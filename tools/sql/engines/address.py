"""What a user may give as a database: an address, or a file."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from retrievers.errors import UserError
from tools.sql.engine import Engine
from tools.sql.engines.duckdb import DuckDBEngine
from tools.sql.engines.postgres import PostgresEngine

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_SECRETIVE = re.compile(r"[@=]")
"""Signs of a mistyped address, which may hold a password."""
_SQLITE = b"SQLite format 3\0"
_DUCKDB = b"DUCK"
"""Stands after the eight bytes of a checksum."""


def open_engine(database: str) -> Engine:
    """Return the engine of a PostgreSQL address or of a DuckDB file; nothing is read or reached yet.

    Raises:
        UserError: It is neither; the text does not repeat a password.
    """
    text = database.strip()
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _of_file(Path(text).expanduser())
    if scheme[1].lower() in {"postgres", "postgresql"}:
        return PostgresEngine(text)
    raise UserError(
        f"A database of the kind {scheme[1]!r} cannot be read; give a postgresql:// address, or the path of a DuckDB "
        "file."
    )


def masked(database: str) -> str:
    """Return a database as it may be shown: without passwords.

    >>> masked("postgresql://ann:secret@db.example:5433/sales?sslmode=require&password=secret")
    'postgresql://ann@db.example:5433/sales?sslmode=require'
    """
    if _SCHEME.match(database.strip()) is None:
        return database
    try:
        parts = urlsplit(database.strip())
        user = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "a database"
    if "@" in parts.path:
        return "a database"  # a password with a bare slash reaches into the path
    kept = [(name, value) for name, value in parse_qsl(parts.query) if "password" not in name.lower()]
    query = f"?{urlencode(kept, safe='/')}" if kept else ""
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}{query}"


def _of_file(path: Path) -> Engine:
    if not path.is_file():
        shown = "what is given as the database" if _SECRETIVE.search(str(path)) else str(path)
        raise UserError(
            f"There is no file {shown}; give postgresql://user@host/database, or the path of a DuckDB file."
        )
    with path.open("rb") as file:
        head = file.read(len(_SQLITE))
    if head == _SQLITE:
        raise UserError(f"{path} is a SQLite file, which is read by indexing it: run `quaestor index {path}`.")
    if head[8:12] != _DUCKDB:
        raise UserError(f"{path} is no DuckDB file; index it with `quaestor index {path}`, or give another database.")
    return DuckDBEngine(path)
