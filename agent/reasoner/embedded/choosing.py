"""Choosing among what a question offers, by the code of its comparison and by what was read of each side."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from math import prod

from agent.reasoner.base import Context
from agent.reasoner.embedded.comparing.measure import AFFIRMED
from agent.reasoner.embedded.confidence import worth
from agent.reasoner.embedded.links import Link, leading_to
from agent.schema import Step
from retrievers.reading.repeats import says
from retrievers.schema import AnswerType

_NAME = r'("(?:[^"\\]|\\.)*")'
_CHOICE = re.compile(rf", {_NAME}\)")
"""Names of sides in the code of a comparison: the second of each pair."""
_HOLDS = re.compile(rf"\((not \()?{re.escape(AFFIRMED).replace(re.escape('{}'), '#(E[0-9]+)')}\)?, {_NAME}\)")
"""A side that is asked for yes or no."""
_LEAST = 0.02
"""Chances below it, and above one less it, are taken for it."""


def offered(ctx: Context) -> tuple[str, ...]:
    """Return what the code of a comparison chooses among."""
    if ctx.plan is None or not ctx.plan.steps or ctx.plan.steps[-1].tool != "python":
        return ()
    return tuple(json.loads(literal) for literal in _CHOICE.findall(ctx.plan.steps[-1].input))


def goes_by(text: str, name: str) -> bool:
    """Whether a text is a name in full or in short: `Brett Allen Scallions` for `Brett Scallions`."""
    said, named = set(text.casefold().split()), set(name.casefold().split())
    return said <= named or named <= said


def beyond(link: Link, question: str) -> Link:
    """Return a link with the first of its values that the question does not name, unless it offers its answer."""
    if link.expects is AnswerType.CHOICE:
        return link
    return replace(link, value=next((value for value in link.values if not says(question, value)), link.value))


def presumed(step: Step, links: Sequence[Link]) -> list[Link]:
    """Choose the side that is likeliest to hold, where the code of `step` found that none does or several do.

    The question says that just one does. Returned are the links that lead to the sides and the sides, their replies as
    the choice takes them, and the choice last. Empty if `step` has a value, chooses by something else than replies of
    yes and no, or a side was not answered.
    """
    answered = {link.step: link for link in links}
    sides = _HOLDS.findall(step.input) if step.tool == "python" and step.input.startswith("chosen(") else []
    whole = len(sides) == len(_CHOICE.findall(step.input)) and all(name in answered for _, name, _ in sides)
    if not sides or not whole or step.id in answered:
        return []
    chances = _one_alone([_holds(answered[name], negated=bool(negated)) for negated, name, _ in sides])
    best = max(range(len(sides)), key=chances.__getitem__)
    replies = {
        name: _replied(answered[name], holds=(place == best) != bool(negated), chance=chance)
        for place, ((negated, name, _), chance) in enumerate(zip(sides, chances, strict=True))
    }
    leading = {link.step for name in replies for link in leading_to(name, links)}
    chosen = json.loads(sides[best][2])
    last = Link(
        step=step.id,
        tool=step.tool,
        question=step.question,
        value=chosen,
        values=(chosen,),
        confidence=chances[best],
        expects=step.expects,
        evidence=(),
        depends_on=step.depends_on,
    )
    return [*(replies.get(link.step, link) for link in links if link.step in leading), last]


def _holds(link: Link, *, negated: bool) -> float:
    """Return the chance that a side has what is asked."""
    affirmed = worth(link) if link.value == "yes" else 1 - worth(link)
    return min(1 - _LEAST, max(_LEAST, 1 - affirmed if negated else affirmed))


def _one_alone(chances: Sequence[float]) -> list[float]:
    """Return the chances that each of independent sides holds, given that just one of them does."""
    alone = [
        chance * prod(1 - other for place, other in enumerate(chances) if place != own)
        for own, chance in enumerate(chances)
    ]
    return [each / sum(alone) for each in alone]


def _replied(link: Link, *, holds: bool, chance: float) -> Link:
    value = "yes" if holds else "no"
    return replace(link, value=value, values=(value,), confidence=max(chance, 1 - chance))
