"""Names that stand for several things, where the question does not decide which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from agent.reasoner.embedded.decompose import Hop
from agent.reasoner.embedded.terms import read_terms
from agent.reasoner.embedded.tidying import tidy
from agent.schema import Clarification
from retrievers.reading.tokens import stem

MOST = 14
"""More things than this sharing a word make it a common word, not an ambiguous name."""

_QUALIFIER = re.compile(r"\s*\([^()]*\)$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Ambiguity:
    """A name of the question and what it may stand for."""

    name: str
    readings: tuple[str, ...]
    """Full names, the best supported first."""

    def clarification(self) -> Clarification:
        """Ask which is meant."""
        return Clarification(question=f'Which "{self.name}" do you mean?', options=tuple(sorted(self.readings)))

    def assumption(self) -> str:
        """Say which reading is taken."""
        return f'"{self.name}" is taken as {self.readings[0]}'


Lookup = Callable[[str], Iterable[str]]
"""Full names of things that hold a name as whole words."""
Support = Callable[[Hop, str], float]
"""How well the hop, asked of a thing by its full name, is answered, in [0, 1]."""


class Ambiguities:
    """Finds the ambiguous name of a question of one hop."""

    def __init__(self, lookup: Lookup, support: Support, *, least: float = 0.3) -> None:
        """Look readings up with `lookup`; keep those that `support` finds answered with at least `least`."""
        self._lookup = lookup
        self._support = support
        self._least = least

    def __call__(self, hop: Hop, names: Sequence[tuple[int, int]]) -> Ambiguity | None:
        """Return the name of which two or more readings are answered; None if there is none."""
        for name in _names(hop.question, names):
            readings = self.readings(name)
            if len(readings) < 2:
                continue
            found = [(full, self._support(_about(hop, name, full), full)) for full in readings]
            answered = sorted((f for f in found if f[1] >= self._least), key=lambda f: -f[1])
            if len(answered) > 1:
                return Ambiguity(name=name, readings=tuple(full for full, _ in answered))
        return None

    def readings(self, name: str) -> list[str]:
        """Return what a name may stand for; empty if one thing bears it unqualified, or too many share it."""
        found = list(dict.fromkeys(full for full in self._lookup(name) if shares(full, name)))
        if any(full.casefold() == name.casefold() for full in found) or len(found) > MOST:
            return []
        return found

    def chosen(self, name: str, reply: str, describe: Callable[[str], str]) -> str | None:
        """Return the reading that a reply means: one it names, else one that it shares words with, by name or text."""
        readings = self.readings(name)
        named = [full for full in readings if full.casefold() in reply.casefold()]
        if named:
            return max(named, key=len)
        said = {stem(word) for word in _WORD.findall(reply) if len(word) > 3} - {
            stem(word) for word in _WORD.findall(name)
        }
        by_name = {full: len(said & {stem(word) for word in _WORD.findall(full)}) for full in readings}
        best = max(by_name, key=lambda full: by_name[full], default=None)
        if best is None or by_name[best]:
            return best
        by_text = {full: len(said & {stem(word) for word in _WORD.findall(describe(full))}) for full in readings}
        best = max(by_text, key=lambda full: by_text[full])
        return best if by_text[best] else None


def shares(full: str, name: str) -> bool:
    """Whether a full name holds a name as whole words, outside its qualifier in brackets: `Edwin Hubble`."""
    bare = _QUALIFIER.sub("", full)
    pattern = re.escape(name)
    return bool(re.search(rf"\b{pattern}(?!\w)", bare, re.IGNORECASE))


def _names(question: str, names: Sequence[tuple[int, int]]) -> list[str]:
    """Return the names of a question that are written without a qualifier."""
    terms = tidy(read_terms(question, names))
    found = [term.bare or term.text for term in terms if term.name and not term.text.startswith("#")]
    return [name for name in found if not _QUALIFIER.search(name)]


def _about(hop: Hop, name: str, full: str) -> Hop:
    """Ask a hop of a thing by its full name."""
    asked = re.sub(rf"\b{re.escape(name)}\b", lambda _: full, hop.question, count=1)
    return replace(hop, question=asked)
