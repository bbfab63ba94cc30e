"""`quaestor sql learn`: keep a question with the statement that answers it."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import KbFolderOption


def learn(
    question: Annotated[str, typer.Argument(help="The question, in quotes.", show_default=False)],
    sql: Annotated[str, typer.Argument(metavar="SQL", help="The SELECT that answers it.", show_default=False)],
    kb: KbFolderOption = None,
) -> None:
    """Keep a question with a statement that you know to be right; it is checked and run first."""
    from tools.sql.learned import learn as keep
    from ui.commands.consoles import out
    from ui.commands.sql.opening import opened, taught
    from ui.render.rows import rows_table
    from ui.render.words import count

    with opened(taught(kb)) as (base, tool):
        pair, rows = keep(base.path, question, sql, tool.catalog, tool.engine)
    out().print(rows_table(rows.columns, rows.rows, truncated=rows.truncated))
    given = f"{'more than ' if rows.truncated else ''}{count(len(rows.rows), 'row')}"
    out().print(f"Learned: {pair.question} ({given}).", markup=False)
