"""What a file is, by its ending and, where that leaves a choice, by its first rows."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from retrievers.ingest.corpus import is_corpus
from retrievers.ingest.documents import CONVERTED, MAIL, MARKDOWN, PLAIN, is_program_text
from retrievers.ingest.find import SourceFile
from retrievers.ingest.rdf import SUFFIXES as RDF
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.tables.sidecar import is_sidecar
from retrievers.ingest.triples import is_triples

PACKAGE_NAME = "datapackage.json"
_DELIMITED = frozenset({".csv", ".tsv"})
_LINES = frozenset({".jsonl", ".ndjson"})
_TABLES = frozenset({".json", ".parquet", ".sqlite", ".sqlite3", ".db", ".duckdb", ".xlsx", ".xlsm"})


class Kind(Enum):
    """The families of files, each with its own way of reading."""

    DOCUMENT = auto()
    CORPUS = auto()
    TABLE = auto()
    TABLE_PACKAGE = auto()
    TRIPLES = auto()
    RDF = auto()


def describes_tables(path: Path) -> bool:
    """Whether a file is named as one that describes the tables beside it."""
    return path.name == PACKAGE_NAME or is_sidecar(path)


def kind_of(file: SourceFile) -> Kind:
    """Return the family of `file`; `UnreadableError` if it is of none, or cannot be read at all."""
    if file.path.stat().st_size == 0:
        raise UnreadableError("is empty")
    if describes_tables(file.path):
        return Kind.TABLE_PACKAGE
    if file.suffix in _LINES | _DELIMITED | PLAIN and is_triples(file):
        return Kind.TRIPLES
    if file.suffix in _LINES and is_corpus(file):
        return Kind.CORPUS
    if file.suffix in _LINES | _DELIMITED | _TABLES:
        return Kind.TABLE
    if file.suffix in RDF:
        return Kind.RDF
    if file.suffix in PLAIN | MARKDOWN | CONVERTED | MAIL or is_program_text(file.path.name):
        return Kind.DOCUMENT
    raise UnreadableError(f"is of a kind that is not read ({file.suffix or 'no ending'})")
