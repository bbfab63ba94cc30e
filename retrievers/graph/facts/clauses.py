"""What a sentence says that its subject did, or that was done to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrievers.graph.facts import grammar
from retrievers.graph.facts.chunks import Line
from retrievers.graph.facts.grammar import ADVERBS, DATE, NAMES, PLACE
from retrievers.graph.facts.schema import End, Sort
from retrievers.graph.facts.vocabulary import ACTIVE, BACKWARD

_PASSIVE = re.compile(
    rf"(?:(?:was|were|is|are|been)/A |(?:has|had|have)/A been/A ){ADVERBS}"
    rf"(?P<verbs>[^ /]+/V(?:(?: ,)? and/C {ADVERBS}[^ /]+/V| , [^ /]+/V)*)"
)
_PARTICIPLE = re.compile(
    rf"(?P<verbs>[^ /]+/V(?:(?: ,)? and/C {ADVERBS}[^ /]+/V| , [^ /]+/V(?= and/C| ,))*)(?= by/P| in/P| on/P| at/P)"
)
_ACTIVE = re.compile(rf"(?:(?:has|had)/A )?{ADVERBS}(?P<verb>[^ /]+)/(?:V|N)(?P<preposition> [^ /]+/P)?(?= )")
_TO = re.compile(rf" to/P {NAMES}")
_NAMED = re.compile(f" {NAMES}")
_PLACED = re.compile(f" {PLACE}")
_WHEN = re.compile(rf"(?: ,)? (?:on|in)/P {DATE}")
_STARRING = re.compile(r"(?:starring|featuring)/[GN]|and/C (?:starred|stars)/V")
_CIRCUMSTANCES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("date", rf"(?: ,)? (?:on|in)/P {DATE}"),
        ("by", rf" by/P {NAMES}"),
        ("to", rf" to/P {NAMES}"),
        ("after", rf" after/P {NAMES}"),
        ("at", rf" at/P {PLACE}"),
        ("place", rf"(?: ,)? (?:in|at|near/J in)/P {PLACE}"),
        ("span", r" (?:from|between)/P (?P<date>Y\d+) (?:to/P|until/P|and/C|[–—-]) (?P<until>Y\d+)"),
        ("", r" as/P (?:an?/D |the/D )?(?:[^ /]+/[JN] |L\d+ )*(?:X\d+|[^ /]+/N)"),
        ("", r" at/P (?:the/D )?age/N (?:of/P )?M\d+"),
        ("", r" [^ /]+/B"),
    )
)
_DATES = {
    "born": "date of birth", "died": "date of death", "released": "release date", "premiered": "release date",
    "published": "publication date", "founded": "date founded", "established": "date founded",
    "formed": "date founded", "incorporated": "date founded", "opened": "date opened", "built": "date built",
    "completed": "date completed", "launched": "date launched", "created": "date created", "killed": "date of death",
    "executed": "date of death", "assassinated": "date of death", "dissolved": "date dissolved",
    "demolished": "date demolished", "closed": "date closed", "ordained": "date ordained",
    "introduced": "date introduced", "discovered": "date discovered", "crowned": "date crowned",
}  # fmt: skip
_PLACES = {
    "born": "place of birth", "died": "place of death", "buried": "place of burial", "interred": "place of burial",
    "located": "located in", "situated": "located in", "based": "based in", "headquartered": "headquartered in",
    "killed": "place of death", "executed": "place of death", "raised": "raised in", "filmed": "filmed in",
    "lives": "lives in", "lived": "lived in", "resides": "lives in", "lies": "located in", "sits": "located in",
    "settled": "lived in", "moved": "",
}  # fmt: skip
_PREPOSED = {
    ("graduated", "from"): "educated at", ("studied", "at"): "educated at", ("educated", "at"): "educated at",
    ("worked", "for"): "worked for", ("works", "for"): "works for", ("worked", "at"): "worked for",
    ("works", "at"): "works for", ("played", "for"): "played for", ("plays", "for"): "plays for",
    ("belongs", "to"): "belongs to", ("depends", "on"): "depends on", ("reports", "to"): "reports to",
    ("relies", "on"): "depends on", ("flows", "into"): "flows into", ("flows", "through"): "flows through",
    ("runs", "on"): "runs on", ("teaches", "at"): "teaches at", ("taught", "at"): "taught at",
    ("appeared", "in"): "appeared in", ("starred", "in"): "starred in", ("collaborated", "with"): "collaborated with",
    ("moved", "to"): "moved to", ("emigrated", "to"): "moved to", ("served", "in"): "served in",
    ("retired", "from"): "retired from", ("signed", "with"): "signed with", ("lives", "in"): "lives in",
    ("lived", "in"): "lived in", ("resides", "in"): "lives in", ("competed", "in"): "competed in",
    ("competed", "at"): "competed in", ("consists", "of"): "consists of", ("borders", "on"): "borders",
    ("defected", "to"): "moved to", ("works", "with"): "works with", ("worked", "with"): "worked with",
    ("lies", "in"): "located in", ("stands", "in"): "located in", ("connects", "to"): "connects to",
    ("graduated", "at"): "educated at", ("studied", "under"): "student of", ("feeds", "into"): "flows into",
}  # fmt: skip
_TO_PLACES = frozenset(["moved to", "lives in", "lived in", "located in"])
_UNDONE = frozenset(
    [
        "followed",
        "accompanied",
        "preceded",
        "caused",
        "surrounded",
        "inspired",
        "influenced",
        "supported",
        "joined",
        "made",
        "taken",
        "given",
        "used",
    ]
)
_NO_RELATION = frozenset(["known", "called", "named", "born", "died", "done", "seen"])


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that is said of a subject."""

    relation: str
    object: End
    pattern: str
    backward: bool = False
    """Whether the relation leads from the object to the subject."""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read from one verb on."""

    deeds: tuple[Deed, ...]
    end: int
    """Where it ends in the line."""


def verb_phrase(line: Line, at: int) -> Read | None:
    """Read the verb phrase at `at` in the line; None if there is none that is understood."""
    return passive(line, at) or active(line, at)


def passive(line: Line, at: int, *, participle: bool = False) -> Read | None:
    """Read `was born in X3 on D5`, or, as a `participle` behind a noun, `directed by X3`."""
    match = (_PARTICIPLE if participle else _PASSIVE).match(line.text, at)
    if match is None:
        return None
    verbs = re.findall(r"([^ /]+)/V", match["verbs"])
    if verbs == ["married"] and (to := _TO.match(line.text, match.end())):
        return Read(tuple(_all("spouse", line, to["names"], "passive", Sort.PERSON)), to.end())
    if verbs == ["awarded"] and (what := _NAMED.match(line.text, match.end())):
        return Read(tuple(_all("received", line, what["names"], "passive", Sort.OTHER)), what.end())
    return _with_circumstances(line, match.end(), verbs, "participle" if participle else "passive")


def active(line: Line, at: int) -> Read | None:
    """Read `married X3 in D5`, `graduated from X3`, `stars X3 and X5`."""
    match = _ACTIVE.match(line.text, at)
    if match is None:
        return None
    verb, preposition = match["verb"], (match["preposition"] or " /").strip().partition("/")[0]
    if verb in {"died", "lived", "lives", "resides"} and verb in _DATES.keys() | _PLACES.keys():
        return _with_circumstances(line, match.end() - len(match["preposition"] or ""), [verb], "intransitive")
    if preposition:
        relation = _PREPOSED.get((verb, preposition))
        if relation in _TO_PLACES and (found := _PLACED.match(line.text, match.end())):
            where = grammar.place(line, found["place"])
            return Read((Deed(relation, where, "verb and preposition"),) if where else (), found.end())
        found = _NAMED.match(line.text, match.end()) if relation else None
        if found and relation:
            return Read(tuple(_all(relation, line, found["names"], "verb and preposition", Sort.OTHER)), found.end())
        return None
    relation = BACKWARD.get(verb) or ACTIVE.get(verb)
    found = _NAMED.match(line.text, match.end()) if relation else None
    if found is None or relation is None:
        return None
    sort = Sort.PERSON if relation in {"spouse", "starring"} else Sort.ANY
    deeds = list(_all(relation, line, found["names"], "transitive", sort, backward=verb in BACKWARD))
    since = _WHEN.match(line.text, found.end())
    if since and relation == "spouse" and len(deeds) == 1:
        when = grammar.date(line, since["date"])
        deeds = [Deed(deeds[0].relation, deeds[0].object, "transitive", since=when.name if when else "")]
    return Read(tuple(deeds), found.end())


def starring(line: Line, at: int) -> Read | None:
    """Read `starring X3, X5 and X7`."""
    match = _STARRING.match(line.text, at)
    found = _NAMED.match(line.text, match.end()) if match else None
    if found is None:
        return None
    return Read(tuple(_all("starring", line, found["names"], "starring", Sort.PERSON)), found.end())


def _with_circumstances(line: Line, at: int, verbs: list[str], pattern: str) -> Read:
    """Read when, where and by whom."""
    deeds: list[Deed] = []
    seen: set[str] = set()
    while True:
        step = next(((k, m) for k, p in _CIRCUMSTANCES if (m := p.match(line.text, at))), None)
        if step is None or (step[0] and step[0] in seen):
            return Read(tuple(deeds), at)
        kind, match = step
        seen.add(kind)
        deeds += _circumstance(line, verbs, kind, match, pattern)
        at = match.end()


def _circumstance(line: Line, verbs: list[str], kind: str, match: re.Match[str], pattern: str) -> Iterator[Deed]:
    verb = verbs[-1]
    if kind == "date" and verb in _DATES:
        when = grammar.date(line, match["date"])
        if when is not None:
            yield Deed(_DATES[verb], when, f"{pattern}, date")
    elif kind in {"place", "at"}:
        relation = "educated at" if (verb, kind) == ("educated", "at") else _PLACES.get(verb, "")
        where = grammar.place(line, match["place"]) if relation else None
        if where is not None:
            yield Deed(relation, where, f"{pattern}, place")
    elif kind == "by":
        for each in verbs:
            if each not in _UNDONE | _NO_RELATION:
                yield from _all(f"{each} by", line, match["names"], f"{pattern}, by", Sort.ANY)
    elif kind == "after" and verb == "named":
        yield from _all("named after", line, match["names"], pattern, Sort.ANY)
    elif kind == "to" and verb == "born":
        yield from _all("parent", line, match["names"], f"{pattern}, to", Sort.PERSON)


def _all(
    relation: str, line: Line, captured: str, pattern: str, sort: Sort, *, backward: bool = False
) -> Iterator[Deed]:
    for end in grammar.names(line, captured, sort, listed=relation == "starring"):
        yield Deed(relation, end, pattern, backward)
