"""What the heuristic reader reads, and that its offsets and scores can be relied on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrievers.reader import HeuristicReader
from retrievers.reading.readings import Reading
from retrievers.schema import AnswerType, Passage

TEXTS = {
    "Mary Ashford": (
        "Mary Ashford (3 May 1902 – 12 June 1988) was a Canadian film director and screenwriter. She was born in "
        "Halifax and studied at Dalhousie University. Her best known film is The Salt Road."
    ),
    "The Salt Road": (
        "The Salt Road is a 1948 drama film directed by Mary Ashford and starring Peter Quill. The music was composed "
        "by Ingrid Solheim. It was shot in Nova Scotia for 120,000 dollars."
    ),
    "Peter Quill": (
        "Peter Quill (born 7 January 1919) was a Welsh actor. He was the son of the miner Thomas Quill and his wife "
        "Gwen Rees. He died in Cardiff in 1971."
    ),
    "Harbour Street": "Harbour Street is a street in Port Elm. It was built in 1840 and is 3 km long.",
}


class Names:
    """Known names, each with a sentence on what bears it."""

    def __init__(self, about: dict[str, str]) -> None:
        self.names = list(about.items())

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        spans = [(text.find(name), name, i) for i, (name, _) in enumerate(self.names)]
        return [(start, start + len(name), i) for start, name, i in spans if start >= 0]

    def about(self, thing: int) -> str:
        return self.names[thing][1]


def passage(title: str, text: str) -> Passage:
    return Passage(id=f"p:{title}", document=title, title=title, text=text, start=0, end=len(text))


PASSAGES = [passage(title, text) for title, text in TEXTS.items()]


def read(question: str, expects: AnswerType | None = None) -> list[Reading]:
    return HeuristicReader().read(question, PASSAGES, expects=expects)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who directed The Salt Road?", "Mary Ashford"),
        ("Who composed the music of The Salt Road?", "Ingrid Solheim"),
        ("When was Mary Ashford born?", "3 May 1902"),
        ("When did Mary Ashford die?", "12 June 1988"),
        ("Where was Mary Ashford born?", "Halifax"),
        ("What nationality is Mary Ashford?", "Canadian"),
        ("Where did Mary Ashford study?", "Dalhousie University"),
        ("Where did Peter Quill die?", "Cardiff"),
        ("Who is the father of Peter Quill?", "Thomas Quill"),
        ("How long is Harbour Street?", "3 km"),
        ("When was Harbour Street built?", "1840"),
    ],
)
def test_facts_stated_plainly_are_read(question: str, expected: str) -> None:
    assert read(question)[0].text == expected


def test_a_reading_is_the_span_it_points_to() -> None:
    for reading in read("Who directed The Salt Road?"):
        assert reading.passage.text[reading.start : reading.end] == reading.text


def test_readings_are_different_and_sorted_by_score() -> None:
    readings = read("Who starred in The Salt Road?")
    scores = [reading.score for reading in readings]
    assert len({reading.text for reading in readings}) == len(readings) == 5
    assert scores[0] == max(scores)


def test_what_is_asked_of_nobody_known_scores_low() -> None:
    known = read("When was Mary Ashford born?")[0].score
    unknown = read("When was Edward Lund's lighthouse painted?")[0].score
    assert unknown < 0.3 < known


def test_the_kind_asked_for_decides_between_spans() -> None:
    question = "What is said of Peter Quill?"
    assert any(c.isdigit() for c in read(question, AnswerType.DATE)[0].text)
    assert not any(c.isdigit() for c in read(question, AnswerType.PERSON)[0].text)


def test_a_known_name_is_read_whole() -> None:
    text = "The Gull was designed by Anna of Vik, Baroness Holm in 1930."
    names = Names({"Anna of Vik, Baroness Holm": ""})
    read = HeuristicReader(names).read("Who designed the Gull?", [passage("Gull", text)])
    assert read[0].text == "Anna of Vik, Baroness Holm"


def test_a_name_of_the_kind_asked_for_is_preferred() -> None:
    text = "Vega was carried by Orion and met Lyra in 1990."
    names = Names({"Orion": "Orion is a crane.", "Lyra": "Lyra is a comet.", "Vega": "Vega is a probe."})
    assert HeuristicReader(names).read("Which comet did Vega meet?", [passage("Vega", text)])[0].text == "Lyra"


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Is Mary Ashford a film director?", "yes"), ("Is Mary Ashford a chemist and a pilot?", "no")],
)
def test_yes_and_no_stand_on_a_sentence(question: str, expected: str) -> None:
    best = read(question)[0]
    assert best.text == expected
    assert best.passage.text[best.start : best.end].endswith(".")


def best_of(question: str, title: str, text: str) -> Reading:
    return HeuristicReader().read(question, [passage(title, text)])[0]


def test_a_person_is_named_without_what_the_text_calls_them() -> None:
    text = "The name of Vik was suggested by his son John Herschel and refers to a giant."
    assert best_of("Who suggested the name of Vik?", "Vik", text).text == "John Herschel"


def test_a_last_name_alone_is_read_as_the_full_name() -> None:
    text = "The Gull Society was founded at Clark by Stanley Hall. Hall was its first president."
    assert best_of("Who was the first president of the Gull Society?", "Gull Society", text).text == "Stanley Hall"


def test_where_a_year_is_asked_the_year_is_read() -> None:
    text = "Anna Vik (1 March 1891 – 19 August 1974) was a Danish botanist."
    assert best_of("In what year did Anna Vik die?", "Anna Vik", text).text == "1974"


def test_a_year_is_trusted_less_where_a_day_is_asked() -> None:
    text = "The Gull was launched in 1984."
    when = best_of("When was the Gull launched?", "Gull", text)
    day = best_of("On which day was the Gull launched?", "Gull", text)
    assert (when.text, day.text) == ("1984", "1984")
    assert day.score < when.score


@pytest.mark.parametrize("question", ["Who recorded the song written by Johnny Ray?", "Who sang with Johnny Ray?"])
def test_what_the_question_names_is_no_answer(question: str) -> None:
    text = "Act Well is a song written by Johnny Ray and recorded by Buck Owens."
    assert best_of(question, "Act Well", text).text == "Buck Owens"


def test_what_the_question_offers_can_be_chosen() -> None:
    text = "The Gull was launched before the Tern."
    offered = {r.text for r in HeuristicReader().read("Which came first, the Gull or the Tern?", [passage("t", text)])}
    assert offered & {"Gull", "The Gull", "Tern", "the Tern"}


@pytest.mark.parametrize("question", ["", "   "])
def test_no_question_gives_no_reading(question: str) -> None:
    assert read(question) == []


def test_no_passages_give_no_reading() -> None:
    assert HeuristicReader().read("Who directed The Salt Road?", []) == []


@settings(max_examples=60, deadline=None)
@given(question=st.text(max_size=60), text=st.text(max_size=200))
def test_any_text_is_read_without_failing(question: str, text: str) -> None:
    for reading in HeuristicReader().read(question, [passage("t", text)]):
        assert 0 <= reading.start < reading.end <= len(text)
        assert 0 <= reading.score <= 1
