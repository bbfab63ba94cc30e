"""Which pairs of names are worth a look: those that share a key, in time that grows with the number of names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrievers.graph.resolve.forms import Form, Likeness, form_of, likeness
from retrievers.graph.resolve.slips import slip_pairs
from retrievers.graph.resolve.things import Things

_CROWD = 25
"""Things that share a key; where more do, the key says nothing."""
_NAMES = 6
"""Names of one thing that are compared: its own and the first aliases."""

_ORDER = tuple(Likeness)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two things whose names are alike."""

    one: int
    other: int
    """Greater than `one`."""
    likeness: Likeness
    names: tuple[str, str]
    """The two that are alike: names of the things, or aliases."""
    aliased: bool
    """Whether one of these is an alias."""


def alike(things: Things) -> list[Alike]:
    """Return the pairs of comparable things with names that may be of one, each once, in their likest names."""
    names: dict[str, list[int]] = defaultdict(list)
    for thing in range(len(things)):
        if things.comparable[thing]:
            for surface in things.surfaces(thing)[:_NAMES]:
                names[surface].append(thing)
    surfaces = sorted(names)
    forms = [form_of(surface) for surface in surfaces]
    best: dict[tuple[int, int], Alike] = {}
    for a, b in sorted(_near(forms)):
        kind = likeness(forms[a], forms[b])
        if kind is not None:
            _keep(best, surfaces[a], surfaces[b], names, kind, things)
    for surface, owners in names.items():
        if 1 < len(owners) <= _CROWD:
            _keep(best, surface, surface, names, Likeness.SAME, things)
    return [best[pair] for pair in sorted(best)]


def _keep(
    best: dict[tuple[int, int], Alike],
    a: str,
    b: str,
    names: dict[str, list[int]],
    kind: Likeness,
    things: Things,
) -> None:
    for one in names[a]:
        for other in names[b]:
            if one == other:
                continue
            aliased = things.names[one] != a or things.names[other] != b
            low, high = min(one, other), max(one, other)
            surfaces = (a, b) if one == low else (b, a)
            found = Alike(low, high, kind, surfaces, aliased)
            before = best.get((low, high))
            if before is None or _rank(found) < _rank(before):
                best[low, high] = found


def _rank(found: Alike) -> tuple[int, bool, tuple[str, str]]:
    return _ORDER.index(found.likeness), found.aliased, found.names


def _near(forms: Sequence[Form]) -> set[tuple[int, int]]:
    """Return the places of forms that share a key, the smaller first."""
    found: set[tuple[int, int]] = set()
    for keys in (_whole, _ends, _initials):
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for place, form in enumerate(forms):
            for key in keys(form):
                groups[key].append(place)
        for group in groups.values():
            if 1 < len(group) <= _CROWD:
                found.update((a, b) for i, a in enumerate(group) for b in group[i + 1 :])
    return found | set(_slips(forms))


def _whole(form: Form) -> Iterator[str]:
    """Yield keys of names that are the same but for form, order or spaces."""
    yield " ".join(sorted(form.words))
    if len(form.words) > 1:
        yield form.joined


def _ends(form: Form) -> Iterator[str]:
    """Yield the key of names that differ in the middle."""
    if len(form.words) > 1:
        yield f"{form.words[0]} {form.words[-1]}"


def _initials(form: Form) -> Iterator[str]:
    """Yield the key of names that are the same with an initial for the first."""
    if len(form.words) > 1 and form.words[0][0].isalpha():
        yield f"{form.words[0][0]} {form.words[-1]}"


def _slips(forms: Sequence[Form]) -> Iterator[tuple[int, int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(forms):
        places[" ".join(form.words)].append(place)
    texts = sorted(places)
    for a, b in slip_pairs(texts):
        for one in places[texts[a]]:
            for other in places[texts[b]]:
                yield min(one, other), max(one, other)
