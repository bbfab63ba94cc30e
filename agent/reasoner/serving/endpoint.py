"""The servers that a process asks, each known once by its address."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence

from agent.reasoner.serving.gate import Gate
from agent.reasoner.serving.health import Health
from agent.reasoner.serving.pace import Pace


class Endpoint:
    """What is shared by all who ask one server: their turns, and what was seen of its health and pace."""

    def __init__(self, url: str) -> None:
        """Take the base address."""
        self.url = url
        self.gate = Gate()
        self.health = Health()
        self.pace = Pace()


_known: weakref.WeakValueDictionary[str, Endpoint] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def addresses(given: str) -> tuple[str, ...]:
    """Return the base addresses that a setting names, separated by commas, each once.

    >>> addresses("http://one:8000/v1/, http://two:8000/v1")
    ('http://one:8000/v1', 'http://two:8000/v1')
    """
    return tuple(dict.fromkeys(part.strip().rstrip("/") for part in given.split(",") if part.strip()))


def endpoint(url: str) -> Endpoint:
    """Return the one endpoint of this process for an address; it is forgotten when nobody holds it."""
    with _lock:
        found = _known.get(url)
        if found is None:
            found = _known[url] = Endpoint(url)
        return found


def preferred(endpoints: Sequence[Endpoint]) -> Endpoint | None:
    """Return which to ask: the first that is fine, else the first that may be asked at all; None if none may.

    The order is the same for all calls, so that they find their prompts in one server's prefix cache.
    """
    able = [each for each in endpoints if each.health.may_be_asked]
    return next((each for each in able if each.health.is_fine), able[0] if able else None)
