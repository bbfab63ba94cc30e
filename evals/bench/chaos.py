"""Whole runs with a server whose replies go wrong: `python -m evals.bench.chaos [--runs 500] [--url URL]`.

Every run must end within its seconds and a grace, with an answer, an honest abstention, or an error of one sentence; it
must keep its budget, as counted here and as counted at the server; and no connection may be left open after it. Without
`--url`, the server is a scripted one. Exit code 1 if any of this fails.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.agent import Agent
from agent.reasoner.choose import choose_reasoner
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.replay import ReplayServer
from agent.schema import Answer, Budget
from agent.settings import Settings
from agent.toolbox import make_tools
from evals.bench.chaos_proxy import ChaosProxy
from evals.bench.scripted import QUESTIONS, SCENARIO, knowledge_base
from retrievers.errors import QuaestorError
from retrievers.knowledge_base import KnowledgeBase
from retrievers.schema import Frozen

BUDGET = Budget(model_calls=20, answer_tokens=8_000, thinking_tokens=16_000, seconds=15)
LIMITS = Limits(
    connect_s=2, first_token_s=1, between_tokens_s=1, total_s=8, backoff_s=0.02, retry_after_s=1, rest_s=0.5
)
GRACE_S = 10.0
"""Beyond the seconds of a run, for a busy machine to end it."""
_ROUND = 25
"""Runs that share a server: a scripted one compares each prompt with all it has seen."""
_NUMBER = re.compile(rb"\(run (\d+)\)")
_TOLD = 600
"""Most characters of what is told to a user."""


class Outcome(Frozen):
    """What became of one run."""

    kind: str
    """`answered`, `abstained`, the name of an error, or what must not be: `hang` or `traceback`."""
    said: str
    seconds: float
    faults: tuple[str, ...] = ()
    """What is wrong with it."""


class Summary(Frozen):
    """What became of all."""

    outcomes: tuple[Outcome, ...]
    met: dict[str, int]
    """Requests by the fault that they met."""
    stray: tuple[str, ...]
    """Errors that nobody caught, and connections left open."""

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.stray and not any(outcome.faults for outcome in self.outcomes)


def run(
    place: Path, *, runs: int, rate: float = 0.4, seed: int = 1, concurrency: int = 16, url: str = "", model: str = ""
) -> Summary:
    """Ask `runs` questions with a share `rate` of replies going wrong; `place` is an empty folder."""
    kb = knowledge_base(place)
    outcomes: list[Outcome] = []
    met: Counter[str] = Counter()
    stray: list[str] = []
    for start in range(0, runs, runs if url else _ROUND):
        numbers = range(start, runs if url else min(start + _ROUND, runs))
        requests: Counter[int] = Counter()

        def saw(body: bytes, counted: Counter[int] = requests) -> None:
            counted.update(int(number) for number in _NUMBER.findall(body)[:1])

        server = nullcontext(None) if url else ReplayServer(SCENARIO)
        with _stray_errors(stray), server as scripted:
            upstream = scripted.url if scripted is not None else url
            with ChaosProxy(upstream, rate=rate, seed=seed * 1000 + start, saw=saw) as proxy:
                name = model or ("scripted" if scripted is not None else "")
                outcomes += _round(kb, place / "home", proxy.url, name, numbers, concurrency, requests)
                stray += _left_open(proxy)
                met += proxy.met
    return Summary(outcomes=tuple(outcomes), met=dict(met), stray=tuple(stray))


def _round(
    path: Path, home: Path, url: str, model: str, numbers: range, concurrency: int, requests: Counter[int]
) -> list[Outcome]:
    settings = Settings.load(
        kb=path, reasoner="served", model_url=url, model=model, home=home, clarify="assume", effort="medium",
        budget=BUDGET.model_dump(include={"model_calls", "answer_tokens", "thinking_tokens", "seconds"}),
    )  # fmt: skip
    with KnowledgeBase.open(path) as kb:
        reasoner = choose_reasoner(settings, kb, make_tools(kb, settings), limits=LIMITS)
        with Agent(kb, settings=settings, reasoner=reasoner) as agent:

            async def all_runs() -> list[Outcome]:
                gate = asyncio.Semaphore(concurrency)
                return await asyncio.gather(*(_one(agent, number, gate, requests) for number in numbers))

            return asyncio.run(all_runs())


async def _one(agent: Agent, number: int, gate: asyncio.Semaphore, requests: Counter[int]) -> Outcome:
    question = f"{QUESTIONS[number % len(QUESTIONS)]} (run {number})"
    async with gate:
        started = time.monotonic()
        kind, said, faults = await _asked(agent, question)
        seconds = time.monotonic() - started
    if requests[number] > BUDGET.model_calls:
        faults = (*faults, f"{requests[number]} requests")
    return Outcome(kind=kind, said=said, seconds=seconds, faults=faults)


async def _asked(agent: Agent, question: str) -> tuple[str, str, tuple[str, ...]]:
    """Return what a run gave: its kind, its words, and what is wrong with it."""
    try:
        async with asyncio.timeout(BUDGET.seconds + GRACE_S):
            answer = await agent.arun(question)
    except TimeoutError:
        return "hang", "", ("it does not end",)
    except QuaestorError as error:
        said = str(error)
        return type(error).__name__, said, () if _is_told_well(said) else ("its error is no sentence",)
    except Exception as error:  # noqa: BLE001 - whatever else comes out of a run is what is looked for
        return "traceback", f"{type(error).__name__}: {error}", ("an error that is not for users",)
    return "abstained" if answer.abstained else "answered", answer.short or answer.reason, tuple(_over(answer))


def _is_told_well(said: str) -> bool:
    return bool(said) and "\n" not in said and "Traceback" not in said and len(said) <= _TOLD


def _over(answer: Answer) -> Iterator[str]:
    """Yield what of the budget a run has passed."""
    usage, tokens = answer.usage, BUDGET.answer_tokens + BUDGET.thinking_tokens
    if usage.model_calls > BUDGET.model_calls:
        yield f"{usage.model_calls} model calls"
    if usage.answer_tokens + usage.thinking_tokens > tokens:
        yield f"{usage.answer_tokens + usage.thinking_tokens} tokens"
    if not answer.short and not answer.abstained:
        yield "neither an answer nor an abstention"


def _left_open(proxy: ChaosProxy) -> list[str]:
    until = time.monotonic() + GRACE_S
    while proxy.open and time.monotonic() < until:
        time.sleep(0.05)
    return [f"{proxy.open} connections are left open"] if proxy.open else []


@contextmanager
def _stray_errors(found: list[str]) -> Iterator[None]:
    """Collect what event loops and the interpreter report of errors that nobody caught."""

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, keep, before = logging.getLogger("asyncio"), Keep(logging.ERROR), sys.unraisablehook
    logger.addHandler(keep)
    sys.unraisablehook = lambda ignored: found.append(f"{ignored.err_msg} {ignored.object!r}: {ignored.exc_value!r}")
    try:
        yield
        gc.collect()
    finally:
        sys.unraisablehook = before
        logger.removeHandler(keep)


def _show(summary: Summary, took: float) -> None:
    console = Console(highlight=False)
    table = Table("outcome", "runs", "share", "longest")
    kinds = Counter(outcome.kind for outcome in summary.outcomes)
    for kind, count in kinds.most_common():
        longest = max(outcome.seconds for outcome in summary.outcomes if outcome.kind == kind)
        table.add_row(kind, str(count), f"{count / len(summary.outcomes):.1%}", f"{longest:.1f} s")
    console.print(table)
    console.print(f"requests: {', '.join(f'{name} {count}' for name, count in sorted(summary.met.items()))}")
    for outcome in {
        each.kind: each for each in summary.outcomes if each.kind not in {"answered", "abstained"}
    }.values():
        console.print(f"such as {outcome.kind}: {outcome.said}", markup=False, soft_wrap=True)
    wrong = [f"{outcome.kind}: {fault}: {outcome.said}" for outcome in summary.outcomes for fault in outcome.faults]
    for line in (*wrong, *summary.stray):
        console.print(f"WRONG {line}", markup=False, soft_wrap=True)
    console.print(f"{len(summary.outcomes)} runs in {took:.0f} s; {len(wrong) + len(summary.stray)} wrong")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--rate", type=float, default=0.4, help="share of requests that meet a fault")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--url", default="", help="base address of a real server; a scripted one without it")
    parser.add_argument("--model", default="", help="model of that server")
    given = parser.parse_args(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        summary = run(
            Path(place), runs=given.runs, rate=given.rate, seed=given.seed, concurrency=given.concurrency,
            url=given.url, model=given.model,
        )  # fmt: skip
    _show(summary, time.monotonic() - started)
    return 0 if summary.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
