"""A stand-in for vLLM's start: says that it is well, and has an engine process that outlives its parent if it can.

It is run as `python stub_vllm.py ... --port N`. Both processes hold a connection to `STUB_WITNESS`, a port on the
loopback, as long as they live.
"""

from __future__ import annotations

import os
import socket
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    """Serve until a signal ends it; or fail at once, where the model is called so."""
    if "broken" in sys.argv:
        sys.exit("ValueError: this model is broken")
    witness = socket.create_connection(("127.0.0.1", int(os.environ["STUB_WITNESS"])))
    if os.fork() == 0:
        witness.close()
        with socket.create_connection(("127.0.0.1", int(os.environ["STUB_WITNESS"]))) as engine:
            engine.recv(1)
        return
    port = int(sys.argv[sys.argv.index("--port") + 1])
    HTTPServer(("127.0.0.1", port), _Health).serve_forever()


if __name__ == "__main__":
    main()
