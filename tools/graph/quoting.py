"""The sentences of documents that the edges of a path were read from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrievers.graph.facts.dates import dates_in
from retrievers.reading.nations import DEMONYMS
from retrievers.reading.tokens import tokenize
from retrievers.schema import Passage
from retrievers.store import PassageStore
from tools.schema import Evidence, ToolResult

_SPAN = re.compile(r"(?P<document>.+)#(?P<start>\d+)-(?P<end>\d+)", re.DOTALL)
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_SHOWN = 2
"""Sentences shown for one edge."""


def with_quotes(result: ToolResult, store: PassageStore) -> ToolResult:
    """Return a result of the graph with the passages that its paths were read from, each behind its path.

    Of a date or a nationality that a document states, it is said how the document writes it: `4 May 1920`, `Dutch`.
    """
    evidence: dict[str, Evidence] = {}
    written: dict[str, str] = {}
    for item in result.evidence:
        passages = list(_passages(item, store)) if item.kind == "triples" else []
        for each in (item, *(_evidence(passage, item) for passage, _ in passages)):
            evidence.setdefault(each.id, each)
        nation = any(relation == "nationality" for _, relation, _ in item.data.get("path", ()))
        for _, said in passages:
            written |= {iso: words for iso, words in _dates(said) if iso in result.values}
            if nation:
                written |= {land: words for land, words in _nations(said) if land in result.values}
    return result.model_copy(update={"evidence": tuple(evidence.values()), "written": written})


def spans(item: Evidence) -> Iterator[tuple[str, int, int]]:
    """Yield document, start and end of the sentences that the edges of a path were read from, in its order."""
    for sources in item.data.get("sources", ()):
        for source in sources[:_SHOWN]:
            if match := _SPAN.fullmatch(source):
                yield match["document"], int(match["start"]), int(match["end"])


def _passages(item: Evidence, store: PassageStore) -> Iterator[tuple[Passage, str]]:
    """Yield the passages that hold such sentences, each with its sentence."""
    for document, start, end in dict.fromkeys(spans(item)):
        for passage in store.passages(store.document_passages(document)):
            if passage.start <= start and end <= passage.end:
                yield passage, passage.text[start - passage.start : end - passage.start]
                break


def _evidence(passage: Passage, item: Evidence) -> Evidence:
    evidence = Evidence.of(
        "passage",
        passage.document,
        passage.text,
        title=passage.title,
        start=passage.start,
        data={"passage": passage.id},
        score=item.score,
        step=item.step,
    )
    why = [{"kind": "graph", "detail": f"via the graph: {item.text}"}]
    return evidence.model_copy(update={"data": {**evidence.data, "place": passage.place, "why": why}})


def _nations(said: str) -> Iterator[tuple[str, str]]:
    """Yield the adjectives of nationality of a sentence, each behind its country."""
    for token in tokenize(said):
        if token.lower in DEMONYMS and token.text[0].isupper():
            yield DEMONYMS[token.lower], token.text


def _dates(said: str) -> Iterator[tuple[str, str]]:
    """Yield the dates of a sentence: as ISO 8601 has them, and as written."""
    tokens = tokenize(said)
    for first, last, date in dates_in(tokens):
        yield date.iso, said[tokens[first].start : tokens[last - 1].end]
