"""Start the chat server."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def launch(*, kb: Path | None = None, host: str = "127.0.0.1", port: int = 8501, browser: bool = True) -> None:
    """Replace this process by Streamlit serving the chat; binds to loopback unless told otherwise."""
    app = Path(__file__).with_name("app.py")
    if kb is not None:
        os.environ["QUAESTOR_KB"] = str(kb.resolve())
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.showEmailPrompt": "false",
        "server.headless": "false" if browser else "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "runner.magicEnabled": "false",
        "theme.base": "light",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(app), *flags])  # noqa: S606 - our own file
