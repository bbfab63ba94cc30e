"""Writes what is said to a model server and what it answers, so that it can be said again without it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import httpx2
import openai

from agent.reasoner.serving.replay.scenario import Chunk, Turn
from retrievers.errors import UserError

_STARTED = "quaestor.started"
_KEPT = ("content-type", "retry-after")
"""Headers of replies that mean something to a client; all others, and all of the requests, are left out."""


class Recorder:
    """A file of exchanges, one a line, each written when its reply ends. Never a key: no header of a request is kept.

    The prompts are in it, and with them what a run has read.
    """

    def __init__(self, path: Path, base_url: str) -> None:
        """Begin the file anew; `UserError` if it cannot be written."""
        self.path = path
        self._base = f"{httpx2.URL(base_url).path.rstrip('/')}/"
        self._lock = threading.Lock()
        try:
            path.write_text("", encoding="utf-8")
        except OSError as error:
            raise UserError(f"{path} cannot be written ({error.strerror}); name another file to record to.") from None

    def client(self) -> httpx2.AsyncClient:
        """Return an HTTP client, the model client's own, whose exchanges are written."""
        return openai.DefaultAsyncHttpxClient(event_hooks={"request": [_begin], "response": [self._listen]})

    def write(self, request: httpx2.Request, turn: Turn) -> None:
        """Add one exchange."""
        body = json.loads(request.content) if request.content else {}
        path = request.url.path.removeprefix(self._base)
        line = turn.model_copy(update={"request": body, "path": path}).model_dump_json(exclude_defaults=True)
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    async def _listen(self, response: httpx2.Response) -> None:
        turn = Turn(
            status=response.status_code,
            headers={name: response.headers[name] for name in _KEPT if name in response.headers},
            delay_s=time.monotonic() - response.request.extensions[_STARTED],
        )
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Listened(response.stream, partial(self.write, response.request), turn)


async def _begin(request: httpx2.Request) -> None:
    """Note the time, and ask for bytes that can be read in the file."""
    request.headers["accept-encoding"] = "identity"
    request.extensions = {**request.extensions, _STARTED: time.monotonic()}


class _Listened(httpx2.AsyncByteStream):
    """A body that is kept while it is read. One that was left, or broke, ends without an end when it is replayed."""

    def __init__(self, stream: httpx2.AsyncByteStream, write: Callable[[Turn], None], turn: Turn) -> None:
        self._stream = stream
        self._write = write
        self._turn = turn
        self._chunks: list[Chunk] = []
        self._ended = False
        self._written = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        before = time.monotonic()
        async for content in self._stream:
            now = time.monotonic()
            self._chunks.append(Chunk.of(content, now - before))
            before = now
            yield content
        self._ended = True

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            if not self._written:
                self._written = True
                came = {"chunks": tuple(self._chunks), "drop_after": None if self._ended else 0}
                self._write(self._turn.model_copy(update=came))
