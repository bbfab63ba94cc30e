"""The `sql` tool as a plan step sees it."""

from __future__ import annotations

import re

import pytest

from tests.tools.peaks import build_peaks
from tools.base import Toolbox
from tools.schema import Quote, ToolCall
from tools.sql import SqlTool


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> SqlTool:
    return SqlTool(build_peaks(tmp_path_factory.mktemp("tool")))


async def test_gives_rows_as_one_piece_of_evidence(tool: SqlTool) -> None:
    call = ToolCall(step="E1", input="SELECT name, height_m FROM mountain ORDER BY height_m DESC LIMIT 2")
    result = await tool(call)
    (evidence,) = result.evidence
    assert evidence.kind == "rows"
    assert evidence.source == "sql:mountain"
    assert evidence.text == "name | height_m\nMount Everest | 8849\nK2 | 8611"
    assert evidence.data["columns"] == ["name", "height_m"]
    assert evidence.data["rows"] == [["Mount Everest", 8849], ["K2", 8611]]
    assert evidence.data["truncated"] is False
    assert evidence.step == "E1"


async def test_evidence_says_what_the_rows_do_not(tool: SqlTool) -> None:
    sql = "SELECT name, height_m FROM mountain WHERE range_name = '#E1' ORDER BY range_name LIMIT 2"
    result = await tool(ToolCall(step="E2", input=sql, bindings={"E1": ("Alps",)}))
    data = result.evidence[0].data
    assert data["units"] == ["", "m"]
    assert data["chart"] == {"kind": "bar", "x": "name", "y": "height_m"}
    assert data["bound"] == {"E1": ["Alps"]}
    assert data["tie"] == ""
    assert re.fullmatch(r"as of \d{4}-\d\d-\d\d \d\d:\d\d UTC", data["place"])


async def test_values_are_the_first_column_and_can_be_quoted(tool: SqlTool) -> None:
    result = await tool(ToolCall(step="E1", input="SELECT height_m / 3 FROM mountain WHERE id < 3"))
    for value in result.values:
        assert Quote.locate(result.evidence[0], value).text(result.evidence[0]) == value


async def test_says_when_there_are_more_rows(tool: SqlTool) -> None:
    result = await tool(ToolCall(step="E1", input="SELECT name FROM mountain", limit=5))
    assert result.truncated
    assert len(result.values) == 5
    assert result.evidence[0].text.endswith("(the first 5 rows; there are more)")


async def test_no_row_is_no_value_and_no_confidence(tool: SqlTool) -> None:
    result = await tool(ToolCall(step="E1", input="SELECT name FROM mountain WHERE height_m > 9000"))
    assert result.values == ()
    assert result.confidence == 0
    assert result.evidence[0].text == "name\n(no rows)"


async def test_binds_what_an_earlier_step_found(tool: SqlTool) -> None:
    call = ToolCall(
        step="E2",
        input="SELECT continent FROM country WHERE name IN ('#E1') ORDER BY 1",
        bindings={"E1": ("Nepal", "France")},
    )
    assert (await tool(call)).values == ("Asia", "Europe")


async def test_a_refusal_reaches_the_judge_as_words(tool: SqlTool) -> None:
    result = await Toolbox([tool]).run("sql", ToolCall(step="E1", input="SELECT name FROM montain"))
    assert result.error == "There is no table 'montain'; the nearest are mountain."


async def test_the_tables_of_a_join_are_its_source(tool: SqlTool) -> None:
    call = ToolCall(step="E1", input="SELECT c.name FROM mountain m JOIN country c ON c.code = m.country_code")
    assert (await tool(call)).evidence[0].source == "sql:mountain,country"
