"""Gold paths are offered and hold; others are refused where the question says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.proposals import main
from retrievers.errors import UserError
from tests.retrievers.graph.worlds import FILMS


def test_gold_paths_hold_and_others_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    triples = tmp_path / "films.triples.jsonl"
    rows = [line.split(" | ") for line in FILMS.strip().splitlines()]
    triples.write_text("".join(json.dumps({"h": h, "r": r, "t": t}) + "\n" for h, r, t in rows))
    questions = tmp_path / "films.questions.jsonl"
    row = {
        "question": "Who wrote the films that [Ann Vale] directed?",
        "answers": ["Ben Oro", "Eve Strand"],
        "topic": "Ann Vale",
        "relations": ["directed_by_inv", "written_by"],
    }
    questions.write_text(json.dumps(row) + "\n")
    main([str(questions), str(triples)])
    gold, others = capsys.readouterr().out.splitlines()
    assert gold == "gold paths: 1 of 1 offered, 1 hold"
    assert others.startswith("other paths: ")
    assert " of 1 refused" in others


def test_what_it_is_given_is_checked() -> None:
    with pytest.raises(UserError, match="Give two files"):
        main([])
