"""From the facts of single documents to triples: what a name in one means in the light of all titles.

It depends on the set of documents and not on how they came, so that what is joined after a document was dropped is
what was joined without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrievers.graph.facts.confidence import confidence
from retrievers.graph.facts.schema import End, Facts, Sort, Statement
from retrievers.graph.store.names import normalise
from retrievers.schema import Triple
from retrievers.titles import bare


@dataclass(frozen=True, slots=True)
class Source:
    """One document with what it states."""

    id: str
    title: str
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Joined:
    """What a graph is built from."""

    triples: Sequence[Triple]
    aliases: Mapping[str, Sequence[str]]
    """Other names by node: titles without what tells them apart, and what texts call their subject."""


def join(sources: Iterable[Source]) -> Joined:
    """Return the triples of all documents, their ends named by titles where a title is meant."""
    held = list(sources)
    titles = _Titles(held)
    triples = [triple for source in held for triple in _triples(source, titles)]
    return Joined(triples=_precise(triples), aliases=titles.aliases())


def _precise(triples: Sequence[Triple]) -> list[Triple]:
    """Leave out years and months of which another document knows the day."""
    days: dict[tuple[str, str], set[str]] = defaultdict(set)
    for triple in triples:
        if triple.datatype == "date":
            days[triple.subject, triple.relation].add(triple.object)
    return [
        triple
        for triple in triples
        if not (
            triple.datatype in {"gYear", "gYearMonth"}
            and any(day.startswith(f"{triple.object}-") for day in days.get((triple.subject, triple.relation), ()))
        )
    ]


def _triples(source: Source, titles: _Titles) -> Iterator[Triple]:
    parents = _parents(source, titles)
    for said in source.facts.statements:
        subject, obj = (titles.node(end, source.title) for end in (said.subject, said.object))
        if subject != obj:
            yield Triple(
                subject=subject,
                relation=parents.get(said, said.relation),
                object=obj,
                literal=said.object.sort is Sort.VALUE,
                datatype=said.object.datatype,
                confidence=confidence(said.pattern),
                since=said.since,
                until=said.until,
                source=_locator(source.id, said),
            )


def _parents(source: Source, titles: _Titles) -> dict[Statement, str]:
    """Return which parent is the father and which the mother, as far as their own documents or one another tell."""
    said = [s for s in source.facts.statements if s.relation in _PARENTS]
    found: dict[Statement, str] = {}
    for statement in said:
        if statement.relation == "parent":
            gender = titles.gender(titles.node(statement.object, source.title))
            beside = [s for s in said if s is not statement and s.start == statement.start and s.subject.topic]
            known = {_role(s, titles, source.title) for s in beside} if len(beside) == 1 else set()
            role = _ROLES.get(gender, "")
            found[statement] = role or _OTHER.get(next(iter(known), ""), "parent")
    return found


def _role(statement: Statement, titles: _Titles, title: str) -> str:
    if statement.relation != "parent":
        return statement.relation
    return _ROLES.get(titles.gender(titles.node(statement.object, title)), "")


def _locator(document: str, said: Statement) -> str:
    return f"{document}#{said.start}-{said.end}"


_PARENTS = frozenset(["parent", "father", "mother"])
_ROLES = {"he": "father", "she": "mother"}
_OTHER = {"father": "mother", "mother": "father"}


class _Titles:
    """The things that documents are about, by all their names."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sorts: dict[str, set[Sort]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._genders: dict[str, str] = {}
        self._places: dict[str, set[str]] = defaultdict(set)
        self._own: dict[str, set[str]] = defaultdict(set)
        for source in sources:
            for said in source.facts.statements:
                if said.object.sort is Sort.OTHER and ", " in said.object.name:
                    name, _, within = said.object.name.partition(", ")
                    self._places[name].add(within)
            title = source.title
            self._sorts[title].add(source.facts.sort)
            if source.facts.gender:
                self._genders[title] = source.facts.gender
            for name in (title, bare(title), *source.facts.names):
                self._own[_key(name)].add(title)
                if name != title:
                    self._names[title].add(name)

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Return other names by title."""
        return {title: tuple(sorted(names)) for title, names in sorted(self._names.items())}

    def gender(self, title: str) -> str:
        """Return the pronoun of a person; empty if it is not known."""
        return self._genders.get(title, "")

    def node(self, end: End, title: str) -> str:
        """Return the name of the node that an end means in the document `title`.

        That is a title if it has one title only that its sort allows. Of `Tampa, Florida`, `Tampa` may be one; it is
        enough anyhow, unless there are two of that name.
        """
        if end.topic:
            return title
        if end.sort in {Sort.VALUE, Sort.CLASS}:
            return end.name
        parts = end.name.split(", ") if end.sort is Sort.OTHER else [end.name]
        for size in range(len(parts), 0, -1):
            name = ", ".join(parts[:size])
            if found := self._meant(name, end.sort):
                return found
        return parts[0] if len(self._places.get(parts[0], ())) == 1 else end.name

    def _meant(self, name: str, sort: Sort) -> str:
        if name in self._sorts and self._allows(name, sort):
            return name
        found = [title for title in self._own.get(_key(name), ()) if self._allows(title, sort)]
        return found[0] if len(found) == 1 else ""

    def _allows(self, title: str, sort: Sort) -> bool:
        sorts = self._sorts[title]
        return sort is Sort.ANY or Sort.ANY in sorts or sort in sorts


def _key(name: str) -> str:
    return normalise(name).removeprefix("the ")
