"""The search tool over a retriever that returns what it is told."""

from __future__ import annotations

from dataclasses import dataclass

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
