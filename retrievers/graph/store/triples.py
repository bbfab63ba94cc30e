"""The knowledge graph on disk: typed triples with provenance, opened without reading them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from retrievers.errors import KnowledgeBaseError
from retrievers.graph.store.columns import Ints, load_column, save_columns
from retrievers.graph.store.declared import Declared
from retrievers.graph.store.edges import Edges
from retrievers.graph.store.given import GivenClasses
from retrievers.graph.store.index import NameIndex
from retrievers.graph.store.provenance import Provenance, Source, combined
from retrievers.graph.store.relations import Relation
from retrievers.graph.store.rows import TripleRows
from retrievers.graph.store.signatures import Signatures
from retrievers.graph.store.vicinity import MOST, Vicinity
from retrievers.schema import Triple

_FORMAT = 3
_SAMPLE = 48
_HEADER = "graph.json"


@dataclass(frozen=True, kw_only=True, eq=False)
class GraphStore:
    """A graph of triples. Nodes, relations and edges are integers from 0, the same in every build of the same triples.

    A node is a name together with whether it is a literal: the text `1971` and the node `1971` are two nodes.
    Equal triples are one edge that keeps every source of theirs. Safe to read from any number of threads.
    """

    names: NameIndex
    literal: npt.NDArray[np.bool_]
    """(nodes,) whether each node is a value."""
    edges: Edges
    signatures: Signatures
    samples: npt.NDArray[np.int64]
    """(relations, at most 48) a spread of edges of each relation; -1 where it has fewer."""
    relation_table: tuple[Relation, ...]
    provenance: Provenance
    classes: GivenClasses
    """Classes given at build for node names, beside those that the triples say."""
    class_nodes: npt.NDArray[np.int32]
    """The nodes that type relations (`rdf:type`, ...) lead to, ascending."""
    declared: Declared = field(default_factory=Declared)
    """The ontology that came with the triples."""

    @classmethod
    def build(
        cls,
        triples: Iterable[Triple],
        aliases: Mapping[str, Sequence[str]] | None = None,
        *,
        inverses: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        classes: Mapping[str, Sequence[str]] | None = None,
        declared: Declared | None = None,
    ) -> Self:
        """Build a graph in memory; triples are read once, in any order.

        `aliases`: other names by node name. `inverses`: relation by its inverse; exact mirrors are found without it.
        `labels`: words for relations whose names say nothing. `classes`: classes by node name. Names that no triple
        has are left out. `declared`: what an ontology says of classes and relations.
        """
        rows = triples if isinstance(triples, TripleRows) else TripleRows(triples)
        table = rows.tabulate()
        names, literal, edges, relations = table.names, table.literal, table.edges, table.relations
        given = aliases or {}
        index = NameIndex.of(names, literal, {i: given[n] for i, n in enumerate(names) if n in given} if given else {})
        relation_table = Relation.all_of(relations, edges, labels or {}, inverses or {})
        says_type = np.asarray([relation.id for relation in relation_table if relation.says_type], np.int64)
        return cls(
            names=index,
            literal=literal,
            edges=edges,
            signatures=Signatures.of(edges, nodes=len(names)),
            samples=_samples(edges, len(relations)),
            relation_table=relation_table,
            provenance=table.provenance,
            classes=GivenClasses.of(classes or {}, names, index.surfaces),
            class_nodes=np.unique(edges.objects[np.isin(edges.out_keys % edges.relation_count, says_type)]),
            declared=declared or Declared(),
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the graph in `folder`; `KnowledgeBaseError` if there is none, or one of another format."""
        path = folder / _HEADER
        if not path.is_file():
            raise KnowledgeBaseError(f"There is no graph in {folder}; build the knowledge base again.")
        header = json.loads(path.read_text(encoding="utf-8"))
        if header.get("format") != _FORMAT:
            raise KnowledgeBaseError(f"The graph in {folder} has another format; build the knowledge base again.")
        relations = tuple(Relation.model_validate(relation) for relation in header["relations"])
        names = NameIndex.load(folder, nodes=header["nodes"], longest=header["longest_name"])
        return cls(
            names=names,
            literal=load_column(folder, "literal"),
            edges=Edges.load(folder, relation_count=max(len(relations), 1)),
            signatures=Signatures.load(folder),
            samples=load_column(folder, "samples"),
            relation_table=relations,
            provenance=Provenance.load(folder, edges=header["triples"]),
            classes=GivenClasses.load(folder, names.surfaces),
            class_nodes=load_column(folder, "class_nodes"),
            declared=Declared.load(folder),
        )

    def save(self, folder: Path) -> None:
        """Write the graph into `folder`, which is made if need be; the same graph gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        self.names.save(folder)
        self.edges.save(folder)
        self.signatures.save(folder)
        self.provenance.save(folder)
        self.classes.save(folder)
        self.declared.save(folder)
        save_columns(folder, {"literal": self.literal, "samples": self.samples, "class_nodes": self.class_nodes})
        header = {
            "format": _FORMAT,
            "nodes": self.nodes,
            "triples": len(self),
            "longest_name": self.names.longest,
            "relations": [relation.model_dump() for relation in self.relation_table],
        }
        (folder / _HEADER).write_text(json.dumps(header, ensure_ascii=False, indent=1), encoding="utf-8")

    def __len__(self) -> int:
        """Return the number of edges: distinct triples."""
        return len(self.edges)

    @property
    def nodes(self) -> int:
        """The number of nodes; they are 0..nodes-1."""
        return len(self.literal)

    def name(self, node: int) -> str:
        """Return the name of a node, as the triples have it."""
        return self.names.surfaces[int(node)]

    def aliases(self, node: int) -> list[str]:
        """Return the other names of a node."""
        return self.names.surfaces_of(int(node))[1:]

    def find(self, name: str) -> list[int]:
        """Return the nodes that `name` names best: exactly, else by alias, else after normalisation."""
        return self.names.find(name)

    def relations(self) -> list[str]:
        """Return the names of the relations, the most frequent first."""
        return [r.name for r in sorted(self.relation_table, key=lambda r: (-r.count, r.name))]

    @cached_property
    def factual(self) -> frozenset[int]:
        """Ids of the relations that say facts: neither classes nor what classes and relations are."""
        return frozenset(relation.id for relation in self.relation_table if not relation.is_schema)

    def relation(self, name: str) -> Relation | None:
        """Return the relation of exactly this name, or None."""
        return self._relations_by_name.get(name)

    def out(self, node: int, relation: int | str | None = None) -> list[int]:
        """Return the edges that leave a node, by relation and object; of one relation if it is given."""
        return list(self.edges.range_out(int(node), self._relation_id(relation)))

    def into(self, node: int, relation: int | str | None = None) -> list[int]:
        """Return the edges that enter a node, by relation and subject; of one relation if it is given."""
        return [int(edge) for edge in self.edges.into(np.asarray([node]), self._relation_id(relation))]

    def follow(self, nodes: Ints, relation: int, *, inverse: bool = False) -> npt.NDArray[np.int64]:
        """Return the distinct nodes one edge of `relation` away, ascending; against its direction if `inverse`."""
        return self.edges.follow(nodes, relation, inverse=inverse)

    def of_relation(self, relation: int) -> npt.NDArray[np.int64]:
        """Return all edges of a relation, ascending, without looking at others."""
        return self.edges.out(self.signatures.having(2 * relation), relation)

    def mirror(self, edge: int) -> int | None:
        """Return the edge that says the same from object to subject, by an inverse relation; None if there is none.

        It has sources and a time of its own: what holds of one may be said, or dated, only of the other.
        """
        subject, relation, obj = self.ends(edge)
        inverse = self.relation_table[relation].inverse
        found = [] if inverse is None else self.out(obj, inverse)
        return next((other for other in found if int(self.edges.objects[other]) == subject and other != edge), None)

    def sample(self, relation: int) -> list[int]:
        """Return a spread of at most 48 edges of a relation, ascending."""
        return [int(edge) for edge in self.samples[relation] if edge >= 0]

    def ends(self, edge: int) -> tuple[int, int, int]:
        """Return subject, relation and object of an edge."""
        subject, relation = divmod(int(self.edges.out_keys[edge]), self.edges.relation_count)
        return subject, relation, int(self.edges.objects[edge])

    def triple(self, edge: int) -> Triple:
        """Return an edge in words, with its first source, and what all of them say of it together (`combined`)."""
        subject, relation, obj = self.ends(edge)
        sources = self.provenance.of(edge)
        return Triple(
            subject=self.name(subject),
            relation=self.relation_table[relation].name,
            object=self.name(obj),
            literal=bool(self.literal[obj]),
            source=next((source.text for source in sources if source.text), ""),
            **combined(sources)._asdict(),
        )

    def sources(self, edge: int) -> list[str]:
        """Return where an edge was read, sorted by file and place; empty if it came without a source."""
        return list(dict.fromkeys(source.text for source in self.provenance.of(edge) if source.text))

    def readings(self, edge: int) -> list[Source]:
        """Return the same as values, each with what it says of the edge; also those that name no place."""
        return self.provenance.of(edge)

    def stated(self, edge: int) -> Iterator[Triple]:
        """Yield an edge in words once for each of its sources, with what that source says of it."""
        triple = self.triple(edge)
        for source in self.readings(edge):
            said = source.model_dump(include={"confidence", "since", "until", "datatype"})
            yield triple.model_copy(update={"source": source.text, **said})

    def triples(self) -> Iterator[Triple]:
        """Yield the triples that the graph was built of, one a source, by edge: built again, they give this graph."""
        for edge in range(len(self)):
            yield from self.stated(edge)

    def types(self, node: int) -> list[str]:
        """Return the classes of a node: those given at build, and the objects of type relations (`rdf:type`, ...)."""
        found = list(self.classes.get(self.name(node), ()))
        for relation in self._type_relations:
            found.extend(self.name(int(self.edges.objects[edge])) for edge in self.out(node, relation))
        return list(dict.fromkeys(found))

    def degree(self, node: int) -> int:
        """Return how many edges touch a node."""
        return int(self.edges.degrees(np.asarray([node]))[0])

    def vicinity(
        self, nodes: Ints | Sequence[int], *, hops: int = 2, most: int = MOST, relations: frozenset[int] | None = None
    ) -> Vicinity:
        """Cut out what lies within `hops` edges of the nodes, at most `most` edges, for PageRank and its like."""
        return Vicinity.around(self.edges, nodes, hops=hops, most=most, relations=relations)

    @cached_property
    def _type_relations(self) -> tuple[int, ...]:
        return tuple(relation.id for relation in self.relation_table if relation.says_type)

    @cached_property
    def _relations_by_name(self) -> dict[str, Relation]:
        return {relation.name: relation for relation in self.relation_table}

    def _relation_id(self, relation: int | str | None) -> int | None:
        return self._relations_by_name[relation].id if isinstance(relation, str) else relation


def _samples(edges: Edges, relation_count: int) -> npt.NDArray[np.int64]:
    """Return (relations, _SAMPLE) edges spread evenly over those of each relation, -1 beyond its last."""
    found = np.full((relation_count, _SAMPLE), -1, np.int64)
    relations = edges.out_keys % edges.relation_count
    order = np.argsort(relations, kind="stable")
    bounds = np.searchsorted(relations[order], np.arange(relation_count + 1)).tolist()
    for relation, (first, last) in enumerate(pairwise(bounds)):
        picked = np.unique(np.linspace(first, last - 1, min(_SAMPLE, last - first)).astype(np.int64))
        found[relation, : len(picked)] = order[picked]
    return found
