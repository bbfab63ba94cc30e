"""The log-linear model: a weight a feature, a softmax over the spans of all passages."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from retrievers.answer_type import noun_type
from retrievers.reading.candidates import Candidate, Kind, Sentence, candidates, token_span
from retrievers.reading.features import Scene, features
from retrievers.reading.query import Query
from retrievers.reading.repeats import says
from retrievers.reading.sources import UNREAD, Mix, Opinion, Opinions, Source
from retrievers.reading.tagger import Tag
from retrievers.reading.tokens import sentences, stem
from retrievers.reading.units import MEASURES
from retrievers.reading.words import NUMBERS
from retrievers.schema import AnswerType

MAX_SENTENCES = 10
"""Sentences, best by overlap, whose spans are scored."""


_BARRED: dict[str, frozenset[str]] = {
    "who": frozenset({"who|family=time", "who|family=amount"}),
    "where": frozenset({"where|family=time", "where|family=amount"}),
    "country": frozenset({"country|family=time", "country|family=amount"}),
    "when": frozenset({"within_date"}),
}
"""Forms that no answer to such a question has."""
_STRICTLY_BARRED = {
    "person": frozenset({"look=name_org", "look=name_place", "look=country", "look=month"}),
    "place": frozenset({"look=name_org", "look=name_person", "look=month", "look=quoted"}),
    "date": frozenset({"no_year", "look=month"}),
}
"""Forms that no answer has where the question names its kind."""


@dataclass(frozen=True, slots=True)
class Span:
    """A scored span: characters `start:end` of passage number `source`."""

    source: int
    start: int
    end: int
    score: float
    scene: Scene
    """The sentence that it stands in."""
    candidate: Candidate
    found: Mapping[str, float]
    """Its features."""


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """Return the fitted weight of each feature; `weights.json` says what they were fitted on."""
    table: dict[str, float] = json.loads(files("retrievers.reading").joinpath("weights.json").read_text())["weights"]
    return table


class Names(Protocol):
    """Names that are known from elsewhere, and what is said of the things that bear them."""

    def __call__(self, text: str) -> Iterable[tuple[int, int, int]]:
        """Return the spans of known names in a text, `(start, end, thing)`."""
        ...

    def about(self, thing: int) -> str:
        """Return a sentence that says what a thing is; empty if there is none."""
        ...


def scenes(
    query: Query,
    sources: Sequence[Source],
    *,
    names: Names | None = None,
    limit: int = MAX_SENTENCES,
    opinions: Sequence[Opinion] = (),
) -> list[Scene]:
    """Cut the passages into sentences; keep the `limit` that hold most of the question, and those pointed at."""
    cut = [(i, j, start, end) for i, s in enumerate(sources) for j, (start, end) in enumerate(sentences(s.text))]
    held = [_held(query, sources[i].text[start:end]) for i, _, start, end in cut]
    titles = [_held(query, s.title) for s in sources]
    weight = _idf(query, held)
    rows = []
    for n, (i, j, start, end) in enumerate(cut):
        own = sum(weight[s] for s in held[n])
        with_title = sum(weight[s] for s in held[n] | titles[i])
        beside = set(titles[i])
        for m in (n - 1, n, n + 1):
            if 0 <= m < len(cut) and cut[m][0] == i:
                beside |= held[m]
        rows.append((own, with_title, sum(weight[s] for s in beside), i, j, start, end))
    best = max((row[1] for row in rows), default=0.0)
    rows.sort(key=lambda row: (-(row[1] + 0.3 * row[2] + 0.1 * row[0]), row[3], row[4]))
    kept = [
        row for place, row in enumerate(rows) if place < limit or (opinions and _pointed(opinions[row[3]], *row[5:]))
    ]
    return [_scene(query, sources, weight, row, best, names) for row in kept]


def _pointed(opinion: Opinion, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans within `start:end` that a network points at."""
    return [span for span in opinion.chances if start <= span[0] and span[1] <= end]


def _held(query: Query, text: str) -> set[str]:
    words = {stem(w) for w in text.replace("-", " ").split()} | {stem(w.strip(".,;:()\"'?!“”’s")) for w in text.split()}
    return words & set(query.content)


def _idf(query: Query, held: list[set[str]]) -> dict[str, float]:
    count = len(held) + 1
    raw = {
        word: math.log(1 + count / (0.5 + sum(word in words for words in held))) * (1.3 if word in query.names else 1.0)
        for word in query.content
    }
    total = sum(raw.values()) or 1.0
    return {word: value / total for word, value in raw.items()}


def _scene(
    query: Query,
    sources: Sequence[Source],
    weight: Mapping[str, float],
    row: tuple[float, float, float, int, int, int, int],
    best: float,
    names: Names | None,
) -> Scene:
    own, with_title, near, i, j, start, end = row
    sentence = Sentence.of(sources[i].text, start, end)
    stems = tuple(stem(t.text) for t in sentence.tokens)
    return Scene(
        text=sources[i].text,
        title=sources[i].title,
        sentence=sentence,
        stems=stems,
        weights=weight,
        matched=tuple(k for k, s in enumerate(stems) if s in weight),
        own=own,
        with_title=with_title,
        near=near,
        lead=best - with_title,
        position=j,
        title_fit=_title_fit(query, sources[i].title),
        known=_known(query, sentence, sources[i].text[start:end], names),
        passages=len(sources),
        rank=i,
    )


def _is_amount(query: Query, words: Sequence[str], counted: bool) -> bool:
    """Whether words can be the amount asked for: a number that is no year, with no unit of another kind."""
    if not counted and not _COUNTING & set(words):
        return False
    figures = [word for word in words if word[0].isdigit()]
    if figures and all(_YEAR.fullmatch(word) for word in figures):
        return False
    return not query.units or not (MEASURES & set(words)) - query.units


_COUNTING = NUMBERS | {"no", "once", "twice", "several", "many"}
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:s|[–-]\d+)?")


def _title_fit(query: Query, title: str) -> str:
    """Compare a title, its bracket dropped, with the names of the question."""
    words = {stem(word) for word in re.sub(r"\([^)]*\)", " ", title).split()} - {"the", "a", "an", "of"}
    if not words or not query.names:
        return ""
    names = query.names | set(query.content)
    if words <= names and len(words & query.names) >= 0.6 * len(query.names):
        return "subject"
    return "" if words & query.names else "other"


def _known(query: Query, sentence: Sentence, text: str, names: Names | None) -> dict[tuple[int, int], str]:
    """Return the known names of a sentence, each with how its thing fits the question: `isa`, `other` or unknown."""
    if names is None:
        return {}
    found: dict[tuple[int, int], str] = {}
    for start, end, thing in names(text):
        span = token_span(sentence.tokens, sentence.start + start, sentence.start + end)
        if span is not None and sentence.tags[span[0]] is Tag.NAME:
            found[span] = _kinship(query, names.about(thing))
    return found


def _kinship(query: Query, about: str) -> str:
    """Compare what a thing is said to be with what is asked for: `isa`, `clash`, `other`; empty if nothing is said."""
    if not about:
        return ""
    said = [word.strip(".,;:()\"'").lower() for word in about.split()[:_OPENING]]
    if query.head and query.head in {stem(word) for word in said}:
        return "isa"
    kinds = {noun_type(word) for word in said}
    person, place = AnswerType.PERSON in kinds, AnswerType.PLACE in kinds
    if query.strict == "person" and person:
        return "isa"
    if query.kind in {"where", "country", "when", "number", "org"} and person:
        return "clash"
    return "clash" if query.strict in {"person", "date", "number"} and place and not person else "other"


_OPENING = 90
"""Words of a thing's description that say what it is."""


def described(
    query: Query, scene: Scene, opinion: Opinion | None = None
) -> Iterator[tuple[Candidate, dict[str, float]]]:
    """Yield each candidate of a sentence with its features; those that a network points at are among them."""
    barred = _BARRED.get(query.kind, frozenset()) | _STRICTLY_BARRED.get(query.strict, frozenset())
    for candidate in _candidates(scene, opinion):
        found = features(query, scene, candidate)
        if query.kind == "who" and _APPOSED.fullmatch(scene.sentence.shape, candidate.first, candidate.last):
            continue
        if found.keys().isdisjoint(barred) and _is_strictly(query, scene, candidate):
            yield candidate, found


def _candidates(scene: Scene, opinion: Opinion | None) -> list[Candidate]:
    found = candidates(scene.text, scene.sentence, scene.known)
    if opinion is None:
        return found
    known = {(candidate.first, candidate.last) for candidate in found}
    spans = _pointed(opinion, scene.sentence.start, scene.sentence.end)
    pointed = dict.fromkeys(token_span(scene.sentence.tokens, *span) for span in spans)
    return found + [Candidate(*span, Kind.COMPLEX) for span in pointed if span is not None and span not in known]


_APPOSED = re.compile(r"[DJMNG]*NX+")
"""Words that say what a person is, before the name: `his son John Herschel`. The name alone is the answer."""


def _is_strictly(query: Query, scene: Scene, candidate: Candidate) -> bool:
    """Whether a span has what the kind asked for always has: a person a name, a date a figure."""
    span = slice(candidate.first, candidate.last)
    if query.strict == "person":
        return Tag.NAME in scene.sentence.tags[span]
    if query.strict == "number":
        tags = scene.sentence.tags[span]
        counted = Tag.NUM in tags and Tag.NAME not in tags[: tags.index(Tag.NUM)]
        return _is_amount(query, [t.lower for t in scene.sentence.tokens[span]], counted)
    if query.strict == "date":
        return any(c.isdigit() for t in scene.sentence.tokens[span] for c in t.text)
    return True


def score(
    query: Query, sources: Sequence[Source], *, names: Names | None = None, opinions: Opinions | None = None
) -> list[Span]:
    """Score every span of the best sentences, best first; scores are logits."""
    table = weights()
    said = opinions(query.text, sources) if opinions is not None else ()
    mix = opinions.mix(query.size) if opinions is not None else Mix()
    spans = []
    for scene in scenes(query, sources, names=names, opinions=said):
        tokens = scene.sentence.tokens
        opinion = said[scene.rank] if said else None
        for candidate, found in described(query, scene, opinion):
            start, end = tokens[candidate.first].start, tokens[candidate.last - 1].end
            logit = sum(table.get(name, 0.0) * value for name, value in found.items())
            if opinion is not None:
                found["chance"] = max(UNREAD, opinion.chances.get((start, end), UNREAD))
                found["relevance"] = opinion.relevance
                logit = mix(logit, found["chance"], opinion.relevance)
            spans.append(Span(scene.rank, start, end, logit, scene, candidate, found))
    spans.sort(key=lambda s: (-s.score, s.source, s.start, s.end))
    return spans


def key(text: str) -> str:
    """Return what two spans that read the same share: lower case, without articles and marks at the ends."""
    return re.sub(r"^(?:the|a|an)\s+", "", re.sub(r"\s+", " ", text.lower()).strip(" .,;:\"'“”()"))


def new(query: Query, spans: Sequence[Span], sources: Sequence[Source]) -> Sequence[Span]:
    """Return the spans that name something besides what the question names; all of them if none does.

    A country may be told from an adjective that the question has: `a Korean duo ... from what country`.
    """
    if query.kind == "country":
        return spans
    calls = bool({"name", "names"} & set(query.text.lower().split()))
    fresh = [
        span
        for span in spans
        if not says(query.text, sources[span.source].text[span.start : span.end]) and (calls or not _is_subject(span))
    ]
    return fresh or spans


def _is_subject(span: Span) -> bool:
    """Whether a span is the name that its passage opens with, and the passage is on what the question names."""
    scene, candidate = span.scene, span.candidate
    opens = scene.title_fit == "subject" and scene.position == 0 and candidate.first <= 1
    return opens and all(tag in {Tag.NAME, Tag.PUNCT} for tag in scene.sentence.tags[candidate.first : candidate.last])


def merge(spans: Sequence[Span], sources: Sequence[Source]) -> list[tuple[Span, float]]:
    """Merge spans that read the same; take them best first, and return them so, with their share of the softmax."""
    if not spans:
        return []
    peak = spans[0].score
    total = sum(math.exp(span.score - peak) for span in spans)
    merged: dict[str, tuple[Span, float]] = {}
    for span in spans:
        if span.score < peak - _FAR_BEHIND:
            break
        read = key(sources[span.source].text[span.start : span.end])
        first, so_far = merged.get(read, (span, 0.0))
        merged[read] = (first, so_far + math.exp(span.score - peak) / total)
    return sorted(merged.values(), key=lambda item: -item[1])


_FAR_BEHIND = 8.0
"""Log-odds behind the best from which a span is not worth merging."""
