"""Where commands write."""

from __future__ import annotations

import sys

from rich.console import Console

_PIPE_WIDTH = 140
"""Columns of a table that nobody's terminal bounds."""


def out() -> Console:
    """Return the console for results. In a pipe lines are as long as they come and tables have room."""
    piped = not sys.stdout.isatty()
    return Console(highlight=False, soft_wrap=piped, width=_PIPE_WIDTH if piped else None)


def err() -> Console:
    """Return the console for what is not a result: errors, hints, progress bars."""
    return Console(stderr=True, highlight=False)


def can_ask() -> bool:
    """Tell whether there is somebody at a terminal to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()
