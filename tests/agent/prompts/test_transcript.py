"""Calls of a run share the longest prefix."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

from agent.prompts import Prompt, Prompter
from agent.schema import Role
from tests.support.contexts import CARD_TEXT, FORGED, HOLDINGS, TOOLS, stages

RUN = (Role.TRIAGE, Role.PLAN, Role.JUDGE, Role.ANSWER, Role.CRITIQUE, Role.REFLECT)
PROMPTER = Prompter(tools=TOOLS, card=CARD_TEXT, holdings=HOLDINGS)


def prompts() -> list[Prompt]:
    return [PROMPTER(role, stages()[role], "- field: string") for role in RUN]


def sent(prompt: Prompt) -> str:
    return "".join(json.dumps(message, ensure_ascii=False)[:-2] for message in prompt.messages)


def test_each_prompt_begins_with_the_one_before_up_to_its_task() -> None:
    for earlier, later in pairwise(prompts()):
        assert later.blocks[: len(earlier.blocks)] == earlier.blocks
        assert sent(later).startswith(sent(replace(earlier, task="")))


def test_system_text_is_the_same_for_every_question() -> None:
    other = replace(stages()[Role.TRIAGE], question="What else?")
    assert PROMPTER(Role.TRIAGE, other, "").system == prompts()[-1].system


def test_evidence_rejected_later_stays_where_it_was() -> None:
    judge, answer = prompts()[2], prompts()[3]
    assert "ot about bridges" not in "".join(answer.blocks)
    assert answer.blocks[: len(judge.blocks)] == judge.blocks
    assert "[E2] rejected: it is not about bridges" in answer.task


def test_evidence_found_again_is_named_not_repeated() -> None:
    blocks = "".join(prompts()[-1].blocks)
    assert blocks.count("designed by Ada Weiss") == 1
    assert "found again: E1" in blocks


def test_evidence_of_no_step_is_shown() -> None:
    context = replace(stages()[Role.ANSWER], results={}, evidence=(FORGED,))
    assert 'label="E2"' in PROMPTER(Role.ANSWER, context, "").shared


def test_failed_step_says_why() -> None:
    context = stages()[Role.JUDGE]
    failed = context.results["E2"].model_copy(update={"error": "no such table", "values": (), "evidence": ()})
    blocks = PROMPTER(Role.JUDGE, replace(context, results={"E2": failed}), "").blocks
    assert any("failed: no such table" in block for block in blocks)
