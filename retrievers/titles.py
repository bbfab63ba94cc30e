"""Titles: which of them are names, and what models read of them."""

from __future__ import annotations

import re

_QUALIFIER = re.compile(r"\s*\([^()]*\)$")


def titled(title: str, text: str) -> str:
    """Return a passage as models read it: its title, if that is a name the text does not begin with, and its text."""
    return text if text.startswith(title) or is_identifier(title) else f"{title}. {text}"


def is_identifier(title: str) -> bool:
    """Tell whether `title` is no name but a mark such as a file or a row has: one word, not of letters alone.

    >>> is_identifier("doc-0017"), is_identifier("Osk Mill"), is_identifier("Mercury")
    (True, False, False)
    """
    return " " not in title and not title.isalpha()


def bare(title: str) -> str:
    """Return a title without what tells it from its namesakes.

    >>> bare("Mercury (planet)")
    'Mercury'
    """
    return _QUALIFIER.sub("", title)
