"""A question and its answer at the terminal: watched while it runs, asked back when it is ambiguous."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from agent.events import Answered, BaseEvent, ClarificationNeeded
from agent.schema import Answer, Clarification
from tools.sql.engines.address import masked
from ui.render.answer import answer_lines
from ui.render.evidence import evidence_table, sql_view
from ui.render.plan import plan_lines
from ui.render.trace import trace_view
from ui.render.views import view_for
from ui.render.words import clean, count

if TYPE_CHECKING:
    from agent import Agent
    from ui.commands.options import Show

Ask = Callable[[Clarification], str]
"""Gets the reply to a clarification from the user."""


class Conversation:
    """Runs of one agent, shown on one console."""

    def __init__(
        self,
        agent: Agent,
        console: Console,
        *,
        show: Sequence[Show] = (),
        ask: Ask | None = None,
        filters: Sequence[str] | None = None,
    ) -> None:
        """Without `ask` nobody is asked back: the run is left waiting, and the way to resume it is printed."""
        self._filters = filters
        self._agent = agent
        self._console = console
        self._ask = ask
        self.show = tuple(show)
        """What is shown besides answers; may be changed between runs."""
        self.thread: str | None = None
        """The thread of the latest run."""

    def question(self, text: str) -> Answer | None:
        """Answer a question; None if it waits for a reply."""
        return self._follow(self._agent.stream(text, filters=self._filters))

    def resume(self, thread: str, reply: str | None) -> Answer | None:
        """Take up a run; None if it waits for a reply."""
        return self._follow(self._agent.stream(thread=thread, reply=reply))

    def _follow(self, stream: Iterator[BaseEvent]) -> Answer | None:
        events: list[BaseEvent] = []
        while True:
            last = self._watch(stream, events)
            if isinstance(last, Answered):
                self._print(last.answer, events)
                return last.answer
            if not isinstance(last, ClarificationNeeded):
                return None
            if self._ask is None:
                self._leave_waiting(last)
                return None
            stream = self._agent.stream(thread=last.thread, reply=self._ask(last.clarification))

    def _watch(self, stream: Iterator[BaseEvent], events: list[BaseEvent]) -> BaseEvent | None:
        with view_for(self._console, traced="trace" in self.show) as view:
            for event in stream:
                self.thread = event.thread or self.thread
                events.append(event)
                view(event)
        return events[-1] if events else None

    def _print(self, answer: Answer, events: Sequence[BaseEvent]) -> None:
        if self._console.is_terminal:
            self._console.print(answer)
        else:
            for line in answer_lines(answer):
                self._console.print(line, markup=False)
        if answer.grown and self._agent.settings.offer_grown:
            read, command = count(len(answer.grown), "fact"), keep_command(self._agent, answer.thread)
            self._console.print(f"{read} read on the way; to keep: {command}", markup=False)
        for name in self.show:
            self._more(name, answer, events)

    def _more(self, name: Show, answer: Answer, events: Sequence[BaseEvent]) -> None:
        self._console.print()
        match name.value:
            case "plan":
                for line in plan_lines(answer.plan):
                    self._console.print(line)
            case "evidence":
                self._console.print(evidence_table(answer))
            case "sql":
                self._console.print(sql_view(answer))
            case _:
                self._console.print(trace_view(answer, events))

    def _leave_waiting(self, event: ClarificationNeeded) -> None:
        for line in clarification_lines(event.clarification):
            self._console.print(line, markup=False)
        self._console.print(f"Reply with: {resume_command(self._agent, event.thread)} 'YOUR REPLY'", markup=False)


def resume_command(agent: Agent, thread: str) -> str:
    """Return the command that takes up a run over the same knowledge base and database; a password is left out."""
    kb, database = agent.settings.kb, agent.settings.database.get_secret_value()
    said = database and database != os.environ.get("QUAESTOR_DATABASE")
    places = [*(["--kb", str(kb)] if kb else []), *(["--database", masked(database)] if said else [])]
    return shlex.join(["quaestor", "resume", *places, thread])


def keep_command(agent: Agent, thread: str) -> str:
    """Return the command that takes what a run has read over into its knowledge base."""
    kb = agent.settings.kb
    return shlex.join(["quaestor", "graph", "keep", *(["--kb", str(kb)] if kb else []), thread])


def clarification_lines(clarification: Clarification) -> list[str]:
    """Say what is asked back, with numbered readings."""
    options = [f"  {number}. {clean(text)}" for number, text in enumerate(clarification.options, start=1)]
    return [clean(clarification.question), *options]


def ask_at(console: Console) -> Ask:
    """Return a way to ask the user at `console`; a number chooses the reading of that number."""

    def ask(clarification: Clarification) -> str:
        for line in clarification_lines(clarification):
            console.print(line, markup=False)
        reply = ""
        while not reply:
            reply = console.input("[bold cyan]?[/] ").strip()
        return reply

    return ask
