"""Questions with passages, from rows for readers and from multi-hop sets."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.datasets.multihop import load_multihop
from evals.suites.multihop import choose
from retrievers.reading.sources import Source

Place = tuple[int, int]
"""First and last character of an answer in a text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A question, what was read for it, and what answers it."""

    question: str
    texts: tuple[Source, ...]
    gold: tuple[bool, ...]
    """Of each text, whether the question rests on it."""
    places: tuple[tuple[Place, ...], ...]
    """Of each text, where the answer stands in it."""
    answers: tuple[str, ...]
    verdict: bool | None = None
    """The answer of a question for yes or no."""
    source: str = ""

    @property
    def chosen(self) -> bool:
        """Whether the question offers its answer, so that no single text of several gives it."""
        return any(True for answer in self.answers for _ in occurrences(self.question, answer))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What no row may touch: questions, and the passages that answer them."""

    questions: frozenset[str]
    texts: frozenset[str]

    def __call__(self, row: Row) -> bool:
        """Tell whether a row has to be left out."""
        return _plain(row.question) in self.questions or any(
            gold and self.holds(source) for source, gold in zip(row.texts, row.gold, strict=True)
        )

    def holds(self, source: Source) -> bool:
        """Tell whether a passage answers a held-out question."""
        return _plain(source.text) in self.texts


def limited(name: str) -> tuple[Path, int | None]:
    """Read the prefix of a set, or `prefix:limit`."""
    prefix, _, limit = name.partition(":")
    return Path(prefix), int(limit) if limit else None


def held_out(sets: Iterable[tuple[Path, int | None]]) -> HeldOut:
    """Return what to hold out of multi-hop sets: all questions, or as many as `eval multihop --limit` would ask."""
    questions: set[str] = set()
    texts: set[str] = set()
    for prefix, limit in sets:
        read = load_multihop(prefix)
        for question in choose(read.questions, limit, 0):
            questions.add(_plain(question.question))
            texts.update(_plain(read.texts[pid]) for pid in question.gold)
    return HeldOut(frozenset(questions), frozenset(texts))


def of_readers(path: Path, without: frozenset[str]) -> Iterator[Row]:
    """Yield the rows of a file for readers, but for those of the sources in `without`.

    A line has `q`, `src`, `refs` (accepted answers), `yn` (`yes`, `no` or null) and `psgs`: passages with a title `t`,
    a text `x`, `rel` (1 if the question rests on it) and `ans`, pairs of an offset and the text there.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["src"] not in without:
                yield Row(
                    question=line["q"],
                    texts=tuple(Source(p["t"], p["x"]) for p in line["psgs"]),
                    gold=tuple(bool(p["rel"]) for p in line["psgs"]),
                    places=tuple(tuple((s, s + len(text)) for s, text in p["ans"]) for p in line["psgs"]),
                    answers=tuple(line["refs"]),
                    verdict={"yes": True, "no": False}.get(line["yn"] or ""),
                    source=line["src"],
                )


def of_set(prefix: Path) -> Iterator[Row]:
    """Yield the questions of a multi-hop set, each with the passages that came with it (`context_pids`)."""
    read = load_multihop(prefix)
    for line in _lines(Path(f"{prefix}.questions.jsonl")):
        if not read.texts.keys() >= set(line["gold_pids"]):
            continue
        pids = [pid for pid in dict.fromkeys((*line["gold_pids"], *line["context_pids"])) if pid in read.texts]
        texts = [Source(read.titles[pid], read.texts[pid]) for pid in pids]
        gold = [pid in line["gold_pids"] for pid in pids]
        yield _row(line, texts, gold, prefix.name)


def of_gold_only(path: Path) -> Iterator[Row]:
    """Yield questions that came with nothing but `gold_passages`, whose texts open with their titles."""
    for line in _lines(path):
        texts = [Source("", text) for text in line["gold_passages"]]
        yield _row(line, texts, [True] * len(texts), path.stem)


def _row(line: dict[str, Any], texts: Sequence[Source], gold: Sequence[bool], source: str) -> Row:
    answer = line["answer"].strip()
    verdict = {"yes": True, "no": False}.get(answer.lower())
    found = [
        tuple(occurrences(text.text, answer)) if rests and verdict is None else ()
        for text, rests in zip(texts, gold, strict=True)
    ]
    return Row(
        question=line["question"],
        texts=tuple(texts),
        gold=tuple(gold),
        places=tuple(found),
        answers=(answer, *line.get("answer_aliases", ())),
        verdict=verdict,
        source=source,
    )


def occurrences(text: str, answer: str) -> Iterator[Place]:
    """Yield where an answer stands in a text as whole words."""
    if answer:
        for match in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text):
            yield match.span()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
