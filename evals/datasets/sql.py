"""Questions over databases: a folder with `questions.jsonl` and `database/NAME.sqlite`, as Spider's.

A question has `question`, `db_id` and its gold `query` (or `sql`), and may have `id` and `hardness`; other fields are
let pass. A database stands as `database/NAME.sqlite`, `.sqlite3` or `.db`, or in a folder of its own,
`database/NAME/NAME.sqlite`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from evals.datasets.lines import Line, identified, read_bytes
from evals.schema import Question
from retrievers.errors import UserError

_NAMES = {"sql": "query", "SQL": "query", "question_id": "id", "database": "db_id", "difficulty": "hardness"}
"""Other names of fields."""
_ENDINGS = (".sqlite", ".sqlite3", ".db")


class SqlQuestion(Question):
    """A question with the statement that answers it."""

    database: str
    query: str
    """The gold statement, in SQLite's dialect."""


class _QuestionLine(Line):
    id: str = ""
    question: str = Field(min_length=1)
    db_id: str = Field(min_length=1)
    query: str = Field(min_length=1)
    hardness: str = ""

    @model_validator(mode="before")
    @classmethod
    def _named_alike(cls, fields: Any) -> Any:  # noqa: ANN401 - whatever stands in the line
        row = dict(fields)
        for other, name in _NAMES.items():
            if other in row and name not in row:
                row[name] = row.pop(other)
        return row


@dataclass(frozen=True, kw_only=True)
class SqlSet:
    """Questions, and where their databases are."""

    name: str
    questions: tuple[SqlQuestion, ...]
    """Without gold answers: what a gold statement gives is read from its database when it is needed."""
    files: Mapping[str, Path]
    """The databases that are there, by name; a question may ask for one that is not."""
    questions_digest: str


def load_sql(folder: Path) -> SqlSet:
    """Read a question set; `UserError` if it has no questions or one does not fit."""
    path = folder / "questions.jsonl"
    if not path.is_file():
        raise UserError(f"There is no questions.jsonl in {folder}; give a folder that has it beside database/.")
    asked = read_bytes(path)
    questions = tuple(_questions(asked, path.name))
    if not questions:
        raise UserError(f"{path} holds no questions.")
    found = {name: _file(folder / "database", name) for name in dict.fromkeys(q.database for q in questions)}
    files = {name: file for name, file in found.items() if file is not None}
    if not files:
        raise UserError(f"There is no database of a question in {folder / 'database'}; it needs files DB_ID.sqlite.")
    return SqlSet(
        name=folder.resolve().name,
        questions=questions,
        files=files,
        questions_digest=hashlib.sha256(asked).hexdigest(),
    )


def _questions(content: bytes, name: str) -> Iterator[SqlQuestion]:
    for key, line in identified(content, _QuestionLine, name):
        yield SqlQuestion(
            id=key,
            question=line.question,
            answers=(),
            database=line.db_id,
            query=line.query.strip().rstrip(";"),
            type=line.hardness.lower(),
        )


def _file(folder: Path, name: str) -> Path | None:
    """Return the file of a database; none for a name that leads out of the folder."""
    if name in {"", ".", ".."} or Path(name).name != name:
        return None
    places = (place / f"{name}{ending}" for place in (folder, folder / name) for ending in _ENDINGS)
    return next((path for path in places if path.is_file()), None)
