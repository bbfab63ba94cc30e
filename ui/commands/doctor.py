"""`quaestor doctor`."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING

import typer

from ui.commands.options import DatabaseOption, JsonOption, KbOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from ui.doctor import Finding

_MARKS = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "problem": "[red]problem[/]"}


def doctor(kb: KbOption = None, database: DatabaseOption = None, json: JsonOption = False) -> None:
    """Say what is installed, who thinks and why, and whether the knowledge base is whole; exit 1 for a problem."""
    from agent.settings import Settings
    from ui.commands.consoles import out
    from ui.doctor import examine

    findings = examine(Settings.load(kb=kb, database=database))
    if json:
        typer.echo(json_module.dumps([finding.model_dump() for finding in findings], indent=2, ensure_ascii=False))
    else:
        out().print(_table(findings))
    if any(finding.state == "problem" for finding in findings):
        raise typer.Exit(1)


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
