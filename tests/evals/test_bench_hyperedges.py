"""The measure of hyperedges beside neighbourhoods."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.hyperedges import Held, main, measure
from evals.datasets.graph import GraphQuestion
from retrievers.errors import UserError
from retrievers.graph.ask.paths import PathSearch
from tests.retrievers.graph.worlds import FILMS, build

QUESTION = "Who starred in the films written by Ben Oro?"
ANSWERS = ("Cleo Marsh", "Dan Pell", "Gus Hale")


def held() -> dict[str, Held]:
    question = GraphQuestion(id="1", question=QUESTION, answers=ANSWERS)
    return {each.way: each for each in measure(PathSearch(build(FILMS)), [question], hops=2)}


def test_a_cover_holds_the_answers_in_fewer_facts_than_all_around() -> None:
    found = held()
    assert (found["cover"].share, found["cover"].facts) == (1.0, 6)
    assert (found["all within 1"].share, found["all within 1"].facts) == (0.0, 2)
    assert (found["all within 2"].share, found["all within 2"].facts) == (1.0, 12)


def test_the_command_prints_a_line_for_each_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions, triples = tmp_path / "films.jsonl", tmp_path / "triples.jsonl"
    questions.write_text(json.dumps({"question": QUESTION, "answers": ANSWERS}))
    rows = [line.split(" | ") for line in FILMS.strip().splitlines()]
    triples.write_text("\n".join(json.dumps(dict(zip("hrt", row, strict=True))) for row in rows))
    main([str(questions), str(triples)])
    out = capsys.readouterr().out
    assert [way for way in ("cover", "cover, 2 times", "all within 1", "all within 2") if way not in out] == []


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        main([str(tmp_path / "none.jsonl"), str(tmp_path / "none.jsonl")])
