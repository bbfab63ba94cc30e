"""Small files to learn from, as the published sets are laid out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.training.reader.rows import Place, Row, occurrences
from retrievers.reading.sources import Source

GULL = Source("The Gull", "The Gull is a ship. It was built in Oslo.")
OSLO = Source("Oslo (city)", "It is the capital of Norway. It is old.")
TERN = Source("The Tern", "The Tern is a boat. It is red.")


def row(question: str, texts: Sequence[Source], gold: Sequence[Source], *answers: str, **more: Any) -> Row:
    """Return a row whose answers are found where they stand in the texts that it rests on."""
    places: list[tuple[Place, ...]] = [
        tuple(place for answer in answers for place in occurrences(text.text, answer)) if text in gold else ()
        for text in texts
    ]
    return Row(
        question=question,
        texts=tuple(texts),
        gold=tuple(text in gold for text in texts),
        places=tuple(places),
        answers=answers,
        **more,
    )


def write_set(
    prefix: Path, passages: Mapping[str, Source], questions: Sequence[Mapping[str, Any]], *, packed: bool = False
) -> Path:
    """Write a multi-hop set and return its prefix."""
    corpus = [{"pid": pid, "title": text.title, "text": text.text} for pid, text in passages.items()]
    content = _lines(corpus).encode()
    if packed:
        Path(f"{prefix}.corpus.jsonl.gz").write_bytes(gzip.compress(content))
    else:
        Path(f"{prefix}.corpus.jsonl").write_bytes(content)
    Path(f"{prefix}.questions.jsonl").write_text(_lines(questions), "utf-8")
    return prefix


def write_rows(path: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    """Write rows for readers."""
    path.write_bytes(gzip.compress(_lines(lines).encode()))
    return path


def reader_line(question: str, texts: Sequence[Source], answer: str, source: str = "quoref") -> dict[str, Any]:
    """Return one row for readers, which rests on its first text."""
    passages = [
        {
            "t": text.title,
            "x": text.text,
            "rel": int(number == 0),
            "ans": [[start, answer] for start, _ in occurrences(text.text, answer)] if number == 0 else [],
        }
        for number, text in enumerate(texts)
    ]
    return {"q": question, "src": source, "refs": [answer], "yn": None, "psgs": passages}


def write_lines(path: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    """Write JSON lines."""
    path.write_text(_lines(lines), "utf-8")
    return path


def _lines(lines: Sequence[Mapping[str, Any]]) -> str:
    return "".join(f"{json.dumps(line)}\n" for line in lines)
