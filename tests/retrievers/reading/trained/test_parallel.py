"""Of sentences of one form, those that fit the question are read."""

from __future__ import annotations

import pytest

from retrievers.reading.trained.parallel import focused

TEAMS = "# Teams\n\nTeam Heron is led by Mara Lind. Team Otter is led by Jon Vale. Both meet on Mondays."
RIVERS = "The Tarn is 40 km long. The Lune is 85 km long. The Aire is 148 km long."


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("Who leads Team Heron?", TEAMS, "# Teams Team Heron is led by Mara Lind. Both meet on Mondays."),
        ("Which team is led by Jon Vale?", TEAMS, "# Teams Team Otter is led by Jon Vale. Both meet on Mondays."),
        ("How long is the Lune?", RIVERS, "The Lune is 85 km long."),
        ("Is the Tarn or the Aire longer?", RIVERS, "The Tarn is 40 km long. The Aire is 148 km long."),
        ("When does the team meet?", TEAMS, "# Teams Team Heron is led by Mara Lind. Team Otter is led by Jon Vale. "
         "Both meet on Mondays."),
        ("Who leads Team Heron?", "Team Heron won. Team Otter lost.", "Team Heron won. Team Otter lost."),
    ],
    ids=["subject", "object", "among three", "two of three", "none fits better", "no common form"],
)  # fmt: skip
def test_of_sentences_of_one_form_those_are_kept_that_have_most_of_the_question(
    question: str, text: str, kept: str
) -> None:
    assert " ".join(focused(question, text).split()) == kept


def test_the_text_keeps_its_places() -> None:
    read = focused("Who leads Team Otter?", TEAMS)
    assert len(read) == len(TEAMS)
    assert read.index("Jon Vale") == TEAMS.index("Jon Vale")
