"""What a sentence says that its subject is: `is a French film director`, `was the capital of Prussia`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrievers.graph.facts.chunks import Line
from retrievers.graph.facts.vocabulary import NOUNS_OF, is_person_noun

_IS = re.compile(r"(?:is|was|are|were)/A (?:[^ /]+/B )*(?:(?:one/M|part/N) of/P )?(?:(?P<article>an?|the)/D )?")
_STOPPING = frozenset(
    [
        "starring",
        "featuring",
        "including",
        "consisting",
        "containing",
        "depicting",
        "following",
        "being",
        "having",
        "using",
        "comprising",
        "belonging",
        "covering",
        "serving",
        "living",
        "working",
        "playing",
        "specialising",
        "specializing",
        "running",
    ]
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A noun phrase that is said of the subject."""

    nouns: tuple[str, ...]
    """Its classes, each without adjectives: `film director`."""
    head: str
    """The noun that what comes after it belongs to."""
    nations: tuple[str, ...]
    """Adjectives of nationality, as written."""
    definite: bool
    year: str
    """The word of the one date in it, empty if there is none."""
    end: int
    """Where it ends in the line."""


def predicate(line: Line, at: int) -> Predicate | None:
    """Read what stands after the verb `is` at `at` in the line; None if that is no noun phrase."""
    verb = _IS.match(line.text, at)
    if verb is None:
        return None
    words = line.text[verb.end() :].split(" ")
    size = _length(words)
    if not size or _goes_on(words[size : size + 2]):
        return None
    pieces = _pieces(words[:size])
    nouns = [noun for piece in pieces if (noun := _noun(piece))]
    if not nouns:
        return None
    if not verb["article"] and not (is_person_noun(nouns[-1]) or nouns[-1] in NOUNS_OF):
        return None
    people = [noun for noun in nouns if is_person_noun(noun)]
    nations = [  # `French-born` is where, and `American football` what
        word
        for word, *after in zip(words[:size], words[1:], [*words[2:], ""], strict=False)
        if word[0] == "L" and word[1:].isdigit() and after != ["-", "born/V"] and after[:1] != ["football/N"]
    ]
    years = [word for word in words[:size] if word[0] == "Y" and word[1:].isdigit()]
    return Predicate(
        nouns=tuple(people if is_person_noun(nouns[-1]) else nouns[-1:]),
        head=nouns[-1].split()[-1],
        nations=tuple(line.chunk(word).text for word in nations),
        definite=verb["article"] == "the",
        year=years[0] if len(years) == 1 else "",
        end=verb.end() + len(" ".join(words[:size])),
    )


def _length(words: Sequence[str]) -> int:
    """Return how many words the noun phrase at the head of `words` takes."""
    size = last_noun = 0
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else ""
        if not _belongs(word, following, words[i - 1] if i else ""):
            break
        size = i + 1
        if word.endswith("/N"):
            last_noun = size
    return last_noun if size else 0


def _goes_on(words: Sequence[str]) -> bool:
    """Whether what follows shows that the phrase is not over: `children` of `children's book`."""
    first, second = (*words, "", "")[:2]
    if first.endswith(("/G", "/J")):
        return second.endswith(("/N", "/G")) and first.partition("/")[0] not in _STOPPING
    return first in {"'s/'", "’s/'"}


def _belongs(word: str, following: str, before: str) -> bool:
    """Whether a word can stand in the noun phrase before its head, or be it."""
    kind = word[-1] if "/" in word[1:-1] else word[0]
    text = word.partition("/")[0]
    if kind in "NJ" and "/" in word:
        return True
    if kind in "LMY" and word[1:].isdigit():
        return True
    nominal = following.endswith(("/N", "/J")) or (following[:1] in "LYM" and following[1:].isdigit())
    if kind == "X" and word[1:].isdigit():
        return nominal or following in {"-", "and/C"}
    if word == "born/V" and before in {"-", "–"}:
        return True
    if kind == "V":
        return nominal and not before.endswith("/N")
    if kind == "G":
        return following.endswith("/N") and text not in _STOPPING and not before.endswith("/N")
    if word in {"-", "–"}:
        return True
    if word in {",", "and/C"}:
        return bool(before) and (nominal or following[:1] in "XM")
    return kind == "B" and nominal


def _pieces(words: Sequence[str]) -> list[list[str]]:
    pieces: list[list[str]] = [[]]
    for word in words:
        if word in {",", "and/C"}:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return pieces


def _noun(piece: Sequence[str]) -> str:
    """Return the nouns at the end of a piece of a noun phrase."""
    found: list[str] = []
    for word in reversed(piece):
        if not word.endswith("/N"):
            break
        found.append(word[:-2])
    counted = len(found) > 1 and len(piece) > len(found) and piece[-len(found) - 1][0] == "M"
    nouns = found[:-1] if counted else found  # of `five star hotel`, `star` belongs to the number
    return "" if found and found[0].endswith("ing") else " ".join(reversed(nouns))
