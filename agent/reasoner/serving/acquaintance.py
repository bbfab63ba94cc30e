"""Getting to know a server in the background, after its first reply: nothing that is asked for waits for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from pydantic import SecretStr

from agent.reasoner.serving.probing import Capabilities, Known, probe
from agent.reasoner.serving.probing.findings import Identity
from retrievers.errors import QuaestorError

_SHARED = frozenset({"vllm", "sglang"})
"""Vendors whose servers work at many requests at once and cache prompts by their content. Elsewhere probes would queue
before the run's own calls and push its prompt out of the cache: there only `quaestor doctor --model` asks."""


class Acquaintance:
    """Probes a server once a process, if what is known is not of this server, version and context."""

    def __init__(self, url: str, *, api_key: SecretStr | None, known: Known) -> None:
        """Take the base address, the first of several separated by commas, its key, and where what is found is kept."""
        self._url = url.split(",", 1)[0].strip()
        self._key = api_key
        self._known = known
        self._task: asyncio.Task[None] | None = None
        self._made = False

    def load(self, model: str) -> Capabilities | None:
        """Return what earlier processes found out."""
        return self._known.load(self._url, model)

    def make(self, model: str, tell: Callable[[Capabilities], None]) -> None:
        """Start asking, unless that was done; `tell` is called with what is found, if anything new is."""
        if not self._made:
            self._made = True
            self._task = asyncio.get_running_loop().create_task(self._ask(model, tell))

    async def settled(self) -> None:
        """Wait until nothing is being asked."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def aclose(self) -> None:
        """Stop asking."""
        task, self._task = self._task, None
        if task is not None and task.get_loop() is asyncio.get_running_loop():
            task.cancel()
            await asyncio.wait([task])

    async def _ask(self, model: str, tell: Callable[[Capabilities], None]) -> None:
        before = self.load(model)

        def wanted(now: Identity) -> bool:
            return now.vendor in _SHARED and (before is None or before.identity != now)

        with contextlib.suppress(QuaestorError):
            found = await probe(self._url, model, api_key=self._key, wanted=wanted)
            if found is not None:
                self._known.keep(found)
                tell(found)
