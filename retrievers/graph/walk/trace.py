"""One path for each answer: as edges, and as a line that people read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from retrievers.graph.store.steps import Nodes, Steps
from retrievers.graph.store.triples import GraphStore


@dataclass(frozen=True)
class Path:
    """A walk over edges."""

    nodes: tuple[int, ...]
    """One more than the edges: edge i lies between nodes i and i + 1, in either direction."""
    edges: tuple[int, ...]


def paths_to(
    steps: Steps, start: Sequence[int], chain: Sequence[int], nodes: Sequence[int], *, returns: bool = True
) -> list[Path]:
    """Return for each of `nodes` one path by which a chain leads to it from one of the nodes `start`.

    `returns` is that of `Steps.walk`. `ValueError` if the chain does not lead to one of the nodes.
    """
    layers = steps.walk(start, chain, returns=returns)
    return [_path_back(steps, layers, chain, node) for node in nodes]


def verbalise_path(graph: GraphStore, path: Path) -> str:
    """Return a path as a line: `Apollo 11 — commander → Neil Armstrong ← member — Astronaut Group 2`.

    A path that only goes against its relations is read from its other end.
    """
    forwards = [graph.ends(edge)[0] == node for edge, node in zip(path.edges, path.nodes, strict=False)]
    if forwards and not any(forwards):
        path = Path(path.nodes[::-1], path.edges[::-1])
        forwards = [True] * len(forwards)
    line = graph.name(path.nodes[0])
    for edge, node, onwards in zip(path.edges, path.nodes[1:], forwards, strict=True):
        label = graph.relation_table[graph.ends(edge)[1]].label
        line += f" — {label} → {graph.name(node)}" if onwards else f" ← {label} — {graph.name(node)}"
    return line


def read_from_texts(graph: GraphStore, paths: Sequence[Path]) -> bool:
    """Whether some edge of the paths stands on nothing but documents; true of no paths at all, which show nothing."""
    edges = {edge for path in paths for edge in path.edges}
    return not edges or any(all(source.start is not None for source in graph.readings(edge)) for edge in edges)


def _path_back(steps: Steps, layers: Sequence[Nodes], chain: Sequence[int], node: int) -> Path:
    nodes, edges = [node], []
    for before, step in reversed(list(zip(layers, chain, strict=False))):
        found = steps.edges_into(nodes[-1], step, before)
        if not found:
            raise ValueError(f"the chain does not lead to node {node}")
        edges.append(found[0])
        nodes.append(steps.other_end(found[0], nodes[-1]))
    return Path(tuple(reversed(nodes)), tuple(reversed(edges)))


def certainty(graph: GraphStore, paths: Sequence[Path]) -> float:
    """Return how sure the edges of paths are that lead to one node together, in (0, 1]."""
    return prod(graph.triple(edge).confidence for edge in {edge for path in paths for edge in path.edges})
