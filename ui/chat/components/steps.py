"""The plan and its steps, live while the run works."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from ui.board import Board, StepView
from ui.chat.components.text import plain
from ui.render.words import one_line

_ICONS = {
    "search": ":material/search:",
    "graph": ":material/hub:",
    "sql": ":material/table:",
    "python": ":material/calculate:",
}


def show_steps(board: Board) -> None:
    """Draw the steps in a box that is open while something happens."""
    if not board.steps and not board.doing:
        return
    done = sum(step.result is not None for step in board.steps.values())
    label = board.doing or f"{done} step{'s' if done != 1 else ''}"
    state: Literal["error", "running", "complete"] = (
        "error" if board.error else "running" if board.doing else "complete"
    )
    with st.status(label, state=state, expanded=bool(board.doing)):
        if board.plan and board.plan.rationale:
            st.caption(plain(board.plan.rationale))
        for step in board.steps.values():
            _show_step(step)
        for note in board.notes:
            st.caption(plain(note))


def _show_step(view: StepView) -> None:
    step, result = view.step, view.result
    icon = _ICONS.get(step.tool, ":material/build:")
    st.markdown(f"{icon} **{step.id}** {plain(view.input or step.input)}")
    for tried in result.attempts if result is not None else ():
        if tried.why and not tried.chosen:
            st.caption(plain(f"tried {one_line(tried.statement)}: {one_line(tried.why, 300)}"))
    if result is None:
        st.caption("working" if view.running else "waiting for " + ", ".join(step.depends_on))
    elif result.error:
        st.caption(f":red[{plain(result.error)}]")
    else:
        found = ", ".join(result.said[:5]) or f"{len(result.evidence)} findings"
        more = ", more was cut off" if result.truncated else ""
        verdict = "" if view.useful is None else (" · useful" if view.useful else f" · not useful: {view.reason}")
        st.caption(plain(f"{found}{more} · {result.seconds * 1000:.0f} ms{verdict}"))
