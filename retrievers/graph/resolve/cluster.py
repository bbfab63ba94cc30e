"""From scored pairs to groups of names, none of which holds two that must stay apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

_MOST = 25
"""Names of one thing that scores may bring together; users and sources may bring together more."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair of things with its score."""

    one: int
    other: int
    score: float
    sure: bool = False
    """Whether a source or a user says it, and no score."""


class Groups:
    """Groups of things that are one."""

    def __init__(self, apart: Callable[[int, int], bool], decided: Callable[[int, int], bool]) -> None:
        """Start with each thing alone; no score joins pairs that are `apart`, and nothing those `decided` to be two."""
        self._apart = apart
        self._decided = decided
        self._members: dict[int, tuple[int, ...]] = {}

    def add(self, pairs: Iterable[Scored]) -> list[Scored]:
        """Join pairs, the sure and then the likeliest first, where nothing keeps their groups apart; return those."""
        taken = []
        for pair in sorted(pairs, key=lambda p: (not p.sure, -p.score, p.one, p.other)):
            mine, theirs = self.of(pair.one), self.of(pair.other)
            if mine == theirs or self._kept_apart(mine, theirs, sure=pair.sure):
                continue
            group = tuple(sorted(mine + theirs))
            self._members.update(dict.fromkeys(group, group))
            taken.append(pair)
        return taken

    def of(self, thing: int) -> tuple[int, ...]:
        """Return all things that are one with a thing, ascending, and itself."""
        return self._members.get(thing, (thing,))

    def heads(self) -> dict[int, int]:
        """Return for each thing that is one with others the first of them."""
        return {thing: group[0] for thing, group in self._members.items()}

    def all_of(self) -> list[tuple[int, ...]]:
        """Return the groups of two and more, in order."""
        return sorted(set(self._members.values()))

    def _kept_apart(self, mine: tuple[int, ...], theirs: tuple[int, ...], *, sure: bool) -> bool:
        pairs = [(a, b) for a in mine for b in theirs]
        if any(self._decided(a, b) for a, b in pairs):
            return True
        return not sure and (len(mine) + len(theirs) > _MOST or any(self._apart(a, b) for a, b in pairs))
