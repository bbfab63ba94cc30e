"""Sentences of one form about different things, as `Team Heron is led by Mara Lind. Team Otter is led by Jon Vale.`.

A small network tells them badly apart, so that it is shown only those that say most of the question's words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from retrievers.reading.tokens import sentences

_WORD = re.compile(r"\w+")
_LEAST = 2
"""Words that a form has at least."""

Forms = tuple[tuple[tuple[int, int, frozenset[str]], ...], ...]
"""Groups of sentences of one form: of each its first and last character and its words in lower case."""


def focused(question: str, text: str) -> str:
    """Return a text with spaces in the place of sentences that are about something else.

    Of sentences of one form, those are kept that have most of the question's words. The text keeps its length.
    """
    groups = _forms(text)
    if not groups:
        return text
    asked = frozenset(word.lower() for word in _WORD.findall(question))
    for group in groups:
        most = max(len(asked & words) for _, _, words in group)
        for start, end, words in group:
            if len(asked & words) < most:
                text = text[:start] + " " * (end - start) + text[end:]
    return text


@lru_cache(maxsize=4096)
def _forms(text: str) -> Forms:
    groups: defaultdict[tuple[str, ...], list[tuple[int, int, frozenset[str]]]] = defaultdict(list)
    for start, end in sentences(text):
        words = _WORD.findall(text, start, end)
        form = tuple(word for word in words if word.islower())
        if len(form) >= _LEAST and len(form) < len(words):
            groups[form].append((start, end, frozenset(word.lower() for word in words)))
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
