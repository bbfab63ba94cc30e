"""An OpenAI-compatible chat server whose replies are data: real HTTP on the loopback, streamed or not.

    with ScriptedServer(Scenario(turns=(Turn(role="triage", reply={"form": "person", ...}),))) as server:
        ServedReasoner(model_url=server.url, model="scripted", ...)

A request takes the first turn that fits it and is not used up. Its role is the name of the schema or tool that it asks
for, or the `# Task:` heading of its last message. Tokens are characters / 4: a reply is cut at the limit that its
request sets; cached tokens are the longest prefix that an earlier request shared.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

_TASK = re.compile(r"^# Task: (\w+)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One reply, or one fault."""

    reply: Mapping[str, Any] | str = ""
    """The answer: an object, or raw text where the form matters."""
    role: str = ""
    """The only role that it answers; empty for any."""
    about: str = ""
    """Words that the prompts hold which it answers; empty for any."""
    thinking: str = ""
    thinking_in: Literal["reasoning", "reasoning_content", "inline"] = "reasoning"
    finish: str = "stop"
    times: int = 1
    """How many requests it answers; 0 for any number."""
    status: int = 200
    """Any other status is sent with `error` as its message."""
    error: str = "scripted fault"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    """Wait before the first byte."""
    stall_after: int | None = None
    """Send so many bytes of the stream, then nothing until the client goes away."""
    drop_after: int | None = None
    """Send so many bytes of the stream, then close the connection."""
    breaks: str = ""
    """Message of an error event that the server sends in the middle of the stream."""
    usage: bool = True
    """Whether usage is reported, where the request asks for it."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What a server says and what it understands."""

    turns: tuple[Turn, ...] = ()
    models: tuple[str, ...] = ("scripted",)
    key: str = ""
    """The key it wants; empty for none."""
    refuses: frozenset[str] = frozenset()
    """Request features answered with 400: `json_schema`, `tools`, `json_object`, `stream_options`, ..."""
    piece: int = 97
    """Bytes a write: streams are cut anywhere, inside UTF-8 and inside JSON."""


class ScriptedServer:
    """Serves a scenario while its `with` block lasts, and keeps the requests."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.requests: list[dict[str, Any]] = []
        """Bodies of the chat requests, in the order of arrival."""
        self.gone = threading.Event()
        """Set when a client left a stalled stream."""
        self.most_at_once = 0
        """Chat requests in flight together, at most."""
        self.written = 0
        """Tokens of all replies."""
        self.most_committed = 0
        """Tokens written so far and those that the requests in flight may write, at most."""
        self._at_once: list[int] = []
        self._left = [turn.times or -1 for turn in scenario.turns]
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.scripted = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base address for clients."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

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

    @contextmanager
    def in_flight(self, tokens: int) -> Iterator[None]:
        """Count a request until the first byte of its answer."""
        with self._lock:
            self._at_once.append(tokens)
            self.most_at_once = max(self.most_at_once, len(self._at_once))
            self.most_committed = max(self.most_committed, self.written + sum(self._at_once))
        try:
            yield
        finally:
            with self._lock:
                self._at_once.remove(tokens)

    def wrote(self, tokens: int) -> None:
        """Count what a reply wrote."""
        with self._lock:
            self.written += tokens

    def take(self, body: dict[str, Any]) -> tuple[Turn, int]:
        """Record a request; return the turn that answers it and the characters of its prompt that are cached."""
        with self._lock:
            text = prompt_of(body)
            shared = max((shared_prefix(text, prompt_of(old)) for old in self.requests), default=0)
            self.requests.append(body)
            for place, turn in enumerate(self.scenario.turns):
                if self._left[place] and turn.role in ("", role_of(body)) and turn.about in text:
                    self._left[place] -= 1
                    return turn, shared
        return Turn(status=418, error=f"no turn left for {role_of(body)!r}"), shared


def prompt_of(body: Mapping[str, Any]) -> str:
    """Return a request's messages as one text."""
    return "".join(f"<{message['role']}>{message['content']}" for message in body["messages"])


def shared_prefix(one: str, other: str) -> int:
    """Return how many characters two texts have in common from their start."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def role_of(body: Mapping[str, Any]) -> str:
    """Return the role that a request is for."""
    form = body.get("response_format", {})
    if form.get("type") == "json_schema":
        return str(form["json_schema"]["name"])
    if body.get("tools"):
        return str(body["tools"][0]["function"]["name"])
    found = [match[1] for message in body["messages"] for match in _TASK.finditer(message["content"])]
    return found[-1] if found else ""


def features(body: Mapping[str, Any]) -> set[str]:
    """Return what a request asks of a server beyond plain text."""
    return set(body) | {body.get("response_format", {}).get("type", "text")}


def limit_of(body: Mapping[str, Any]) -> int:
    """Return the tokens that a reply may have, thinking included."""
    return int(body.get("max_tokens", body.get("max_completion_tokens", 1 << 20)))


def text_of(turn: Turn) -> str:
    """Return a turn's reply as it is written."""
    return turn.reply if isinstance(turn.reply, str) else json.dumps(turn.reply, ensure_ascii=False)


def tokens_of(turn: Turn) -> int:
    """Return how many tokens a turn writes."""
    return (len(text_of(turn)) + len(turn.thinking)) // 4


def cut(turn: Turn, limit: int) -> Turn:
    """Return what a turn comes to within a limit of tokens."""
    if tokens_of(turn) <= limit:
        return turn
    thinking = turn.thinking[: limit * 4]
    return replace(turn, thinking=thinking, reply=text_of(turn)[: limit * 4 - len(thinking)], finish="length")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    scripted: ScriptedServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:  # the test run's output is not a log
        pass

    def do_GET(self) -> None:
        scenario = self.server.scripted.scenario
        if not self.path.endswith("/v1/models"):
            return self._json(404, {"error": {"message": "not found"}})
        return self._json(
            200, {"object": "list", "data": [{"id": name, "object": "model"} for name in scenario.models]}
        )

    def do_POST(self) -> None:
        scripted, scenario = self.server.scripted, self.server.scripted.scenario
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.path.endswith("/v1/chat/completions"):
            return self._json(404, {"error": {"message": "not found"}})
        if scenario.key and self.headers.get("Authorization") != f"Bearer {scenario.key}":
            return self._json(401, {"error": {"message": "wrong key"}})
        if body["model"] not in scenario.models:
            return self._json(404, {"error": {"message": f"The model `{body['model']}` does not exist."}})
        refused = sorted(features(body) & scenario.refuses)
        if refused:
            return self._json(400, {"error": {"message": f"{refused[0]} is not supported"}})
        with scripted.in_flight(limit_of(body)):
            turn, shared = scripted.take(body)
            if turn.delay_s:
                time.sleep(turn.delay_s)
        if turn.status != 200:
            return self._json(turn.status, {"error": {"message": turn.error}}, turn.headers)
        turn = cut(turn, limit_of(body))
        scripted.wrote(tokens_of(turn))
        return self._stream(turn, b"".join(_events(turn, body, shared)))

    def _json(self, status: int, value: object, headers: Mapping[str, str] | None = None) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, turn: Turn, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        stop = turn.drop_after if turn.drop_after is not None else turn.stall_after
        sent = content[:stop]
        piece = self.server.scripted.scenario.piece
        for start in range(0, len(sent), piece):
            part = sent[start : start + piece]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        if turn.stall_after is not None:
            self.rfile.read(1)  # returns when the client closes its end
            self.server.scripted.gone.set()
        if stop is None:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True


def _events(turn: Turn, body: Mapping[str, Any], shared: int) -> Iterator[bytes]:
    """Yield a turn as server-sent events."""
    text = text_of(turn)
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": body["model"]}

    def event(choices: list[dict[str, Any]], **more: object) -> bytes:
        return f"data: {json.dumps({**base, 'choices': choices, **more}, ensure_ascii=False)}\n\n".encode()

    def delta(finish: str | None = None, **fields: object) -> bytes:
        return event([{"index": 0, "delta": fields, "finish_reason": finish}])

    yield delta(role="assistant", content="")
    if turn.thinking and turn.thinking_in == "inline":
        text = f"<think>\n{turn.thinking}\n</think>\n\n{text}"
    elif turn.thinking:
        yield delta(**{turn.thinking_in: turn.thinking})
    if turn.breaks:
        yield f"data: {json.dumps({'error': {'message': turn.breaks, 'code': 500}})}\n\n".encode()
        return
    for part in (text[start : start + 11] for start in range(0, len(text), 11)):
        if body.get("tools"):
            yield delta(tool_calls=[{"index": 0, "function": {"arguments": part}}])
        else:
            yield delta(content=part)
    yield delta(turn.finish)
    if turn.usage and body.get("stream_options", {}).get("include_usage"):
        prompt, written = len(prompt_of(body)) // 4, tokens_of(turn)
        yield event(
            [],
            usage={
                "prompt_tokens": prompt,
                "completion_tokens": written,
                "total_tokens": prompt + written,
                "prompt_tokens_details": {"cached_tokens": shared // 4},
            },
        )
    yield b"data: [DONE]\n\n"
