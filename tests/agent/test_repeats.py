"""A model that goes in circles is told from one that writes something regular, and is stopped while it writes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.reasoner.serving.repeats import LEAST_SPAN, LEAST_TIMES, LONGEST_PERIOD, Repeats, period, without_loop

PARAGRAPH = " ".join(f"Sentence {n} says what {n * n} is." for n in range(20))[:500]

REGULAR = {
    "ruled line": "-" * 800,
    "table of one number": "".join(f"| {n} | 0 | 0 | 0 |\n" for n in range(400)),
    "head of a wide table": "| name " * 60 + "|\n" + "|---" * 200 + "|\n",
    "list of like items": "\n".join(f"- item {n}: the same words as before" for n in range(300)),
    "objects that differ in a letter": json.dumps([{"evidence": f"E{n}", "status": "accepted"} for n in range(300)]),
    "rows of an INSERT": ",\n".join(f"({n}, 'Oder Bridge', 1911)" for n in range(300)),
    "padding": "value" + " " * 1000,
    "counting down": " ".join(str(n) for n in range(900, 0, -1)),
    "refrain": "\n".join(f"Verse {n}.\nAnd so say all of us, and so say all of us." for n in range(80)),
    "a paragraph said thrice": PARAGRAPH * 3,
    "digits of a fraction": "0." + "142857" * 150,
    "code with like branches": "".join(f"    if kind == {n}:\n        return 'other'\n" for n in range(200)),
}


@pytest.mark.parametrize("text", REGULAR.values(), ids=REGULAR)
def test_what_is_only_regular_is_no_loop(text: str) -> None:
    watch = Repeats()
    assert not any(watch.add(text[start : start + 7]) for start in range(0, len(text), 7))


@pytest.mark.parametrize("said", [" ", "\n  ", "so, ", "the other words and ", PARAGRAPH, "x" * 40 + "y" * 41])
def test_what_is_said_again_and_again_is_a_loop(said: str) -> None:
    watch = Repeats()
    text = "It begins like this: " + said * (8000 // len(said))
    seen = next(start for start in range(0, len(text), 5) if watch.add(text[start : start + 5]))
    assert seen <= 21 + max(LEAST_SPAN, LEAST_TIMES * len(said)) + LEAST_SPAN // 4 + 5


def test_a_loop_that_ended_is_none() -> None:
    assert not period("so, " * 800 + "and that is all there is to say about it.")


@given(st.text(alphabet="ab \n", min_size=1, max_size=LONGEST_PERIOD // 8), st.text(alphabet="abc", max_size=30))
def test_the_period_is_one_of_the_tail(said: str, before: str) -> None:
    text = before + said * (1 + LEAST_TIMES * LONGEST_PERIOD // len(said))
    length = period(text)
    assert 0 < length <= len(said)
    assert text.endswith(text[-length:] * LEAST_TIMES)


def test_thoughts_are_kept_up_to_the_loop() -> None:
    assert without_loop("First this. " + "Let me check. " * 200) == "First this. Let me check"
