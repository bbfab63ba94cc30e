"""A query in other words."""

from __future__ import annotations

from agent.reasoner.base import Context
from retrievers.reading.query import read_query
from retrievers.reading.tokens import tokenize


def rewrite(ctx: Context) -> str:
    """Return the names of the step's query and the words that a text may use for its relation."""
    text = ctx.step.input if ctx.step else ctx.question
    query = read_query(text)
    names = [token.text for token in tokenize(text) if token.text[:1].isupper() or token.text[:1].isdigit()]
    return " ".join(dict.fromkeys([*names, *query.content, *sorted(query.cues)])) or text
