"""What a server can write in the time that is left, judged in its favour."""

from __future__ import annotations

import math

import pytest

from agent.reasoner.base import Grant
from agent.reasoner.serving.pace import Pace

GRANT = Grant(answer_tokens=2000, thinking_tokens=4000)


def pace(*replies: tuple[int, float]) -> Pace:
    made = Pace()
    for tokens, seconds in replies:
        made.note(tokens, seconds)
    return made


@pytest.mark.parametrize("seconds", [0.0, 1.0, math.inf])
def test_a_server_of_unknown_pace_gets_the_grant_as_it_is(seconds: float) -> None:
    assert pace().within(GRANT, seconds) is GRANT


def test_a_short_reply_tells_nothing() -> None:
    assert pace((5, 10)).within(GRANT, 1) is GRANT


def test_a_grant_that_can_be_written_stays_as_it_is() -> None:
    assert pace((100, 1)).within(GRANT, 60) is GRANT


def test_time_without_end_is_enough_for_any_grant() -> None:
    assert pace((100, 1)).within(GRANT, math.inf) is GRANT


def test_what_cannot_be_written_is_taken_from_the_thinking() -> None:
    granted = pace((100, 1)).within(GRANT, 20)
    assert granted.thinking_tokens == 3000 - 512
    assert granted.answer_tokens + granted.thinking_tokens <= 3000


def test_little_time_leaves_no_thinking() -> None:
    granted = pace((100, 1)).within(GRANT, 5)
    assert (granted.answer_tokens, granted.thinking_tokens) == (750, 0)


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 0.5])
def test_an_answer_is_always_tried(seconds: float) -> None:
    granted = pace((100, 1)).within(GRANT, seconds)
    assert (granted.answer_tokens, granted.thinking_tokens) == (512, 0)


def test_a_small_answer_is_not_made_larger() -> None:
    assert pace((100, 1)).within(Grant(answer_tokens=200), 0.1).answer_tokens == 200


def test_the_fastest_reply_counts() -> None:
    assert pace((100, 10), (100, 1), (100, 10)).within(GRANT, 60) is GRANT


def test_replies_of_long_ago_do_not_count() -> None:
    assert pace((1000, 1), *[(100, 10)] * 16).within(GRANT, 60).thinking_tokens < 4000
