"""A path that is written out, walked from each of its entities."""

from __future__ import annotations

from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.walk.expression import Expression, walk_from
from retrievers.graph.walk.trace import paths_to
from tools.graph.evidence import Found, that_work
from tools.stop import Stop


def walked(search: PathSearch, expression: Expression, limit: int, stop: Stop) -> list[Found]:
    """Walk an expression from each of its entities; one that comes back to where it began seeks the others."""
    steps = search.finder.steps

    def walk(entity: str) -> Found:
        there = walk_from(entity, expression.relations, search.graph, search.linker, steps)
        ends = [int(node) for node in there.nodes]
        nodes = [node for node in ends if node not in there.start] or ends
        paths = paths_to(steps, there.start, there.steps, nodes[:limit])
        return Found(nodes=tuple(nodes), paths=tuple((path,) for path in paths), confidence=there.certainty)

    return that_work(walk, expression.entities, stop)
