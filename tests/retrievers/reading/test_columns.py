"""Which column holds what a question asks for."""

from __future__ import annotations

import pytest

from retrievers.reading.columns import asked_of


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Which volleyball venue is located in Osk?", {"volleybal", "venu"}),
        ("What is the name of the game developed by Harrow?", {"name", "game"}),
        ("What is the diameter of the planet that Moss saw?", {"diamet"}),
        ("The person who was born in Osk held what office?", {"offic"}),
        ("Who won the cup?", set()),
    ],
)
def test_what_is_asked_for_is_named_behind_the_question_word(question: str, named: set[str]) -> None:
    assert asked_of(question).words == named


@pytest.mark.parametrize(
    ("question", "columns", "best"),
    [
        ("Which club is located in Osk?", {"Club Name": "Harrow", "Home Town": "Osk , Veldra"}, "Club Name"),
        ("When was the school opened?", {"Suburb": "Osk", "Website": "1999.org", "Opened": "1999"}, "Opened"),
        ("How many seats has the hall?", {"Hall": "Harrow", "Seats": "412", "Year": "1931"}, "Seats"),
        ("Who plays for Harrow?", {"No": "7", "Player": "Ann Vale", "Club": "Harrow"}, "Player"),
        ("What is the name of the arch in Osk?", {"Name": "Gate of Winds", "Town": "Osk"}, "Name"),
        ("Which moor was crossed?", {"Stage": "Grey Moor", "Length": "12 km"}, "Stage"),
    ],
)
def test_the_column_is_chosen_that_is_asked_for(question: str, columns: dict[str, str], best: str) -> None:
    asked = asked_of(question)
    fits = {name: asked.fit(name, text, first=not place) for place, (name, text) in enumerate(columns.items())}
    assert fits[best] > max(fit for name, fit in fits.items() if name != best)


def test_a_cell_without_the_form_asked_for_does_not_answer() -> None:
    assert asked_of("In what year did it open?").fit("Opening year", "unknown") == 0
