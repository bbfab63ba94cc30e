"""Questions over tables and the passages that their cells link to: a folder laid out as HybridQA's is here.

`questions.jsonl` has `question_id`, `question`, `answer-text`, and may have `table_id` and `answer-node` (where the
answer stands: text, place, link and `table` or `passage`). `tables.jsonl` (or `.jsonl.gz`) has `table_id`, `header` and
`data`, and may have `title`, `section_title`, `section_text` and `intro`; a cell is a text, or a text with its links.
`passages.jsonl` (or `.jsonl.gz`) has `url` and `text`, and may have `title`. Other fields are let pass.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pydantic import AliasChoices, Field, field_validator

from evals.datasets.lines import Line, identified, read_bytes
from evals.schema import Question
from retrievers.errors import UserError

_MOST_ALIASES = 12
"""Other names of a passage that are told: what cells call it that link to it."""


class HybridQuestion(Question):
    """A question over tables and passages; `gold` names the document of its table."""

    passages: tuple[str, ...] = ()
    """Ids of the passages that hold the answer; empty where it stands in the table, or where the set does not say."""


class _QuestionLine(Line):
    id: str = Field(default="", validation_alias=AliasChoices("question_id", "id"))
    question: str = Field(min_length=1)
    answer: str = Field(validation_alias=AliasChoices("answer-text", "answer", "answer_text"))
    answer_aliases: tuple[str, ...] = ()
    table_id: str = ""
    nodes: tuple[tuple[Any, ...], ...] = Field(default=(), validation_alias=AliasChoices("answer-node", "answer_node"))


class Cell(Line):
    """A cell and where it leads."""

    text: str = ""
    links: tuple[str, ...] = ()


class _TableLine(Line):
    id: str = Field(min_length=1, validation_alias=AliasChoices("table_id", "uid", "id"))
    header: tuple[Cell, ...] = Field(min_length=1)
    data: tuple[tuple[Cell, ...], ...] = ()
    title: str = ""
    section_title: str = ""
    section_text: str = ""
    intro: str = ""

    @field_validator("header", mode="before")
    @classmethod
    def _header(cls, cells: Any) -> Any:  # noqa: ANN401 - whatever stands in the line
        return [_cell(cell) for cell in cells] if isinstance(cells, list) else cells

    @field_validator("data", mode="before")
    @classmethod
    def _data(cls, rows: Any) -> Any:  # noqa: ANN401
        if not isinstance(rows, list):
            return rows
        return [[_cell(cell) for cell in row] if isinstance(row, list) else row for row in rows]


class _PassageLine(Line):
    id: str = Field(min_length=1, validation_alias=AliasChoices("url", "pid", "id"))
    text: str
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class HybridSet:
    """Questions with the tables and passages that they are asked over."""

    name: str
    questions: tuple[HybridQuestion, ...]
    tables: Mapping[str, _TableLine]
    """By id."""
    passages: Mapping[str, _PassageLine]
    """By id."""
    files: Mapping[str, str]
    """The file of each table by its id, as `write` names it; the id of its document too."""
    digest: str
    """Hash of tables and passages."""
    questions_digest: str

    def without(self, part: str) -> HybridSet:
        """Return the set without its `tables` or its `passages`."""
        left: Mapping[str, Any] = {}
        kept = replace(self, tables=left) if part == "tables" else replace(self, passages=left)
        return replace(kept, digest=f"{self.digest}-{part}")

    def write(self, folder: Path) -> None:
        """Write files that can be indexed: a CSV file a table with a data package that describes them, and a corpus."""
        (folder / _TABLES).mkdir(parents=True)
        resources = []
        for name, table in self.tables.items():
            path = folder / self.files[name]
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(_headers(table))
                writer.writerows(_row(row, len(table.header)) for row in table.data)
            resources.append({"name": name, "path": path.name, "title": _title(table), "description": _about(table)})
        if resources:
            (folder / _TABLES / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
        if self.passages:
            rows = (json.dumps(row, ensure_ascii=False) for row in self._corpus())
            (folder / "passages.corpus.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")

    def _corpus(self) -> Iterator[dict[str, str]]:
        """Yield the passages, each with what cells call it, which are its other names."""
        called: dict[str, dict[str, None]] = defaultdict(dict)
        for table in self.tables.values():
            for row in table.data:
                for cell in row:
                    for link in cell.links if len(cell.links) == 1 else ():
                        called[link][" ".join(cell.text.split())] = None
        for name, passage in self.passages.items():
            title = passage.title or title_of(name)
            aliases = [alias for alias in called.get(name, ()) if alias and alias != title and "; " not in alias]
            yield {"pid": name, "title": title, "text": passage.text, "aliases": "; ".join(aliases[:_MOST_ALIASES])}


_TABLES = "tables"


def load_hybrid(folder: Path) -> HybridSet:
    """Read a question set; `UserError` if a file is missing or a line does not fit."""
    questions = folder / "questions.jsonl"
    if not questions.is_file():
        raise UserError(f"There is no questions.jsonl in {folder}; give a folder that has it beside tables.jsonl.")
    asked, held, texts = read_bytes(questions), _read(folder, "tables"), _read(folder, "passages")
    tables = dict(identified(held, _TableLine, "tables.jsonl"))
    passages = dict(identified(texts, _PassageLine, "passages.jsonl"))
    if not tables and not passages:
        raise UserError(f"{folder} holds neither tables.jsonl nor passages.jsonl, nor either as .jsonl.gz; add one.")
    files = _files(tables)
    rows = tuple(_questions(asked, questions.name, files))
    if not rows:
        raise UserError(f"{questions} holds no questions.")
    return HybridSet(
        name=folder.resolve().name,
        questions=rows,
        tables=tables,
        passages=passages,
        files=files,
        digest=hashlib.sha256(held + b"\0" + texts).hexdigest(),
        questions_digest=hashlib.sha256(asked).hexdigest(),
    )


def title_of(link: str) -> str:
    """Return the title that a link names.

    >>> title_of("/wiki/Jon_Peterson_(politician)")
    'Jon Peterson (politician)'
    """
    return unquote(link.rstrip("/").rsplit("/", 1)[-1] if "/wiki/" not in link else link.split("/wiki/", 1)[1]).replace(
        "_", " "
    )


def _read(folder: Path, name: str) -> bytes:
    for ending in (".jsonl", ".jsonl.gz"):
        if (path := folder / f"{name}{ending}").is_file():
            return read_bytes(path)
    return b""


def _questions(content: bytes, name: str, files: Mapping[str, str]) -> Iterator[HybridQuestion]:
    for key, line in identified(content, _QuestionLine, name):
        places = {str(node[-1]) for node in line.nodes if node}
        yield HybridQuestion(
            id=key,
            question=line.question,
            answers=tuple(dict.fromkeys((line.answer, *line.answer_aliases))),
            gold=(files[line.table_id],) if line.table_id in files else (),
            passages=tuple(dict.fromkeys(str(n[2]) for n in line.nodes if len(n) > 3 and n[3] == "passage" and n[2])),
            type=next(iter(places)) if len(places) == 1 else "both" if places else "",
        )


def _files(tables: Mapping[str, _TableLine]) -> dict[str, str]:
    """Name a file for each table, after its id."""
    taken: set[str] = set()
    files = {}
    for name in tables:
        stem = re.sub(r"[^\w.-]+", "_", name)[:100].strip(".") or "table"
        candidate, number = stem, 2
        while candidate.lower() in taken:
            candidate, number = f"{stem}~{number}", number + 1
        taken.add(candidate.lower())
        files[name] = f"{_TABLES}/{candidate}.csv"
    return files


def _cell(cell: object) -> object:
    if isinstance(cell, list) and cell:
        links = cell[1] if len(cell) > 1 and isinstance(cell[1], list) else []
        return {"text": cell[0], "links": [link for link in links if isinstance(link, str)]}
    return {"text": "" if cell is None or cell == [] else str(cell)} if not isinstance(cell, dict) else cell


def _headers(table: _TableLine) -> list[str]:
    return [" ".join(cell.text.split()) or f"column {place}" for place, cell in enumerate(table.header, start=1)]


def _row(row: Sequence[Cell], width: int) -> list[str]:
    texts = [" ".join(cell.text.split()) for cell in row][:width]
    return texts + [""] * (width - len(texts))


def _title(table: _TableLine) -> str:
    return " - ".join(filter(None, (table.title.strip() or table.id, table.section_title.strip())))


def _about(table: _TableLine) -> str:
    return " ".join(f"{table.section_text} {table.intro}".split())
