"""The indexes of a version, from what was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers.device import Device
from retrievers.ingest.reading import Contents
from retrievers.ingest.report import Listener, Meter
from retrievers.manifest import COPIES
from retrievers.store import PassageStore

if TYPE_CHECKING:
    from retrievers.decisions import Decisions
    from retrievers.embedding import Embedder, Vectors
    from retrievers.graph.facts.join import Joined
    from retrievers.graph.store.triples import GraphStore

_PARTS = 4
_ALIAS_FIELDS = ("aliases", "alias")
"""Fields of a front matter that give a document other names, as Obsidian and other editors have them."""


def write_indexes(
    folder: Path,
    store: PassageStore,
    vectors: Vectors,
    contents: Contents,
    progress: Listener | None,
    *,
    languages: Sequence[str],
    facts: Joined,
    merges: Decisions,
    embedder: Embedder,
    device: Device,
) -> GraphStore:
    """Write the vector, word, link and triple indexes into `folder`, and return the graph of the triples.

    `facts` are those that documents state; they are added to the triples that were read as such. `merges`
    are what the user decided of names, `embedder` compares what is said of them.
    """
    from retrievers.dense import DenseIndex
    from retrievers.ingest.graph import write_graph
    from retrievers.lexical import LexicalIndex
    from retrievers.links import LinkGraph

    meter = Meter(progress, "index", _PARTS, "parts")
    DenseIndex.build(vectors, device=device).save(folder / "dense")
    meter.add()
    titles = store.titles()
    texts = _Texts(store)
    LexicalIndex.build(titles, texts, languages).save(folder / "lexical")
    meter.add()
    LinkGraph.build(titles, texts, aliases=_aliases(store, contents)).save(folder / "links")
    meter.add()
    graph = write_graph(folder / "graph", contents, facts, merges, embedder)
    meter.add()
    return graph


def find_copies(folder: Path, progress: Listener | None) -> int:
    """Write which passages say what an earlier one says, and return how many do."""
    import numpy as np

    from retrievers.ingest.duplicates import copies

    with closing(PassageStore(folder / "store.sqlite")) as store:
        meter = Meter(progress, "compare", len(store), "passages")

        def texts() -> Iterator[str]:
            for title, text in zip(store.titles(), store.texts(), strict=True):
                yield f"{title}\n{text}"
                meter.add()

        def text_at(row: int) -> str:
            (passage,) = store.passages([row])
            return f"{passage.title}\n{passage.text}"

        first = copies(texts, text_at)
    np.save(folder / COPIES, first, allow_pickle=False)
    return int((first != np.arange(len(first))).sum())


class _Texts:
    """The texts of all passages, which can be gone through again and again."""

    def __init__(self, store: PassageStore) -> None:
        self._store = store

    def __iter__(self) -> Iterator[str]:
        return self._store.texts()


def _aliases(store: PassageStore, contents: Contents) -> dict[str, tuple[str, ...]]:
    """Return other names by title: those of a document's front matter, and of the graph's node of that name."""
    found: dict[str, list[str]] = defaultdict(list)
    for title, metadata in store.metadata():
        for field in _ALIAS_FIELDS:
            found[title] += metadata.get(field, "").split("; ")
    for title in set(store.titles()):
        found[title] += contents.names.aliases.get(title, ())
    return {title: tuple(dict.fromkeys(filter(None, names))) for title, names in sorted(found.items()) if any(names)}
