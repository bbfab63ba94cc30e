"""How likely the tables of a database can answer a question, judged by how much of it they explain."""

from __future__ import annotations

from collections.abc import Sequence

from tools.sql.lexicon import STOPWORDS
from tools.sql.mention import Mention
from tools.sql.words import Token


def strength(tokens: Sequence[Token], mentions: Sequence[Mention]) -> float:
    """Return a probability in [0, 1]."""
    explained = {index: mention.score for mention in mentions for index in range(mention.start, mention.end)}
    total = held = 0.0
    for index, token in enumerate(tokens):
        if token.norm in STOPWORDS or token.norm[0].isdigit():
            continue
        weight = 1.5 if token.capital and index > 0 else 1.0
        total += weight
        held += weight * explained.get(index, 0.0)
    return held / total if total else 0.0
