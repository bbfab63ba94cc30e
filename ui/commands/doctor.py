"""`quaestor doctor`."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import DatabaseOption, JsonOption, KbOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from agent.reasoner.serving.probing import Capabilities
    from agent.settings import Settings
    from ui.doctor import Finding

_MARKS = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "problem": "[red]problem[/]"}
_STATES = {"yes": "[green]yes[/]", "no": "[yellow]no[/]", "unknown": "[dim]unknown[/]"}


def doctor(
    kb: KbOption = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
    model: Annotated[
        bool, typer.Option("--model", help="Ask the model server what it can do, and say what it costs to do without.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="With --model: ask anew, though its answers are known.")
    ] = False,
) -> None:
    """Say what is installed, who thinks and why, and whether the knowledge base is whole; exit 1 for a problem."""
    from agent.settings import Settings
    from ui.commands.consoles import out
    from ui.doctor import examine

    settings = Settings.load(kb=kb, database=database)
    if model or refresh:
        _model(settings, refresh=refresh, json=json)
        return
    findings = examine(settings)
    if json:
        typer.echo(json_module.dumps([finding.model_dump() for finding in findings], indent=2, ensure_ascii=False))
    else:
        out().print(_table(findings))
    if any(finding.state == "problem" for finding in findings):
        raise typer.Exit(1)


def _model(settings: Settings, *, refresh: bool, json: bool) -> None:
    """Say what the served model can do."""
    import asyncio

    from ui.commands.consoles import out
    from ui.model import capabilities

    known = asyncio.run(capabilities(settings, refresh=refresh))
    if json:
        typer.echo(known.model_dump_json(indent=2))
        return
    console = out()
    console.print(*_about(known), sep="\n", markup=False)
    console.print(_features(known))


def _about(known: Capabilities) -> list[str]:
    """Return what there is to say of server and model."""
    from agent.display import printable
    from agent.reasoner.serving.families import family_of

    who = known.identity
    version = f"{who.vendor} {who.version}".strip() or "version not said"
    context = f"{who.context:,} tokens of context" if who.context else "context not said"
    family = family_of(who.model).name
    return [printable(f"{who.model} at {who.server} ({version}), {context}, family {family}")]


def _features(known: Capabilities) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from agent.display import printable
    from agent.reasoner.serving.probing.findings import COSTS

    table = Table(box=box.SIMPLE_HEAD)
    for name in ("feature", "", "what was seen", "without it"):
        table.add_column(name, overflow="fold")
    for feature, found in known.found.items():
        cost = "" if found.state == "yes" else COSTS[feature]
        table.add_row(Text(feature, style="bold"), _STATES[found.state], Text(printable(found.why)), Text(cost))
    return table


def _table(findings: Sequence[Finding]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for name in ("", "what", "", "detail"):
        table.add_column(name, overflow="fold")
    topic = ""
    for finding in findings:
        first = finding.topic if finding.topic != topic else ""
        topic = finding.topic
        table.add_row(Text(first, style="bold"), Text(finding.name), _MARKS[finding.state], Text(finding.detail))
    return table
