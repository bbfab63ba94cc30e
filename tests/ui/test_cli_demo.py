"""The demo, as a newcomer sees it."""

from __future__ import annotations

import re

from typer.testing import CliRunner

from ui.cli import app


def test_the_demo_asks_a_question_of_every_kind_and_counts_the_right_answers() -> None:
    result = CliRunner().invoke(app, ["demo"])
    assert result.exit_code == 0
    out = result.stdout
    assert len(re.findall(r"^plan: ", out, re.MULTILINE)) >= 8
    assert len(re.findall(r"^(?:Right|Wrong): ", out, re.MULTILINE)) == 10
    total = re.search(r"^(\d+) of 10 right$", out, re.MULTILINE)
    assert total
    assert int(total[1]) >= 8
    assert len(re.findall(r"^Right: ", out, re.MULTILINE)) == int(total[1])
    assert re.search(r"^\[E1\] “.+” — .+ · characters \d+–\d+$", out, re.MULTILINE)
