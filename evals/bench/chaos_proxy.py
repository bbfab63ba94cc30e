"""A proxy before a model server that does to its replies what networks and servers do, at random but repeatable.

    with ChaosProxy("http://127.0.0.1:8000/v1", rate=0.4, seed=1) as proxy:
        Agent(model_url=proxy.url, ...)

Each connection carries one request. Which fault it meets, if any, depends on the seed and on its number alone.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

_HEAD_END = b"\r\n\r\n"
_MOST_BYTES = 1500
"""A fault in the middle of a reply comes within so many bytes of its start."""


class Fault(StrEnum):
    """What can be wrong with one reply."""

    LATENCY = "latency"
    RESET = "reset before a reply"
    CUT = "reset within a reply"
    BUSY = "429 with Retry-After"
    QUOTA = "429"
    BROKEN = "500"
    LOADING = "503"
    HALF_JSON = "truncated JSON"
    HALF_STREAM = "truncated SSE"
    GARBAGE = "garbage bytes in a reply"
    NOISE = "garbage bytes for a reply"
    SILENCE = "no byte at all"
    STALL = "stall within a reply"


_STATUS = {
    Fault.BUSY: b"429 Too Many Requests\r\nRetry-After: 0.05",
    Fault.QUOTA: b"429 Too Many Requests",
    Fault.BROKEN: b"500 Internal Server Error",
    Fault.LOADING: b"503 Service Unavailable",
}


class ChaosProxy:
    """Stands before a server while its `with` block lasts."""

    def __init__(self, upstream: str, *, rate: float, seed: int, saw: Callable[[bytes], None] = lambda _: None) -> None:
        """Forward to the base address `upstream`; a share `rate` of the requests, in [0, 1], meets a fault.

        `saw` is told the body of each request.
        """
        self.met: Counter[str] = Counter()
        """How often each fault was met."""
        self.open = 0
        """Connections that clients hold now."""
        self._upstream = urlsplit(upstream)
        self._rate, self._seed, self._saw = rate, seed, saw
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._number = 0

    @property
    def url(self) -> str:
        """The base address for clients."""
        return f"http://127.0.0.1:{self._port}{self._upstream.path}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            with suppress(OSError, EOFError, asyncio.LimitOverrunError):
                await self._answer(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # the proxy is closed
        finally:
            self.open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(_HEAD_END)
        body = await reader.readexactly(_length(head))
        self._saw(body)
        chance = random.Random(f"{self._seed} {self._number}")  # noqa: S311 - a seed is what makes it repeatable
        self._number += 1
        fault = chance.choice(list(Fault)) if chance.random() < self._rate else None
        self.met[fault or "none"] += 1
        if fault is Fault.LATENCY:
            await asyncio.sleep(chance.uniform(0.02, 0.3))
        elif fault is Fault.RESET:
            writer.transport.abort()
            return
        elif fault is Fault.SILENCE:
            await reader.read(1)  # returns when the client goes away
            return
        elif fault is Fault.NOISE:
            writer.write(chance.randbytes(300))
            return
        elif fault in _STATUS:
            writer.write(_refusal(_STATUS[fault]))
            return
        reply = _Reply(reader, writer, fault, chance)
        leaving = asyncio.ensure_future(reader.read(1))
        passing = asyncio.ensure_future(self._forward(head, body, reply))
        try:
            await asyncio.wait((leaving, passing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (leaving, passing):
                task.cancel()
            await asyncio.gather(leaving, passing, return_exceptions=True)

    async def _forward(self, head: bytes, body: bytes, reply: _Reply) -> None:
        """Ask the server behind, and hand its reply on."""
        upstream = self._upstream
        reader, writer = await asyncio.open_connection(upstream.hostname, upstream.port or 80)
        try:
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"host:"))]
            lines[1:1] = [f"Host: {upstream.netloc}".encode(), b"Connection: close"]
            writer.write(b"\r\n".join(lines) + body)
            said = await reader.readuntil(_HEAD_END)
            await reply.pass_on(said, _chunks(said, reader))
        finally:
            writer.transport.abort()


@dataclass(frozen=True)
class _Reply:
    """A reply on its way to the client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    fault: Fault | None
    chance: random.Random

    async def pass_on(self, head: bytes, parts: AsyncIterator[bytes]) -> None:
        """Send the head, and the body as chunks of our own, until its fault comes."""
        gone = (b"connection:", b"transfer-encoding:", b"content-length:")
        lines = [line for line in head.removesuffix(_HEAD_END).split(b"\r\n") if not line.lower().startswith(gone)]
        self.writer.write(b"\r\n".join([*lines, b"Connection: close", b"Transfer-Encoding: chunked"]) + _HEAD_END)
        left = self.chance.randrange(_MOST_BYTES)
        done = self.fault in (None, Fault.LATENCY)
        async for part in parts:
            if done or len(part) < left:
                left -= len(part)
                self._chunk(part)
                continue
            self._chunk(part[:left])
            if not await self._strike():
                return
            self._chunk(part[left:])
            done = True
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def _strike(self) -> bool:
        """Do what is wrong with this reply; return whether it goes on after that."""
        await self.writer.drain()
        match self.fault:
            case Fault.CUT:
                self.writer.transport.abort()
            case Fault.STALL:
                await asyncio.Event().wait()  # until the client goes away
            case Fault.HALF_STREAM:
                self.writer.write(b"0\r\n\r\n")
            case Fault.HALF_JSON:
                self._chunk(b'\n\ndata: {"id": "chatcmpl-1", "choices": [{"index": 0, "del\n\ndata: [DONE]\n\n')
                self.writer.write(b"0\r\n\r\n")
            case _:
                self._chunk(self.chance.randbytes(200))
                return True
        return False

    def _chunk(self, content: bytes) -> None:
        if content:
            self.writer.write(b"%x\r\n%s\r\n" % (len(content), content))


def _length(head: bytes) -> int:
    """Return the length of the body that a head announces."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def _chunks(head: bytes, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Yield the body of a reply as it comes, without the marks of its transfer."""
    if b"chunked" not in head.lower():
        yield await reader.readexactly(_length(head))
        return
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)


def _refusal(status: bytes) -> bytes:
    said = b'{"error": {"message": "chaos"}}'
    return b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        status,
        len(said),
        said,
    )
