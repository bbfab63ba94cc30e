"""Relatives, and other nouns that relate: `his wife, X3`, `the son of X3`, `X2, the capital of X5`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrievers.graph.facts.chunks import Line
from retrievers.graph.facts.clauses import Deed
from retrievers.graph.facts.grammar import NAMES, names
from retrievers.graph.facts.schema import End, Sort, Statement
from retrievers.graph.facts.vocabulary import FEMALE, KIN, KIN_OF, MALE, NOUNS_OF, TOLD_BACKWARD

_KIN = "|".join(sorted(KIN, key=len, reverse=True))
_HIS = re.compile(
    rf"(?:O\d+|T\d+ ['’]s/') (?:(?:[^ /]+/[JV]|M\d+|L\d+|own/\w|then/B|[^ /]+/N) ){{0,2}}?(?P<kin>{_KIN})/N"
    rf"(?: ,| (?:was|is|were|are)/A)? {NAMES}(?! (?:, )?['’]s/')"
)
_SON = (
    rf"(?:the|a|an|one/M of/P the)(?:/D)? (?:(?:[^ /]+/[JNV]|M\d+|L\d+|and/C|,) ){{0,5}}?"
    rf"(?P<kin>son|daughter|child)/N(?: and/C(?: [^ /]+/[JN]){{1,2}})? of/P {NAMES}"
    rf"(?P<second> (?:and/C|by/P) (?:O\d+|his/D|her/D) (?:[^ /]+/[JN] |M\d+ ){{0,2}}?"
    rf"(?:wife|husband|spouse|consort)/N(?: ,)? X\d+)?"
)
_SON_OF = re.compile(rf"(?:^|T\d+ (?:\( [^()]* \) )?(?:, |as/P ))(?:[^ /]+/B )*{_SON}")
_IS_SON_OF = re.compile(rf"(?:was|is)/A (?:[^ /]+/B )*{_SON}")
_APPOSED = re.compile(
    rf"(?P<of>X\d+) , (?:the|its)(?:/D)? (?P<noun>{'|'.join(sorted(NOUNS_OF, key=len, reverse=True))})/N "
    r"of/P (?P<names>X\d+)(?= [,.;)]|$)"
)
_TWO = re.compile(r"X\d+")
_APPOSED_NOUNS = frozenset(["capital", "seat", "founder", "headquarters", "suburb", "district"])


@dataclass(frozen=True, slots=True)
class Found:
    """A deed and where the words that say it end in the line."""

    deed: Deed
    at: int


def kin_in(line: Line, at: int | None) -> Iterator[Found]:
    """Yield the relatives of what the document is about that a sentence names.

    `at` is where its predicate begins, if what the document is about is its subject.
    """
    for match in _HIS.finditer(line.text):
        if not _is_of_topic(line.text[: match.start()]):
            continue
        many = match["kin"].endswith("s") or match["kin"] == "children"
        found = list(names(line, match["names"], Sort.PERSON, kin=True))
        for end in found if many else found[:1]:
            yield Found(Deed(KIN[match["kin"]], end, f"his {KIN[match['kin']]}"), match.end())
    born = (_IS_SON_OF.match(line.text, at) if at is not None else None) or _SON_OF.search(line.text)
    if born:
        parents = list(names(line, born["names"], Sort.PERSON))
        second = _TWO.findall(born["second"] or "")
        for end in parents[:2]:
            yield Found(Deed(_parent(end.name, paired=bool(second)), end, "son of"), born.end())
        for word in second[-1:]:
            yield Found(Deed("mother", End(line.chunk(word).text, Sort.PERSON), "son of"), born.end())


def _is_of_topic(before: str) -> bool:
    """Whether `his` behind these words can mean nobody but the topic: no other name stands between, but places."""
    between = before[before.rfind("T") :] if re.search(r"T\d+ ", before) else before
    return ":" not in between and not re.search(r"(?<!in/P )(?<!at/P )(?<!from/P )(?<!in/P the/D )X\d+", between)


def of_noun(line: Line, noun: str, captured: str) -> Iterator[Deed]:
    """Yield what a noun with `of` says of the subject: `is the capital of X5`."""
    found = list(names(line, captured, Sort.ANY))
    if noun in {"son", "daughter", "child"}:
        return
    if noun in KIN_OF:
        for end in found:
            yield Deed(KIN_OF[noun], End(end.name, Sort.PERSON), "noun of")
    elif noun in TOLD_BACKWARD:
        for end in found:
            yield Deed(TOLD_BACKWARD[noun], end, "noun of", backward=True)
    elif noun in NOUNS_OF:
        for end in found:
            yield Deed(f"{noun} of", end, "noun of")


def appositions(line: Line) -> Iterator[Statement]:
    """Yield what is said of a name right behind it: `X2 , the capital of X5`."""
    for match in _APPOSED.finditer(line.text):
        if match["noun"] in _APPOSED_NOUNS:
            subject, of = line.chunk(match["of"]), line.chunk(match["names"])
            if subject.quoted or of.quoted:
                continue
            ends = End(subject.text), End(of.text)
            noun = match["noun"]
            if noun in TOLD_BACKWARD:
                yield Statement(ends[1], TOLD_BACKWARD[noun], ends[0], "apposition", line.start, line.end)
            else:
                yield Statement(ends[0], f"{noun} of", ends[1], "apposition", line.start, line.end)


def _parent(name: str, *, paired: bool) -> str:
    words = set(name.replace(",", " ").split())
    if words & FEMALE and not words & MALE:
        return "mother"
    return "father" if paired or (words & MALE and not words & FEMALE) else "parent"
