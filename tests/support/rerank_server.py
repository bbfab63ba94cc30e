"""A `/rerank` endpoint on the loopback: real HTTP whose scores and faults are data.

with RerankServer(scores=lambda query, text: float(query in text)) as server:
    ServedReranker(server.url)
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Scores = Callable[[str, str], float]


class RerankServer:
    """Scores documents with a function, or answers with the status or the body that it is given."""

    def __init__(self, scores: Scores = lambda query, text: 0.0, *, status: int = 200, body: str = "") -> None:  # noqa: ARG005
        self.asked: list[Mapping[str, Any]] = []
        """The bodies of all requests."""
        self.paths: list[str] = []
        self.stalls = threading.Event()
        """Set to let requests that stall go on; see `stalling`."""
        self.stalling = False
        self.busy = 0
        """Requests that are turned away with status 503, from now on."""
        self._answer = (scores, status, body)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer._reply(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of the library
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stalls.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _reply(self, handler: BaseHTTPRequestHandler) -> None:
        asked = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        self.asked.append(asked)
        self.paths.append(handler.path)
        if self.stalling:
            self.stalls.wait()
        scores, status, body = self._answer
        if self.busy:
            self.busy -= 1
            status = 503
        told = [scores(asked["query"], text) for text in asked["documents"]]
        best_first = sorted(range(len(told)), key=lambda index: -told[index])
        results = [
            {"index": index, "relevance_score": told[index], "document": {"text": asked["documents"][index]}}
            for index in best_first
        ]
        content = (body or json.dumps({"id": "r", "results": results})).encode()
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True
