"""Comparatives and superlatives: which way they point, and what they measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from agent.reasoner.embedded.sql.phrase import phrase, said
from tools.sql.lexicon import CONCEPTS, GRADED


@dataclass(frozen=True, slots=True)
class Comparison:
    """`more than`, `at most`, `older than`."""

    op: str
    adjective: str = ""
    """An adjective that says what is compared; empty for `more`, `less` and their like."""
    hint: str = ""
    """What a general comparative may measure if no column is named: `higher` a height, `larger` a size."""
    temporal: bool = False
    """Whether it compares times: `before`, `after`, `since`."""


@dataclass(frozen=True, slots=True)
class Superlative:
    """`most`, `lowest`, `oldest`, `most common`."""

    most: bool
    adjective: str = ""
    frequent: bool = False
    """Whether it is the commonest or rarest."""
    exact: bool = False
    """Whether it is `maximum` or `minimum`, which usually ask for the value itself."""


Degree = Comparison | Superlative
Add = Callable[[Degree], str]
"""Keeps a degree and returns its tag, with a space before it."""

_MORE = "more|greater|larger|higher|bigger|longer|better"
_LESS = "less|fewer|smaller|lower|shorter"
_UP = "more|above|over|higher|greater|older|later|after|larger|longer|heavier|taller"
_DOWN = "less|fewer|below|under|lower|younger|earlier|before|smaller|shorter|lighter"
_ADJECTIVES = "|".join(CONCEPTS)

_COMPARISONS = (
    (phrase(f"(({_MORE}) than or equal to|at least|(no|not) ({_LESS}) than|a? minimum of|not under)"), ">="),
    (phrase(f"(({_LESS}) than or equal to|at most|(no|not) ({_MORE}) than|a? maximum of|up to|not over)"), "<="),
    (phrase("(not equal to|other than|different from|different than)"), "!="),
    (phrase(f"(({_MORE}) than|in excess of|exceed(s)|exceeding|exceeded|over|above|beyond)"), ">"),
    (phrase(f"(({_LESS}) than|under|below|short of)"), "<"),
    (phrase("(exactly|equal to|equals)"), "="),
)
_TIMES = (
    (phrase("(later than|after|since)"), ">"),
    (phrase("(earlier than|before|prior to|until)"), "<"),
)
_OR_MORE = re.compile(rf" (?P<value>[ND]\d+) or (?P<way>{_UP}|{_DOWN})(?= )(?! than)")
_GRADED_THAN = re.compile(r" (?P<degree>more |less )?(?P<word>[a-z]+) than(?P<equal> or equal to)?(?= )")
_FREQUENT = phrase(
    "way:(most|least) (commonly|frequently|often)? (common|commonly|popular|frequent|frequently|often|used|widely used)"
)
_MOST_ADJECTIVE = phrase(f"way:(most|least) adjective:({_ADJECTIVES}|recently)")
_EXACT = phrase("way:(maximum|minimum|max|min)")
_PLAIN = re.compile(rf" (?P<word>most|least|fewest|[a-z]+est|{'|'.join(GRADED)})(?= )")
_BARE = re.compile(r" (?:more )?(?P<word>[a-z]+er|first)(?=(?: ,)?(?: the)?(?: T\d+)? V\d+(?: ,)? or )")
_FIRST = re.compile(r" (?P<word>first|last)(?= [TC]\d+ )")
_HINTS = {
    "higher": "high", "lower": "high", "larger": "large", "bigger": "large", "smaller": "large", "longer": "long",
    "shorter": "long", "earlier": "early", "first": "early", "later": "late",
}  # fmt: skip
_EXTREMES = {
    "most": Superlative(True),
    "greatest": Superlative(True),
    "least": Superlative(False),
    "fewest": Superlative(False),
    "highest": Superlative(True, "high"),
    "lowest": Superlative(False, "high"),
    "largest": Superlative(True, "large"),
    "biggest": Superlative(True, "large"),
    "smallest": Superlative(False, "large"),
}


def mark_degrees(line: str, add: Add) -> str:
    """Replace the comparatives and superlatives of a line by tags."""
    line = _OR_MORE.sub(lambda match: f"{add(_or_more(match))} {match['value']}", line)
    line = _mark(line, _GRADED_THAN, _graded_than, add)
    for pattern, op in _COMPARISONS:
        line = _mark(line, pattern, partial(_general, op), add)
    for pattern, op in _TIMES:
        line = _mark(line, pattern, partial(_temporal, op), add)
    line = _FREQUENT.sub(lambda match: add(Superlative(said(match, "way") == "most", frequent=True)), line)
    line = _MOST_ADJECTIVE.sub(lambda match: add(_most_adjective(match)), line)
    line = _EXACT.sub(lambda match: add(Superlative(said(match, "way").startswith("max"), exact=True)), line)
    line = _mark(line, _PLAIN, lambda match: _plain(match["word"]), add)
    line = _mark(line, _FIRST, lambda match: Superlative(True, "early" if match["word"] == "first" else "late"), add)
    return _mark(line, _BARE, _bare, add)


def is_degree(word: str) -> bool:
    """Whether a word is a comparative or superlative, such as `tallest`."""
    return word in _EXTREMES or bool(_root(word, "est") or _root(word, "er"))


def _mark(line: str, pattern: re.Pattern[str], read: Callable[[re.Match[str]], Degree | None], add: Add) -> str:
    def replaced(match: re.Match[str]) -> str:
        found = read(match)
        return match[0] if found is None else add(found)

    return pattern.sub(replaced, line)


def _general(op: str, match: re.Match[str]) -> Comparison:
    return Comparison(op, hint=next((hint for word, hint in _HINTS.items() if word in match[0].split()), ""))


def _temporal(op: str, _: re.Match[str]) -> Comparison:
    return Comparison(op, temporal=True)


def _bare(match: re.Match[str]) -> Superlative | None:
    """Read `which is higher, A or B` as the highest of the two."""
    word = match["word"]
    hint = _HINTS.get(word, "")
    adjective = hint or _root(word, "er")
    return Superlative(word not in ("lower", "smaller", "shorter"), adjective) if adjective else None


def _or_more(match: re.Match[str]) -> Comparison:
    op = ">=" if re.fullmatch(_UP, match["way"]) else "<="
    return Comparison(op, _root(match["way"], "er"))


def _graded_than(match: re.Match[str]) -> Comparison | None:
    word, degree = match["word"], (match["degree"] or "").strip()
    if degree:
        adjective = word if word in CONCEPTS else ""
    else:
        adjective = "" if re.fullmatch(f"{_MORE}|{_LESS}|other|rather|later|earlier", word) else _root(word, "er")
    if not adjective:
        return None
    op = "<" if degree == "less" else ">"
    return Comparison(f"{op}=" if match["equal"] else op, adjective)


def _most_adjective(match: re.Match[str]) -> Superlative:
    adjective = said(match, "adjective")
    return Superlative(said(match, "way") == "most", "recent" if adjective == "recently" else adjective)


def _plain(word: str) -> Superlative | None:
    if word in _EXTREMES:
        return _EXTREMES[word]
    adjective = _root(word, "est")
    return Superlative(True, adjective) if adjective else None


def _root(word: str, ending: str) -> str:
    """Return the known adjective of a comparative or superlative; empty if it is none."""
    if word in GRADED:
        adjective, kind = GRADED[word]
        return adjective if kind == ending else ""
    if not word.endswith(ending):
        return ""
    root = word.removesuffix(ending)
    forms = (root, root + "e", root[:-1], root.removesuffix("i") + "y")
    return next((adjective for adjective in forms if adjective in CONCEPTS), "")
