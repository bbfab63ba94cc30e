"""Answers in a terminal and in a notebook."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from agent.schema import Answer, Citation, Clarification

ANSWER = Answer(
    question="Where was Ada Lovelace born?",
    text="Ada Lovelace was born in London [E1].",
    short="London",
    citations=(Citation(label="E1", quote="born in <London>", source="ada.md", title="Ada", start=17, end=33),),
    confidence=0.83,
    reasoner="embedded",
)


def printed(answer: Answer) -> str:
    console = Console(width=100, record=True, file=StringIO())
    console.print(answer)
    return console.export_text()


def test_the_panel_shows_the_quote_and_its_place() -> None:
    text = printed(ANSWER)
    assert "“born in <London>”" in text
    assert "Ada · ada.md · characters 17–33" in text


def test_the_panel_numbers_the_readings_of_an_ambiguous_question() -> None:
    waiting = Answer(
        question="Mercury?",
        text="Which one?",
        abstained=True,
        clarification=Clarification(question="Which one?", options=("planet", "god")),
    )
    assert "1. planet" in printed(waiting)


def test_nothing_that_a_source_holds_steers_the_terminal() -> None:
    evil = ANSWER.citations[0].model_copy(
        update={"quote": "\x1b[2Jgone", "title": "\x1b]0;x\x07", "source": "a\x9b.md"}
    )
    text = printed(ANSWER.model_copy(update={"citations": (evil,), "short": "\x1b[31m", "text": "\u202etxt"}))
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)


def test_notebook_html_escapes_what_sources_say() -> None:
    assert "born in &lt;London&gt;" in ANSWER._repr_html_()


def test_the_notebook_says_what_was_assumed() -> None:
    html = ANSWER.model_copy(update={"assumption": "the <planet>"})._repr_html_()
    assert "Assumed: the &lt;planet&gt;" in html


def test_a_models_name_is_no_markup() -> None:
    assert "org/[/b]model" in printed(ANSWER.model_copy(update={"reasoner": "org/[/b]model"}))


def test_as_a_string_it_is_the_short_answer() -> None:
    assert str(ANSWER) == "London"
