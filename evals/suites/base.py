"""What every suite is given, and the settings and names that follow from it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Protocol

from pydantic import Field

from agent.settings import Settings
from evals.provenance import code_digest
from evals.schema import Over, Row
from retrievers.ingest import Progress
from retrievers.schema import Frozen


class Options(Frozen):
    """How to measure."""

    report: Path | None = None
    """Where the report is written; a file in the cache without."""
    limit: int | None = Field(default=None, ge=1)
    """Measure a seeded sample of that many questions; all of them without."""
    seed: int = 0
    retrievers: tuple[str, ...] = ()
    """Suite `retrieval`: the configurations to measure, the primary one first; all of them without."""
    drop_titles: bool = False
    """Suite `retrieval`: build the corpus without its titles."""
    over: Over = "corpus"
    """Suite `multihop`: what each question is answered over."""
    facts: bool = False
    """Suite `multihop`: put into the graph what the documents state, read with patterns."""
    triples: Path | None = None
    """A file of triples (`.jsonl` with h, r and t, or three columns). Suite `graph`: what the questions are asked over;
    suite `multihop`: what is indexed beside the documents."""
    agent: bool = False
    """Suite `graph`: measure whole runs of the agent instead of the path retriever alone."""
    effort: str | None = None
    reasoner: str | None = None
    reader: str | None = None
    """Who reads short answers, for ablations; the settings' own without."""
    concurrency: int | None = Field(default=None, ge=1, le=256)
    """Questions at work at the same time; without, 16 for a served model and 2 for the embedded one, which gains
    nothing from more: it computes where the others wait."""
    baseline: bool = True
    """Also measure a plain method on the same rows: rank fusion; suite `graph`: the nearest chain by embedding."""
    cache: Path | None = None
    """Where built knowledge bases and journals go; the settings' cache without."""
    resume: bool = True
    """Go on with the journal of a run of the same kind that was killed."""


class Watch(Protocol):
    """Somebody who looks on."""

    def indexing(self, progress: Progress) -> None:
        """See a knowledge base being built."""
        ...

    def answering(self, done: int, total: int, row: Row | None) -> None:
        """See that `done` of `total` questions are finished, `row` the latest; none at the start."""
        ...


class Suite(Protocol):
    """One kind of measurement."""

    def __call__(self, data: Path | None, options: Options, watch: Watch) -> dict[str, Any]:
        """Measure, write the report and return it; `UserError` if the data do not fit."""
        ...


def answering(options: Options) -> Settings:
    """Return the settings of runs over questions that all have an answer: none is asked back, none declined."""
    return Settings.load(
        database="",
        cache=options.cache,
        effort=options.effort,
        reasoner=options.reasoner,
        reader=options.reader,
        clarify="assume",
        abstain_below=0.0,
        retention_days=0,
    )


def run_key(suite: str, data: str, settings: Settings, options: Options) -> str:
    """Name a run by all that its rows depend on: the data, the settings, the sample and the code."""
    measured = {"limit", "seed", "baseline", "retrievers", "drop_titles", "over", "agent", "facts"}
    chosen = options.model_dump(include=measured)
    parts = [suite, data, told(settings), chosen, code_digest()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def told(settings: Settings) -> dict[str, Any]:
    """Return the settings as a report tells them: no folders, no keys."""
    return settings.model_dump(mode="json", exclude={"kb", "home", "cache", "database", "api_key", "rerank_api_key"})


def concurrency(options: Options, settings: Settings) -> int:
    """Return how many questions are asked at the same time."""
    return options.concurrency or (16 if settings.serves else 2)


def report_path(options: Options, settings: Settings, suite: str, name: str, key: str) -> Path:
    """Return where the report goes."""
    return options.report or settings.cache / "reports" / f"{suite}-{name}-{key}.json"
