"""Text without halves of characters, which JSON and terminals can give and which no UTF-8 can hold."""

from __future__ import annotations


def whole(text: str) -> str:
    """Return `text` with pairs of surrogates put together, and each lone one replaced by U+FFFD.

    >>> whole("a" + chr(0xD83D) + chr(0xDE00)) == "a" + chr(0x1F600), whole("a" + chr(0xD800))
    (True, 'a\ufffd')
    """
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
