"""The commands of `quaestor graph`."""

from __future__ import annotations

import typer

from ui.commands.graph.export import export
from ui.commands.graph.extract import extract
from ui.commands.graph.keep import keep
from ui.commands.graph.merges import merges
from ui.commands.graph.ontology import ontology
from ui.commands.graph.show import show

graph = typer.Typer(name="graph", help="Look at a knowledge graph, and add to it.", no_args_is_help=True)

for command in (show, ontology, export, extract, keep):
    graph.command()(command)
graph.add_typer(merges)
