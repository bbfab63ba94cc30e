"""The rows that an answer stands on, with a chart where they are worth one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from agent.schema import Answer
from ui.chat.components.text import plain


def show_rows(answer: Answer) -> None:
    """Draw the cited rows that say more than the answer does: several, of several columns."""
    cited = {citation.evidence for citation in answer.citations if citation.kind == "rows"}
    for item in answer.evidence:
        if item.id in cited and len(item.data.get("rows", ())) > 1 and len(item.data.get("columns", ())) > 1:
            show_table(item.data)


def show_table(data: dict[str, Any]) -> None:
    """Draw rows, below them their chart if they have one, then what is said of them."""
    rows = [dict(zip(data.get("columns", ()), row, strict=False)) for row in data.get("rows", ())]
    st.dataframe(rows, hide_index=True)
    chart = data.get("chart", {})
    if chart.get("kind") == "bar":
        told = _labelled(data, chart["y"])
        st.bar_chart(rows, x=chart["x"], y=chart["y"], x_label=chart["x"], y_label=told, sort=False)
    elif chart.get("kind") == "line":
        st.line_chart(rows, x=chart["x"], y=chart["y"], x_label=chart["x"], y_label=_labelled(data, chart["y"]))
    notes = ["More rows were found than are shown."] if data.get("truncated") else []
    notes += [f"#{name} = {', '.join(map(str, values))}." for name, values in data.get("bound", {}).items()]
    notes += [data["tie"]] if data.get("tie") else []
    notes += [f"As of {data['as_of']}, when the tables were indexed."] if data.get("as_of") else []
    if notes:
        st.caption(plain(" ".join(notes)))


def _labelled(data: dict[str, Any], column: str) -> str:
    """Return a column's name with its unit."""
    units = dict(zip(data.get("columns", ()), data.get("units", ()), strict=False))
    return f"{column} ({units[column]})" if units.get(column) else column
