"""A question with what the user said when asked back, or with the reading that is assumed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agent.schema import Exchange

_ASKED = re.compile(r"[\"“]([^\"”]+)[\"”]")
_ASSUMED = re.compile(r"^\"([^\"]+)\" is taken as (.+)$")

Choose = Callable[[str, str], str | None]
"""Which reading of a name a reply means; None if it does not say."""


def folded(question: str, exchanges: Sequence[Exchange], assumption: str = "", choose: Choose | None = None) -> str:
    """Put each reply in the place of the name that was asked about; without such a name, behind the question.

    >>> folded("Who reached Mercury first?", [Exchange(question='Which "Mercury"?', reply="Mercury (planet)")])
    'Who reached Mercury (planet) first?'
    """
    for exchange in exchanges:
        reply = exchange.reply.strip().rstrip(".")
        asked = _ASKED.search(exchange.question)
        name = asked.group(1) if asked else ""
        meant = (choose(name, reply) if choose and name else None) or reply
        question = _swapped(question, name, meant) or f"{question.rstrip('? ')} ({reply})?"
    if (assumed := _ASSUMED.match(assumption)) is not None:
        question = _swapped(question, assumed[1], assumed[2]) or question
    return question


def _swapped(question: str, name: str, meant: str) -> str:
    """Put `meant` in the place of `name`; empty if the name is not there, or the reply is no name."""
    pattern = rf"\b{re.escape(name)}(?!\w)"
    if not name or name.casefold() not in meant.casefold() or not re.search(pattern, question):
        return ""
    return re.sub(pattern, lambda _: meant, question, count=1)
