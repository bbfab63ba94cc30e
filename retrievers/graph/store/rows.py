"""Triples as they come in: numbers for names, 32 bytes a triple, so that ten million fit into memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from retrievers.graph.store.columns import Ints, StringTable, changes
from retrievers.graph.store.edges import Edges
from retrievers.graph.store.provenance import (
    Detail,
    Details,
    Place,
    Provenance,
    Source,
    detail_of,
    place_of,
    source_columns,
)
from retrievers.schema import Triple

K = TypeVar("K", str, tuple[str, bool], Detail)

_PLAIN = Detail()
_COLUMNS = ("subjects", "relations", "objects", "files", "starts", "stops", "details")


class TripleRows:
    """A growing list of triples, in the order in which they were added; each name is kept once."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._names: dict[str, int] = {}
        self._values: dict[str, int] = {}
        self._relations: dict[str, int] = {}
        self._files: dict[str, int] = {}
        self._details: dict[Detail, int] = {_PLAIN: 0}
        self._columns = tuple(array("i") for _ in _COLUMNS)
        self.extend(triples)

    def extend(self, triples: Iterable[Triple]) -> None:
        """Add triples."""
        names, values, relations, files = self._names, self._values, self._relations, self._files
        add_s, add_r, add_o, add_file, add_start, add_stop, add_detail = (column.append for column in self._columns)
        for triple in triples:
            name, start, stop = place_of(triple.source)
            add_s(names.setdefault(triple.subject, len(names)))
            add_r(relations.setdefault(triple.relation, len(relations)))
            if triple.literal:
                add_o(~values.setdefault(triple.object, len(values)))
            else:
                add_o(names.setdefault(triple.object, len(names)))
            add_file(files.setdefault(name, len(files)))
            add_start(start)
            add_stop(stop)
            detail = detail_of(triple)
            add_detail(0 if detail == _PLAIN else self._details.setdefault(detail, len(self._details)))

    def __iadd__(self, triples: Iterable[Triple]) -> Self:
        self.extend(triples)
        return self

    def __len__(self) -> int:
        return len(self._columns[0])

    @property
    def files(self) -> tuple[str, ...]:
        """What the sources name, without their lines and spans, in the order in which they were added."""
        return tuple(self._files)

    @property
    def relations(self) -> tuple[str, ...]:
        """The names of the relations, in the order in which they were added."""
        return tuple(self._relations)

    def __iter__(self) -> Iterator[Triple]:
        """Yield the triples as they were added."""
        names, values, relations = list(self._names), list(self._values), list(self._relations)
        files, details = list(self._files), list(self._details)
        for subject, relation, obj, file, start, stop, kind in zip(*self._columns, strict=True):
            detail = details[kind]
            yield Triple(
                subject=names[subject],
                relation=relations[relation],
                object=names[obj] if obj >= 0 else values[~obj],
                literal=obj < 0,
                source=Source.of(Place(files[file], start, stop), detail).text,
                **detail._asdict(),
            )

    def tabulate(self) -> Tabulated:
        """Give numbers in the order of names, sort, and merge equal triples into edges."""
        keys = [*((name, False) for name in self._names), *((value, True) for value in self._values)]
        nodes, node_ranks = _ranked(keys)
        relations, relation_ranks = _ranked(list(self._relations))
        files, file_ranks = _ranked(list(self._files))
        details, detail_ranks = _ranked(list(self._details)[1:])
        columns = {name: np.frombuffer(column, np.int32) for name, column in zip(_COLUMNS, self._columns, strict=True)}
        objects = columns["objects"]
        count = max(len(relations), 1)
        edge_keys = node_ranks[columns["subjects"]] * count + relation_ranks[columns["relations"]]
        heads = node_ranks[np.where(objects >= 0, objects, len(self._names) + ~objects)].astype(np.int32)
        kept = (
            file_ranks[columns["files"]].astype(np.int32),
            columns["starts"],
            columns["stops"],
            np.append(0, detail_ranks + 1).astype(np.int32)[columns["details"]],
        )
        order = _order(edge_keys, heads, *kept)
        edge_keys, heads = edge_keys[order], heads[order]
        new_edge = changes(edge_keys, heads)
        places = [column[order] for column in kept]
        rows = np.flatnonzero(new_edge | changes(*places))
        return Tabulated(
            names=[name for name, _ in nodes],
            literal=np.asarray([flag for _, flag in nodes], np.bool_),
            relations=relations,
            edges=Edges.of(edge_keys[new_edge], heads[new_edge], relation_count=count, nodes=len(nodes)),
            provenance=Provenance(
                ends=source_columns(rows, new_edge=new_edge),
                **dict(zip(("files", "starts", "stops", "details"), (place[rows] for place in places), strict=True)),
                names=StringTable.of(files),
                detail_table=Details.of(details),
            ),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Tabulated:
    """Triples in order, whatever order they came in."""

    names: list[str]
    """By node."""
    literal: npt.NDArray[np.bool_]
    relations: list[str]
    """By relation id."""
    edges: Edges
    provenance: Provenance


def _ranked(found: list[K]) -> tuple[list[K], npt.NDArray[np.int64]]:
    """Return the distinct keys in order, and for each of `found` its place in that order."""
    order = sorted(range(len(found)), key=found.__getitem__)
    ranks = np.empty(len(found), np.int64)
    ranks[order] = np.arange(len(found))
    return [found[i] for i in order], ranks


def _order(*columns: Ints) -> npt.NDArray[np.int64]:
    """Return the order by the columns, the first first; those with one value only cost nothing."""
    telling = [column for column in columns[::-1] if len(column) and column.min() != column.max()]
    return np.lexsort(telling) if telling else np.arange(len(columns[0]))
