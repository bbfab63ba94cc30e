"""How likely the tables of a database can answer a question, judged by how much of it they explain."""

from __future__ import annotations

import calendar
from collections.abc import Sequence

from retrievers.tables.words import Token
from tools.sql.lexicon import CONCEPTS, GRADED, PLAIN, VERBS
from tools.sql.mention import Mention

_MONTHS = frozenset(name.lower() for name in (*calendar.month_name, *calendar.month_abbr) if name) - {"may"}

NAME = 1.5
"""Weight of a word written with a capital: if the tables do not know a name, they do not know the answer."""


def strength(tokens: Sequence[Token], mentions: Sequence[Mention]) -> float:
    """Return how likely the tables answer the question, in [0, 1].

    Both its names and its other content words must be explained: knowing France does not make a table know capitals.
    """
    explained = {index: mention.score for mention in mentions for index in range(mention.start, mention.end)}
    names: list[float] = []
    words: list[float] = []
    for index, token in enumerate(tokens):
        if index in explained or not _neutral(tokens, index):
            named = token.capital and index > 0
            (names if named else words).append(explained.get(index, 0.0))
    if not names and not words:
        return 0.0
    whole = (NAME * sum(names) + sum(words)) / (NAME * len(names) + len(words))
    return 0.5 * whole + 0.5 * min(_mean(names), _mean(words))


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores) if scores else 1.0


def _neutral(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word says nothing about the subject: grammar, a number or its unit, a degree."""
    word = tokens[index].norm
    if word in PLAIN or word[0].isdigit():
        return True
    if index and tokens[index - 1].norm[0].isdigit():
        return True
    if word in CONCEPTS or word in GRADED or word in VERBS or word in _MONTHS:
        return True
    return any(_rooted(word.removesuffix(ending)) for ending in ("er", "est") if word.endswith(ending))


def _rooted(root: str) -> bool:
    return bool({root, root + "e", root[:-1], root.removesuffix("i") + "y"} & CONCEPTS.keys())
