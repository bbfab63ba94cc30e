"""What documents and models say is shown on the page, never carried out by it."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

EVIL = "![x](http://evil/?q=1) [Ada](http://evil) :red[hot] <b>`"


def script(evil: str) -> None:
    """Draw an answer and steps that hold markup."""
    from typing import Any, cast

    from agent.schema import Answer, Citation, Plan, Step, StepResult
    from ui.board import Board, StepView
    from ui.chat.components.answer import show_answer
    from ui.chat.components.steps import show_steps

    citation = Citation(label="E1", quote=evil, source=evil, title=evil, start=0, end=len(evil))
    answer = Answer(question="Q", short=evil, text=f"{evil} [E1]", citations=(citation,), reasoner=evil)
    show_answer(answer, cast("Any", None))
    show_answer(answer.model_copy(update={"abstained": True, "thread": "other"}), cast("Any", None))
    step = Step(id="E1", tool="search", input=evil)
    result = StepResult(step="E1", tool="search", input=evil, values=(evil,))
    board = Board(plan=Plan(steps=(step,), rationale=evil), steps={"E1": StepView(step=step, result=result)})
    show_steps(board)


def test_no_markup_of_a_source_reaches_the_page() -> None:
    page = AppTest.from_function(script, kwargs={"evil": EVIL}).run()
    assert not page.exception
    shown = [*(item.value for item in (*page.markdown, *page.warning, *page.caption)), *(b.label for b in page.button)]
    assert sum("evil" in text for text in shown) >= 8
    for text in shown:
        assert not re.search(r"(?<!\\)(?:!\\?\[|\]\(|<b>|:red\[|`)", text), text
