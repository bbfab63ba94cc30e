"""Text that came in parts, made of whole characters."""

from __future__ import annotations

from typing import Any


def whole_characters(text: str) -> str:
    """Join the halves of surrogate pairs; a half without its other becomes U+FFFD.

    Servers that cut between two escapes of JSON send such halves, and UTF-8 cannot say them.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def in_whole_characters(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a JSON value whose texts are `whole_characters`."""
    match value:
        case str():
            return whole_characters(value)
        case list():
            return [in_whole_characters(item) for item in value]
        case dict():
            return {whole_characters(key): in_whole_characters(item) for key, item in value.items()}
        case _:
            return value
