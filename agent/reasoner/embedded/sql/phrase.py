"""A small notation for patterns over a tagged question.

`phrase("than:G the? value:ND (of age)?")` reads a comparison, perhaps "the", a number or date, perhaps "of age".

| notation | reads |
| --- | --- |
| `the` | that word; `type(s)` also its plural; `~ed` any word that ends so |
| `a|b c` in parentheses | one of the alternatives, each of one or more words |
| `x?` `x*` `x{0,3}` | `x` as often |
| `C`, `CT` | a tag of one of these letters; `name:CT` keeps it as the group `name` |
| `name:(a|b)` | keeps the words as the group `name`, see `said` |
| `~` | any word that joins no clauses |
| `.` | any word, tag or mark |
| `DET` | any number of determiners |
| `_` `,` `END` | what was read; a comma; the end of the line |
"""

from __future__ import annotations

import re
from functools import lru_cache

_JOINS = "and|or|but|with|without|whose|that|which|who|whom|where|when|not|by|than|for|from"
_DET = (
    "the|a|an|all|any|each|every|some|its|their|his|her|those|these|this|that|of|s|different|distinct|unique|other|such"
)
_ITEM = re.compile(
    r"\s*(?:(?P<name>[a-z]+):)?(?:(?P<open>\()|(?P<det>DET\b)|(?P<end>END\b)|(?P<tag>[A-Z]+)|(?P<any>\.)|(?P<ending>~[a-z]+)|(?P<filler>~)"
    r"|(?P<plural>[a-z]+)\(s\)|(?P<word>[a-z0-9]+|_|,))(?P<many>[?*]|\{\d+,\d+\})?"
)
_AFTER = re.compile(r"[?*]|\{\d+,\d+\}")


@lru_cache(maxsize=256)
def phrase(notation: str) -> re.Pattern[str]:
    """Compile a pattern; every match begins at a space and ends before one.

    Raises:
        ValueError: The notation is malformed.
    """
    parts, end = _alternatives(notation, 0)
    if end != len(notation):
        raise ValueError(f"cannot read {notation[end:]!r} in {notation!r}")
    return re.compile(f"{_any_of(parts)}(?= )")


def _alternatives(notation: str, start: int) -> tuple[list[str], int]:
    """Compile alternatives up to a closing parenthesis or the end."""
    parts = [""]
    place = start
    while True:
        rest = notation[place:].lstrip()
        place = len(notation) - len(rest)
        if not rest or rest[0] == ")":
            return parts, place
        if rest[0] == "|":
            parts.append("")
            place += 1
        else:
            item, place = _item(notation, place)
            parts[-1] += item


def _item(notation: str, start: int) -> tuple[str, int]:
    match = _ITEM.match(notation, start)
    if match is None:
        raise ValueError(f"cannot read {notation[start:]!r} in {notation!r}")
    if match["open"]:
        parts, end = _alternatives(notation, match.end("open"))
        if notation[end : end + 1] != ")":
            raise ValueError(f"a parenthesis stays open in {notation!r}")
        after = _AFTER.match(notation, end + 1)
        many, end = (after[0], after.end()) if after else ("", end + 1)
    else:
        parts, many, end = [_single(match)], match["many"] or "", match.end()
    body = _any_of(parts)
    if match["name"]:
        single = body.startswith(" [") and not match["open"]
        body = f" (?P<{match['name']}>{body[1:]})" if single else f"(?P<{match['name']}>{body})"
    return (f"(?:{body}){many}" if many else body), end


def _any_of(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _single(match: re.Match[str]) -> str:
    if match["det"]:
        return f"(?: (?:{_DET}))*"
    if match["end"]:
        return r"(?= $)"
    if match["tag"]:
        return rf" [{match['tag']}]\d+"
    if match["any"]:
        return r" [^ |]+"
    if match["ending"]:
        return f" [a-z]+{match['ending'][1:]}"
    if match["filler"]:
        return rf" (?!(?:{_JOINS}) )[a-z]+"
    if match["plural"]:
        return f" {match['plural']}s?"
    return f" {match['word']}"


def said(match: re.Match[str], name: str) -> str:
    """Return the words that a group kept, empty if it read none."""
    return (match[name] or "").strip()
