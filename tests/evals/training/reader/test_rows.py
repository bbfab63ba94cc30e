"""Questions with passages, from every kind of file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.training.reader.build import MOST, rows
from evals.training.reader.hops import FORMS, of_triples
from evals.training.reader.rows import Row, held_out, limited, occurrences, of_gold_only, of_readers, of_set
from retrievers.reading.sources import Source
from tests.evals.training.reader.sources import GULL, OSLO, TERN, reader_line, row, write_lines, write_rows, write_set

BUILT = "Where was the Gull built?"
CAPITAL = "Of which country is the city where the Gull was built the capital?"
PASSAGES = {"g": GULL, "o": OSLO, "t": TERN}
LINE = {
    "question": CAPITAL,
    "answer": "Norway",
    "answer_aliases": ["Norge"],
    "gold_pids": ["o", "g"],
    "context_pids": ["t", "g", "gone", "o"],
    "evidences": [["The Gull", "location of construction", "Oslo"], ["Nobody", "country", "Norway"]],
}


def a_set(folder: Path, name: str, **more: Any) -> Path:
    return write_set(folder / name, PASSAGES, [LINE | more])


def arguments(folder: Path, **more: Any) -> Namespace:
    read: Mapping[str, Any] = {
        "rows": write_rows(folder / "none.jsonl.gz", []),
        "sets": [],
        "gold_only": [],
        "triples": [],
        "hold_out": [],
        "seed": 1,
    }
    return Namespace(**{**read, **more})


def test_a_row_for_readers_has_its_answers_where_they_stand(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "r.jsonl.gz", [reader_line(BUILT, [GULL, TERN], "Oslo")])
    (read,) = of_readers(path, frozenset())
    assert read == row(BUILT, [GULL, TERN], [GULL], "Oslo", source="quoref")


@pytest.mark.parametrize(("said", "verdict"), [("yes", True), ("no", False), (None, None)])
def test_a_row_for_readers_may_ask_for_yes_or_no(tmp_path: Path, said: str | None, verdict: bool | None) -> None:
    line = reader_line("Is Oslo old?", [OSLO], "") | {"yn": said}
    assert [read.verdict for read in of_readers(write_rows(tmp_path / "r.gz", [line]), frozenset())] == [verdict]


def test_sources_can_be_left_out(tmp_path: Path) -> None:
    lines = [reader_line(BUILT, [GULL], "Oslo", source) for source in ("subjqa", "quoref")]
    path = write_rows(tmp_path / "r.jsonl.gz", lines)
    assert [read.source for read in of_readers(path, frozenset({"subjqa"}))] == ["quoref"]


def test_a_question_of_a_set_comes_with_what_it_rests_on_first(tmp_path: Path) -> None:
    (read,) = of_set(a_set(tmp_path, "s"))
    assert (read.texts, read.gold) == ((OSLO, GULL, TERN), (True, True, False))


def test_a_question_of_a_set_has_its_answers_in_what_it_rests_on(tmp_path: Path) -> None:
    (read,) = of_set(a_set(tmp_path, "s"))
    assert [[OSLO.text[start:end] for start, end in places] for places in read.places] == [["Norway"], [], []]
    assert read.answers == ("Norway", "Norge")


def test_a_question_whose_passages_are_not_all_there_is_left_out(tmp_path: Path) -> None:
    assert list(of_set(a_set(tmp_path, "s", gold_pids=["g", "gone"]))) == []


def test_yes_and_no_of_a_set_are_verdicts_and_stand_nowhere(tmp_path: Path) -> None:
    (read,) = of_set(a_set(tmp_path, "s", answer="No"))
    assert (read.verdict, read.places) == (False, ((), (), ()))


def test_gold_passages_alone_are_read_without_titles(tmp_path: Path) -> None:
    line = {"question": CAPITAL, "answer": "Norway", "gold_passages": [GULL.text, OSLO.text]}
    (read,) = of_gold_only(write_lines(tmp_path / "g.jsonl", [line]))
    assert (read.texts, read.gold) == ((Source("", GULL.text), Source("", OSLO.text)), (True, True))


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("Oslo and Oslo", "Oslo", [(0, 4), (9, 13)]),
        ("Oslofjord", "Oslo", []),
        ("(1,200)", "1,200", [(1, 6)]),
        ("St. John's", "St. John", [(0, 8)]),
        ("Oslo", "", []),
    ],
)
def test_an_answer_stands_where_its_words_do(text: str, answer: str, expected: list[tuple[int, int]]) -> None:
    assert list(occurrences(text, answer)) == expected


@pytest.mark.parametrize(("question", "chosen"), [("Which is older, Oslo or Bergen?", True), ("Which is old?", False)])
def test_a_question_that_names_its_answer_offers_it(question: str, chosen: bool) -> None:
    assert row(question, [OSLO], [OSLO], "Oslo").chosen is chosen


def test_a_triple_is_asked_for_where_the_subject_has_a_passage_with_the_object(tmp_path: Path) -> None:
    (read,) = of_triples(a_set(tmp_path, "s"), seed=0)
    assert "location of construction of The Gull" in read.question
    assert (read.answers, read.texts[0], read.gold) == (("Oslo",), GULL, (True, False, False))


def test_a_known_relation_is_asked_for_in_two_ways(tmp_path: Path) -> None:
    prefix = a_set(tmp_path, "s", context_pids=["g"], evidences=[["The Gull", "place of birth", "Oslo"]])
    asked = {read.question for read in of_triples(prefix, seed=0) if read.verdict is None}
    assert len(asked) == 2
    assert asked <= {form.format("The Gull") for form in FORMS["place of birth"]}


def verdicts(folder: Path, *evidences: Sequence[str]) -> set[tuple[str, bool]]:
    """Return the questions for yes or no, and what decides them, of many draws."""
    prefix = a_set(folder, "s", evidences=evidences)
    drawn = (read for seed in range(30) for read in of_triples(prefix, seed=seed))
    return {(read.question, read.verdict) for read in drawn if read.verdict is not None}


def test_a_triple_is_also_asked_for_yes_or_no_with_the_object_of_another(tmp_path: Path) -> None:
    triples = (["The Gull", "founded by", "Oslo"], ["Nobody", "founded by", "Anna Vik"])
    assert verdicts(tmp_path, *triples) == {
        ("Was The Gull founded by Oslo?", True),
        ("Was The Gull founded by Anna Vik?", False),
    }


def test_what_the_passage_names_is_never_said_to_be_wrong(tmp_path: Path) -> None:
    triples = (["The Gull", "founded by", "Oslo"], ["Nobody", "founded by", "ship"])
    assert verdicts(tmp_path, *triples) == {("Was The Gull founded by Oslo?", True)}


def test_a_nationality_is_asked_for_as_one_and_its_country_never_denied(tmp_path: Path) -> None:
    gull = Source("The Gull", "The Gull is a Norwegian ship.")
    triples = (["The Gull", "country", "Norwegian"], ["Nobody", "country", "Norway"], ["Nobody", "country", "Peru"])
    prefix = write_set(tmp_path / "s", {**PASSAGES, "g": gull}, [LINE | {"evidences": triples}])
    drawn = [read for seed in range(30) for read in of_triples(prefix, seed=seed) if read.verdict is not None]
    assert {read.question for read in drawn if read.verdict} == {"Is The Gull Norwegian?"}
    assert {read.question.split()[-1] for read in drawn if not read.verdict} == {"Peru?"}


def test_passages_of_the_subject_are_no_distractors(tmp_path: Path) -> None:
    passages = {**PASSAGES, "g2": Source(GULL.title, "It sank.")}
    (read,) = of_triples(write_set(tmp_path / "s", passages, [LINE | {"context_pids": ["g", "g2", "o"]}]), seed=0)
    assert read.texts == (GULL, OSLO)


def test_a_held_out_question_is_known_in_any_letter_case_and_marks(tmp_path: Path) -> None:
    held = held_out([(a_set(tmp_path, "held"), None)])
    assert held(row(CAPITAL.lower().rstrip("?"), [TERN], [TERN], "red"))


def test_a_row_that_rests_on_a_held_out_passage_is_held_out(tmp_path: Path) -> None:
    held = held_out([(a_set(tmp_path, "held"), None)])
    assert held(row(BUILT, [GULL], [GULL], "Oslo"))


def test_a_passage_that_only_stands_beside_a_held_out_question_is_not_held_out(tmp_path: Path) -> None:
    held = held_out([(a_set(tmp_path, "held"), None)])
    assert not held(row("What is red?", [TERN], [TERN], "The Tern"))


def test_as_many_questions_are_held_out_as_a_limited_evaluation_asks(tmp_path: Path) -> None:
    lines = [LINE | {"question": f"Question {number}?"} for number in range(9)]
    held = held_out([(write_set(tmp_path / "held", PASSAGES, lines), 4)])
    assert len(held.questions) == 4


@pytest.mark.parametrize(
    ("name", "expected"), [("a/b", (Path("a/b"), None)), ("a/b:500", (Path("a/b"), 500))], ids=["all", "some"]
)
def test_a_set_may_be_held_out_in_part(name: str, expected: tuple[Path, int | None]) -> None:
    assert limited(name) == expected


def everything(folder: Path, **more: Any) -> list[Row]:
    """Return the rows of one file of each kind, all of which touch the same question and passages."""
    lines = [
        reader_line(CAPITAL, [TERN], "red"),
        reader_line(BUILT, [GULL], "Oslo"),
        reader_line("What is red?", [TERN, OSLO], "The Tern"),
    ]
    alone = [{"question": "Where?", "answer": "Norway", "gold_passages": [OSLO.text, TERN.text]}]
    red = LINE | {"question": "Which boat is red?", "answer": "The Tern", "gold_pids": ["t"]}
    return list(
        rows(
            arguments(
                folder,
                rows=write_rows(folder / "r.jsonl.gz", lines),
                sets=[write_set(folder / "s", PASSAGES, [LINE, red])],
                gold_only=[write_lines(folder / "g.jsonl", alone)],
                triples=[folder / "s"],
                **more,
            )
        )
    )


def test_all_sources_are_read_where_nothing_is_held_out(tmp_path: Path) -> None:
    assert {read.source for read in everything(tmp_path)} == {"quoref", "s", "g", "triples"}


def test_no_row_asks_what_is_held_out(tmp_path: Path) -> None:
    held = str(write_set(tmp_path / "held", PASSAGES, [LINE], packed=True))
    assert {read.question for read in everything(tmp_path, hold_out=[held])} == {"What is red?", "Which boat is red?"}


def test_no_row_has_a_held_out_passage_even_beside_its_own(tmp_path: Path) -> None:
    held = str(write_set(tmp_path / "held", PASSAGES, [LINE]))
    assert {read.texts for read in everything(tmp_path, hold_out=[held])} == {(TERN,)}


def test_what_is_known_of_a_text_goes_with_it_when_others_are_dropped(tmp_path: Path) -> None:
    held = str(write_set(tmp_path / "held", PASSAGES, [LINE]))
    (read,) = (read for read in everything(tmp_path, hold_out=[held]) if read.question == "Which boat is red?")
    assert (read.gold, read.places) == ((True,), (((0, 8),),))


def test_of_a_source_at_most_so_many_rows_are_taken(tmp_path: Path) -> None:
    lines = [reader_line(f"Where is {number}?", [GULL], "Oslo", "policyqa") for number in range(MOST["policyqa"] + 9)]
    taken = rows(arguments(tmp_path, rows=write_rows(tmp_path / "r.jsonl.gz", lines)))
    assert len(list(taken)) == MOST["policyqa"]


def test_a_question_of_several_passages_is_taken_from_one_source(tmp_path: Path) -> None:
    taken = rows(arguments(tmp_path, sets=[a_set(tmp_path, "one"), a_set(tmp_path, "two")]))
    assert [read.source for read in taken] == ["one"]
