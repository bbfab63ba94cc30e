"""Two small worlds apart from the bundled sample, and questions of its ten kinds over each.

Every world is a folder of `documents`, `tables` and `graph`, with a `questions.jsonl` in the form of the sample's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent import Agent
from agent.settings import Settings
from evals.datasets import SampleQuestion, read_sample
from evals.suites.sample import is_correct
from retrievers.ingest import build

WORLDS = Path(__file__).parent.parent / "fixtures" / "worlds"


def ask_all(world: str, place: Path) -> Iterator[tuple[SampleQuestion, str, bool]]:
    """Build a world's knowledge base below `place`; yield its questions with the short answer and whether it is right.

    A question that is asked back gets its reply.
    """
    folder = WORLDS / world
    kb = place / "kb"
    build([folder / part for part in ("documents", "tables", "graph")], kb)
    questions = read_sample((folder / "questions.jsonl").read_bytes()).questions
    settings = Settings.load(reasoner="embedded", clarify="ask", home=place / "home")
    with Agent(kb, settings=settings, home=place / "home") as agent:
        for question in questions:
            answer = agent.run(question.question)
            asked = answer.clarification is not None
            if asked and question.reply:
                answer = agent.resume(answer.thread, question.reply)
            short = "" if answer.abstained else answer.short
            yield question, short, is_correct(question, answer, asked=asked)
