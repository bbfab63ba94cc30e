"""Descriptions of tables that people write beside them: names, units, synonyms and keys, in YAML.

`sales.yaml` or `sales.csv.yaml` describes the table of `sales.csv`; `tables.yaml` describes any tables of its folder,
by their names or those of their files: also those of databases and workbooks, which hold several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.tables.names import identifier
from retrievers.ingest.tables.staging import Reference, StagedColumn, StagedTable
from retrievers.ingest.text import read_text

_SINGLE = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet")
"""Files of one table."""
_YAML = frozenset({".yaml", ".yml"})
_ALL = "tables"
"""Stem of the file that describes all tables of its folder."""


def is_sidecar(path: Path) -> bool:
    """Whether a file is named as a description of tables: `tables.yaml`, or like a file of tables beside it."""
    return path.suffix.lower() in _YAML and (path.stem.lower() == _ALL or any(_described(path)))


def _described(path: Path) -> Iterator[Path]:
    """Yield the files of tables that a description is named after."""
    whole = path.with_suffix("")
    if whole.suffix.lower() in {*_SINGLE, ".gz"} and whole.exists():
        yield whole
    for ending in _SINGLE:
        for file in (path.with_suffix(ending), path.with_suffix(f"{ending}.gz")):
            if file.exists():
                yield file


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_column(value: object) -> object:
    return {"description": value} if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""One name or a list of them."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class _Column(_Strict):
    description: str = ""
    unit: str = ""
    synonyms: Names = ()


class _Key(_Strict):
    columns: Names
    table: str
    references: Names = ()
    """Columns of `table`; none for its primary key."""


class _Table(_Strict):
    name: str = ""
    description: str = ""
    synonyms: Names = ()
    primary_key: Names = ()
    foreign_keys: tuple[_Key, ...] = ()
    columns: Mapping[str, Annotated[_Column, BeforeValidator(_as_column)]] = Field(default_factory=dict)


class _Tables(_Strict):
    tables: Mapping[str, _Table]


class Sidecar:
    """What one file says of the tables beside it."""

    def __init__(self, file: SourceFile) -> None:
        """Read the file; `UnreadableError` if it is no valid description."""
        import yaml

        self._folder = file.path.resolve().parent
        try:
            content = yaml.safe_load(read_text(file.path))
            if file.path.stem.lower() == _ALL:
                self._tables = {name.lower(): table for name, table in _Tables.model_validate(content).tables.items()}
                self._files: frozenset[Path] = frozenset()
            else:
                self._tables = {"": _Table.model_validate(content)}
                self._files = frozenset(path.resolve() for path in _described(file.path))
        except yaml.YAMLError as error:
            raise UnreadableError(f"is not valid YAML ({_where(error)}); its tables are read without it") from None
        except ValidationError as error:
            raise UnreadableError(f"does not describe tables ({_first(error)}); they are read without it") from None

    def describe(self, table: StagedTable, file: SourceFile, note: Callable[[str], None]) -> StagedTable:
        """Return a table of `file` with what is said of it; tables of one folder can refer to each other."""
        path = file.path.resolve()
        if path.parent != self._folder:
            return table
        if table.group == file.id and file.suffix in _SINGLE:
            table = replace(table, group=f"{self._folder}", origin=table.name)
        if path in self._files:
            said = self._tables[""]
        elif self._files:
            return table
        else:
            names = (table.origin, table.name, file.stem if file.suffix in _SINGLE else "")
            said = next((self._tables[name.lower()] for name in names if name.lower() in self._tables), _Table())
        return _with(table, said, note)


def _with(table: StagedTable, said: _Table, note: Callable[[str], None]) -> StagedTable:
    columns = {name.lower(): column for name, column in said.columns.items()}
    known = {name.lower() for column in table.columns for name in (column.header, column.name)}
    unknown = sorted(columns.keys() - known)
    if unknown:
        note(f"Its description speaks of {', '.join(unknown)}, which it does not have.")
    return replace(
        table,
        name=identifier(said.name, otherwise="table") if said.name else table.name,
        columns=tuple(_column(column, columns) for column in table.columns),
        primary_key=said.primary_key or table.primary_key,
        references=(
            *table.references,
            *(Reference(columns=key.columns, table=key.table, referenced=key.references) for key in said.foreign_keys),
        ),
        description=" ".join(said.description.split()) or table.description,
        synonyms=(*table.synonyms, *said.synonyms),
    )


def _column(column: StagedColumn, said: Mapping[str, _Column]) -> StagedColumn:
    found = said.get(column.header.lower()) or said.get(column.name.lower()) or _Column()
    return replace(
        column,
        description=" ".join(found.description.split()) or column.description,
        unit=found.unit or column.unit,
        synonyms=(*column.synonyms, *found.synonyms),
    )


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    return f"line {mark.line + 1}: {problem}" if mark is not None else str(problem)


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"])) or "the file"
    return f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}"
