"""What may follow a request: `within 3 hops`, `depth 2`, `limit 20`, `via directed by, written by`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import process

from retrievers.errors import ToolError
from retrievers.graph.link.called import best_step
from retrievers.graph.store.triples import GraphStore

MOST_HOPS = 6
_OPTION = re.compile(
    r"[\s,;]+(?:(?:within|up to|(?:of |in )?at most|depth)\s+(?P<hops>\d{1,9})(?:\s+(?:hops?|edges?|steps?))?"
    r"|limit\s+(?P<limit>\d{1,9})|via\s+(?P<via>[^;]+?))\s*[?.]?$",
    re.IGNORECASE,
)
_OFFERED = 8


@dataclass(frozen=True, kw_only=True)
class Options:
    """Bounds of a request."""

    hops: int | None = None
    limit: int | None = None
    relations: frozenset[int] | None = None
    """Ids; None for all."""

    @classmethod
    def cut(cls, text: str, graph: GraphStore) -> tuple[str, Options]:
        """Take the options off the end of a request; `ToolError` if a relation is not in the graph."""
        found: dict[str, str] = {}
        while option := _OPTION.search(text):
            text = text[: option.start()]
            found |= {name: value for name, value in option.groupdict().items() if value}
        hops, limit = (int(found[name]) if name in found else None for name in ("hops", "limit"))
        if hops is not None and not 1 <= hops <= MOST_HOPS:
            raise ToolError(f"A path has 1 to {MOST_HOPS} hops here, not {hops}.")
        relations = relations_named(found["via"].split(","), graph) if "via" in found else None
        return text.strip(), cls(hops=hops, limit=limit, relations=relations)


def relations_named(names: list[str], graph: GraphStore) -> frozenset[int]:
    """Return the relations of these names and their inverses; `ToolError` lists those that are spelt alike."""
    chosen: set[int] = set()
    for name in (part.strip(" ~\"'") for part in names):
        found = best_step(name, graph, range(2 * len(graph.relation_table)), inverse=False)
        if found is None:
            near = process.extract(name, graph.relations(), limit=_OFFERED)
            raise ToolError(f"No relation is like {name!r}; there are {', '.join(other for other, _, _ in near)}.")
        relation = graph.relation_table[found[0] // 2]
        chosen.update([relation.id] if relation.inverse is None else [relation.id, relation.inverse])
    return frozenset(chosen)
