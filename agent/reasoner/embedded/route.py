"""Which source answers a hop: texts, graph or tables, by how well its words link to each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.reasoner.embedded.decompose import Hop
from agent.schema import PLACEHOLDER

Known = Mapping[str, tuple[str, ...]]
"""Values of earlier hops that are known already, by id."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """A way to answer a hop."""

    tool: str
    input: str
    """What the tool is called with."""
    strength: float
    """How well the hop links to the source, in [0, 1]."""
    values: tuple[str, ...] = ()
    """What a trial gave, where the source could be tried."""
    reason: str = ""
    partial: bool = False
    """Whether the source holds a part of what texts say; a chain goes to such a source as a whole or not at all, since
    what is read along a chain is fitted to readings."""


class Source(Protocol):
    """One of the knowledge base's sources, as the router sees it."""

    @property
    def tool(self) -> str:
        """The tool that reads it."""
        ...

    def route(self, hop: Hop, known: Known) -> Route | None:
        """Say how well a hop links to it; None if not at all."""
        ...

    def whole(self, question: str, hops: Sequence[Hop]) -> Route | None:
        """Say whether it can take the undivided question; None if it cannot."""
        ...


def fill(text: str, known: Known) -> str:
    """Put known values in the place of placeholders."""
    return PLACEHOLDER.sub(lambda match: known[match[1]][0] if known.get(match[1]) else match[0], text)


class TextSource:
    """The documents: they may say anything, so every hop can go there."""

    tool = "search"

    def __init__(self, strength: float = 0.5) -> None:
        """Take texts for as likely as `strength`; the other sources must link better to be preferred."""
        self._strength = strength

    def route(self, hop: Hop, known: Known) -> Route:
        """Search for the hop's question."""
        del known
        return Route(tool=self.tool, input=hop.question, strength=self._strength, reason="texts may say it")

    def whole(self, question: str, hops: Sequence[Hop]) -> Route | None:
        """Leave the question divided."""
        del question, hops
        return None


class Router:
    """Sends hops to sources."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Choose among `sources`; the first of equals wins."""
        self._sources = sources

    def __call__(self, hop: Hop, tools: Collection[str], known: Known, avoid: Collection[str] = ()) -> list[Route]:
        """Return the routes of a hop over `tools`, strongest first; what is to be avoided comes last."""
        found = [route for s in self._sources if s.tool in tools and (route := s.route(hop, known)) is not None]
        ranked = sorted(found, key=lambda r: (r.tool in avoid, -r.strength))
        return ranked or [TextSource().route(hop, known)]

    def whole(
        self, question: str, hops: Sequence[Hop], tools: Collection[str], avoid: Collection[str] = ()
    ) -> Route | None:
        """Return the source that takes the undivided question, if there is one."""
        found = [
            route
            for s in self._sources
            if s.tool in tools and s.tool not in avoid and (route := s.whole(question, hops)) is not None
        ]
        return max(found, key=lambda r: r.strength, default=None)
