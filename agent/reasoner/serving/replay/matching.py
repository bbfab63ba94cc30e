"""Which turn answers a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.reasoner.serving.replay.scenario import CHAT, Turn

Body = Mapping[str, Any]

_TASK = re.compile(r"^# Task: (\w+)", re.MULTILINE)


def prompt_of(body: Body) -> str:
    """Return a request's messages as one text."""
    return "".join(f"<{message['role']}>{message['content']}" for message in body.get("messages", ()))


def role_of(body: Body) -> str:
    """Return the role that a request is for: the name of its schema or tool, or the last `# Task:` heading."""
    form = body.get("response_format", {})
    if form.get("type") == "json_schema":
        return str(form["json_schema"]["name"])
    if body.get("tools"):
        return str(body["tools"][0]["function"]["name"])
    found = [name for message in body.get("messages", ()) for name in _TASK.findall(str(message["content"]))]
    return str(found[-1]) if found else ""


def features(body: Body) -> set[str]:
    """Return what a request asks of a server beyond plain text."""
    return set(body) | {body.get("response_format", {}).get("type", "text")}


def limit_of(body: Body) -> int:
    """Return the tokens that a reply may have, thinking included."""
    return int(body.get("max_tokens", body.get("max_completion_tokens", 1 << 20)))


def choose(turns: Sequence[Turn], left: Sequence[int], path: str, body: Body) -> int | None:
    """Return the place of the turn that answers a request; None if there is none.

    A written turn answers the first request that fits it, as often as `left` says. Of recorded ones the best is one
    for the same messages that is not used up, then one that is, then an unused one for the same role.
    """
    here = [place for place, turn in enumerate(turns) if turn.path == path]
    alike = [place for place in here if _same(turns[place].request, body)]
    kin = [place for place in here if left[place] and _kindred(turns[place], body)]
    written = [place for place in here if left[place] and _fits(turns[place], body)]
    for places in ([place for place in alike if left[place]], written, alike[-1:], kin):
        if places:
            return places[0]
    return None


def _same(recorded: Body | None, body: Body) -> bool:
    """Whether a request asks what a recorded one asked; limits and switches may differ."""
    if recorded is None:
        return False
    return bool(recorded.get("messages") == body["messages"]) if "messages" in body else recorded == body


def _kindred(turn: Turn, body: Body) -> bool:
    return turn.path == CHAT and turn.request is not None and role_of(turn.request) == role_of(body) != ""


def _fits(turn: Turn, body: Body) -> bool:
    return turn.request is None and turn.role in ("", role_of(body)) and turn.about in prompt_of(body)
