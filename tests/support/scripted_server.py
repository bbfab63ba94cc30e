"""The server of `quaestor model replay`, which also counts what it is asked to do at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from agent.reasoner.serving.replay import ReplayServer, Scenario, Turn
from agent.reasoner.serving.replay.matching import prompt_of
from agent.reasoner.serving.replay.server import shared_prefix
from agent.reasoner.serving.replay.writing import tokens_of

__all__ = ["Scenario", "ScriptedServer", "Turn", "prompt_of", "shared_prefix"]


class ScriptedServer(ReplayServer):
    """Serves a scenario while its `with` block lasts, and keeps the requests."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.most_at_once = 0
        """Chat requests in flight together, at most."""
        self.written = 0
        """Tokens of all replies."""
        self.most_committed = 0
        """Tokens written so far and those that the requests in flight may write, at most."""
        self._at_once: list[int] = []
        self._counting = Lock()

    @contextmanager
    def in_flight(self, tokens: int) -> Iterator[None]:
        """Count a request until the first byte of its answer."""
        with self._counting:
            self._at_once.append(tokens)
            self.most_at_once = max(self.most_at_once, len(self._at_once))
            self.most_committed = max(self.most_committed, self.written + sum(self._at_once))
        try:
            yield
        finally:
            with self._counting:
                self._at_once.remove(tokens)

    def wrote(self, turn: Turn) -> None:
        """Count what a reply wrote."""
        with self._counting:
            self.written += tokens_of(turn)
