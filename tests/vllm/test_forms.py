"""What every role asks for, as a real server's grammar gives it: whole, of its form, its tokens counted."""

from __future__ import annotations

import asyncio

import pytest

from agent.prompts import Prompter
from agent.reasoner.base import Grant
from agent.reasoner.serving.dialect import Rung
from agent.reasoner.serving.schema import describe
from agent.reasoner.serving.structured import Ask, Structured
from agent.reasoner.serving.transport import Transport
from agent.schema import Role, Usage
from retrievers.errors import UnusableReplyError
from tests.support.contexts import CARD_TEXT, HOLDINGS, TOOLS, stages
from tests.vllm.server import FORMS, MODEL, VllmServer

TIMES = 4
"""Replies a case; a model without sense may write a list that does not end, but not every time."""
ANSWER = 1500
THINKING = 256


class Counting:
    """Grants every wish and adds up what is spent."""

    def __init__(self) -> None:
        self.spent: list[tuple[Grant, Usage]] = []

    async def open_call(self, wanted: Grant, *, final: bool = False) -> Grant:  # noqa: ARG002 - the protocol's
        return wanted

    def close_call(self, grant: Grant, spent: Usage) -> None:
        self.spent.append((grant, spent))


@pytest.mark.parametrize("thinking", [0, THINKING], ids=["at once", "after thinking"])
@pytest.mark.parametrize("role", list(Role))
async def test_a_role_gets_its_form_or_one_error(vllm: VllmServer, role: Role, thinking: int) -> None:
    transport = Transport(vllm.url)
    structured, ledger, form = Structured(transport, MODEL), Counting(), FORMS[role]
    messages = Prompter(tools=TOOLS, card=CARD_TEXT, holdings=HOLDINGS)(role, stages()[role], describe(form)).messages
    ask = Ask(name=role, messages=messages, answer_tokens=ANSWER, thinking_tokens=thinking)
    got = await asyncio.gather(
        *(structured(ask, form, lambda reply: reply, ledger) for _ in range(TIMES)), return_exceptions=True
    )
    await transport.aclose()
    assert {type(each) for each in got} <= {form, UnusableReplyError}
    assert sum(isinstance(each, form) for each in got) >= TIMES // 2
    assert structured.dialect.rung is Rung.SCHEMA
    assert all(
        0 < spent.answer_tokens + spent.thinking_tokens <= grant.answer_tokens + grant.thinking_tokens
        for grant, spent in ledger.spent
    )
