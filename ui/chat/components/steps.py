"""The plan and its steps, live while the run works."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from ui.chat.components.text import plain
from ui.chat.view import StepView, View

_ICONS = {
    "search": ":material/search:",
    "graph": ":material/hub:",
    "sql": ":material/table:",
    "python": ":material/calculate:",
}


def show_steps(view: View) -> None:
    """Draw the steps in a box that is open while something happens."""
    if not view.steps and not view.doing:
        return
    done = sum(step.result is not None for step in view.steps.values())
    label = view.doing or f"{done} step{'s' if done != 1 else ''}"
    state: Literal["error", "running", "complete"] = "error" if view.error else "running" if view.doing else "complete"
    with st.status(label, state=state, expanded=bool(view.doing)):
        if view.plan and view.plan.rationale:
            st.caption(plain(view.plan.rationale))
        for step in view.steps.values():
            _show_step(step)
        for note in view.notes:
            st.caption(plain(note))


def _show_step(view: StepView) -> None:
    step, result = view.step, view.result
    icon = _ICONS.get(step.tool, ":material/build:")
    st.markdown(f"{icon} **{step.id}** {plain(view.input or step.input)}")
    if result is None:
        st.caption("working" if view.input else "waiting for " + ", ".join(step.depends_on))
    elif result.error:
        st.caption(f":red[{plain(result.error)}]")
    else:
        found = ", ".join(result.values[:5]) or f"{len(result.evidence)} findings"
        more = ", more was cut off" if result.truncated else ""
        verdict = "" if view.useful is None else (" · useful" if view.useful else f" · not useful: {view.reason}")
        st.caption(plain(f"{found}{more} · {result.seconds * 1000:.0f} ms{verdict}"))
