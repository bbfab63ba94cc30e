"""`quaestor ask`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import (
    ClarifyOption,
    DatabaseOption,
    EffortOption,
    FilterOption,
    JsonOption,
    KbOption,
    ReasonerOption,
    RecordOption,
    ShowOption,
)

if TYPE_CHECKING:
    from agent import Agent
    from ui.commands.options import Show


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.", show_default=False)],
    kb: KbOption = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
    effort: EffortOption = None,
    show: ShowOption = None,
    reasoner: ReasonerOption = None,
    clarify: ClarifyOption = None,
    filters: FilterOption = None,
    record: RecordOption = None,
) -> None:
    """Answer one question, with its plan, its steps and the quotes it rests on."""
    from agent import Agent

    with Agent(kb, database=database, effort=effort, reasoner=reasoner, clarify=clarify, record=record) as agent:
        if json:
            typer.echo(agent.run(question, filters=filters).model_dump_json(indent=2))
        else:
            talk(agent, question, show or [], filters)


def talk(agent: Agent, question: str, show: list[Show], filters: list[str] | None = None) -> None:
    """Ask and show; a run that is interrupted says how to go on."""
    from ui.commands.consoles import can_ask, err, out
    from ui.commands.conversation import Conversation, ask_at, resume_command

    console = out()
    asks = ask_at(console) if can_ask() else None
    conversation = Conversation(agent, console, show=show, ask=asks, filters=filters)
    try:
        conversation.question(question)
    except KeyboardInterrupt:
        if conversation.thread:
            err().print(f"Stopped; go on with: {resume_command(agent, conversation.thread)}", markup=False)
        raise
