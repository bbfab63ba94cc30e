"""`quaestor graph export`: the graph, or what lies around an entity, as a page to look at or as a file of triples."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO, get_args

import typer

from ui.commands.graph.show import RelationOption
from ui.commands.options import KbOption

if TYPE_CHECKING:
    from retrievers.graph.store.triples import GraphStore
    from retrievers.graph.walk.subgraph import Subgraph

Format = Literal["html", "ttl", "csv", "jsonl", "graphml"]
_PAGE_NODES = 300
_ALL = 2**31


def export(
    entity: Annotated[str | None, typer.Argument(help="Where to begin.", show_default="the whole graph")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write.", show_default="to the terminal")
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="What to write.", show_default="by the file's ending; html to the terminal"),
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=6, help="How many edges away from the entity to go.")] = 2,
    limit: Annotated[
        int | None,
        typer.Option(min=2, help="Most nodes, the best connected first.", show_default="300 of a page, else all"),
    ] = None,
    relation: RelationOption = None,
    kb: KbOption = None,
) -> None:
    """Write a page to look at in a browser, which needs nothing else, or triples with their sources."""
    from ui.commands.graph.opening import chosen_nodes, chosen_relations, opened
    from ui.render.words import count

    chosen = form or _by_ending(output)
    with opened(kb) as base:
        graph = base.graph
        starts = chosen_nodes(graph, entity) if entity is not None else []
        most = limit or (_PAGE_NODES if chosen == "html" else _ALL)
        part = _part(graph, starts, depth, most, chosen_relations(graph, relation))
        title = graph.name(starts[0]) if starts else base.path.name
        with _opened_file(output) as stream:
            _write(chosen, graph, part, title, stream)
    left = f"; {count(part.nodes_left_out, 'node')} left out, see --limit" if part.nodes_left_out else ""
    if output is not None:
        written = f"{count(len(part.nodes), 'node')}, {count(len(part.edges), 'triple')}"
        typer.echo(f"Wrote {output}: {written}{left}.", err=True)
    elif left:
        typer.echo(left.removeprefix("; "), err=True)


def _by_ending(output: Path | None) -> Format:
    from retrievers.errors import UserError

    ending = "html" if output is None else output.suffix.lower().lstrip(".")
    known: tuple[Format, ...] = get_args(Format)
    form = next((form for form in known if form == ending), None)
    if form is None:
        endings = ", ".join(f".{form}" for form in known)
        raise UserError(f"{output} has none of the endings {endings}; give it one, or say --format.")
    return form


def _part(graph: GraphStore, starts: list[int], depth: int, most: int, relations: frozenset[int] | None) -> Subgraph:
    from retrievers.graph.walk.subgraph import around, best_connected

    if not starts:
        return best_connected(graph, most=most, relations=relations)
    return around(graph, starts, depth=depth, most=most, relations=relations)


def _write(form: Format, graph: GraphStore, part: Subgraph, title: str, stream: TextIO) -> None:
    from retrievers.graph.export import write
    from ui.render.graph_page import graph_page

    if form == "html":
        stream.write(graph_page(graph, part, title))
    else:
        write(form, graph, part.edges.tolist(), stream)


@contextmanager
def _opened_file(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        yield stream
