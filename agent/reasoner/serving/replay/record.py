"""Writes what is said to a model server and what it answers, so that it can be said again without it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2

from agent.reasoner.serving.replay.scenario import Chunk, Turn
from retrievers.errors import UserError

_KEPT = ("content-type", "retry-after")
"""Headers of replies that mean something to a client; all others, and all of the requests, are left out."""


class Recorder:
    """A file of exchanges, one a line, each written when its reply ends. Never a key: no header of a request is kept.

    The prompts are in it, and with them what a run has read.
    """

    def __init__(self, path: Path, base_url: str) -> None:
        """Begin the file anew; `UserError` if it cannot be written."""
        self.path = path
        self._base = httpx2.URL(base_url).path.rstrip("/") + "/"
        self._lock = threading.Lock()
        try:
            path.write_text("", encoding="utf-8")
        except OSError as error:
            raise UserError(f"{path} cannot be written ({error.strerror}); name another file to record to.") from None

    def client(self) -> httpx2.AsyncClient:
        """Return an HTTP client whose exchanges are written."""
        return httpx2.AsyncClient(transport=_Tap(self), timeout=None, follow_redirects=True)

    def write(self, request: httpx2.Request, turn: Turn) -> None:
        """Add one exchange."""
        body = json.loads(request.content) if request.content else {}
        path = request.url.path.removeprefix(self._base)
        line = turn.model_copy(update={"request": body, "path": path}).model_dump_json(exclude_defaults=True)
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


class _Tap(httpx2.AsyncBaseTransport):
    """Sends requests on and listens to the replies."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._onwards = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["accept-encoding"] = "identity"
        started = time.monotonic()
        response = await self._onwards.handle_async_request(request)
        turn = Turn(
            status=response.status_code,
            headers={name: response.headers[name] for name in _KEPT if name in response.headers},
            delay_s=time.monotonic() - started,
        )
        response.stream = _Listened(response.stream, self._recorder, request, turn)
        return response

    async def aclose(self) -> None:
        await self._onwards.aclose()


class _Listened(httpx2.AsyncByteStream):
    """A body that is kept while it is read. One that was left, or broke, ends without an end when it is replayed."""

    def __init__(self, stream: object, recorder: Recorder, request: httpx2.Request, turn: Turn) -> None:
        if not isinstance(stream, httpx2.AsyncByteStream):
            raise TypeError("a reply of an asynchronous transport is an asynchronous stream")
        self._stream = stream
        self._recorder = recorder
        self._request = request
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
                end = {} if self._ended else {"drop_after": 0}
                self._recorder.write(
                    self._request, self._turn.model_copy(update={"chunks": tuple(self._chunks), **end})
                )
