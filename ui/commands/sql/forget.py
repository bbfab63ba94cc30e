"""`quaestor sql forget`: drop a pair that was learned."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import KbFolderOption


def forget(
    number: Annotated[int, typer.Argument(metavar="N", help="Its number in `quaestor sql learned`.")],
    kb: KbFolderOption = None,
) -> None:
    """Drop a question and its statement from what was learned."""
    from retrievers.knowledge_base import KnowledgeBase
    from tools.sql.learned import forget as drop
    from ui.commands.consoles import out
    from ui.commands.sql.opening import taught

    folder = taught(kb)
    KnowledgeBase.open(folder).close()
    out().print(f"Forgotten: {drop(folder, number).question}", markup=False)
