"""A question with what the user said when asked back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.schema import Exchange

_ASKED = re.compile(r"[\"“]([^\"”]+)[\"”]")


def folded(question: str, exchanges: Sequence[Exchange]) -> str:
    """Put each reply in the place of the name that was asked about; without such a name, behind the question.

    >>> folded("Who reached Mercury first?", [Exchange(question='Which "Mercury"?', reply="Mercury (planet)")])
    'Who reached Mercury (planet) first?'
    """
    for exchange in exchanges:
        reply = exchange.reply.strip().rstrip(".")
        asked = _ASKED.search(exchange.question)
        name = asked.group(1) if asked else ""
        if name and re.search(rf"\b{re.escape(name)}\b", question):
            question = re.sub(rf"\b{re.escape(name)}\b", lambda _, said=reply: said, question, count=1)  # type: ignore[misc]
        elif reply:
            question = f"{question.rstrip('? ')} ({reply})?"
    return question
