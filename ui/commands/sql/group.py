"""The commands of `quaestor sql`."""

from __future__ import annotations

import typer

from ui.commands.sql.ask import ask
from ui.commands.sql.forget import forget
from ui.commands.sql.learn import learn
from ui.commands.sql.learned import learned
from ui.commands.sql.run import run

sql = typer.Typer(name="sql", help="Ask the tables, and teach how they are asked.", no_args_is_help=True)

for command in (ask, run, learn, learned, forget):
    sql.command()(command)
