"""`quaestor graph show`: what the graph says of an entity, as a tree."""

from __future__ import annotations

import json as json_module
from typing import Annotated

import typer

from ui.commands.options import JsonOption, KbOption

RelationOption = Annotated[
    list[str] | None,
    typer.Option("--relation", metavar="NAME", help="Only this relation; may be given several times."),
]


def show(
    entity: Annotated[str, typer.Argument(help="Its name, as the graph has it or nearly so.", show_default=False)],
    depth: Annotated[int, typer.Option(min=1, max=4, help="How many edges away to look.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most edges of one relation at one node.")] = 10,
    relation: RelationOption = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Name every source of an edge, not only the first.")
    ] = False,
    kb: KbOption = None,
    json: JsonOption = False,
) -> None:
    """Show what the graph says of an entity: its relations in both directions, and what they lead to."""
    from retrievers.graph.store.steps import Steps
    from retrievers.graph.walk.neighbourhood import neighbourhood
    from ui.commands.consoles import out
    from ui.commands.graph.opening import chosen_nodes, chosen_relations, opened
    from ui.render.graph import as_json, tree

    with opened(kb) as base:
        graph = base.graph
        relations, steps = chosen_relations(graph, relation), Steps(graph)
        found = [
            neighbourhood(graph, steps, node, depth=depth, limit=limit, relations=relations)
            for node in chosen_nodes(graph, entity)
        ]
        if json:
            typer.echo(json_module.dumps([as_json(graph, each) for each in found], indent=2, ensure_ascii=False))
        else:
            for each in found:
                out().print(tree(graph, each, sources=sources))
