"""Whole runs with a model that writes nonsense in the right form: whatever it says, there is an answer."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest

from agent import Agent
from agent.profiles import PROFILES
from agent.schema import Budget, Effort
from retrievers.errors import QuaestorError
from tests.vllm.server import MODEL, VllmServer, serving

RUNS = 200
SAID = """
    who which when where how many did does was the of in and or not before after first most harbour bridge pilot
    captain lighthouse built opened born company sum average #E1 #E2 é 港 ? ' " ; -- </question> <think> { }
"""


def questions(number: int) -> list[str]:
    """Return questions without sense."""
    rng, words = random.Random(7), SAID.split()
    return [" ".join(rng.choices(words, k=rng.randint(2, 14))) for _ in range(number)]


@pytest.mark.parametrize("effort", [Effort.LOW, Effort.MEDIUM, Effort.HIGH])
def test_every_run_ends_with_an_answer_within_its_budget(vllm: VllmServer, harbour: Path, effort: Effort) -> None:
    budget = PROFILES[effort].budget
    failed: list[QuaestorError] = []
    with Agent(
        harbour, effort=effort, reasoner="served", model_url=vllm.url, model=MODEL, clarify="assume",
        budget={"seconds": 600},
    ) as agent:  # fmt: skip
        share = {Effort.LOW: RUNS * 4 // 10, Effort.MEDIUM: RUNS * 4 // 10, Effort.HIGH: RUNS * 2 // 10}[effort]
        answers = agent.batch(
            questions(share),
            concurrency=16,
            done=lambda _, each: failed.append(each) if isinstance(each, QuaestorError) else None,
        )
    assert len(answers) == share
    assert not failed
    assert all(answer.short or answer.abstained for answer in answers)
    assert all(_kept(answer.usage.model_dump(), budget) for answer in answers)


def _drain(agent: Agent, question: str, running: threading.Event) -> None:
    for _ in agent.stream(question):
        running.set()


def _kept(spent: dict[str, float], budget: Budget) -> bool:
    tokens = budget.answer_tokens + budget.thinking_tokens
    return (
        spent["model_calls"] <= budget.model_calls
        and spent["tool_calls"] <= budget.tool_calls
        and spent["answer_tokens"] + spent["thinking_tokens"] <= tokens
    )


def test_a_server_that_is_killed_ends_the_run_with_one_sentence(python: Path, harbour: Path, tmp_path: Path) -> None:
    with (
        serving(python, tmp_path / "server.log") as server,
        Agent(harbour, reasoner="served", model_url=server.url, model=MODEL, clarify="assume") as agent,
    ):
        agent.run("Who commands the pilot boat?")
        running = threading.Event()

        def kill() -> None:
            running.wait(60)
            server.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        started = time.monotonic()
        with pytest.raises(QuaestorError) as caught:
            _drain(agent, "Which harbour opened first, and who built its lighthouse?", running)
        killer.join()
        assert time.monotonic() - started < 60
        assert server.url in str(caught.value)
