"""An OpenAI-compatible chat server whose replies are data: real HTTP on the loopback, streamed or not.

    with ReplayServer(Scenario(turns=(Turn(role="triage", reply={"form": "person", ...}),))) as server:
        ServedReasoner(model_url=server.url, model="scripted", ...)

Tokens are characters / 4: a written reply is cut at the limit that its request sets; cached tokens are the longest
prefix that an earlier request shared. A recorded reply is sent as it is.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from agent.reasoner.serving.replay.matching import choose, features, limit_of, prompt_of, role_of
from agent.reasoner.serving.replay.scenario import CHAT, Scenario, Turn
from agent.reasoner.serving.replay.writing import cut, events, text_of, whole

_POLL_S = 0.02
_BASE = "/v1/"


class ReplayServer:
    """Serves a scenario while its `with` block lasts, and keeps the requests."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        port: int = 0,
        pace: float = 0.0,
        tell: Callable[[str], None] = lambda line: None,  # noqa: ARG005 - told to nobody
    ) -> None:
        """Listen on the loopback; `OSError` if the port is taken.

        Args:
            scenario: What to say.
            port: 0 takes any that is free.
            pace: How long the waits of recorded replies are: 1 as recorded, 0 none.
            tell: Is told in a line how each request is answered.

        """
        self.scenario = scenario
        self.pace = pace
        self._tell = tell
        self.requests: list[dict[str, Any]] = []
        """Bodies of the chat requests, in the order of arrival."""
        self.gone = threading.Event()
        """Set when a client left in the middle of a reply."""
        self._left = [turn.times or -1 for turn in scenario.turns]
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", port), _Handler)
        self._http.replay = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(_POLL_S,), daemon=True)

    @property
    def url(self) -> str:
        """The base address for clients."""
        return f"http://127.0.0.1:{self._http.server_address[1]}{_BASE.rstrip('/')}"

    def roles(self) -> list[str]:
        """Return the roles asked for, in order."""
        return [role_of(body) for body in self.requests]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def in_flight(self, tokens: int) -> AbstractContextManager[None]:  # noqa: ARG002 - for those who count
        """Enter while a request that may write so many tokens has no answer yet."""
        return nullcontext()

    def wrote(self, turn: Turn) -> None:
        """Be told what is sent, cut at its limit."""

    def take(self, path: str, body: dict[str, Any]) -> tuple[Turn, int]:
        """Record a request; return the turn that answers it and the characters of its prompt that are cached."""
        with self._lock:
            shared = 0
            if path == CHAT:
                text = prompt_of(body)
                shared = max((shared_prefix(text, prompt_of(old)) for old in self.requests), default=0)
                self.requests.append(body)
            place = choose(self.scenario.turns, self._left, path, body)
            if place is not None:
                self._left[place] -= 1 if self._left[place] else 0
                self._tell(f"{role_of(body) or path}: answered by reply {place + 1}")
                return self.scenario.turns[place], shared
            self._tell(f"{role_of(body) or path}: there is no reply to it")
        if path != CHAT:
            return Turn(status=404, error="not found"), 0
        return Turn(status=418, error=f"no turn left for {role_of(body)!r}"), shared


def shared_prefix(one: str, other: str) -> int:
    """Return how many characters two texts have in common from their start."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    replay: ReplayServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:  # nobody reads a log of it
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            self.server.replay.gone.set()

    def do_GET(self) -> None:
        scenario = self.server.replay.scenario
        if self.path != f"{_BASE}models":
            return self._answer(self.path.removeprefix(_BASE), {})
        return self._json(
            200, {"object": "list", "data": [{"id": name, "object": "model"} for name in scenario.models]}
        )

    def do_POST(self) -> None:
        scenario = self.server.replay.scenario
        body = self._body()
        if body is None:
            return self._json(400, {"error": {"message": "the body is no JSON object"}})
        if scenario.key and self.headers.get("Authorization") != f"Bearer {scenario.key}":
            return self._json(401, {"error": {"message": "wrong key"}})
        if body.get("model", scenario.models[0]) not in scenario.models:
            return self._json(404, {"error": {"message": f"The model `{body['model']}` does not exist."}})
        refused = sorted(features(body) & scenario.refuses)
        if refused:
            return self._json(400, {"error": {"message": f"{refused[0]} is not supported"}})
        return self._answer(self.path.removeprefix(_BASE), body)

    def _body(self) -> dict[str, Any] | None:
        """Return the object that was sent; None if it is none."""
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        except ValueError:
            return None
        return body if isinstance(body, dict) else None

    def _answer(self, path: str, body: dict[str, Any]) -> None:
        replay = self.server.replay
        with replay.in_flight(limit_of(body)):
            turn, shared = replay.take(path, body)
            if turn.delay_s:
                time.sleep(turn.delay_s * (replay.pace if turn.chunks is not None else 1))
        if turn.chunks is not None:
            return self._recorded(turn)
        if turn.status != 200:
            return self._json(turn.status, {"error": {"message": turn.error}}, turn.headers)
        if path != CHAT:
            return self._send(200, text_of(turn).encode(), turn.headers)
        turn = cut(turn, limit_of(body))
        replay.wrote(turn)
        if not (turn.streams and body.get("stream")):
            return self._send(200, whole(turn, body, shared=shared))
        content = b"".join(events(turn, body, shared=shared, letters=replay.scenario.letters))
        return self._stream(turn, content)

    def _json(self, status: int, value: object, headers: Mapping[str, str] | None = None) -> None:
        self._send(status, json.dumps(value).encode(), headers)

    def _send(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _recorded(self, turn: Turn) -> None:
        """Send what came, cut where it was cut and as fast as it came."""
        self._head(turn)
        for chunk in turn.chunks or ():
            if chunk.after_s and self.server.replay.pace:
                time.sleep(chunk.after_s * self.server.replay.pace)
            self._write(chunk.content)
        self._end(whole=turn.drop_after is None)

    def _stream(self, turn: Turn, content: bytes) -> None:
        self._head(turn)
        stop = turn.drop_after if turn.drop_after is not None else turn.stall_after
        for part in _pieces(content[:stop], self.server.replay.scenario.piece):
            self._write(part)
        if turn.stall_after is not None:
            self.rfile.read(1)  # returns when the client closes its end
            self.server.replay.gone.set()
        self._end(whole=stop is None)

    def _head(self, turn: Turn) -> None:
        self.send_response(turn.status)
        for name, text in {"Content-Type": "text/event-stream", **turn.headers}.items():
            self.send_header(name, text)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _write(self, part: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    def _end(self, *, whole: bool) -> None:
        if whole:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True


def _pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))
