"""A small folder of documents, tables and triples that changes at random, and what a knowledge base of it must hold."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

State = Mapping[str, str]
"""Contents of files by their paths below the folder."""

_FILES = 24
_CHANGES = 6
"""Most files that one change touches."""
_WORDS = ("river", "harbour", "tower", "bridge", "keeper", "storm", "engine", "letter", "island", "winter", "north")


def start(chance: random.Random) -> State:
    """Return a folder to begin with."""
    names = [f"notes/{number % 3}/n{number}.md" for number in range(_FILES)]
    return {name: _content(name, chance) for name in (*names, "t.csv", "u.csv", "links.tsv")}


def change(state: State, chance: random.Random) -> State:
    """Return the folder after some of its files were added, changed, moved or deleted."""
    files = dict(state)
    for _ in range(chance.randint(1, _CHANGES)):
        notes = sorted(name for name in files if name.startswith("notes/"))
        name = chance.choice(notes)
        kind = chance.choice(("add", "change", "move", "delete", "table", "links"))
        fresh = f"notes/{chance.randrange(3)}/m{chance.randrange(10**6)}.md"
        if kind == "add":
            files[fresh] = _content(fresh, chance)
        elif kind == "change":
            files[name] = _content(name, chance)
        elif kind == "table":
            files["t.csv"] = _content("t.csv", chance)
        elif kind == "links":
            files["links.tsv"] = _content("links.tsv", chance)
        elif len(notes) > _FILES // 2:
            text = files.pop(name)
            if kind == "move":
                files[fresh] = text
    return files


def write(folder: Path, before: State, after: State) -> None:
    """Bring the files in `folder` from one state to another."""
    for name in before.keys() - after.keys():
        (folder / name).unlink()
    for name, text in after.items():
        if before.get(name) != text:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def holds(state: State) -> dict[str, Any]:
    """Return texts by document, rows by table and triples, as the files themselves say."""
    triples = {tuple(line.split("\t")) for line in state["links.tsv"].splitlines()[1:]}
    return {
        "texts": {name: text for name, text in state.items() if name.endswith(".md")},
        "tables": {
            name.removesuffix(".csv"): [line.split(",") for line in state[name].splitlines()[1:]]
            for name in state
            if name.endswith(".csv")
        },
        "triples": sorted(map(list, triples)),
    }


def _content(name: str, chance: random.Random) -> str:
    if name.endswith(".csv"):
        return "place,depth\n" + "".join(f"{_words(1, chance)},{chance.randrange(90)}\n" for _ in range(8))
    if name.endswith(".tsv"):
        rows = (f"{_words(1, chance)}\t{chance.choice(('near', 'above'))}\t{_words(1, chance)}\n" for _ in range(12))
        return "subject\trelation\tobject\n" + "".join(rows)
    paragraphs = "\n\n".join(f"The {_words(60, chance)}." for _ in range(chance.randint(1, 12)))
    return f"# {_words(2, chance)} {chance.randrange(10**6)}\n\n{paragraphs}\n"


def _words(count: int, chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=count))
