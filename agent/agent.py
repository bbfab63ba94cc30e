"""The Python API: ask a question, get an answer with its evidence."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agent.engine import Engine
from agent.events import Answered, BaseEvent, ClarificationNeeded, Failed
from agent.reasoner.base import Reasoner
from agent.run import new_thread
from agent.schema import Answer, Effort, StepResult
from agent.settings import Settings
from retrievers.errors import QuaestorError, UserError
from retrievers.filters import Filters
from retrievers.knowledge_base import KnowledgeBase
from tools.base import Tool
from tools.schema import Evidence

_END = None
GivenFilters = Filters | Mapping[str, object] | Sequence[str] | None
"""Filters, their fields by name, or conditions as `Filters.parse` reads them."""


class Agent:
    """Answers questions over one knowledge base.

    An agent owns an event loop in a thread of its own, so that its methods can be called from scripts, notebooks and
    coroutines alike, and from several threads at once. Close it, or use it in a `with` block, when done.

        with Agent(kb="handbook.kb") as agent:
            answer = agent.run("Who leads the team that owns the billing service?")
            print(answer.short, answer.citations[0].quote)
    """

    def __init__(
        self,
        kb: str | Path | KnowledgeBase | None = None,
        *,
        effort: str | Effort | None = None,
        reasoner: str | Reasoner | None = None,
        tools: Sequence[Tool] = (),
        techniques: Mapping[str, bool] | None = None,
        settings: Settings | None = None,
        **more: Any,  # noqa: ANN401 - any field of Settings
    ) -> None:
        """Open a knowledge base and choose who thinks.

        Args:
            kb: Folder of a knowledge base, or an open one; without it, that of the settings, else the bundled sample.
            effort: `low`, `medium`, `high` or `auto`.
            reasoner: `embedded`, `served`, `auto`, or an object of your own.
            tools: More tools for plans to call, besides those of the knowledge base.
            techniques: Techniques to switch on or off by name, over the effort's profile.
            settings: Settings to start from; without them, the environment and `quaestor.toml`.
            more: Any other field of `Settings`.

        Raises:
            UserError: A setting is wrong, or there is no knowledge base.

        """
        given = {
            **(settings.model_dump(exclude_unset=True) if settings else {}),
            "effort": effort,
            "techniques": techniques,
            "reasoner": reasoner if isinstance(reasoner, str) else None,
            **more,
        }
        given = {key: value for key, value in given.items() if value is not None}
        if not isinstance(kb, KnowledgeBase) and kb is not None:
            given["kb"] = Path(kb)
        self.settings = Settings.load(**given)
        self._engine = Engine(
            self.settings,
            kb=kb if isinstance(kb, KnowledgeBase) else None,
            reasoner=None if isinstance(reasoner, str) else reasoner,
            tools=tools,
        )

    @property
    def kb(self) -> KnowledgeBase:
        """The open knowledge base."""
        return self._engine.kb

    @property
    def reasoner(self) -> str:
        """The name of who thinks: `embedded`, or the served model."""
        return self._engine.reasoner.name

    def run(self, question: str, *, thread: str | None = None, filters: GivenFilters = None) -> Answer:
        """Answer a question.

        When it is ambiguous and the settings allow asking, the answer has `clarification` set and the run waits for
        `resume(answer.thread, reply)`. `thread` names the run, to resume it after a crash. `filters` say which
        documents it may read: `{"path": "reports", "tag": "policy", "after": "2024-01-01"}`, the same as conditions,
        `["path=reports", "tag=policy"]`, or `retrievers.Filters`. `UserError` if the question is empty, if the thread
        has been used, or if no document fits the filters.
        """
        return self._wait(self._start(question, thread, _ignore, filters))

    async def arun(self, question: str, *, thread: str | None = None, filters: GivenFilters = None) -> Answer:
        """Answer a question, from a coroutine; as `run`."""
        return await _await(self._start(question, thread, _ignore, filters))

    def resume(self, thread: str, reply: str | None = None) -> Answer:
        """Take up a run: give the reply that it waits for, or go on where it was interrupted.

        A reply is words, or the number of one of the clarification's options, from 1 on. Finished steps are not
        repeated. A run that is over gives its answer again.
        """
        return self._wait(self._engine.submit(self._engine.resume, thread, reply, _ignore))

    async def aresume(self, thread: str, reply: str | None = None) -> Answer:
        """Take up a run, from a coroutine."""
        return await _await(self._engine.submit(self._engine.resume, thread, reply, _ignore))

    def stream(
        self,
        question: str | None = None,
        *,
        thread: str | None = None,
        reply: str | None = None,
        filters: GivenFilters = None,
    ) -> Generator[BaseEvent]:
        """Answer a question and yield what happens; the last event is `Answered` or `ClarificationNeeded`.

        Without a question, takes up `thread` as `resume` does; `filters` are those of `run`. Leaving the loop early
        cancels the run, which can be resumed. Errors come as a `Failed` event and are raised after it.
        """
        thread = thread or (new_thread() if question is not None else None)
        events: queue.SimpleQueue[BaseEvent | None] = queue.SimpleQueue()
        future = self._begin(question, thread, reply, events.put, filters)
        future.add_done_callback(lambda _: events.put(_END))
        try:
            while (event := events.get()) is not _END:
                yield event
            yield from _last(future, thread or "")
        finally:
            future.cancel()

    async def astream(
        self,
        question: str | None = None,
        *,
        thread: str | None = None,
        reply: str | None = None,
        filters: GivenFilters = None,
    ) -> AsyncIterator[BaseEvent]:
        """Answer a question and yield what happens, from a coroutine; as `stream`."""
        thread = thread or (new_thread() if question is not None else None)
        loop = asyncio.get_running_loop()
        events: asyncio.Queue[BaseEvent | None] = asyncio.Queue()

        def tell(event: BaseEvent | None) -> None:
            loop.call_soon_threadsafe(events.put_nowait, event)

        future = self._begin(question, thread, reply, tell, filters)
        future.add_done_callback(lambda _: tell(_END))
        try:
            while (event := await events.get()) is not _END:
                yield event
            for event in _last(future, thread or ""):
                yield event
        finally:
            future.cancel()

    def batch(
        self,
        questions: Sequence[str],
        *,
        concurrency: int = 4,
        done: Callable[[int, Answer | QuaestorError], None] | None = None,
        filters: GivenFilters = None,
    ) -> list[Answer]:
        """Answer many questions, at most `concurrency` at a time; the answers come in the order of the questions.

        `done` is told of each as it ends. A failed one is an abstention with the error as its reason. Nobody is asked
        back: set `clarify="assume"` to have ambiguous questions answered in their likeliest reading. `filters` are
        those of `run`. `UserError` if `concurrency` is less than 1, or if `questions` is one text.
        """
        if isinstance(questions, str):
            raise UserError("A batch is a list of questions, not one text; ask one with `run`.")
        chosen = Filters.of(filters)
        return self._engine.submit(self._engine.batch, list(questions), concurrency, done, chosen).result()

    def ask_tables(self, question: str) -> tuple[StepResult, tuple[Evidence, ...]]:
        """Answer a question from the tables alone, by one statement, without plan, judge or prose.

        Returns the step's result, with every statement that was tried, and its rows as evidence. `UserError` if the
        question is empty, or if there are no tables.
        """
        return self._engine.submit(self._engine.ask_tables, question).result()

    def close(self) -> None:
        """End the runs at work, the event loop, and what it opened itself; runs can be resumed by another agent."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(
        self, question: str, thread: str | None, tell: Callable[[BaseEvent], None], filters: GivenFilters
    ) -> Future[Answer]:
        return self._engine.submit(self._engine.start, question, thread or new_thread(), tell, Filters.of(filters))

    def _begin(
        self,
        question: str | None,
        thread: str | None,
        reply: str | None,
        tell: Callable[[BaseEvent], None],
        filters: GivenFilters,
    ) -> Future[Answer]:
        if question is not None:
            return self._start(question, thread, tell, filters)
        if thread is None:
            raise UserError("Give a question, or the thread of a run to take up.")
        return self._engine.submit(self._engine.resume, thread, reply, tell)

    @staticmethod
    def _wait(future: Future[Answer]) -> Answer:
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise


def _ignore(event: BaseEvent) -> None:
    """Listen to nothing."""


async def _await(future: Future[Answer]) -> Answer:
    """Await a run of the agent's loop in the caller's; cancelling the caller cancels the run."""
    return await asyncio.wrap_future(future)


def _last(future: Future[Answer], thread: str) -> Iterator[BaseEvent]:
    """Yield the event that ends a stream, then raise what ended the run, if anything did."""
    error = future.exception()
    if error is not None:
        yield Failed(thread=thread, error=str(error))
        raise error
    answer = future.result()
    if answer.clarification is None:
        yield Answered(thread=answer.thread, at=answer.usage.seconds, answer=answer)
    else:
        yield ClarificationNeeded(thread=answer.thread, at=answer.usage.seconds, clarification=answer.clarification)
