"""The commands of `quaestor graph`."""

from __future__ import annotations

import typer

from ui.commands.graph.ontology import ontology
from ui.commands.graph.show import show

graph = typer.Typer(name="graph", help="Look at the knowledge graph of a knowledge base.", no_args_is_help=True)

for command in (show, ontology):
    graph.command()(command)
