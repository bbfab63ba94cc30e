"""GraphML, which Gephi, yEd, Cytoscape and igraph read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from retrievers.graph.store.triples import GraphStore

_KEYS = (
    ("name", "node", "string"),
    ("literal", "node", "boolean"),
    ("types", "node", "string"),
    ("relation", "edge", "string"),
    ("sources", "edge", "string"),
    ("confidence", "edge", "double"),
)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_graphml(graph: GraphStore, edges: Iterable[int], stream: TextIO) -> None:
    """Write edges with their sources, a line apart, and the nodes at their ends."""
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    stream.writelines(_key(*key) for key in _KEYS)
    stream.write('<graph edgedefault="directed">\n')
    met: set[int] = set()
    for edge in edges:
        subject, relation, target = graph.ends(edge)
        for node in (subject, target):
            if node not in met:
                met.add(node)
                stream.write(_node(graph, node))
        triple = graph.triple(edge)
        data = _data("relation", graph.relation_table[relation].name) + _data("sources", "\n".join(graph.sources(edge)))
        data += _data("confidence", str(triple.confidence))
        stream.write(f'<edge id="e{edge}" source="n{subject}" target="n{target}">{data}</edge>\n')
    stream.write("</graph>\n</graphml>\n")


def _key(name: str, owner: str, kind: str) -> str:
    return f'<key id="{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n'


def _node(graph: GraphStore, node: int) -> str:
    literal = bool(graph.literal[node])
    types = "" if literal else "; ".join(graph.types(node))
    data = _data("name", graph.name(node)) + _data("literal", str(literal).lower()) + _data("types", types)
    return f'<node id="n{node}">{data}</node>\n'


def _data(key: str, text: str) -> str:
    return f"<data key={quoteattr(key)}>{escape(_NO_XML.sub('', text))}</data>" if text else ""
