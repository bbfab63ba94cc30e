"""How far a reading is trusted."""

from __future__ import annotations

import pytest

from retrievers.embedding import default_embedder
from retrievers.reader import HeuristicReader
from retrievers.reading.trust import Meaning
from retrievers.schema import Passage

SHRIVER = (
    "Loren Lind was an astronaut who was born in 1944. He flew in space three times and commanded STS-31, which put a "
    "telescope with a mirror of 2.4 metres into orbit for 5 people."
)
READERS = [HeuristicReader(), HeuristicReader(meaning=Meaning(default_embedder()))]


def trust(reader: HeuristicReader, question: str, title: str = "Loren Lind") -> float:
    passage = Passage(id="p", document="p", title=title, text=SHRIVER, start=0, end=len(SHRIVER))
    return reader.read(question, [passage])[0].score


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "question", ["What was the salary of Loren Lind?", "How much did Loren Lind weigh?", "Who painted Loren Lind?"]
)
def test_what_the_text_never_speaks_of_is_trusted_less(reader: HeuristicReader, question: str) -> None:
    assert trust(reader, question) < 0.5 * trust(reader, "When was Loren Lind born?")


@pytest.mark.parametrize("reader", READERS)
def test_what_is_said_of_another_is_trusted_less(reader: HeuristicReader) -> None:
    assert trust(reader, "When was Mary Ashford born?") < 0.5 * trust(reader, "When was Loren Lind born?")


def test_meaning_gives_the_vectors_of_the_encoder_in_order() -> None:
    embedder = default_embedder()
    meaning = Meaning(embedder)
    meaning(["moon"])
    assert meaning(["sun", "moon", "sun"]) == pytest.approx(embedder.encode(["sun", "moon", "sun"]), abs=1e-2)
