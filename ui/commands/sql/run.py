"""`quaestor sql run`: run a statement over the tables."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import JsonOption, KbOption


def run(
    statement: Annotated[str, typer.Argument(help="One SELECT, in quotes.", show_default=False)],
    kb: KbOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most rows.")] = 50,
    json: JsonOption = False,
) -> None:
    """Run one SELECT as a plan would: checked by the guard, read-only, within limits."""
    import json as json_module

    from retrievers.errors import ToolError, UserError
    from tools.sql.guard import check
    from ui.commands.consoles import out
    from ui.commands.sql.opening import opened
    from ui.render.rows import rows_table

    with opened(kb) as (_, tool):
        try:
            rows = tool.engine.run(check(statement, tool.catalog), limit=limit)
        except ToolError as error:
            raise UserError(str(error)) from None
    if json:
        shown = {"columns": rows.columns, "rows": rows.rows, "truncated": rows.truncated}
        typer.echo(json_module.dumps(shown, indent=2, ensure_ascii=False))
    else:
        out().print(rows_table(rows.columns, rows.rows, truncated=rows.truncated))
