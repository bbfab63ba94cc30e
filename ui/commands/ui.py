"""`quaestor ui`."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import KbOption


def ui(
    kb: KbOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Open the chat in a browser: live plan and steps, and citations that open their source."""
    from agent.settings import Settings
    from retrievers.knowledge_base import KnowledgeBase
    from ui.chat.launch import launch

    chosen = Settings.load(kb=kb).kb
    if chosen is not None:
        KnowledgeBase.open(chosen).close()
    launch(kb=kb, host=host, port=port, browser=browser)
