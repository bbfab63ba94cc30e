"""The page: a template with the nodes and edges as data in it."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.render.words import clean

if TYPE_CHECKING:
    from retrievers.graph.store.triples import GraphStore
    from retrievers.graph.walk.subgraph import Subgraph

_FOLDER = Path(__file__).parent


def graph_page(graph: GraphStore, part: Subgraph, title: str) -> str:
    """Return a page that shows part of a graph: draggable nodes, sources of every edge, a search, a list of facts.

    Names and sources are data in it: they are never read as markup or script.
    """
    data = json.dumps(_data(graph, part, title), ensure_ascii=False, separators=(",", ":"))
    parts = {
        "TITLE": html.escape(clean(title)),
        "STYLE": (_FOLDER / "page.css").read_text(encoding="utf-8"),
        "SCRIPT": (_FOLDER / "page.js").read_text(encoding="utf-8"),
        "DATA": data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"),
    }
    page = (_FOLDER / "page.html").read_text(encoding="utf-8")
    pieces = page.split("@@")
    return "".join(parts.get(piece, piece) if i % 2 else piece for i, piece in enumerate(pieces))


def _data(graph: GraphStore, part: Subgraph, title: str) -> dict[str, Any]:
    place = {node: i for i, node in enumerate(part.nodes.tolist())}
    edges = []
    for edge in part.edges.tolist():
        subject, relation, target = graph.ends(edge)
        triple = graph.triple(edge)
        said = {"since": triple.since, "until": triple.until, "confidence": triple.confidence}
        edges.append(
            {
                "from": place[subject],
                "to": place[target],
                "relation": clean(graph.relation_table[relation].label),
                "sources": [clean(source) for source in graph.sources(edge)],
                **{name: value for name, value in said.items() if value not in ("", 1.0)},
            }
        )
    nodes = [
        {
            "name": clean(graph.name(node)),
            "value": bool(graph.literal[node]),
            "types": [] if graph.literal[node] else [clean(kind) for kind in graph.types(node)],
        }
        for node in place
    ]
    return {"title": clean(title), "nodes": nodes, "edges": edges, "leftOut": part.nodes_left_out}
