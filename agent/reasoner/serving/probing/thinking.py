"""Probes of thinking: where it stands in a reply, whether it can be switched off, whether a budget holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.reasoner.serving.probing.asking import (
    Asker,
    Json,
    RefusedProbeError,
    SilentProbeError,
    content_of,
    dig,
    message_of,
)
from agent.reasoner.serving.probing.findings import Feature, Found

Place = Literal["", "reasoning", "reasoning_content", "inline"]

_SAY = "How many days have seven weeks and two days? Reason step by step."
_SEEN = 96
"""Tokens of a reply in which thinking is looked for."""
_BUDGET = 2
"""Thinking tokens that the budget's probe allows."""
_TELLING = 40
"""Characters of thinking without a budget that are needed to see one at work."""
_ALWAYS = 1024
"""Tokens for a reply of a few words by a model that cannot be kept from thinking."""
_SWITCH = "enable_thinking"
_MARKS = ("<think", "</think", "[THINK]", "<|channel|>analysis")


@dataclass(frozen=True)
class Thinking:
    """What was seen of a model's thinking."""

    place: Place
    found: dict[Feature, Found]


async def thinking(asker: Asker) -> Thinking:
    """Look at a reply with thinking and at one without; from then on, the asker asks for none."""
    key = asker.family.switch or _SWITCH
    on, refusal = await _switched(asker, key, on=True)
    if on is None:
        unknown = Found(state="unknown", why=refusal)
        return Thinking("", dict.fromkeys((Feature.THINKING, Feature.SWITCH, Feature.BUDGET), unknown))
    place, thought = thought_of(on)
    if refusal:
        off, switch = on, Found(state="no", why=refusal, refused=True)
    else:
        off, refusal = await _switched(asker, key, on=False)
        switch = _compared(place, off, refusal)
    effort = asker.family.effort_for(0)
    if effort:
        asker.quiet["reasoning_effort"] = effort
    if off is None or thought_of(off)[0]:
        asker.room = _ALWAYS
    elif not switch.refused:
        asker.quiet["chat_template_kwargs"] = {key: False}
    return Thinking(
        place,
        {
            Feature.THINKING: _apart(place),
            Feature.SWITCH: switch,
            Feature.BUDGET: await _budget(asker, key, thought, switch),
        },
    )


def thought_of(reply: Json) -> tuple[Place, str]:
    """Return where the thinking of a reply stands, and what it is."""
    message = message_of(reply)
    for field in ("reasoning", "reasoning_content"):
        said = dig(message, field)
        if isinstance(said, str) and said.strip():
            return ("reasoning" if field == "reasoning" else "reasoning_content"), said
    content = content_of(reply)
    if any(mark in content for mark in _MARKS):
        return "inline", content.split("</think")[0]
    return "", ""


async def _switched(asker: Asker, key: str, *, on: bool) -> tuple[Json | None, str]:
    """Return a reply with thinking switched on or off, and why the switch was refused; no reply if none came."""
    try:
        try:
            return await asker.chat(_SAY, tokens=_SEEN, chat_template_kwargs={key: on}), ""
        except RefusedProbeError as refusal:
            return await asker.chat(_SAY, tokens=_SEEN), str(refusal)
    except (RefusedProbeError, SilentProbeError) as error:
        return None, str(error)


def _apart(place: Place) -> Found:
    if place == "inline":
        return Found(state="no", why="thinking stands in the reply's text")
    if place:
        return Found(state="yes", why=f"thinking stands in `{place}`")
    return Found(state="unknown", why="the model did not think")


def _compared(place: Place, off: Json | None, refusal: str) -> Found:
    if off is None:
        return Found(state="unknown", why=refusal)
    if thought_of(off)[0]:
        return Found(state="no", why="the switch was accepted, but the model thought all the same")
    if not place:
        return Found(state="unknown", why="the model did not think, either way")
    return Found(state="yes", why="thinking came and went with the switch")


async def _budget(asker: Asker, key: str, thought: str, switch: Found) -> Found:
    """Compare thinking under a small budget with what the model thought without one."""
    if len(thought) < _TELLING:
        return Found(state="unknown", why="the model thinks too little to tell")
    on = {} if switch.refused else {"chat_template_kwargs": {key: True}}
    try:
        reply = await asker.chat(_SAY, tokens=_SEEN, thinking_token_budget=_BUDGET, **on)
    except RefusedProbeError as refusal:
        return Found(state="no", why=str(refusal), refused=True)
    except SilentProbeError as silence:
        return Found(state="unknown", why=str(silence))
    held = thought_of(reply)[1]
    if len(held) * 2 < len(thought):
        return Found(state="yes", why=f"{_BUDGET} tokens of budget cut {len(thought)} characters to {len(held)}")
    return Found(state="no", why="the budget was accepted, but thinking went on past it")
