"""`quaestor chat`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from ui.commands.options import DatabaseOption, EffortOption, FilterOption, KbOption, ReasonerOption, Show, ShowOption

if TYPE_CHECKING:
    from rich.console import Console

    from ui.commands.conversation import Conversation

_HELP = "Type a question, or /show trace|evidence|plan|sql, /hide, /quit."


def chat(
    kb: KbOption = None,
    database: DatabaseOption = None,
    effort: EffortOption = None,
    show: ShowOption = None,
    reasoner: ReasonerOption = None,
    filters: FilterOption = None,
) -> None:
    """Ask one question after the other; Ctrl-C stops an answer, Ctrl-D leaves."""
    from agent import Agent
    from ui.commands.consoles import can_ask, out
    from ui.commands.conversation import Conversation, ask_at

    console = out()
    with Agent(kb, database=database, effort=effort, reasoner=reasoner) as agent:
        asks = ask_at(console) if can_ask() else None
        conversation = Conversation(agent, console, show=show or [], ask=asks, filters=filters)
        console.print(_HELP, style="dim", markup=False)
        while (line := _read()) is not None:
            if line.startswith("/"):
                if line == "/quit":
                    return
                console.print(_command(line, conversation), style="dim", markup=False)
            elif line:
                _answer(conversation, line, console)


def _read() -> str | None:
    """Return the next line, or None at the end of the input; with history and editing where there is readline."""
    from ui.commands.consoles import can_ask

    with suppress(ImportError):
        import readline  # noqa: F401 - importing it is what switches it on
    try:
        return input("› " if can_ask() else "").strip()
    except EOFError:
        if can_ask():
            typer.echo()
        return None


def _answer(conversation: Conversation, question: str, console: Console) -> None:
    from retrievers.errors import QuaestorError

    try:
        conversation.question(question)
    except KeyboardInterrupt:
        console.print("Stopped.", style="yellow")
    except QuaestorError as error:
        console.print(str(error), style="red", markup=False)


def _command(line: str, conversation: Conversation) -> str:
    """Carry out a command on what is shown, and say what came of it."""
    name, *words = line.split()
    if name == "/hide":
        conversation.show = ()
        return "Only answers are shown."
    wanted = [word for word in words if word in set(Show)]
    if name != "/show" or not wanted:
        return _HELP
    conversation.show = tuple(dict.fromkeys([*conversation.show, *map(Show, wanted)]))
    return f"Shown with the next answers: {', '.join(conversation.show)}."
