"""`quaestor sql ask`: answer a question from the tables alone."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import EffortOption, JsonOption, KbOption, ReasonerOption


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.", show_default=False)],
    kb: KbOption = None,
    effort: EffortOption = None,
    reasoner: ReasonerOption = None,
    json: JsonOption = False,
) -> None:
    """Write a statement for a question, try it, and show it with what was tried and its rows."""
    import json as json_module

    from agent import Agent
    from retrievers.errors import ToolError
    from ui.commands.consoles import out
    from ui.render.rows import attempt_lines, rows_table

    with Agent(kb, effort=effort, reasoner=reasoner) as agent:
        result, evidence = agent.ask_tables(question)
    if json:
        shown = {**result.model_dump(mode="json"), "evidence": [item.model_dump(mode="json") for item in evidence]}
        typer.echo(json_module.dumps(shown, indent=2, ensure_ascii=False))
        return
    for line in attempt_lines(result.attempts):
        out().print(line)
    for item in evidence:
        data = item.data
        out().print(rows_table(data.get("columns", []), data.get("rows", []), truncated=bool(data.get("truncated"))))
    if result.error:
        raise ToolError(result.error)
