"""Whether a question already says what would be its answer."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")


def says(question: str, value: str) -> bool:
    """Whether a question holds a value as whole words, articles apart; never where it offers a choice with `or`.

    >>> says("Who sang with the Gulls?", "The Gulls"), says("Was it Anna or Bo?", "Bo")
    (True, False)
    """
    asked, said = _words(question), _words(value)
    return " or " not in asked and said in asked


def _words(text: str) -> str:
    return f" {' '.join(word for word in _WORD.findall(text.lower()) if word not in {'the', 'a', 'an'})} "
