"""Documents and their passages in one SQLite file.

A passage is stored as a span; its text is cut from the document's, so that every text is stored once and
a passage cannot differ from its source. Rows count passages from 0 in the order they were written: document
by document, each document's passages in the order of their offsets.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from retrievers.errors import KnowledgeBaseError
from retrievers.filters import Filters, date_of, tags_of
from retrievers.schema import Document, Passage

_SCHEMA = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    file TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    metadata TEXT NOT NULL,
    date TEXT
);
CREATE TABLE tags (
    document INTEGER NOT NULL REFERENCES documents,
    tag TEXT NOT NULL,
    PRIMARY KEY (tag, document)
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    place TEXT NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages (document);
"""
_PASSAGE = """
SELECT p.row, p.id, d.id, d.title, substr(d.text, p.start + 1, p.stop - p.start), p.start, p.stop, p.place
FROM passages p JOIN documents d ON d.row = p.document
"""
_BATCH = 500
"""Rows a query: below SQLite's limit on bound values in every version."""


class Span(NamedTuple):
    """A passage to be written; offsets count characters of the document's text."""

    id: str
    start: int
    end: int
    digest: bytes
    """Content hash: equal where the passage's vector would be."""
    place: str = ""
    """As in `Passage.place`."""


class Part(NamedTuple):
    """A passage as its author cut it; offsets count characters of the document's text."""

    start: int
    end: int
    place: str = ""
    """As in `Passage.place`."""


class PassageStore:
    """Read access to a finished store, from any number of threads."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`; `KnowledgeBaseError` if it is missing, or once a damaged part of it is read."""
        if not path.is_file():
            raise KnowledgeBaseError(f"The passage store {path} is missing; build the knowledge base again.")
        self.path = path
        self.uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = self._connect()
        self._lock = threading.Lock()
        self._length: int = self._query("SELECT coalesce(max(row) + 1, 0) FROM passages")[0][0]

    def __len__(self) -> int:
        return self._length

    def close(self) -> None:
        """Let go of the file; no other method may be called after."""
        with self._lock:
            self._connection.close()

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Return the passages at `rows`, in that order; `IndexError` names a row that is not there."""
        found: dict[int, Passage] = {}
        for part in _batches([int(row) for row in rows]):
            query = f"{_PASSAGE} WHERE p.row IN ({_marks(part)})"
            found.update((record[0], _passage(record)) for record in self._query(query, part))
        for row in rows:
            if row not in found:
                raise IndexError(f"there is no passage row {row}; there are {len(self)}")
        return [found[int(row)] for row in rows]

    def rows(self, ids: Sequence[str]) -> list[int]:
        """Return the rows of the passages named, in that order; `KeyError` names one that is not there."""
        found: dict[str, int] = {}
        for part in _batches(list(ids)):
            found.update(self._query(f"SELECT id, row FROM passages WHERE id IN ({_marks(part)})", part))
        return [found[name] for name in ids]

    def passage(self, name: str) -> Passage:
        """Return the passage with id `name`; `KeyError` if there is none."""
        return self.passages(self.rows([name]))[0]

    def document(self, name: str) -> Document:
        """Return the document with id `name`; `KeyError` if there is none."""
        records = self._query("SELECT id, source, file, title, text, metadata FROM documents WHERE id = ?", [name])
        if not records:
            raise KeyError(name)
        key, source, file, title, text, metadata = records[0]
        return Document(id=key, source=source, file=file, title=title, text=text, metadata=json.loads(metadata))

    def documents(self) -> Iterator[tuple[str, str, str]]:
        """Yield id, title and text of every document, in the order they were written."""
        with closing(self._connect()) as connection:
            yield from connection.execute("SELECT id, title, text FROM documents ORDER BY row")

    def document_passages(self, name: str) -> list[int]:
        """Return the rows of a document's passages, by offset; empty if the document is not there."""
        document = "SELECT row FROM documents WHERE id = ?"
        found = self._query(f"SELECT row FROM passages WHERE document = ({document}) ORDER BY row", [name])
        return [row for (row,) in found]

    def matching(self, filters: Filters) -> list[int]:
        """Return the rows of the passages of the documents that `filters` let through, ascending."""
        where, values = filters.condition()
        query = f"SELECT p.row FROM passages p JOIN documents d ON d.row = p.document WHERE {where} ORDER BY p.row"
        return [row for (row,) in self._query(query, values)]

    def table_rows(self) -> list[int]:
        """Return the rows of the passages that are a row of a table each, ascending."""
        query = "SELECT row FROM passages WHERE place GLOB 'row [0-9]*' ORDER BY row"
        return [row for (row,) in self._query(query)]

    def document_ids(self) -> list[str]:
        """Return the ids of all documents, in the order they were written."""
        return [name for (name,) in self._query("SELECT id FROM documents ORDER BY row")]

    def titles(self) -> list[str]:
        """Return the title of each passage's document, by row."""
        titles = dict(self._query("SELECT row, title FROM documents"))
        return [titles[row] for (row,) in self._query("SELECT document FROM passages ORDER BY row")]

    def bearers(self, word: str) -> list[tuple[str, int]]:
        """Return the titles that hold a word, in any letter case, each with the row of its first passage."""
        found = self._query(
            "SELECT title, MIN(p.row) FROM documents d JOIN passages p ON p.document = d.row "
            "WHERE title LIKE ? GROUP BY title ORDER BY title",
            [f"%{word}%"],
        )
        whole = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        return [(title, row) for title, row in found if whole.search(title)]

    def texts(self) -> Iterator[str]:
        """Yield the text of each passage, by row, one document in memory at a time."""
        with closing(self._connect()) as connection:
            spans = connection.execute("SELECT document, start, stop FROM passages ORDER BY row")
            held, text = -1, ""
            for document, start, stop in spans:
                if document != held:
                    ((text,),) = connection.execute("SELECT text FROM documents WHERE row = ?", (document,))
                    held = document
                yield text[start:stop]

    def digests(self) -> list[bytes]:
        """Return the content hash of each passage, by row: what its vector was computed from."""
        return [digest for (digest,) in self._query("SELECT digest FROM passages ORDER BY row")]

    def metadata(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the titles of documents with their metadata, of those that have any, in the order written."""
        query = "SELECT title, metadata FROM documents WHERE metadata <> '{}' ORDER BY row"
        with closing(self._connect()) as connection:
            for title, metadata in connection.execute(query):
                yield title, json.loads(metadata)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.uri, uri=True, check_same_thread=False)

    def _query(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError as error:
            raise KnowledgeBaseError(
                f"The passage store {self.path} cannot be read ({error}); `quaestor kb verify` says what is damaged."
            ) from error


class StoreWriter:
    """Writes a new store; the file is whole once the `with` block ends without an error."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        self.documents = 0
        self.passages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._connection.commit()
        self._connection.close()

    def find(self, name: str) -> tuple[str, str] | None:
        """Return title and text of the document with id `name`, or None if it was not added."""
        found = self._connection.execute("SELECT title, text FROM documents WHERE id = ?", (name,)).fetchone()
        return None if found is None else (found[0], found[1])

    def add(self, document: Document, spans: Iterable[Span]) -> None:
        """Add a document and its passages; ids must be new."""
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.documents,
                document.id,
                document.source,
                document.file,
                document.title,
                document.text,
                json.dumps(document.metadata, ensure_ascii=False, sort_keys=True),
                date_of(document.metadata),
            ),
        )
        tags = [(self.documents, tag) for tag in tags_of(document.metadata)]
        self._connection.executemany("INSERT INTO tags VALUES (?, ?)", tags)
        records = [
            (self.passages + offset, span.id, self.documents, span.start, span.end, span.place, span.digest)
            for offset, span in enumerate(spans)
        ]
        self._connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)", records)
        self.documents += 1
        self.passages += len(records)


def _passage(record: Sequence[Any]) -> Passage:
    _, name, document, title, text, start, end, place = record
    return Passage(id=name, document=document, title=title, text=text, start=start, end=end, place=place)


def _batches(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
