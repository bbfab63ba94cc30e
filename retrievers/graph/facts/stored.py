"""The facts of documents on disk, by the hash of what they were read from."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from retrievers.graph.facts.schema import End, Facts, Sort, Statement

NAME = "facts.sqlite"
"""The file of a version that keeps them for the next."""
_EDITION = "1"
"""Changes with the patterns, so that facts that older ones read are read again."""
_BATCH = 500
_SCHEMA = "CREATE TABLE facts (digest BLOB PRIMARY KEY, facts TEXT NOT NULL) WITHOUT ROWID"


def digest(title: str, text: str) -> bytes:
    """Return what the facts of a document depend on, hashed to 16 bytes."""
    return hashlib.blake2b(f"{_EDITION}\0{title}\0{text}".encode(), digest_size=16).digest()


def write(folder: Path, facts: Iterable[tuple[bytes, Facts]]) -> None:
    """Write facts by digest into a new file in `folder`; the same facts in any order give the same file."""
    with closing(sqlite3.connect(folder / NAME)) as connection, connection:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        rows = sorted({key: _dumped(value) for key, value in facts}.items())
        connection.executemany("INSERT INTO facts VALUES (?, ?)", rows)


def read(folder: Path) -> dict[bytes, str]:
    """Return what `write` wrote, not parsed yet; empty if there is no file."""
    path = folder / NAME
    if not path.is_file():
        return {}
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return dict(connection.execute("SELECT digest, facts FROM facts"))


def parsed(text: str) -> Facts:
    """Return the facts in one row of the file."""
    rows, sort, names, gender = json.loads(text)
    return Facts(tuple(_statements(rows)), Sort(sort), tuple(names), gender)


def _dumped(facts: Facts) -> str:
    rows = [
        [_end(s.subject), s.relation, _end(s.object), s.pattern, s.start, s.end, s.since, s.until]
        for s in facts.statements
    ]
    return json.dumps([rows, facts.sort, list(facts.names), facts.gender], ensure_ascii=False, separators=(",", ":"))


def _end(end: End) -> list[str | bool]:
    return [end.name, end.sort, end.topic, end.datatype]


def _statements(rows: Sequence[list[Any]]) -> Iterator[Statement]:
    for subject, relation, obj, *rest in rows:
        first, second = (End(name, Sort(sort), topic, datatype) for name, sort, topic, datatype in (subject, obj))
        yield Statement(first, relation, second, *rest)
