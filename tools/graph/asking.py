"""Questions in words: the path that one asks for, or what is known of the name in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from retrievers.errors import ToolError
from retrievers.graph.ask.answers import PathAnswer, left_out, losers, traces
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.ask.trust import trust
from retrievers.graph.hyper import HyperedgeCover
from retrievers.graph.link.question import look_from
from retrievers.graph.walk.around import around
from retrievers.graph.walk.trace import read_from_texts
from retrievers.schema import AnswerType
from tools.graph.evidence import Found, evidence_of, that_work
from tools.graph.gathering import listed, loosely
from tools.schema import ToolCall, ToolResult
from tools.stop import Stop

_OVERVIEW = frozenset(
    ["about", "describe", "description", "details", "everything", "fact", "facts", "information", "know", "overview"]
)
_OVERVIEW_CONFIDENCE = 0.5
_OFFERED = 12
_NEAR = 3
_NAMED = re.compile(r"(?<=\s)[^\W\d_a-z][\w'’-]*(?:\s+(?:(?:of|the|and|de|von|van)\s+)*[^\W_a-z][\w'’-]*)*")
"""Runs of capitalised words behind the first."""
_UNMET = (
    "Nothing in the graph meets all that the question compares or counts, or it cannot tell; ask for the things alone, "
    "or search the documents."
)


def asked(
    search: PathSearch, cover: HyperedgeCover, call: ToolCall, stop: Stop, *, beside_texts: bool = False
) -> list[Found]:
    """Answer a question in words, once for each value of the first placeholder that was filled with several.

    What it lists is gathered; what no chain of relations says is answered by the facts that speak of most of it. With
    `beside_texts` a path that was read from texts, and leaves something of the question open, counts little: they may
    say more.
    """

    def ask(question: str) -> Found:
        return _asked(search, cover, question, call, stop.check, beside_texts=beside_texts)

    return that_work(ask, list(_variants(call)), stop)


def overview_of(search: PathSearch, call: ToolCall) -> int | None:
    """Return the node that a text names and asks nothing particular of; None if it asks for more."""
    question = next(_variants(call))
    topics = search.topics(question)
    if len(topics) != 1:
        return None
    words = look_from(question, topics[0].start, topics[0].end).words
    knows = search.finder.matcher.knows
    plain = all(word.text in _OVERVIEW and not knows(word.text) for word in words)
    return topics[0].candidates[0].node if plain else None


def overview(search: PathSearch, node: int, call: ToolCall) -> ToolResult:
    """Return what is known of a node; it has no value, since nothing particular was asked."""
    paths, more = around(search.graph, node, limit=call.limit)
    return ToolResult(
        evidence=tuple(evidence_of(search.graph, (path,), _OVERVIEW_CONFIDENCE, call.step) for path in paths),
        confidence=_OVERVIEW_CONFIDENCE if paths else 0.0,
        truncated=more,
    )


def _asked(
    search: PathSearch,
    cover: HyperedgeCover,
    question: str,
    call: ToolCall,
    check: Callable[[], None],
    *,
    beside_texts: bool,
) -> Found:
    if (found := listed(search, cover, question, check)) is not None:
        return found
    expects = AnswerType(call.expects) if call.expects else None
    answers = search(question, expects=expects, k=1, check=check)
    if answers and not answers[0].says_nothing:
        found = _traced(search, answers[0], call.limit)
        if beside_texts and read_from_texts(search.graph, [path for own in found.paths for path in own]):
            return replace(found, confidence=found.confidence * trust(question, answers[0]))
        return found
    more = search.demands_more(question)
    if not more and (found := loosely(search, cover, question, check)) is not None:
        return found
    raise ToolError(_UNMET if more else _nothing(search, question))


def _traced(search: PathSearch, answer: PathAnswer, limit: int) -> Found:
    steps = search.finder.steps
    return Found(
        nodes=tuple(int(node) for node in answer.nodes),
        paths=tuple(traces(answer, steps, search.graph, limit)),
        beside=tuple(losers(answer, steps, limit)),
        left_out=tuple(left_out(answer, steps, limit)),
        confidence=answer.confidence,
        confirms=answer.confirms,
        denies=answer.denies,
        counts=answer.count is not None,
    )


def _nothing(search: PathSearch, question: str) -> str:
    """Say what the graph has, where it has no path for a question."""
    topics = search.topics(question)
    if not topics:
        near = [c for name in _NAMED.findall(question) for c in search.linker.suggested(name)[:_NEAR]]
        names = ", ".join(dict.fromkeys(search.graph.name(candidate.node) for candidate in near))
        hint = f"the closest are {names}; n" if names else "n"
        return f"The question names no node of the graph; {hint}ame one as the graph does, or search the documents."
    node = topics[0].candidates[0].node
    paths, _ = around(search.graph, node, limit=_OFFERED)
    labels = dict.fromkeys(search.graph.triple(path.edges[0]).relation for path in paths)
    return f"The graph has nothing like that of {search.graph.name(node)}; it has {', '.join(labels)}."


def _variants(call: ToolCall) -> Iterator[str]:
    """Yield the input once for each value of the first placeholder in it that was filled with several."""
    for values in call.bindings.values():
        joined = next((text for n in range(len(values), 1, -1) if (text := " | ".join(values[:n])) in call.input), "")
        if joined:
            yield from (call.input.replace(joined, value) for value in joined.split(" | "))
            return
    yield call.input
