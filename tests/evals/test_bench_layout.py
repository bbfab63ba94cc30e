"""What graph evidence takes in prompts is counted on questions that the graph answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.layout import main
from retrievers.errors import UserError
from tests.retrievers.graph.worlds import FILMS


def test_laid_out_paths_take_less(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line.split(" | ") for line in FILMS.strip().splitlines()]
    triples = tmp_path / "films.triples.jsonl"
    triples.write_text("".join(json.dumps({"h": h, "r": r, "t": t}) + "\n" for h, r, t in rows))
    questions = tmp_path / "films.questions.jsonl"
    asked = ("Who starred in the films that [Ann Vale] directed?", "What is the price of tea?")
    questions.write_text("".join(json.dumps({"question": question}) + "\n" for question in asked))
    main([str(questions), str(triples)])
    characters, tokens, answered = capsys.readouterr().out.splitlines()
    assert answered == "1 of 2 questions answered"
    assert all(float(line.split("saved ")[1].rstrip("%")) > 30 for line in (characters, tokens))


def test_what_it_is_given_is_checked() -> None:
    with pytest.raises(UserError, match="Give two files"):
        main([])
