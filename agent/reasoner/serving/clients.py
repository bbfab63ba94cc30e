"""The connections to servers: kept open between calls, each belonging to one event loop."""

from __future__ import annotations

import asyncio
import weakref

import openai

from agent.reasoner.serving.replay.record import Recorder


class Clients:
    """One client an address and event loop, made when first asked for."""

    def __init__(self, key: str, *, connect_s: float, recorder: Recorder | None = None) -> None:
        """Take the key of all servers, how long a connection may take to be made, and who writes down what is said."""
        self._key = key
        self._connect_s = connect_s
        self._recorder = recorder
        self._open: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, openai.AsyncOpenAI]] = (
            weakref.WeakKeyDictionary()
        )

    def __call__(self, url: str) -> openai.AsyncOpenAI:
        """Return the client for an address that belongs to the running event loop."""
        held = self._open.setdefault(asyncio.get_running_loop(), {})
        if url not in held:
            held[url] = openai.AsyncOpenAI(
                base_url=url,
                api_key=self._key,
                max_retries=0,
                timeout=openai.Timeout(None, connect=self._connect_s),
                http_client=self._recorder.client() if self._recorder else None,
            )
        return held[url]

    async def aclose(self) -> None:
        """Close those that belong to the running event loop."""
        for client in self._open.pop(asyncio.get_running_loop(), {}).values():
            await client.close()
