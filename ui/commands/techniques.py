"""`quaestor techniques`."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Any

import typer

from ui.commands.options import JsonOption

if TYPE_CHECKING:
    from rich.table import Table


def techniques(json: JsonOption = False) -> None:
    """List the published techniques: role, paper, what each needs, and at which effort it is on."""
    from ui.commands.consoles import out

    listed = listing()
    if json:
        typer.echo(json_module.dumps(listed, indent=2, ensure_ascii=False))
    else:
        out().print(_table(listed))


def listing() -> list[dict[str, Any]]:
    """Return every technique with `on`: the efforts whose profile uses it under the current settings."""
    from agent.profiles import PROFILES, profile
    from agent.settings import Settings
    from agent.techniques.registry import TECHNIQUES

    settings = Settings.load()
    used = {effort: profile(effort, settings.techniques, settings.budget).techniques for effort in PROFILES}
    return [
        {
            "name": technique.name,
            "role": technique.role.value,
            "paper": technique.paper,
            "needs": sorted(technique.needs),
            "on": {effort.value: technique.name in names for effort, names in used.items()},
        }
        for technique in TECHNIQUES.values()
    ]


def _table(listed: list[dict[str, Any]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("technique", style="bold")
    table.add_column("role", style="cyan")
    for effort in listed[0]["on"]:
        table.add_column(effort, justify="center")
    table.add_column("needs")
    table.add_column("follows", overflow="fold")
    for item in listed:
        marks = ("on" if on else "-" for on in item["on"].values())
        table.add_row(item["name"], item["role"], *marks, ", ".join(item["needs"]) or "nothing", item["paper"])
    return table
