"""Triples with the names that were merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrievers.graph.names import verbalise
from retrievers.graph.resolve.record import Merges
from retrievers.graph.resolve.things import SAME_WORDS
from retrievers.schema import Triple


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """What a graph is built of."""

    triples: Sequence[Triple]
    heads: Mapping[str, str]
    """The name that takes its place, by name that gave way."""
    aliases: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]

    def __iter__(self) -> Iterator[Triple]:
        """Yield the triples by the names that stand for others; that two of these are the same is said no more."""
        for triple in self.triples:
            subject = self.heads.get(triple.subject, triple.subject)
            obj = triple.object if triple.literal else self.heads.get(triple.object, triple.object)
            if subject is triple.subject and obj is triple.object:
                yield triple
            elif subject != obj or triple.literal or verbalise(triple.relation) not in SAME_WORDS:
                yield triple.model_copy(update={"subject": subject, "object": obj})


def apply(
    merges: Merges,
    triples: Sequence[Triple],
    aliases: Mapping[str, Sequence[str]],
    classes: Mapping[str, Sequence[str]],
) -> Resolved:
    """Return triples, aliases and classes in which each merged name gives way to the one that stands for it.

    That one has the others for aliases, and theirs. Every triple keeps its source; values are never merged.
    """
    heads = dict(merges.names())
    named = {name: tuple(others) for name, others in aliases.items() if name not in heads}
    kinds = {name: tuple(others) for name, others in classes.items() if name not in heads}
    for merge in merges.merged:
        members = (merge.name, *merge.others)
        others = [other for name in members for other in (name, *aliases.get(name, ())) if other != merge.name]
        named[merge.name] = tuple(dict.fromkeys(others))
        found = tuple(dict.fromkeys(kind for name in members for kind in classes.get(name, ())))
        if found:
            kinds[merge.name] = found
    return Resolved(triples=triples, heads=heads, aliases=named, classes=kinds)
