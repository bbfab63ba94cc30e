"""`quaestor resume`."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import DatabaseOption, EffortOption, JsonOption, KbOption, ReasonerOption, ShowOption


def resume(
    thread: Annotated[str, typer.Argument(help="The thread of the run, as it was printed.", show_default=False)],
    reply: Annotated[str | None, typer.Argument(help="The reply to what was asked back.", show_default=False)] = None,
    kb: KbOption = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
    effort: EffortOption = None,
    show: ShowOption = None,
    reasoner: ReasonerOption = None,
) -> None:
    """Take up a run that waits for a reply or was interrupted; finished steps are not repeated."""
    from agent import Agent
    from ui.commands.consoles import can_ask, out
    from ui.commands.conversation import Conversation, ask_at

    with Agent(kb, database=database, effort=effort, reasoner=reasoner) as agent:
        if json:
            typer.echo(agent.resume(thread, reply).model_dump_json(indent=2))
            return
        console = out()
        Conversation(agent, console, show=show or [], ask=ask_at(console) if can_ask() else None).resume(thread, reply)
