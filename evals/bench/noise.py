"""Two sources made of one graph, of which the second writes part of the names otherwise, for measuring resolution."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrievers.graph.store.names import normalise
from retrievers.schema import Triple

_COPIED, _MOVED = 0.3, 0.15
"""Shares of the things that both sources speak of, and that only the second does."""
_OTHERWISE = 0.5
"""Share of the names that the second source writes otherwise."""
_NAMESAKES = 0.1
"""Share of the things of which the second source has one with almost the same name."""
_ONE_LETTER = 0.4
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FORMS = ("Inc", "Ltd", "Corporation", "GmbH")
_SHORTEST = 5


@dataclass(frozen=True, kw_only=True)
class Noisy:
    """Triples of two sources, and what is one in them."""

    triples: tuple[Triple, ...]
    original: Mapping[str, str]
    """The thing that each name of the triples is of, by name."""
    kinds: Mapping[str, str]
    """In what way a name is written otherwise, by the name."""
    pairs: frozenset[tuple[str, str]]
    """Names of one thing that stand in the triples, ordered."""

    def are_one(self, one: str, other: str) -> bool | None:
        """Tell whether two names are of one thing; None where the graph has both itself, but for case and accents.

        Of those it is not known: `Woody Allen`, a director, is the tag `woody allen`, but a film is no genre.
        """
        a, b = self.original[one], self.original[other]
        return True if a == b else None if normalise(a) == normalise(b) else False


def two_sources(triples: Sequence[Triple], seed: int) -> Noisy:
    """Deal the triples of a graph out to two sources, those of some things to both, and write names otherwise.

    Of the things that the second source speaks of, some are only in it: they must be found to be nothing in the first.
    Some of these are made up, with a name like one in the first and other facts.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up data, not a secret
    names = sorted({t.subject for t in triples} | {t.object for t in triples if not t.literal})
    fates = {name: chance.random() for name in names}
    told = {name for name in names if fates[name] < _COPIED + _MOVED}
    taken = set(names)
    written: dict[str, tuple[str, str]] = {}
    for name in names:
        if name in told and chance.random() < _OTHERWISE:
            other, kind = _otherwise(name, chance)
            if other and other not in taken:
                taken.add(other)
                written[name] = (other, kind)
    strangers = [
        _there(t, n, written) for n, t in enumerate(_namesakes(triples, names, taken, chance), len(triples) + 1)
    ]
    dealt = [part for line, triple in enumerate(triples, 1) for part in _dealt(triple, line, fates, written, chance)]
    dealt += strangers
    there = {t.subject for t in dealt} | {t.object for t in dealt if not t.literal}
    original = {name: name for name in (*names, *(t.subject for t in strangers))}
    original |= {other: name for name, (other, _) in written.items()}
    pairs = {(min(n, o), max(n, o)) for n, (o, _) in written.items() if {n, o} <= there}
    return Noisy(
        triples=tuple(dealt),
        original=original,
        kinds=dict(written.values()),
        pairs=frozenset(pairs),
    )


def _otherwise(name: str, chance: random.Random) -> tuple[str, str]:
    """Return another way to write a name, and what way it is; empty if it has none."""
    ways = {kind: other for kind, write in _KINDS.items() if (other := write(name, chance))}
    kind = chance.choice(sorted(ways)) if ways else ""
    return ways.get(kind, ""), kind


def _dealt(
    triple: Triple,
    line: int,
    fates: Mapping[str, float],
    written: Mapping[str, tuple[str, str]],
    chance: random.Random,
) -> list[Triple]:
    ends = [fates[triple.subject]] if triple.literal else [fates[triple.subject], fates[triple.object]]
    there = _there(triple, line, written)
    here = triple.model_copy(update={"source": f"first.csv:{line}"})
    if any(_COPIED <= fate < _COPIED + _MOVED for fate in ends):
        return [there]
    if any(fate < _COPIED for fate in ends):
        return chance.choice([[here], [there], [here, there]])
    return [here]


def _there(triple: Triple, line: int, written: Mapping[str, tuple[str, str]]) -> Triple:
    """Return a triple as the second source writes it."""

    def name(of: str) -> str:
        return written.get(of, (of,))[0]

    ends = {"subject": name(triple.subject), "object": triple.object if triple.literal else name(triple.object)}
    return triple.model_copy(update={**ends, "source": f"second.csv:{line}"})


def _namesakes(
    triples: Sequence[Triple], names: Sequence[str], taken: set[str], chance: random.Random
) -> Iterator[Triple]:
    """Yield facts of things that are called almost like others: those of the others with objects of third ones."""
    about: dict[str, list[Triple]] = defaultdict(list)
    objects: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        about[triple.subject].append(triple)
        objects[triple.relation].append(triple.object)
    given = sorted({parts[0] for name in names if (parts := _parts(name, 2))})
    for name in names:
        if name in about and chance.random() < _NAMESAKES:
            other = _another(name, given, chance)
            if other is not None and other not in taken:
                taken.add(other)
                for triple in about[name]:
                    found = chance.choice(objects[triple.relation])
                    yield triple.model_copy(update={"subject": other, "object": found})


def _another(name: str, given: Sequence[str], chance: random.Random) -> str | None:
    """Return the name of another: one letter differs, or the first name, or the middle initial."""
    parts = _parts(name, 2)
    if parts is None or chance.random() < _ONE_LETTER:
        return _slip(name, chance)
    joint = "_" if "_" in name else " "
    if len(parts) > 2:
        return joint.join([parts[0], chance.choice(_LETTERS).upper(), *parts[2:]])
    same = [first for first in given if first[0] == parts[0][0] and first != parts[0]]
    return joint.join([chance.choice(same), *parts[1:]]) if same else None


def _slip(name: str, chance: random.Random) -> str | None:
    places = [i for i, char in enumerate(name) if char.isalpha() and i]
    if len(places) < _SHORTEST or any(map(str.isdigit, name)):
        return None
    place, kind = chance.choice(places[:-1]), chance.randrange(4)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + chance.choice(_LETTERS) + name[place:]
    if kind == 2:
        return name[:place] + chance.choice(_LETTERS) + name[place + 1 :]
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _parts(name: str, least: int) -> list[str] | None:
    parts = re.split(r"[ _]+", name)
    fits = least <= len(parts) <= 4 and all(part.replace(".", "").isalpha() for part in parts)
    return parts if fits else None


def _initial(name: str, chance: random.Random) -> str | None:
    del chance
    parts = _parts(name, 2)
    return " ".join([f"{parts[0][0]}.", *parts[1:]]) if parts and len(parts[0]) > 1 else None


def _middle(name: str, chance: random.Random) -> str | None:
    parts = _parts(name, 2)
    if parts is None:
        return None
    if len(parts) > 2:
        return " ".join([parts[0], parts[-1]])
    return " ".join([parts[0], f"{chance.choice(_LETTERS).upper()}.", parts[1]])


def _turned(name: str, chance: random.Random) -> str | None:
    del chance
    parts = _parts(name, 2)
    return f"{parts[-1]}, {' '.join(parts[:-1])}" if parts else None


def _formal(name: str, chance: random.Random) -> str | None:
    return f"{name} {chance.choice(_FORMS)}"


def _case(name: str, chance: random.Random) -> str | None:
    del chance
    other = name.upper().replace("_", " ") if not name.isupper() else name.title()
    return other if other != name else None


_KINDS: Mapping[str, Callable[[str, random.Random], str | None]] = {
    "slip": _slip,
    "initial": _initial,
    "middle name": _middle,
    "order": _turned,
    "legal form": _formal,
    "case": _case,
}
