"""Statements that nobody should be able to do harm with, read from the files of `sql/attacks`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

FOLDER = Path(__file__).parent / "sql" / "attacks"

Must = Literal["refused", "runs", "limited"]
"""What must happen: the guard refuses it; it passes and gives rows; it is refused, or ends within the limits."""

_BLOCK = re.compile(r"-- (refused|runs|limited): ([^\n]+)\n(.+)", re.DOTALL)
_MANY = re.compile(r"\{([^{}]+)\*(\d+)\}")


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One statement; `{csv}`, `{url}` and their like stand for places that the test chooses."""

    theme: str
    name: str
    must: Must
    sql: str


def attacks() -> list[Attack]:
    """Read all files: `.sql` with each statement under a line `-- must: name`, `.jsonl` for letters that do not show.

    `{x*3}` in a statement stands for `xxx`.
    """
    return [
        Attack(theme=path.stem, name=name, must=must, sql=_MANY.sub(lambda m: m.group(1) * int(m.group(2)), sql))
        for path in sorted(FOLDER.iterdir())
        for must, name, sql in (_lines(path) if path.suffix == ".jsonl" else _blocks(path))
    ]


def _blocks(path: Path) -> list[tuple[Must, str, str]]:
    found = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        match = _BLOCK.fullmatch(block)
        assert match is not None, block
        found.append((cast("Must", match.group(1)), match.group(2), match.group(3)))
    return found


def _lines(path: Path) -> list[tuple[Must, str, str]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["must"], row["name"], row["sql"]) for row in rows]
