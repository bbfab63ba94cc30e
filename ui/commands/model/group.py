"""The commands of `quaestor model`."""

from __future__ import annotations

import typer

from ui.commands.model.replay import replay

model = typer.Typer(name="model", help="The served model.", no_args_is_help=True)


@model.callback()
def _model() -> None:
    """Keep the name of a command when it is the only one."""


for command in (replay,):
    model.command()(command)
