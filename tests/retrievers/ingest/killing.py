"""Run by `test_kill.py` in a process of its own: builds that kill themselves, and builds that go on.

A build is killed, with SIGKILL, just before a change that it would make to the disk or a batch that it would embed,
so that every run kills at the same places. Each build is a fork, which spares it the imports.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

# What a build imports on its way is imported here, once for all forks.
import retrievers.dense
import retrievers.graph.store.triples
import retrievers.ingest.tables
import retrievers.lexical
import retrievers.links  # noqa: F401
from retrievers.embedding import Vectors
from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from tests.retrievers.ingest.embedders import WordEmbedder

CHANGES = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "sqlite3.connect"})
EMBED = "embed"


class Steps:
    """Counts the steps of a build, and kills the process just before the one called `last`, counted from 1."""

    def __init__(self, last: int) -> None:
        self.taken: list[str] = []
        self._last = last

    def take(self, name: str) -> None:
        """Count one step."""
        self.taken.append(name)
        if len(self.taken) == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an audit event for a step if it changes the disk."""
        if event in CHANGES or (event == "open" and "w" in str(arguments[1])):
            self.take(event)


class SteppingEmbedder(WordEmbedder):
    """Takes every batch for a step."""

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._steps = steps

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), 24) unit rows, if it lives to."""
        self._steps.take(EMBED)
        return super().encode(texts)


def forked(work: Callable[[], Any]) -> tuple[int, Any]:
    """Return exit code and result of `work`, done in a process of its own."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, json.dumps(work()).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as answer:
        text = answer.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(text) if text else None


def run(source: Path, kb: Path, last: int = 0) -> dict[str, Any]:
    """Build, and return the steps it took and the passages it embedded."""
    steps = Steps(last)
    sys.addaudithook(steps.watch)
    report = build([source], kb, embedder=SteppingEmbedder(steps))
    return {"steps": steps.taken, "embedded": report.embedded}


def seen(kb: Path) -> dict[str, Any]:
    """Return what a reader finds."""
    with KnowledgeBase.open(kb, WordEmbedder()) as base:
        return {"passages": len(base.store), "damaged": base.manifest.damaged(base.version)}


def places(steps: Sequence[str]) -> list[int]:
    """Return the steps to be killed at: first, last, every batch, every rename, and some between."""
    chosen = {1, len(steps), *range(1, len(steps), len(steps) // 3)}
    return sorted(chosen | {place for place, name in enumerate(steps, 1) if name in {EMBED, "os.rename"}})


def main(folder: Path, old: Path, new: Path) -> list[dict[str, Any]]:
    """Kill builds of `new` over `old`, and let each go on."""
    forked(partial(run, old, folder / "before"))
    shutil.copytree(folder / "before", folder / "whole")
    _, whole = forked(partial(run, new, folder / "whole"))
    outcomes = []
    for place in places(whole["steps"]):
        kb = folder / f"killed-{place}"
        shutil.copytree(folder / "before", kb)
        code, _ = forked(partial(run, new, kb, place))
        _, between = forked(partial(seen, kb))
        _, again = forked(partial(run, new, kb))
        outcomes.append({"kb": kb.name, "code": code, "between": between, "embedded": again["embedded"]})
    return outcomes


if __name__ == "__main__":
    print(json.dumps(main(*(Path(argument) for argument in sys.argv[1:]))))  # noqa: T201
