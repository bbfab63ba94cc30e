"""What the end of one call says of the server that it was made to."""

from __future__ import annotations

import asyncio

import openai

from agent.reasoner.serving.faults import BrokenStreamError, explain, is_outage, wait_asked_for
from agent.reasoner.serving.health import LONGEST_REST_S, Attempt

_BUSY_S = 1.0
"""How long a busy server that does not say for how long is not asked first."""


def judge(made: Attempt, error: BaseException, *, heard: bool, late: bool, url: str, model: str, rest_s: float) -> None:
    """Note in an attempt what its failure says of the server.

    `heard` is whether anything of an answer has come; `late` is whether it was given up because that took too long.
    """
    if isinstance(error, asyncio.CancelledError):
        if late and not heard:
            made.fine, made.rest_s = False, rest_s
            made.why = f"The model server at {url} does not answer; start it anew, or serve a faster model."
    elif heard:
        made.fine = True
        made.rest_s = rest_s if isinstance(error, (BrokenStreamError, openai.APIConnectionError)) else 0.0
    elif isinstance(error, Exception) and is_outage(error):
        made.fine, made.rest_s, made.why = False, rest_s, str(explain(error, url, model))
    elif isinstance(error, openai.APIStatusError):
        made.fine = True
        if error.status_code == 429:
            asked = wait_asked_for(error)
            made.rest_s = min(_BUSY_S if asked is None else asked, LONGEST_REST_S)
