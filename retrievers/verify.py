"""Whether a version of a knowledge base is whole, and whether its parts agree."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers import versions
from retrievers.damage import named
from retrievers.errors import KnowledgeBaseError
from retrievers.ingest.passages import digest
from retrievers.manifest import COPIES, MANIFEST, Manifest
from retrievers.schema import Frozen
from retrievers.store import PassageStore

if TYPE_CHECKING:
    from collections.abc import Callable


class Fault(Frozen):
    """Something that is wrong with one file."""

    file: str
    """Its path below the version's folder."""
    what: str
    """A clause that follows the file's name."""


def verify(kb: Path) -> list[Fault]:
    """Return all that is wrong with the current version of `kb`; `KnowledgeBaseError` if there is no knowledge base."""
    try:
        version, lock = versions.hold(kb)
    except KnowledgeBaseError as error:
        if not (kb / versions.POINTER).exists():
            raise
        return [Fault(file=versions.POINTER, what=f"names no version: {error}")]
    try:
        return faults(version)
    finally:
        if lock is not None:
            lock.release()


def faults(version: Path) -> list[Fault]:
    """Return all that is wrong with the version in the folder `version`; none if it is whole.

    Every file is compared with its hash, the parts are counted against each other, and every passage is cut from its
    document again. A damaged file is named and its content not looked at.
    """
    try:
        manifest = Manifest.read(version)
    except KnowledgeBaseError as error:
        return [Fault(file=MANIFEST, what=f"cannot be used: {error}")]
    found = [*_files(version, manifest)]
    damaged = {fault.file for fault in found}
    for part, check in _CHECKS.items():
        files = [name for name in manifest.artefacts if name == part or name.startswith(f"{part}/")]
        if damaged.isdisjoint(files):
            found += check(version / part, manifest)
    return found


def _files(version: Path, manifest: Manifest) -> Iterator[Fault]:
    truncated = set(manifest.truncated(version))
    for name in manifest.damaged(version):
        if not (version / name).is_file():
            yield Fault(file=name, what="is missing")
        elif name in truncated:
            size, whole = (version / name).stat().st_size, manifest.artefacts[name].size
            yield Fault(file=name, what=f"has {size} bytes and not {whole}")
        else:
            yield Fault(file=name, what="differs from what was written")
    for path in sorted(path for path in version.rglob("*") if path.is_file()):
        name = path.relative_to(version).as_posix()
        if name != MANIFEST and name not in manifest.artefacts:
            yield Fault(file=name, what="does not belong here")


def _store(path: Path, manifest: Manifest) -> Iterator[Fault]:
    with closing(PassageStore(path)) as store:
        yield from _counted(path, "documents", len(store.document_ids()), manifest.card.documents)
        yield from _counted(path, "passages", len(store), manifest.card.passages)
        yield from _spans(path, store)


def _spans(path: Path, store: PassageStore) -> Iterator[Fault]:
    """Check that each passage is a span of its document, and that its hash is that of its words."""
    with closing(sqlite3.connect(store.uri, uri=True)) as connection:
        outside = connection.execute(
            "SELECT p.id FROM passages p LEFT JOIN documents d ON d.row = p.document "
            "WHERE d.row IS NULL OR NOT (0 <= p.start AND p.start <= p.stop AND p.stop <= length(d.text)) "
            "ORDER BY p.row"
        ).fetchall()
    if outside:
        yield Fault(file=path.name, what=f"has {len(outside)} passages outside their documents, first {outside[0][0]}")
        return
    columns = zip(store.titles(), store.texts(), store.digests(), strict=True)
    other = [row for row, (title, text, kept) in enumerate(columns) if digest(title, text) != kept]
    if other:
        first = store.passages(other[:1])[0].id
        yield Fault(file=path.name, what=f"has {len(other)} passages with the hash of another text, first {first}")


def _dense(path: Path, manifest: Manifest) -> Iterator[Fault]:
    from retrievers.dense import DenseIndex

    index = DenseIndex.load(path)
    yield from _counted(path, "vectors", len(index), manifest.card.passages)
    if len(index):
        width = index.vectors([0]).shape[1]
        yield from _counted(path, "numbers a vector", width, manifest.embedder.dimension)


def _lexical(path: Path, manifest: Manifest) -> Iterator[Fault]:
    from retrievers.lexical import LexicalIndex

    yield from _counted(path, "passages", len(LexicalIndex.load(path)), manifest.card.passages)


def _links(path: Path, manifest: Manifest) -> Iterator[Fault]:
    from retrievers.links import LinkGraph

    yield from _counted(path, "passages", len(LinkGraph.load(path)), manifest.card.passages)


def _graph(path: Path, manifest: Manifest) -> Iterator[Fault]:
    from retrievers.graph.store.triples import GraphStore

    yield from _counted(path, "triples", len(GraphStore.load(path)), manifest.card.triples)


def _tables(path: Path, manifest: Manifest) -> Iterator[Fault]:
    tables = manifest.card.tables
    if not tables:
        return
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            there = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
            for table in tables:
                if (table.name,) not in there:  # a view of that name, of somebody else's file, may read any file
                    yield Fault(file=path.name, what=f"has no table {table.name}")
                    continue
                name = table.name.replace('"', '""')
                ((rows,),) = connection.execute(f'SELECT count(*) FROM main."{name}"').fetchall()
                yield from _counted(path, f"rows of {table.name}", rows, table.rows)
    except duckdb.Error as error:
        yield Fault(file=path.name, what=f"cannot be read ({str(error).splitlines()[0]})")


def _copies(path: Path, manifest: Manifest) -> Iterator[Fault]:
    import numpy as np

    first = np.load(path, allow_pickle=False)
    yield from _counted(path, "passages", len(first), manifest.card.passages)
    yield from _counted(path, "copies", int((first != np.arange(len(first))).sum()), manifest.copies)


def _counted(path: Path, noun: str, number: int, told: int) -> Iterator[Fault]:
    if number != told:
        yield Fault(file=path.name, what=f"holds {number} {noun}, {MANIFEST} says {told}")


def _refusing(check: Callable[[Path, Manifest], Iterator[Fault]]) -> Callable[[Path, Manifest], list[Fault]]:
    """Make a fault of a part that cannot be loaded at all."""

    def checked(path: Path, manifest: Manifest) -> list[Fault]:
        try:
            with named(path.parents[2], path):
                return list(check(path, manifest))
        except KnowledgeBaseError as error:
            return [Fault(file=path.name, what=f"cannot be read: {error}")]

    return checked


_CHECKS: dict[str, Callable[[Path, Manifest], list[Fault]]] = {
    "store.sqlite": _refusing(_store),
    "dense": _refusing(_dense),
    COPIES: _refusing(_copies),
    "lexical": _refusing(_lexical),
    "links": _refusing(_links),
    "graph": _refusing(_graph),
    "tables.duckdb": _refusing(_tables),
}
