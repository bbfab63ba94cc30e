"""The formats that triples are exported in."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TextIO

from retrievers.graph.export.graphml import write_graphml
from retrievers.graph.export.turtle import write_turtle
from retrievers.graph.store.triples import GraphStore

_COLUMNS = ("subject", "relation", "object", "datatype", "confidence", "since", "until", "source")


def write(form: str, graph: GraphStore, edges: Iterable[int], stream: TextIO) -> None:
    """Write edges of a graph in one of `FORMATS`; `ValueError` for another."""
    if form not in FORMATS:
        raise ValueError(f"there is no format {form!r}")
    FORMATS[form](graph, edges, stream)


def _write_csv(graph: GraphStore, edges: Iterable[int], stream: TextIO) -> None:
    """Write a row for each edge and source of it, as `quaestor index` reads them."""
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(graph, edges))


def _write_jsonl(graph: GraphStore, edges: Iterable[int], stream: TextIO) -> None:
    """Write the same rows, without what is empty, one JSON object a line."""
    stream.writelines(json.dumps(_filled(row), ensure_ascii=False) + "\n" for row in _rows(graph, edges))


def _filled(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value not in ("", 1.0) or name in _COLUMNS[:3]}


def _rows(graph: GraphStore, edges: Iterable[int]) -> Iterator[dict[str, object]]:
    for edge in edges:
        for triple in graph.stated(edge):
            datatype = triple.datatype or ("string" if triple.literal else "")
            yield {**triple.model_dump(include=set(_COLUMNS)), "datatype": datatype}


FORMATS: Mapping[str, Callable[[GraphStore, Iterable[int], TextIO], None]] = MappingProxyType(
    {"csv": _write_csv, "graphml": write_graphml, "jsonl": _write_jsonl, "ttl": write_turtle}
)
"""By the ending of their files."""
