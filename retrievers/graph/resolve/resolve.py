"""Which names are of one thing: candidates by name, judged by name and by what is said of them, grouped with care."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from retrievers.decisions import Decisions
from retrievers.graph.resolve.cluster import Groups, Scored
from retrievers.graph.resolve.evidence import Comparison, Evidence
from retrievers.graph.resolve.facts import Said, said_of
from retrievers.graph.resolve.forms import Likeness, form_of
from retrievers.graph.resolve.meaning import cosines
from retrievers.graph.resolve.pairs import Alike, alike
from retrievers.graph.resolve.record import Merge, Merges, Tie
from retrievers.graph.resolve.score import features, score
from retrievers.graph.resolve.things import Things, gather
from retrievers.graph.store.names import is_iri
from retrievers.schema import Triple

if TYPE_CHECKING:
    from retrievers.embedding import Embedder

SURE = 0.95
"""Least estimated probability with which names are merged."""
_PROPOSED = 0.5
"""Least estimated probability with which two names are proposed."""
_PROPOSED_SLIP = 0.25
"""The same where one letter differs: what is said under a misspelt name is seldom what is said elsewhere."""
_MOST_PROPOSED = 1000
_ROUNDS = 2
"""After the first, things that were merged count as one neighbour."""
_UNSURE = (0.6, 0.99)
"""Scores between which the meaning of what is said can decide, and is compared as well."""
_LIKENESSES = tuple(Likeness)


def resolve(
    triples: Iterable[Triple],
    aliases: Mapping[str, Sequence[str]],
    classes: Mapping[str, Sequence[str]],
    *,
    decisions: Decisions | None = None,
    embedder: Embedder | None = None,
    sure: float = SURE,
) -> Merges:
    """Return which names of `triples` are of one thing.

    Two names are merged where a source says that they are the same (`owl:sameAs`, `skos:exactMatch`), where a user
    said so, or where names and facts make it likelier than `sure`. Nothing but a user or a source merges two names that
    one file has, things with different dates in a relation that has one, or things of classes that exclude each other.
    The result depends on nothing but what is given; the triples are gone through twice, and
    their order does not count.
    """
    things = gather(triples, aliases)
    decided = decisions or Decisions()
    pairs = alike(things)
    wanted = {end for pair in pairs for end in (pair.one, pair.other)}
    said, members = said_of(wanted, triples, things, classes)
    return _Resolving(things, pairs, said, Comparison(things, said, members), decided)(embedder, sure)


def weighed(
    triples: Iterable[Triple], *, embedder: Embedder | None = None
) -> list[tuple[tuple[str, str], tuple[float, ...]]]:
    """Return the pairs of names that nothing forbids to be one, each with what is weighed, for fitting the weights."""
    things = gather(triples, {})
    pairs = alike(things)
    said, members = said_of({end for pair in pairs for end in (pair.one, pair.other)}, triples, things, {})
    resolving = _Resolving(things, pairs, said, Comparison(things, said, members), Decisions())
    return [((things.names[p.one], things.names[p.other]), found) for p, found in resolving.features(embedder)]


class _Resolving:
    def __init__(
        self,
        things: Things,
        pairs: Sequence[Alike],
        said: Mapping[int, Said],
        comparison: Comparison,
        decisions: Decisions,
    ) -> None:
        self._things = things
        self._said = said
        self._compare = comparison
        self._split = self._numbered(decisions.split)
        self._joined = self._numbered(decisions.join)
        self._pairs = [pair for pair in pairs if not self._apart(pair.one, pair.other)]
        self._words = Counter(word for name in things.names for word in set(form_of(name).words))
        self._rivals = _rivals(self._pairs, self._apart)

    def __call__(self, embedder: Embedder | None, sure: float) -> Merges:
        groups = Groups(self._apart, lambda a, b: frozenset((a, b)) in self._split)
        ties = {(pair.one, pair.other): tie for pair, tie in self._told()}
        taken = groups.add(pair for pair, _ in self._told())
        waiting = self._pairs
        cosine: Mapping[tuple[int, int], float] = {}
        for _ in range(_ROUNDS):
            judged = self._judged(waiting, groups, cosine)
            if embedder is not None and not cosine:
                unsure = [pair for pair, value, _ in judged if _UNSURE[0] < value < _UNSURE[1]]
                cosine = cosines(unsure, self._things, self._said, embedder)
                judged = self._judged(waiting, groups, cosine)
            ties |= {(pair.one, pair.other): self._tie(pair, value, found) for pair, value, found in judged}
            new = groups.add(self._likely(judged, sure))
            taken += new
            if not new:
                break
        return self._record(groups, taken, ties)

    def features(self, embedder: Embedder | None) -> Iterator[tuple[Alike, tuple[float, ...]]]:
        """Yield the pairs that nothing forbids, with what is weighed of them."""
        cosine = cosines(self._pairs, self._things, self._said, embedder) if embedder is not None else {}
        for pair in self._pairs:
            found = self._compare(pair.one, pair.other, {})
            if not found.forbidden:
                yield pair, self._features(pair, found, cosine.get((pair.one, pair.other)))

    def _told(self) -> list[tuple[Scored, Tie]]:
        """Return the pairs that users or sources say to be one."""
        said = {(a, b): f"{source} says so" if source else "a source says so" for a, b, source in self._things.same}
        said |= dict.fromkeys((tuple(sorted(p)) for p in self._joined), "you joined them")  # type: ignore[misc]
        return [
            (Scored(a, b, 1.0, sure=True), self._named_tie(a, b, 1.0, (why,)))
            for (a, b), why in sorted(said.items())
            if a != b
        ]

    def _judged(
        self, pairs: Sequence[Alike], groups: Groups, cosine: Mapping[tuple[int, int], float]
    ) -> list[tuple[Alike, float, Evidence]]:
        heads = groups.heads()
        judged = []
        for pair in pairs:
            found = self._compare(pair.one, pair.other, heads)
            value = 0.0 if found.forbidden else score(self._features(pair, found, cosine.get((pair.one, pair.other))))
            judged.append((pair, value, found))
        return judged

    def _features(self, pair: Alike, found: Evidence, cosine: float | None) -> tuple[float, ...]:
        return features(pair, found, words=self._words, rivals=self._rivals[pair.one, pair.other], cosine=cosine)

    def _apart(self, one: int, other: int) -> bool:
        """Whether a user or a file tells two things apart."""
        pair = frozenset((one, other))
        if pair in self._split or pair in self._things.apart:
            return True
        mine, theirs = self._said.get(one), self._said.get(other)
        return mine is not None and theirs is not None and not mine.roles.isdisjoint(theirs.roles)

    def _likely(self, judged: Sequence[tuple[Alike, float, Evidence]], sure: float) -> list[Scored]:
        """Return the pairs that are likelier than `sure`, but for those that a file has both of, or that are contested.

        A pair is contested where one of the two may be a third as well, by a name as like, and the third not the other.
        """
        near: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for pair, value, _ in judged:
            if value >= _PROPOSED:
                rank = _LIKENESSES.index(pair.likeness)
                near[pair.one].append((pair.other, rank))
                near[pair.other].append((pair.one, rank))

        def contested(here: int, there: int, rank: int) -> bool:
            return any(other != there and own <= rank and self._apart(other, there) for other, own in near[here])

        return [
            Scored(pair.one, pair.other, value)
            for pair, value, _ in judged
            if value >= sure and not self._in_one_file(pair)
            for rank in [_LIKENESSES.index(pair.likeness)]
            if not contested(pair.one, pair.other, rank) and not contested(pair.other, pair.one, rank)
        ]

    def _in_one_file(self, pair: Alike) -> bool:
        """Whether a file has both names: it is likelier to mean two things, and so they are only proposed."""
        return not self._said[pair.one].files.isdisjoint(self._said[pair.other].files)

    def _record(self, groups: Groups, taken: Sequence[Scored], ties: Mapping[tuple[int, int], Tie]) -> Merges:
        of_group: defaultdict[tuple[int, ...], list[Tie]] = defaultdict(list)
        for pair in taken:
            of_group[groups.of(pair.one)].append(ties[pair.one, pair.other])
        merged = []
        for group in groups.all_of():
            head = min(group, key=self._precedence)
            others = tuple(self._things.names[thing] for thing in group if thing != head)
            merged.append(Merge(name=self._things.names[head], others=others, ties=tuple(of_group[group])))
        slips = {(pair.one, pair.other) for pair in self._pairs if pair.likeness is Likeness.SLIP}
        open_ties = [
            tie
            for pair, tie in ties.items()
            if tie.score >= (_PROPOSED_SLIP if pair in slips else _PROPOSED)
            and groups.of(pair[0]) != groups.of(pair[1])
        ]
        proposed = sorted(open_ties, key=lambda tie: (-tie.score, tie.one, tie.other))[:_MOST_PROPOSED]
        return Merges(merged=tuple(sorted(merged, key=lambda m: m.name)), proposed=tuple(proposed))

    def _precedence(self, thing: int) -> tuple[bool, int, str]:
        """Order the names of one thing: names before IRIs, then that which most facts use."""
        name = self._things.names[thing]
        return is_iri(name), -int(self._things.degrees[thing]), name

    def _tie(self, pair: Alike, value: float, found: Evidence) -> Tie:
        likeness = str(pair.likeness)
        if pair.aliased:
            likeness = f"{likeness}: {pair.names[0]} and {pair.names[1]}, one of them an alias"
        reasons = [likeness]
        reasons += [f"same {relation}" for relation in found.agreeing]
        reasons += ["connected with the same"] if found.shared else []
        reasons += [f"both {found.alike_classes[0]}"] if found.alike_classes else []
        reasons += [f"but other {relation}" for relation in found.differing]
        reasons += ["but one file has both"] if self._in_one_file(pair) else []
        return self._named_tie(pair.one, pair.other, value, tuple(reasons))

    def _named_tie(self, one: int, other: int, value: float, reasons: tuple[str, ...]) -> Tie:
        names = self._things.names
        return Tie(one=names[one], other=names[other], score=round(value, 4), reasons=reasons)

    def _numbered(self, pairs: Sequence[tuple[str, str]]) -> frozenset[frozenset[int]]:
        ids = self._things.ids
        return frozenset(frozenset((ids[a], ids[b])) for a, b in pairs if a in ids and b in ids and a != b)


def _rivals(pairs: Sequence[Alike], apart: Callable[[int, int], bool]) -> dict[tuple[int, int], int]:
    """Return for each pair how many other things have a name that is as like, and cannot be the same as the other."""
    by_thing: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in pairs:
        rank = _LIKENESSES.index(pair.likeness)
        by_thing[pair.one].append((pair.other, rank))
        by_thing[pair.other].append((pair.one, rank))

    def count(here: int, there: int, rank: int) -> int:
        return sum(near <= rank and thing != there and apart(thing, there) for thing, near in by_thing[here])

    return {
        (pair.one, pair.other): count(pair.one, pair.other, rank) + count(pair.other, pair.one, rank)
        for pair in pairs
        for rank in [_LIKENESSES.index(pair.likeness)]
    }
