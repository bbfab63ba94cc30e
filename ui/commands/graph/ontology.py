"""`quaestor graph ontology`: the kinds of things and relations of the graph, and the facts that break its rules."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import JsonOption, KbOption

if TYPE_CHECKING:
    from retrievers.graph.ontology import Ontology
    from retrievers.graph.ontology.violations import Violation


def ontology(
    violations: Annotated[
        bool, typer.Option("--violations", help="Show the facts that break what is declared, or what others show.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most classes and most relations to show.")] = 30,
    kb: KbOption = None,
    json: JsonOption = False,
) -> None:
    """Show classes and relations with domain, range and cardinality: declared ones, and what the graph shows."""
    from retrievers.graph.ontology import induce
    from retrievers.graph.ontology.membership import Membership
    from retrievers.graph.ontology.violations import violations as breaking
    from ui.commands.graph.opening import opened

    with opened(kb) as base:
        graph = base.graph
        membership = Membership.of(graph, graph.declared)
        found = induce(graph, graph.declared, membership)
        broken = breaking(graph, graph.declared, membership, found) if violations else []
    if json:
        shown = {"violations": [each.model_dump() for each in broken]} if violations else found.model_dump()
        typer.echo(json_module.dumps(shown, indent=2, ensure_ascii=False))
    elif violations:
        _print_violations(broken)
    else:
        _print_ontology(found, limit)


def _print_ontology(found: Ontology, limit: int) -> None:
    from retrievers.graph.ontology.words import class_line, relation_line
    from ui.commands.consoles import out
    from ui.render.words import clean, count

    console = out()
    for title, lines in (
        (
            f"{len(found.classes):,} class{'' if len(found.classes) == 1 else 'es'}",
            list(map(class_line, found.classes)),
        ),
        (count(len(found.relations), "relation"), list(map(relation_line, found.relations))),
    ):
        console.print(title, style="bold", markup=False)
        for line in lines[:limit]:
            console.print(f"  {clean(line)}", markup=False)
        if len(lines) > limit:
            console.print(f"  and {len(lines) - limit} more; see --limit", style="dim", markup=False)


def _print_violations(found: list[Violation]) -> None:
    from ui.commands.consoles import out
    from ui.render.words import clean

    console = out()
    for each in found:
        basis = "declared" if each.declared else "as nearly all others show"
        console.print(f"{each.count:,} × {each.kind}: {clean(each.rule)} ({basis})", style="bold", markup=False)
        for example, sources in zip(each.examples, each.sources, strict=True):
            console.print(f"  {clean(example)}  {clean(', '.join(sources[:3]))}", markup=False)
    if not found:
        console.print("No fact breaks a rule.", markup=False)
