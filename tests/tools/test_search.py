"""The search tool over a retriever that returns what it is told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from retrievers.arrays import Rows
from retrievers.schema import AnswerType, Hit, Passage, Reason
from tools.schema import Quote, ToolCall
from tools.search import SearchTool

TEXT = "The Salt Road is a 1948 film directed by Mary Ashford."
DOCUMENT = "Intro. " + TEXT


@dataclass(frozen=True)
class Shelf:
    """A retriever of one passage, for any query."""

    why: tuple[Reason, ...] = ()
    name: str = "shelf"

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        assert within is None
        start = DOCUMENT.index(TEXT)
        found = Passage(id="p1", document="d1", title="The Salt Road", text=TEXT, start=start, end=start + len(TEXT))
        return [[Hit(passage=found, score=1.5, why=self.why)][:k] for _ in queries]


def call(**given: object) -> ToolCall:
    return ToolCall.model_validate({"step": "E1", "input": "Salt Road director", **given})


async def test_a_passage_is_evidence_that_can_be_quoted_from_its_document() -> None:
    result = await SearchTool(Shelf())(call())
    (evidence,) = result.evidence
    quote = Quote.locate(evidence, "Mary Ashford")
    assert (evidence.source, evidence.title, evidence.step) == ("d1", "The Salt Road", "E1")
    assert DOCUMENT[evidence.start + quote.start : evidence.start + quote.end] == "Mary Ashford"


async def test_the_question_decides_what_is_read() -> None:
    tool = SearchTool(Shelf())
    assert (await tool(call(question="Who directed The Salt Road?"))).values[0] == "Mary Ashford"
    assert (await tool(call(question="When was The Salt Road made?"))).values[0] == "1948"


async def test_the_kind_wanted_decides_what_is_read() -> None:
    result = await SearchTool(Shelf())(call(expects=AnswerType.DATE))
    assert result.values[0] == "1948"


async def test_the_same_passage_is_the_same_evidence_whatever_led_to_it() -> None:
    plain = await SearchTool(Shelf())(call())
    bridged = await SearchTool(Shelf(why=(Reason(kind="bridge", detail="Mary Ashford"),)))(call())
    assert plain.evidence[0].id == bridged.evidence[0].id
    assert bridged.evidence[0].data["why"] == [{"kind": "bridge", "detail": "Mary Ashford"}]


@dataclass(frozen=True)
class Scored:
    """A retriever of made-up passages with the scores it is given, the same for every query but in another order."""

    scores: tuple[float, ...]
    name: str = "scored"

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        del within
        return [[self._hit(query, place) for place in range(len(self.scores))][:k] for query in queries]

    def _hit(self, query: str, place: int) -> Hit:
        name = f"p{place}" if query == "plain" else f"p{len(self.scores) - 1 - place}"
        passage = Passage(id=name, document=name, title=name, text=name, start=0, end=len(name))
        return Hit(passage=passage, score=self.scores[place])


@pytest.mark.parametrize(("second", "unclear"), [(3.0, False), (1.2, True)])
async def test_a_search_says_whether_anything_stands_out(second: float, unclear: bool) -> None:
    tool = SearchTool(Scored((3.0, second, *[1.0] * 20)))
    assert (await tool(call(input="plain"))).unclear is unclear


async def test_other_wordings_are_fused_with_the_query() -> None:
    tool = SearchTool(Scored((3.0, 2.0, 1.0)))
    result = await tool(call(input="plain", also=("backwards",), limit=2))
    assert [item.source for item in result.evidence] == ["p0", "p2"]
