"""`quaestor graph keep`."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import KbFolderOption


def keep(
    thread: Annotated[str, typer.Argument(help="The thread of the run, as it was printed.", show_default=False)],
    kb: KbFolderOption = None,
) -> None:
    """Take the facts that a run has read on its way over into the graph; they stay while their passage does."""
    from agent import Agent
    from agent.extraction.keep import Kept
    from retrievers.errors import UserError
    from ui.commands.graph.adopt import adopt, folder_of

    with Agent(kb) as agent:
        settings = agent.settings
        folder, answer = folder_of(settings), agent.resume(thread)
        kept = Kept(agent.kb, answer.grown)
    if not kept.facts:
        raise UserError(f"The run {thread} has read no facts from passages that {folder} holds.")
    adopt(folder, settings, kept)
