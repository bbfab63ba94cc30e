"""Word lists as they read best: one string of words."""

from __future__ import annotations


def word_set(*texts: str) -> frozenset[str]:
    """Return the words of texts, split at blanks."""
    return frozenset(word for text in texts for word in text.split())
