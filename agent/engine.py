"""Runs on an event loop of their own: start, resume, batch, and what they share."""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, runtime_checkable

from agent.assemble import assemble, waiting
from agent.budget import Meter
from agent.checkpoints import open_checkpoints
from agent.claims import Claims
from agent.events import BaseEvent, RunStarted
from agent.evidence_store import EvidenceStore
from agent.graph import build_graph
from agent.nodes.sql import sql
from agent.placeholders import literal
from agent.profiles import PROFILES, most_supersteps, profile
from agent.reasoner.base import Reasoner
from agent.reasoner.choose import choose_reasoner
from agent.run import Run, effort_of, new_thread, written
from agent.schema import Answer, Effort, Plan, Step, StepResult, Usage
from agent.settings import Settings
from agent.state import AgentState, StepTask
from agent.techniques.registry import Composed, find
from agent.toolbox import make_tools
from retrievers.answer_type import answer_type
from retrievers.errors import QuaestorError, UserError
from retrievers.filters import NO_FILTERS, Filters
from retrievers.knowledge_base import KnowledgeBase
from tools.base import Tool, Toolbox
from tools.schema import Evidence

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
    from langgraph.graph.state import CompiledStateGraph
    from langgraph.types import StateSnapshot

    from agent.sql.lessons import Lessons

T = TypeVar("T")
_ASK_AGAIN_S = 0.1
"""Between two looks at whether another process has ended its work on a run."""


@runtime_checkable
class ClosesConnections(Protocol):
    """A reasoner with connections that belong to an event loop."""

    async def aclose(self) -> None:
        """Close those of the running loop."""
        ...


@runtime_checkable
class ClosesFiles(Protocol):
    """A tool that holds files open."""

    def close(self) -> None:
        """Release them."""
        ...


class Engine:
    """What the runs of one agent share: knowledge base, tools, reasoner, stores, and the loop that they run on."""

    def __init__(
        self,
        settings: Settings,
        *,
        kb: KnowledgeBase | None,
        reasoner: Reasoner | None,
        tools: Sequence[Tool],
    ) -> None:
        self.settings = settings
        self.kb = kb or open_knowledge_base(settings)
        self._given = kb is not None
        self._made = tuple(make_tools(self.kb, settings).values())
        self.tools = Toolbox([*self._made, *tools])
        self.reasoner = reasoner or choose_reasoner(settings, self.kb, self.tools)
        asked = {"respact": False} if settings.clarify == "assume" else {}
        chosen = {**asked, **settings.techniques}
        self.profiles = {effort: profile(effort, chosen, settings.budget) for effort in PROFILES}
        self.thinkers: dict[Effort, Reasoner] = {
            effort: Composed(self.reasoner, find(made.techniques)) for effort, made in self.profiles.items()
        }
        self._lessons = lessons_of(self.kb, self.tools)
        self.store = EvidenceStore(settings.home / "evidence.sqlite")
        self.claims = Claims(settings.home)
        self._starting = threading.Lock()
        self._portal: BlockingPortal | None = None
        self._leave: Callable[..., object] = lambda *_: None
        self._saver: AsyncSqliteSaver | None = None
        self._graph: CompiledStateGraph[AgentState, Run, AgentState, AgentState] | None = None
        self._working: dict[str, asyncio.Task[Any]] = {}
        self._closed = False

    def submit(self, work: Callable[..., Awaitable[T]], *args: object) -> Future[T]:
        """Start a coroutine function on the agent's loop; cancelling the future cancels it.

        `UserError` once the agent is closed, or if its runs cannot be kept.
        """
        with self._starting:
            if self._closed:
                raise UserError("This agent is closed; make another.")
            portal = self._portal or self._start_loop()
        return portal.start_task_soon(work, *args)

    async def start(
        self, question: str, thread: str, tell: Callable[[BaseEvent], None], filters: Filters = NO_FILTERS
    ) -> Answer:
        """Begin a run under a new thread; `UserError` if the question is empty, the thread used or nothing fits."""
        text = written(question)
        if not text:
            raise UserError("The question is empty.")
        if filters and not len(await asyncio.to_thread(self.kb.rows, filters)):
            raise UserError(f"No document fits the filters ({filters}); see what there is with `quaestor kb info`.")
        async with self._alone(thread):
            return await self._start(text, thread, tell, filters)

    async def _start(self, question: str, thread: str, tell: Callable[[BaseEvent], None], filters: Filters) -> Answer:
        if (await self._snapshot(thread)).created_at is not None:
            raise UserError(f"Thread {thread!r} has a run already: resume it, or choose another name.")
        run = self._run(thread, Meter(self.profiles[effort_of({}, self.settings)].budget), tell)
        self.store.touch(thread, question)
        await self._keep(thread, {"question": question, "filters": filters})
        run.emit(RunStarted(question=question))
        return await self._drive(run, None)

    async def resume(self, thread: str, reply: str | None, tell: Callable[[BaseEvent], None]) -> Answer:
        """Go on with a run, once whoever is at work on it has ended; `UserError` if there is none of that name."""
        async with self._alone(thread):
            return await self._resume(thread, reply, tell)

    async def _resume(self, thread: str, reply: str | None, tell: Callable[[BaseEvent], None]) -> Answer:
        from langgraph.types import Command

        snapshot = await self._snapshot(thread)
        if snapshot.created_at is None:
            raise UserError(f"There is no run {thread!r}; runs are kept for {self.settings.retention_days:g} days.")
        state = cast("AgentState", snapshot.values)
        meter = Meter(self.profiles[effort_of(state, self.settings)].budget, state.get("usage", Usage()))
        run = self._run(thread, meter, tell)
        said = _reply(state, reply) if snapshot.interrupts else None
        over = not snapshot.tasks  # `next` leaves out a node whose output is kept but not yet applied
        if over or (snapshot.interrupts and not said):
            return self._answer(thread, snapshot)
        self.store.touch(thread, state["question"])
        run.emit(RunStarted(question=state["question"], resumed=True))
        return await self._drive(run, Command(resume=said) if said else None)

    async def batch(
        self,
        questions: list[str],
        concurrency: int,
        done: Callable[[int, Answer | QuaestorError], None] | None,
        filters: Filters = NO_FILTERS,
    ) -> list[Answer]:
        """Answer many, in order; see `Agent.batch`."""
        if concurrency < 1:
            raise UserError(f"Concurrency must be at least 1, not {concurrency}.")
        gate = asyncio.Semaphore(concurrency)

        async def one(position: int, question: str) -> Answer:
            async with gate:
                outcome: Answer | QuaestorError
                try:
                    answer = outcome = await self.start(question, new_thread(), lambda _: None, filters)
                except QuaestorError as error:
                    outcome = error
                    answer = Answer(question=question, text=str(error), abstained=True, reason=str(error))
            if done is not None:
                done(position, outcome)
            return answer

        return await asyncio.gather(*(one(position, text) for position, text in enumerate(questions)))

    async def ask_tables(self, question: str, meter: Meter | None = None) -> tuple[StepResult, tuple[Evidence, ...]]:
        """Answer a question by one SQL step, with no plan around it; `UserError` if it is empty or there are no tables.

        What it finds is kept as that of a run, but nothing of it can be resumed.
        """
        text, thread = written(question), new_thread()
        if not text:
            raise UserError("The question is empty.")
        if "sql" not in self.tools:
            raise UserError(f"{self.kb.path} has no tables to ask; index some, such as a .csv or a .sqlite file.")
        effort = effort_of({}, self.settings)
        asked = literal(text)
        step = Step(id="E1", tool="sql", input=asked, question=asked, expects=answer_type(asked))
        task = StepTask(
            step_id=step.id,
            question=text,
            filters=NO_FILTERS,
            plan=Plan(steps=(step,)),
            results={},
            grown=(),
            effort=effort,
        )
        self.store.touch(thread, text)
        run = self._run(thread, meter or Meter(self.profiles[effort].budget), lambda _: None)
        result = (await sql(task, run))["results"][step.id]
        return result, tuple(self.store.get(result.evidence))

    def close(self) -> None:
        """Cancel what runs, end the loop, close the stores and what was opened here. Closing twice is fine."""
        with self._starting:
            self._closed = True
            portal, self._portal = self._portal, None
        if portal is not None:
            portal.call(self._shut)
            portal.call(portal.stop, True)
            self._leave(None, None, None)
            atexit.unregister(self.close)
        self.store.close()
        self.claims.close()
        for tool in self._made:
            if isinstance(tool, ClosesFiles):
                tool.close()
        if not self._given:
            self.kb.close()

    def _start_loop(self) -> BlockingPortal:
        """Start the event loop and open the checkpoints on it."""
        from anyio.from_thread import start_blocking_portal

        manager = start_blocking_portal("asyncio", name="quaestor-agent")
        portal = manager.__enter__()
        try:
            portal.call(self._open)
        except BaseException:
            manager.__exit__(None, None, None)
            raise
        self._portal, self._leave = portal, manager.__exit__
        atexit.register(self.close)
        return portal

    async def _open(self) -> None:
        """Open the checkpoints on this loop and drop the runs whose time is over and that nobody is at work on."""
        self._saver = await open_checkpoints(self.settings.home / "checkpoints.sqlite")
        self._graph = build_graph().compile(checkpointer=self._saver)
        taken = self.claims.take(self.store.idle(self.settings.retention_days))
        idle = sorted(set(taken) & set(self.store.idle(self.settings.retention_days)))
        for thread in idle:
            await self._saver.adelete_thread(thread)
        self.store.forget(idle)
        self.claims.give_back(taken)

    async def _shut(self) -> None:
        """End the runs, then close the checkpoints, and the connections that a reasoner holds on this loop."""
        while runs := list(self._working.values()):
            for run in runs:
                run.cancel()
            await asyncio.wait(runs)
        if self._saver is not None:
            # a run that was cut off between writing and committing keeps the file locked, a closed connection too
            await self._saver.conn.rollback()
            await self._saver.conn.close()
        if isinstance(self.reasoner, ClosesConnections):
            await self.reasoner.aclose()

    @asynccontextmanager
    async def _alone(self, thread: str) -> AsyncIterator[None]:
        """Wait until nobody is at work on a thread, here or in another process, then be the only one."""
        while thread in self._working:
            await asyncio.wait([self._working[thread]])
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine of the portal runs in a task
        self._working[thread] = task
        try:
            while not self.claims.take([thread]):  # noqa: ASYNC110 - other processes raise no event here
                await asyncio.sleep(_ASK_AGAIN_S)
            yield
        finally:
            self.claims.give_back([thread])
            del self._working[thread]

    def _run(self, thread: str, meter: Meter, tell: Callable[[BaseEvent], None]) -> Run:
        return Run(
            thread=thread,
            settings=self.settings,
            profiles=self.profiles,
            thinkers=self.thinkers,
            tools=self.tools,
            store=self.store,
            meter=meter,
            tell=tell,
            lessons=self._lessons,
        )

    async def _keep(self, thread: str, state: AgentState) -> None:
        """Write a run's first checkpoint, so that whoever has heard of the run can take it up."""
        from langgraph.graph import START

        assert self._graph is not None  # noqa: S101 - `submit` opened it
        await self._graph.aupdate_state({"configurable": {"thread_id": thread}}, state, as_node=START)

    async def _drive(self, run: Run, start: Any) -> Answer:  # noqa: ANN401 - a command, or None to go on
        assert self._graph is not None  # noqa: S101 - `submit` opened it
        most = most_supersteps(self.profiles.values())
        config: RunnableConfig = {"configurable": {"thread_id": run.thread}, "recursion_limit": most}
        events = self._graph.astream(start, config, context=run, stream_mode="custom", durability="sync")
        async for event in events:
            run.tell(cast("BaseEvent", event))
        return self._answer(run.thread, await self._snapshot(run.thread))

    def _answer(self, thread: str, snapshot: StateSnapshot) -> Answer:
        state = cast("AgentState", snapshot.values)
        if snapshot.interrupts:
            return waiting(state, thread=thread, reasoner=self.reasoner.name)
        return assemble(
            state,
            self.store,
            thread=thread,
            reasoner=self.reasoner.name,
            abstain_below=self.settings.abstain_below,
        )

    async def _snapshot(self, thread: str) -> StateSnapshot:
        assert self._graph is not None  # noqa: S101 - `submit` opened it
        return await self._graph.aget_state({"configurable": {"thread_id": thread}})


def _reply(state: AgentState, reply: str | None) -> str:
    """Return what the user replies to the question back, with the reading in place of its number; empty for nothing."""
    text = written(reply or "")
    asked = state["triage"].clarification
    return asked.choice(text) if asked else text


def lessons_of(kb: KnowledgeBase, tools: Toolbox) -> Lessons | None:
    """Return what users have verified of the tables that a toolbox can ask; None if it can ask none."""
    from tools.sql.tool import SqlTool

    tool = tools.get(SqlTool.name)
    if not isinstance(tool, SqlTool):
        return None
    from agent.sql.lessons import Lessons

    return Lessons(kb.path, lambda: tool.catalog, lambda: kb.embedder)


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Open the knowledge base of the settings.

    Without one, it is the bundled sample, built on first use, or an empty one where the questions are a database's.
    """
    if settings.kb is not None:
        return KnowledgeBase.open(settings.kb, device=settings.device)
    if settings.database.get_secret_value():
        from retrievers.ingest.blank import blank_knowledge_base

        return KnowledgeBase.open(blank_knowledge_base(settings.cache), device=settings.device)
    from retrievers.sample import sample_knowledge_base

    return KnowledgeBase.open(sample_knowledge_base(settings.cache), device=settings.device)
