"""Text on its way to a page."""

from __future__ import annotations

_MARKS = frozenset("\\`*_{}[]()#+-!|<>~$:&")


def plain(text: str) -> str:
    """Escape what Markdown would read as markup: text of models, plans and sources is data.

    A link or an image in a document must not become one of the page's, which a browser would fetch.
    """
    return "".join(f"\\{mark}" if mark in _MARKS else mark for mark in text)
