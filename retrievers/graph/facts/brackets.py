"""When and where somebody was born and died, as brackets after a name say it: `(4 May 1920, Rome – 1999)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrievers.graph.facts import grammar
from retrievers.graph.facts.chunks import Line
from retrievers.graph.facts.schema import End

_OPEN = re.compile(r"^(?:[^ /]+/[JN] )*T\d+ (?:,? [^().;]{0,80}?)?\( (?P<inside>[^()]*) \)")
_PLACED = r"(?: (?:, in/P|,|in/P|at/P) (?P<{}>X\d+(?: , X\d+){{0,3}})(?= [–—;-]| ,? died/V|$))?"
_BORN = r"(?:born/V )?(?:on/P |in/P )?(?P<born>Y\d+)" + _PLACED.format("birthplace")
_SPAN = re.compile(
    rf"(?:^|[;,] ){_BORN} [–—-] (?:died/V )?(?P<died>Y\d+)" + _PLACED.format("deathplace") + r"(?=$| [;,])"
)
_ONLY_BORN = re.compile(
    r"(?:^|[;,] )born/V (?:(?:[XT]\d+ )+(?:[,;] |in/P |on/P )?)?(?:on/P |in/P )?(?P<born>Y\d+)(?! [–—/-])"
    r"(?: (?:, in/P|,|in/P|at/P) (?P<birthplace>X\d+(?: , X\d+){0,3})(?= ;|$))?"
)
_BORN_IN = re.compile(r"(?:^|[;,] )born/V in/P (?P<birthplace>X\d+(?: , X\d+){0,3})(?= ;|$)")
_ONLY_DIED = re.compile(r"(?:^|[;,] )died/V (?:on/P |in/P )?(?P<died>Y\d+)(?! [–—/-])")

Found = tuple[str, End, str]
"""Relation, object and pattern."""


def life(line: Line) -> Iterator[Found]:
    """Yield what the brackets after the name at the head of a sentence say of a life."""
    opened = _OPEN.match(line.text)
    if opened is None:
        return
    inside = opened["inside"]
    span = _SPAN.search(inside)
    found = [span] if span else [m for p in (_ONLY_BORN, _BORN_IN, _ONLY_DIED) if (m := p.search(inside))]
    pattern = "life span" if span else "born in brackets"
    for match in found:
        groups = match.groupdict()
        for key, relation in (("born", "date of birth"), ("died", "date of death")):
            if groups.get(key) and (value := grammar.date(line, groups[key])):
                yield relation, value, pattern
        for key, relation in (("birthplace", "place of birth"), ("deathplace", "place of death")):
            if groups.get(key) and (where := grammar.place(line, groups[key])):
                yield relation, where, pattern
