"""The commands of `quaestor model`."""

from __future__ import annotations

import typer

from ui.commands.model.list import list_models
from ui.commands.model.replay import replay
from ui.commands.model.serve import serve

model = typer.Typer(name="model", help="The served model.", no_args_is_help=True)


for command in (serve, replay):
    model.command()(command)
model.command("list")(list_models)
