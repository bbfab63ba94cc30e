"""The rows of an answer on the page: a table, and below it a chart where they are worth one."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

DATA = {
    "columns": ["name", "height_m"],
    "rows": [["K2", 8611], ["Denali", 6190]],
    "units": ["", "m"],
    "tie": "2 share the first place.",
    "as_of": "2026-03-01 14:05 UTC",
}


def script(data: dict[str, object]) -> None:
    """Draw an answer that stands on rows."""
    from typing import Any, cast

    from agent.schema import Answer, Citation
    from tools.schema import Evidence
    from ui.chat.components.answer import show_answer

    rows = Evidence.of("rows", "sql:mountain", "K2 | 8611", data=cast("Any", data))
    citation = Citation(label="E1", quote="K2", source="sql:mountain", start=0, end=2, kind="rows", evidence=rows.id)
    answer = Answer(question="Q", short="K2", text="K2 [E1].", citations=(citation,), evidence=(rows,))
    show_answer(answer, cast("Any", None))


def drawn(data: dict[str, object]) -> AppTest:
    page = AppTest.from_function(script, kwargs={"data": data}).run(timeout=60)
    assert not page.exception
    return page


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_a_chart_stands_below_the_table(kind: str) -> None:
    page = drawn({**DATA, "chart": {"kind": kind, "x": "name", "y": "height_m"}})
    types = [item.type for item in page.main]
    assert types.index("dataframe") + 1 == types.index("vega_lite_chart")
    spec = page.get("vega_lite_chart")[0].proto.spec
    assert f'"type":"{kind}"' in spec.replace(" ", "")
    assert "height_m (m)" in spec


def test_rows_without_a_chart_are_a_table_alone() -> None:
    page = drawn({**DATA, "chart": {"kind": "none", "x": "", "y": ""}})
    assert len(page.dataframe) == 1
    assert not page.get("vega_lite_chart")


def test_ties_and_the_time_that_rows_hold_are_said_below() -> None:
    captions = " ".join(item.value for item in drawn(DATA).caption).replace("\\", "")
    assert "2 share the first place. As of 2026-03-01 14:05 UTC, when the tables were indexed." in captions


def test_one_value_needs_no_table() -> None:
    page = drawn({**DATA, "columns": ["height_m"], "rows": [[8611]]})
    assert not page.dataframe
