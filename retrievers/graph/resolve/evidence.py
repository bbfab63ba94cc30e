"""What speaks for and against two things being one, beside their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from math import log

from retrievers.graph.resolve.facts import Said
from retrievers.graph.resolve.things import Things

_DATE = re.compile(r"(-?\d{4,9})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,4})?")
_NEARLY = 0.01
"""Share by which two measurements of the same may differ."""
_YEARS = (1000, 2200)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is said of two things, compared."""

    shared: float
    """Weight of the things that both are connected with: of each from 0, if all are connected with it, up to 1."""
    strangers: bool
    """Whether both are connected with others, and with none in common."""
    agreeing: tuple[str, ...]
    """Relations of which both have an equal value or object."""
    differing: tuple[str, ...]
    """Relations with one object a subject, of which they have different ones."""
    alike_classes: tuple[str, ...]
    """Classes that both have, or that are part of one of the other."""
    forbidden: str
    """Why they cannot be one: a fact between them, dates that differ, classes that exclude each other; else empty."""


class Comparison:
    """Compares what is said of things."""

    def __init__(self, things: Things, said: Mapping[int, Said], members: Mapping[str, Set[int]]) -> None:
        """Compare by `said`; `members` are the things of each class, as far as they are known."""
        self._things = things
        self._said = said
        self._members = members
        self._disjoint: dict[tuple[str, str], bool] = {}

    def __call__(self, one: int, other: int, heads: Mapping[int, int]) -> Evidence:
        """Compare two things; `heads` gives for things that are merged already the one that stands for them."""
        a, b = self._said[one], self._said[other]
        beside = other in a.near or one in b.near
        near = {heads.get(n, n) for n in a.near} & {heads.get(n, n) for n in b.near} - {one, other}
        agreeing, differing, dated = self._values(a, b)
        for relation in a.objects.keys() & b.objects.keys():
            mine, theirs = ({heads.get(n, n) for n in said.objects[relation]} for said in (a, b))
            if not mine & theirs and self._things.relations.functional[relation]:
                differing.append(self._things.relations.words[relation])
        common, forbidden = self._classes(a.classes, b.classes)
        return Evidence(
            shared=sum(self._weight(n) for n in sorted(near)),
            strangers=not near and bool(a.near) and bool(b.near),
            agreeing=tuple(agreeing),
            differing=tuple(differing),
            alike_classes=common,
            forbidden="one is something of the other" if beside else f"other {dated}" if dated else forbidden,
        )

    def _weight(self, thing: int) -> float:
        """Return how much it says that two are connected with a thing: the square of its information, scaled."""
        count = max(len(self._things), 3)
        return max(0.0, log(count / max(int(self._things.degrees[thing]), 1)) / log(count)) ** 2

    def _values(self, a: Said, b: Said) -> tuple[list[str], list[str], str]:
        """Return the relations whose values agree, those whose values differ, and one whose dates differ."""
        agreeing, differing, dated = [], [], ""
        for relation in sorted(a.values.keys() & b.values.keys()):
            label = self._things.relations.words[relation]
            verdicts = {_compare(x, y) for x in a.values[relation] for y in b.values[relation]}
            if "same" in verdicts:
                agreeing.append(label)
            elif verdicts and "near" not in verdicts and self._things.relations.functional[relation]:
                differing.append(label)
                if verdicts == {"dates"}:
                    dated = label
        return agreeing, differing, dated

    def _classes(self, mine: Set[str], theirs: Set[str]) -> tuple[tuple[str, ...], str]:
        """Return the classes that two sets have in common, and if there are none, why they contradict."""
        if not mine or not theirs:
            return (), ""
        wide, other = self._widened(mine), self._widened(theirs)
        common = sorted((mine & other) | (theirs & wide))
        if common:
            return tuple(common), ""
        pairs = [(x, y) for x in sorted(mine) for y in sorted(theirs)]
        if all(self._are_disjoint(x, y) for x, y in pairs):
            return (), f"{pairs[0][0]} and not {pairs[0][1]}"
        return (), ""

    def _widened(self, classes: Iterable[str]) -> set[str]:
        return {above for name in classes for above in (name, *self._things.above.get(name, ()))}

    def _are_disjoint(self, x: str, y: str) -> bool:
        """Tell whether two classes have members enough, but none in common, and no word either."""
        key = (x, y)
        if key not in self._disjoint:
            mine, theirs = self._members.get(x, frozenset()), self._members.get(y, frozenset())
            apart = min(len(mine), len(theirs)) >= _ENOUGH and not mine & theirs
            self._disjoint[key] = apart and not set(x.split()) & set(y.split())
        return self._disjoint[key]


_ENOUGH = 5
"""Members of two classes without a common one from which they are taken to exclude each other."""


def _compare(one: str, other: str) -> str:
    """Return `same`, `near`, `dates` for two dates that differ, or `other`."""
    if one == other or one.casefold().strip() == other.casefold().strip():
        return "same"
    dates = _DATE.fullmatch(one), _DATE.fullmatch(other)
    if dates[0] and dates[1] and all(_YEARS[0] <= int(d[1]) <= _YEARS[1] for d in dates if d):
        parts = [(x, y) for x, y in zip(dates[0].groups(), dates[1].groups(), strict=True) if x and y]
        return "same" if all(x == y for x, y in parts) else "dates"
    if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other):
        if Decimal(one) == Decimal(other):
            return "same"
        x, y = float(one), float(other)
        return "near" if abs(x - y) <= _NEARLY * max(abs(x), abs(y)) else "other"
    return "near" if set(one.casefold().split()) & set(other.casefold().split()) else "other"
