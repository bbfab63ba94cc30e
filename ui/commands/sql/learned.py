"""`quaestor sql learned`: the pairs that were learned."""

from __future__ import annotations

import json as json_module

import typer

from ui.commands.options import JsonOption, KbFolderOption


def learned(kb: KbFolderOption = None, json: JsonOption = False) -> None:
    """List the questions and statements that were learned, and which of them the tables have outgrown."""
    from tools.sql.learned import fault, load
    from ui.commands.consoles import out
    from ui.commands.sql.opening import opened, taught

    with opened(taught(kb)) as (base, tool):
        pairs = load(base.path)
        faults = [fault(pair, tool.catalog) for pair in pairs]
    if json:
        shown = [{**pair.model_dump(), "fault": why} for pair, why in zip(pairs, faults, strict=True)]
        typer.echo(json_module.dumps(shown, indent=2, ensure_ascii=False))
        return
    for number, (pair, why) in enumerate(zip(pairs, faults, strict=True), start=1):
        out().print(f"{number}. {pair.question}\n   {pair.sql}", markup=False)
        if why:
            out().print(f"   Not used: {why}", markup=False, style="yellow")
    if not pairs:
        out().print("Nothing was learned yet; `quaestor sql learn QUESTION SQL` teaches.", markup=False)
