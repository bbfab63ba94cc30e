"""Text on its way to a terminal."""

from __future__ import annotations

from agent.display import printable as clean

__all__ = ["clean", "count", "duration", "one_line", "size"]


def one_line(text: str, limit: int = 120) -> str:
    """Return text on one line of at most `limit` characters; what is cut shows as an ellipsis."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1].rstrip()}…"


def duration(seconds: float) -> str:
    """Return a time as people read it.

    >>> [duration(s) for s in (0.0004, 0.25, 2.5, 75)]
    ['0 ms', '250 ms', '2.5 s', '1 min 15 s']
    """
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {seconds % 60:.0f} s"


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right form.

    >>> [count(n, "step") for n in (0, 1, 1200)]
    ['0 steps', '1 step', '1,200 steps']
    """
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def size(number: int) -> str:
    """Return bytes as people read them.

    >>> [size(n) for n in (0, 999, 1_500, 2_300_000, 7_000_000_000)]
    ['0 B', '999 B', '1.5 kB', '2.3 MB', '7.0 GB']
    """
    if number < 1000:
        return f"{number} B"
    for unit, least in (("GB", 10**9), ("MB", 10**6)):
        if number >= least:
            return f"{number / least:.1f} {unit}"
    return f"{number / 1000:.1f} kB"
