"""A few runs with a server whose replies go wrong, and the proxy that makes them so."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import openai

from agent.reasoner.serving.replay import ReplayServer
from evals.bench.chaos import run
from evals.bench.chaos_proxy import ChaosProxy, Fault
from evals.bench.scripted import SCENARIO

REQUEST = [{"role": "user", "content": "# Task: rewrite"}]


def test_runs_among_faults_end_well(tmp_path: Path) -> None:
    summary = run(tmp_path, runs=20, seed=2, concurrency=4)
    assert [outcome for outcome in summary.outcomes if outcome.faults] == []
    assert summary.stray == ()
    assert len(summary.outcomes) == 20
    assert sum(outcome.kind == "answered" for outcome in summary.outcomes) > 10
    assert len(summary.met) > 10


def test_runs_without_faults_are_all_answered(tmp_path: Path) -> None:
    summary = run(tmp_path, runs=3, rate=0.0)
    assert [(outcome.kind, outcome.said, outcome.faults) for outcome in summary.outcomes] == [
        ("answered", "Velmouth", ())
    ] * 3


def met(seed: int, *, rate: float = 0.9, times: int = 15) -> list[tuple[str, int]]:
    """Return the faults that requests one after the other have met, in the order of first meeting."""
    with ReplayServer(SCENARIO) as server, ChaosProxy(server.url, rate=rate, seed=seed) as proxy:
        client = openai.OpenAI(base_url=proxy.url, api_key="none", max_retries=0, timeout=openai.Timeout(0.3))
        create: Any = client.chat.completions.create
        for _ in range(times):
            with (
                suppress(openai.APIError, ValueError),
                create(model="scripted", messages=REQUEST, stream=True) as parts,
            ):
                list(parts)
        client.close()
        return list(proxy.met.items())


def test_which_request_meets_which_fault_depends_on_the_seed_alone() -> None:
    assert met(1) == met(1)


def test_another_seed_makes_other_faults() -> None:
    assert met(1) != met(2)


def test_every_kind_of_fault_can_be_met() -> None:
    assert {kind for kind, _ in met(3, rate=1.0, times=70)} == set(Fault)
