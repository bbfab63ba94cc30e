"""Cells of rows read by the names of their columns."""

from __future__ import annotations

import pytest

from retrievers.reader import HeuristicReader
from retrievers.reading.readings import Reading
from retrievers.reading.rows import RowReader, read_rows, within_cell
from retrievers.schema import AnswerType, Passage


def row(number: int, text: str, title: str = "Moss Cup") -> Passage:
    return Passage(
        id=f"cup#{number}", document="cup.csv", title=title, text=text, start=0, end=len(text), place=f"row {number}"
    )


def page(title: str, text: str) -> Passage:
    return Passage(id=title, document=title, title=title, text=text, start=0, end=len(text))


ROWS = [row(1, "Year: 1931; Winner: Ann Vale; Club: Osk Runners"), row(2, "Year: 1932; Winner: Dan Pell; Club: Harrow")]
PAGES = [page("Ann Vale", "Ann Vale is a runner who was born in Osk."), page("Dan Pell", "Dan Pell plays chess.")]


def first(question: str, *passages: Passage) -> tuple[str, float]:
    found = read_rows(question, passages)
    return (found[0].text, found[0].score) if found else ("", 0.0)


def test_a_cell_is_read_whose_column_is_asked_for_and_whose_row_says_the_rest() -> None:
    text, score = first("Which club won the Moss Cup in 1932?", *ROWS)
    assert text == "Harrow"
    assert score > first("Which club won the Moss Cup in 1899?", *ROWS)[1]


def test_a_row_also_says_what_the_passage_about_one_of_its_names_says() -> None:
    assert first("Which club has a runner who was born in Osk?", *ROWS, *PAGES)[0] == "Osk Runners"


def test_the_passage_that_speaks_for_a_cell_is_named_beside_it() -> None:
    (best, *_) = read_rows("Which club has a runner who was born in Osk?", [*ROWS, *PAGES])
    assert [passage.id for passage in best.beside] == ["Ann Vale"]


def test_a_column_that_is_not_asked_for_is_not_read() -> None:
    assert first("Which mill stands in Osk?", *ROWS) == ("", 0.0)


def test_cells_that_fit_alike_are_less_sure() -> None:
    assert first("Which club was in the Moss Cup?", *ROWS)[1] < first("Which club was in the Moss Cup?", ROWS[0])[1]


def test_what_a_question_says_is_no_answer_to_it() -> None:
    assert first("Which club is Harrow?", ROWS[1]) == ("", 0.0)


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        ("Winner: Ann Vale", "Ann Vale"),
        ("1931; Winner: Ann Vale", "1931"),
        ("Vale", "Vale"),
    ],
)
def test_a_reading_ends_where_its_cell_does(span: str, kept: str) -> None:
    start = ROWS[0].text.index(span)
    read = Reading(text=span, passage=ROWS[0], start=start, end=start + len(span), score=0.5)
    cut = within_cell(read)
    assert cut is not None
    assert (cut.text, ROWS[0].text[cut.start : cut.end]) == (kept, kept)


def test_the_name_of_a_column_is_no_answer() -> None:
    read = Reading(text="Winner", passage=ROWS[0], start=12, end=18, score=0.5)
    assert within_cell(read) is None


@pytest.mark.parametrize(("span", "answers"), [("a cup for runners", True), ("Winner", False)])
def test_of_the_list_of_columns_only_what_is_said_of_the_table_is_read(span: str, answers: bool) -> None:
    text = "The Moss Cup is a cup for runners. A table of 2 rows: Year, Winner, Club."
    head = row(0, text).model_copy(update={"place": "columns"})
    read = Reading(text=span, passage=head, start=text.index(span), end=text.index(span) + len(span), score=0.5)
    assert (within_cell(read) is not None) is answers


def test_a_row_may_lean_on_a_passage_that_goes_by_another_name() -> None:
    born = page("A. Vale (runner)", "She was born in Veldra.")
    asked = "Which club has a runner born in Veldra?"
    (alone,) = read_rows(asked, [ROWS[0]])
    (leaning,) = read_rows(asked, [ROWS[0]], leaning={ROWS[0].id: [born]})
    assert leaning.score > alone.score
    assert leaning.beside == (born,)


def test_a_reading_of_prose_stays_as_it_is() -> None:
    read = Reading(text="Osk", passage=PAGES[0], start=38, end=41, score=0.5)
    assert within_cell(read) is read


def test_cells_stand_among_what_another_reader_reads() -> None:
    found = RowReader(HeuristicReader()).read("Which club won the Moss Cup in 1932?", [*ROWS, *PAGES])
    assert found[0].text == "Harrow"
    assert [reading.score for reading in found] == sorted((r.score for r in found), reverse=True)


def test_yes_and_no_are_left_to_the_other_reader() -> None:
    reader = HeuristicReader()
    asked = "Did Harrow win the Moss Cup?"
    found = RowReader(reader).read(asked, ROWS, expects=AnswerType.YES_NO)
    assert found == reader.read(asked, ROWS, expects=AnswerType.YES_NO)
