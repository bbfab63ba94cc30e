"""What a build changed: the new version against the one before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrievers.manifest import Manifest
from retrievers.store import PassageStore

if TYPE_CHECKING:
    from retrievers.graph.store.triples import GraphStore
    from retrievers.ingest.previous import Previous


@dataclass(frozen=True, kw_only=True)
class Change:
    """How many of one thing came, differ, went and stayed."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a build did to the things that users name."""

    documents: Change
    """By id; one that was renamed is one removed and one added."""
    tables: Change
    """By name; changed where the table's form or its file is another."""
    triples: Change
    """Without their sources; a triple cannot change."""


def nothing_changed(manifest: Manifest) -> Changes:
    """Return the changes of a build that built nothing."""
    card = manifest.card
    return Changes(
        documents=Change(kept=card.documents),
        tables=Change(kept=len(card.tables)),
        triples=Change(kept=card.triples),
    )


def changes(manifest: Manifest, store: PassageStore, graph: GraphStore, before: Previous | None) -> Changes:
    """Compare a new version with the one before, if there is one that can be read."""
    card = manifest.card
    if before is None:
        return Changes(
            documents=Change(added=card.documents),
            tables=Change(added=len(card.tables)),
            triples=Change(added=card.triples),
        )
    return Changes(
        documents=_documents(store, before.store),
        tables=_tables(manifest, before.manifest),
        triples=_triples(graph, before.graph),
    )


def _documents(now: PassageStore, before: PassageStore) -> Change:
    with closing(sqlite3.connect(now.uri, uri=True)) as connection:
        connection.execute("ATTACH ? AS before", [before.uri])
        (new,), (old,) = (
            connection.execute(f"SELECT count(*) FROM {name}.documents").fetchone() for name in ("main", "before")
        )
        common, kept = connection.execute(
            "SELECT count(*), total(n.title = b.title AND n.text = b.text AND n.metadata = b.metadata) "
            "FROM main.documents n JOIN before.documents b USING (id)"
        ).fetchone()
    return Change(added=new - common, changed=common - int(kept), removed=old - common, kept=int(kept))


def _tables(now: Manifest, before: Manifest) -> Change:
    new, old = ({table.name: table for table in manifest.card.tables} for manifest in (now, before))
    common = new.keys() & old.keys()
    kept = sum(
        new[name] == old[name] and now.sources.get(new[name].source) == before.sources.get(old[name].source)
        for name in common
    )
    return Change(added=len(new) - len(common), changed=len(common) - kept, removed=len(old) - len(common), kept=kept)


def _triples(now: GraphStore, before: GraphStore) -> Change:
    kept = len(np.intersect1d(_edges(now), _edges(before), assume_unique=True))
    return Change(added=len(now) - kept, removed=len(before) - kept, kept=kept)


def _edges(graph: GraphStore) -> NDArray[np.uint64]:
    """Return a hash of each edge by names, of this process: a million take a second, and none is held as text."""
    names = islice(graph.names.surfaces, graph.nodes)
    nodes = _hashes([hash((name, bool(literal))) for name, literal in zip(names, graph.literal, strict=True)])
    relations = _hashes([hash(relation.name) for relation in graph.relation_table])
    subjects, predicates = np.divmod(graph.edges.out_keys, graph.edges.relation_count)
    ends = nodes[subjects], relations[predicates], nodes[graph.edges.objects]
    mixed = np.zeros(len(graph), np.uint64)
    for part in ends:
        mixed = (mixed ^ part) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _hashes(values: list[int]) -> NDArray[np.uint64]:
    return np.array(values, np.int64).view(np.uint64)
