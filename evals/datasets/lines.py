"""JSON lines, read strictly: what does not fit its model is named by file, line and field."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from retrievers.errors import UserError


class Line(BaseModel):
    """One line of a data file: fields it does not name are let pass, numbers stand for their digits."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, frozen=True)


Model = TypeVar("Model", bound=Line)


def read_bytes(path: Path) -> bytes:
    """Return a file's content, decompressed if its name ends in `.gz`; `UserError` if it cannot be read."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(f"{path} cannot be read: {error}.") from error


def parse_lines(content: bytes, model: type[Model], name: str) -> Iterator[tuple[int, Model]]:
    """Yield number and value of every line that is not blank; `UserError` names the first bad one."""
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            yield number, _parse(line, model, f"{name} line {number}")


def identified(content: bytes, model: type[Model], name: str) -> Iterator[tuple[str, Model]]:
    """Yield id and value of every line; a line without an id has its number.

    `UserError` names the first bad line, and an id that stands twice.
    """
    seen: set[str] = set()
    for number, line in parse_lines(content, model, name):
        key = str(getattr(line, "id", "") or number)
        if key in seen:
            raise UserError(f"{name} line {number}: id {key!r} stands twice; ids must differ.")
        seen.add(key)
        yield key, line


def _parse(line: bytes, model: type[Model], where: str) -> Model:
    try:
        fields: Any = json.loads(line)
    except ValueError as error:
        raise UserError(f"{where} is not JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise UserError(f"{where} must be a JSON object, not {type(fields).__name__}.")
    try:
        return model.model_validate({name: value for name, value in fields.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{where}: field `{field}`: {first['msg'].lower()}.") from error
