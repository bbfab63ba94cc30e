"""Triples with the names that were merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrievers.graph.resolve.record import Merges
from retrievers.graph.resolve.things import says_same
from retrievers.schema import Triple


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """What a graph is built of."""

    triples: Iterable[Triple]
    aliases: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]


def apply(
    merges: Merges,
    triples: Iterable[Triple],
    aliases: Mapping[str, Sequence[str]],
    classes: Mapping[str, Sequence[str]],
) -> Resolved:
    """Return triples, aliases and classes in which each merged name gives way to the one that stands for it.

    That one has the others for aliases, and theirs. Every triple keeps its source; values are never merged. That two
    names are the same is said no more where they are merged.
    """
    heads = dict(merges.names())
    if not heads:
        return Resolved(triples=triples, aliases=_fixed(aliases), classes=_fixed(classes))
    named = {name: tuple(others) for name, others in aliases.items() if name not in heads}
    kinds = {name: tuple(others) for name, others in classes.items() if name not in heads}
    for merge in merges.merged:
        members = (merge.name, *merge.others)
        others = [other for name in members for other in (name, *aliases.get(name, ())) if other != merge.name]
        named[merge.name] = tuple(dict.fromkeys(others))
        found = tuple(dict.fromkeys(kind for name in members for kind in classes.get(name, ())))
        if found:
            kinds[merge.name] = found
    return Resolved(triples=_renamed(triples, heads), aliases=named, classes=kinds)


def _renamed(triples: Iterable[Triple], heads: Mapping[str, str]) -> Iterator[Triple]:
    for triple in triples:
        subject = heads.get(triple.subject, triple.subject)
        obj = triple.object if triple.literal else heads.get(triple.object, triple.object)
        if subject is triple.subject and obj is triple.object:
            yield triple
        elif subject != obj or triple.literal or not says_same(triple.relation):
            yield triple.model_copy(update={"subject": subject, "object": obj})


def _fixed(given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(others) for name, others in given.items()}
