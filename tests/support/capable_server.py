"""A chat server that has the features it is given, for what asks servers about their features: real HTTP, no stream but
one. What it has not, it refuses with 400 (`refuses`) or takes and ignores."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ALL = frozenset(
    {
        "json_schema", "tools", "structured_outputs", "json_object", "switch", "budget", "logprobs", "cached", "usage",
        "/tokenize", "/rerank", "/v1/embeddings", "/version",
    }
)  # fmt: skip
THOUGHT = (
    "Seven weeks are seven times seven days, which makes forty-nine, and two more make fifty-one days in all. " * 2
)


@dataclass(kw_only=True)
class Able:
    """What a server can do, and what it was asked."""

    has: frozenset[str] = ALL
    refuses: frozenset[str] = frozenset()
    thinks_in: str = "reasoning"
    """`reasoning`, `reasoning_content`, `inline`, or empty for a model that does not think."""
    vendor: str = "vllm"
    version: str = "0.32.0"
    status: int = 200
    """Any other is what every chat request gets."""
    limit: str = "max_tokens"
    """The only name of the token limit that it takes."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def refused(self, body: Mapping[str, Any]) -> str:
        """Return why a request is refused; empty if it is not."""
        if self.limit not in body:
            return f"Unsupported parameter; use '{self.limit}' instead."
        asked = set(body) | {body.get("response_format", {}).get("type", "")}
        named = sorted(asked & self.refuses)
        return f"{named[0]} is not supported" if named else ""

    def message(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the reply to a request."""
        message: dict[str, Any] = {"role": "assistant", "content": "Blue."}
        if "tools" in body and "tools" in self.has:
            call = {"name": "hand_in", "arguments": '{"word": "zanzibar"}'}
            message["tool_calls"] = [{"id": "1", "type": "function", "function": call}]
        content = self._formed(body)
        thought = self._thought(body)
        if thought and self.thinks_in == "inline":
            content = f"<think>{thought}</think>{content}"
        elif thought:
            message[self.thinks_in] = thought
        return {**message, "content": content}

    def _formed(self, body: Mapping[str, Any]) -> str:
        kind = body.get("response_format", {}).get("type", "")
        if kind in self.has:
            return '{"word": "zanzibar"}' if kind == "json_schema" else '{"greeting": "hello"}'
        if "structured_outputs" in body and "structured_outputs" in self.has:
            form = next(iter(body["structured_outputs"]))
            return {"json": '{"word": "zanzibar"}', "choice": "zanzibar", "regex": "q123z"}[form]
        return "Blue."

    def _thought(self, body: Mapping[str, Any]) -> str:
        told = body.get("chat_template_kwargs", {}).get("enable_thinking", True)
        if not self.thinks_in or (not told and "switch" in self.has):
            return ""
        return THOUGHT[:20] if "thinking_token_budget" in body and "budget" in self.has else THOUGHT


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    able: Able

    def log_message(self, *_: object) -> None:  # the test run's output is not a log
        pass

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            model = {"id": "able", "object": "model", "owned_by": self.able.vendor, "max_model_len": 4096}
            return self._send(200, {"object": "list", "data": [model]})
        if self.path == "/version" and self.path in self.able.has:
            return self._send(200, {"version": self.able.version})
        return self._send(404, {"error": {"message": "not found"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions":
            return self._other()
        self.able.requests.append(body)
        if self.able.status != 200:
            return self._send(self.able.status, {"error": {"message": "overloaded"}})
        refused = self.able.refused(body)
        if refused:
            return self._send(400, {"error": {"message": refused}})
        usage: dict[str, Any] = {"prompt_tokens": 400, "completion_tokens": 4, "total_tokens": 404}
        if "cached" in self.able.has:
            usage["prompt_tokens_details"] = {"cached_tokens": 384}
        choice: dict[str, Any] = {"index": 0, "finish_reason": "stop", "message": self.able.message(body)}
        if body.get("logprobs") and "logprobs" in self.able.has:
            choice["logprobs"] = {"content": [{"token": "Blue", "logprob": -0.1, "bytes": None, "top_logprobs": []}]}
        if body.get("stream"):
            return self._stream(usage if "usage" in self.able.has else None)
        return self._send(200, {"object": "chat.completion", "choices": [choice], "usage": usage})

    def _other(self) -> None:
        answers = {
            "/tokenize": {"tokens": [1]},
            "/v1/rerank": {"results": []},
            "/v1/embeddings": {"data": [{"embedding": [0.5]}]},
        }
        name = "/rerank" if self.path == "/v1/rerank" else self.path
        if name in self.able.has:
            return self._send(200, answers[self.path])
        return self._send(404, {"error": {"message": "not found"}})

    def _stream(self, usage: Mapping[str, Any] | None) -> None:
        base = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "able"}
        choice = {"index": 0, "delta": {"content": "Blue."}, "finish_reason": "stop"}
        chunks: list[dict[str, Any]] = [{**base, "choices": [choice]}]
        if usage is not None:
            chunks.append({**base, "choices": [], "usage": usage})
        events = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
        self._write(200, "text/event-stream", events.encode())

    def _send(self, status: int, value: object) -> None:
        self._write(status, "application/json", json.dumps(value).encode())

    def _write(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(able: Able) -> Iterator[Able]:
    """Serve while the block lasts; the address stands in `url`."""
    handler = type("Handler", (_Handler,), {"able": able})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        http.daemon_threads = True
        able.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield able
        finally:
            http.shutdown()
            thread.join()
