"""All tables of a build, from files of any kind to one DuckDB file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from retrievers.card import TableCard
from retrievers.ingest.find import SourceFile
from retrievers.ingest.tables.databases import stage_database
from retrievers.ingest.tables.delimited import stage_delimited
from retrievers.ingest.tables.facts import TableFacts, read_facts
from retrievers.ingest.tables.package import DataPackage
from retrievers.ingest.tables.publish import publish
from retrievers.ingest.tables.resolve import resolve
from retrievers.ingest.tables.sidecar import Sidecar, is_sidecar
from retrievers.ingest.tables.staging import StagedTable, Staging
from retrievers.ingest.tables.structured import stage_json, stage_parquet
from retrievers.ingest.tables.texts import row_texts
from retrievers.ingest.tables.workbook import stage_workbook
from retrievers.options import TableFacts as Wanted
from retrievers.schema import Document
from retrievers.store import Part
from retrievers.tables.stored import keep_profile

_DELIMITED = frozenset({".csv", ".tsv"})
_JSON = frozenset({".json", ".jsonl", ".ndjson"})
_WORKBOOKS = frozenset({".xlsx", ".xlsm"})


class TableBuilder:
    """Reads tables into a new DuckDB file; a context manager that closes it."""

    def __init__(self, path: Path, previous: Path | None = None) -> None:
        """Write to `path`; profiles of tables that have not changed are taken over from the file `previous`."""
        self._previous = previous
        self._connection = duckdb.connect(path)
        self._staging = Staging(self._connection)
        self._tables: list[StagedTable] = []
        self._packages: list[DataPackage] = []
        self._sidecars: list[Sidecar] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def read_package(self, file: SourceFile) -> None:
        """Read what a `datapackage.json` or YAML says of the tables beside it; `UnreadableError` if it is not valid."""
        if is_sidecar(file.path):
            self._sidecars.append(Sidecar(file))
        else:
            self._packages.append(DataPackage(file))

    def read(self, file: SourceFile, note: Callable[[str], None]) -> None:
        """Read the tables of one file; `note` is told what of it was left out.

        `UnreadableError` says why it cannot be read, and then nothing of it is kept.
        """
        if file.suffix in _DELIMITED:
            tables = [stage_delimited(file, self._staging, note)]
        elif file.suffix in _JSON:
            tables = stage_json(file, self._staging, note)
        elif file.suffix in _WORKBOOKS:
            tables = stage_workbook(file, self._staging, note)
        elif file.suffix == ".parquet":
            tables = stage_parquet(file, self._staging)
        else:
            tables = stage_database(file, self._staging, note)
        for package in self._packages:
            tables = [package.describe(table, file.path) for table in tables]
        for sidecar in self._sidecars:
            tables = [sidecar.describe(table, file, note) for table in tables]
        self._tables += tables

    def finish(self) -> tuple[TableCard, ...]:
        """Settle names, types and keys, and write the tables and their profiles."""
        cards = publish(self._connection, self._tables)
        keep_profile(self._connection, self._previous)
        return cards

    def texts(self) -> Iterator[tuple[Document, list[Part]]]:
        """Yield the tables as documents, a part a row; to be asked for when they are finished."""
        return row_texts(self._connection, resolve(self._tables))

    def facts(self, wanted: Wanted) -> TableFacts:
        """Return what the tables say of the entities in their rows; to be asked for when they are finished."""
        if wanted == "none":
            return TableFacts()
        return read_facts(self._connection, resolve(self._tables), values=wanted == "all")
