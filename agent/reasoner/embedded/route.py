"""Which source answers a hop: texts, graph or tables, by how well its words link to each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.reasoner.embedded.decompose import Hop


@dataclass(frozen=True, kw_only=True)
class Route:
    """A way to answer a hop."""

    tool: str
    input: str
    """What the tool is called with."""
    strength: float
    """How well the hop links to the source, in [0, 1]."""
    reason: str = ""


class Source(Protocol):
    """One of the knowledge base's sources, as the router sees it."""

    @property
    def tool(self) -> str:
        """The tool that reads it."""
        ...

    def route(self, hop: Hop) -> Route | None:
        """Say how well a hop links to it; None if not at all."""
        ...

    def whole(self, question: str, hops: Sequence[Hop]) -> Route | None:
        """Say whether it can take the undivided question; None if it cannot."""
        ...


class TextSource:
    """The documents: they may say anything, so every hop can go there."""

    tool = "search"

    def __init__(self, strength: float = 0.5) -> None:
        self._strength = strength

    def route(self, hop: Hop) -> Route:
        """Search for the hop's question."""
        return Route(tool=self.tool, input=hop.question, strength=self._strength, reason="texts may say it")

    def whole(self, question: str, hops: Sequence[Hop]) -> Route | None:  # noqa: ARG002 - texts take single hops
        """Leave the question divided."""
        return None


class Router:
    """Sends hops to sources."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

    def __call__(self, hop: Hop, tools: Collection[str], avoid: Collection[str] = ()) -> list[Route]:
        """Return the routes of a hop over `tools`, strongest first; what is to be avoided comes last."""
        found = [route for s in self._sources if s.tool in tools and (route := s.route(hop)) is not None]
        ranked = sorted(found, key=lambda r: (r.tool in avoid, -r.strength))
        return ranked or [TextSource().route(hop)]

    def whole(
        self, question: str, hops: Sequence[Hop], tools: Collection[str], avoid: Collection[str] = ()
    ) -> Route | None:
        """Return the source that takes the undivided question, if one links to it much better than to its hops."""
        found = [
            route
            for s in self._sources
            if s.tool in tools and s.tool not in avoid and (route := s.whole(question, hops)) is not None
        ]
        return max(found, key=lambda r: r.strength, default=None)
