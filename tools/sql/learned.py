"""Questions with their statements, verified by a user, in a file beside the versions of a knowledge base.

The file is written whole and takes its place by an atomic rename; indexing leaves it alone. Each pair remembers what
the tables that it reads looked like, so that one whose tables have changed is checked again before it is used, and one
whose tables are gone is not used.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from retrievers import versions
from retrievers.errors import KnowledgeBaseError, ToolError, UserError
from retrievers.schema import Frozen
from tools.sql.bind import names_placeholder
from tools.sql.catalog import Catalog
from tools.sql.engine import Engine, Rows
from tools.sql.guard import check, reads

FORMAT = 1
MOST = 5000
"""Pairs that are kept."""
_LONGEST_QUESTION = 2000
_ROWS = 20


class LearnedPair(Frozen):
    """A question and the statement that answers it."""

    question: str
    sql: str
    """As the guard wrote it."""
    tables: tuple[str, ...]
    """The tables that it reads."""
    schema_hash: str
    """Of the names and types of their columns, when it was learned."""


class Learned(Frozen):
    """All pairs of a knowledge base, the oldest first."""

    format: int = Field(default=FORMAT, ge=FORMAT, le=FORMAT)
    pairs: tuple[LearnedPair, ...] = ()


def load(kb: Path) -> tuple[LearnedPair, ...]:
    """Return the pairs of the knowledge base in a folder; `KnowledgeBaseError` if their file is damaged."""
    file = kb / versions.LEARNED
    try:
        return Learned.model_validate_json(file.read_bytes()).pairs
    except FileNotFoundError:
        return ()
    except ValidationError:
        raise KnowledgeBaseError(
            f"{file} is damaged, or was written by another version of this program; move it away and learn again."
        ) from None


def learn(kb: Path, question: str, sql: str, catalog: Catalog, engine: Engine) -> tuple[LearnedPair, Rows]:
    """Keep a pair once its statement has passed the guard and run; return it and the first rows that it gave.

    A pair with the same question is replaced. `UserError` if the statement is refused or fails, or if there are
    `MOST` pairs.
    """
    asked = " ".join(question.split())
    if not asked or len(asked) > _LONGEST_QUESTION:
        raise UserError(f"Give a question of 1 to {_LONGEST_QUESTION} characters.")
    if names_placeholder(sql):
        raise UserError("The statement names the result of another step, such as #E1; write the value itself.")
    try:
        checked = check(sql, catalog)
        rows = engine.run(checked, limit=_ROWS)
    except ToolError as error:
        raise UserError(f"The pair is not kept: {error}") from None
    tables = reads(checked, catalog)
    pair = LearnedPair(question=asked, sql=checked, tables=tables, schema_hash=schema_hash(tables, catalog))
    with versions.writing(kb):
        others = tuple(each for each in load(kb) if each.question.casefold() != asked.casefold())
        if len(others) >= MOST:
            raise UserError(f"{MOST} pairs are learned already; forget some with `quaestor sql forget N`.")
        _write(kb, (*others, pair))
    return pair, rows


def forget(kb: Path, number: int) -> LearnedPair:
    """Drop a pair by its number, from 1, and return it; `UserError` if there is none of that number."""
    with versions.writing(kb):
        pairs = load(kb)
        if not 1 <= number <= len(pairs):
            raise UserError(f"There is no pair {number}; `quaestor sql learned` lists those that there are.")
        _write(kb, (*pairs[: number - 1], *pairs[number:]))
    return pairs[number - 1]


def fault(pair: LearnedPair, catalog: Catalog) -> str:
    """Say why a pair cannot be used on the tables as they are now; empty if it can."""
    gone = [name for name in pair.tables if catalog.table(name) is None]
    if gone:
        return f"There is no table {gone[0]} any more."
    if schema_hash(pair.tables, catalog) == pair.schema_hash:
        return ""
    try:
        check(pair.sql, catalog)
    except ToolError as error:
        return str(error)
    return ""


def schema_hash(tables: Sequence[str], catalog: Catalog) -> str:
    """Return the first 16 hexadecimal digits of a hash of the columns and types of some tables."""
    held = [table for name in sorted(tables) if (table := catalog.table(name))]
    text = "\n".join(f"{column.table}.{column.name} {column.type}" for table in held for column in table.columns)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write(kb: Path, pairs: tuple[LearnedPair, ...]) -> None:
    part = kb / f".{versions.LEARNED}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(Learned(pairs=pairs).model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    part.replace(kb / versions.LEARNED)
