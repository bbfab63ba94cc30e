"""Keys, types and descriptions that a Frictionless `datapackage.json` declares for the tables beside it.

Follows the Data Package and Table Schema standards, https://datapackage.org/standard/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.tables.names import identifier
from retrievers.ingest.tables.staging import Reference, StagedColumn, StagedTable
from retrievers.ingest.text import read_text

_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "year": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}

Descriptor = Mapping[str, Any]


class DataPackage:
    """What one `datapackage.json` says of the files beside it."""

    def __init__(self, file: SourceFile) -> None:
        """Read the package; `UnreadableError` if it is not a valid one."""
        try:
            resources = json.loads(read_text(file.path))["resources"]
            self._tables = dict(_descriptions(file, resources))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise UnreadableError("is not a valid data package; mend it to give its tables keys") from None

    def describe(self, table: StagedTable, path: Path) -> StagedTable:
        """Return the table of the file `path` with what the package says of it; unchanged if that is nothing."""
        described = self._tables.get(path.resolve())
        return table if described is None else described(table)


class _Description:
    """What a package says of one table."""

    def __init__(self, group: str, resource: Descriptor) -> None:
        schema = resource.get("schema") or {}
        self._group = group
        self._name = str(resource.get("name", ""))
        self._about = _words(resource)
        self._fields = {str(field["name"]): _column(field) for field in schema.get("fields", ())}
        self._primary = _listed(schema.get("primaryKey"))
        unique = [_listed(key) for key in schema.get("uniqueKeys", ())]
        unique += [
            (name,) for name, field in zip(self._fields, schema.get("fields", ()), strict=True) if _unique(field)
        ]
        self._unique = tuple(unique)
        self._references = tuple(_reference(key, self._name) for key in schema.get("foreignKeys", ()))

    def __call__(self, table: StagedTable) -> StagedTable:
        return replace(
            table,
            group=self._group,
            origin=self._name or table.origin,
            name=identifier(self._name, otherwise="table") if self._name else table.name,
            columns=tuple(self._described(column) for column in table.columns),
            primary_key=self._primary,
            unique=self._unique,
            references=self._references,
            description=self._about,
        )

    def _described(self, column: StagedColumn) -> StagedColumn:
        declared, about = self._fields.get(column.header, ("", ""))
        return replace(column, declared=declared, description=about)


def _descriptions(file: SourceFile, resources: list[Descriptor]) -> Iterator[tuple[Path, _Description]]:
    for resource in resources:
        for path in _listed(resource.get("path")):
            yield (file.path.parent / path).resolve(), _Description(file.id, resource)


def _column(field: Descriptor) -> tuple[str, str]:
    return _TYPES.get(str(field.get("type")), ""), _words(field)


def _unique(field: Descriptor) -> bool:
    return bool((field.get("constraints") or {}).get("unique"))


def _reference(key: Descriptor, itself: str) -> Reference:
    target = key["reference"]
    return Reference(
        columns=_listed(key["fields"]),
        table=str(target.get("resource") or itself),
        referenced=_listed(target.get("fields")),
    )


def _listed(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _words(descriptor: Descriptor) -> str:
    """Return title and description as one line, each once."""
    parts = [str(descriptor.get(key) or "").strip() for key in ("title", "description")]
    return " ".join(": ".join(dict.fromkeys(filter(None, parts))).split())
