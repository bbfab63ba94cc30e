"""What a question compares: names joined by `or`, `and` or `than`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.reasoner.embedded.comparing.measure import Joined
from agent.reasoner.embedded.nouns import expects_of
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.nations import DEMONYMS
from retrievers.reading.tagger import Tag
from retrievers.schema import AnswerType

_SIDES = frozenset(["or", "and"])


@dataclass(frozen=True, slots=True)
class Group:
    """Terms `start:end` that list what is compared."""

    start: int
    end: int
    operands: tuple[Term, ...]
    """Names without their class nouns; `head` keeps an article for questions."""
    joined: Joined
    apart: bool = False
    """Whether the predicate has words between the names."""


def find_group(terms: Sequence[Term]) -> Group | None:
    """Return what is compared; alternatives before what only belongs together."""
    return _listed(terms, "or") or _listed(terms, "and") or _as(terms) or _than(terms)


def _listed(terms: Sequence[Term], joint: Joined) -> Group | None:
    """Find the names joined by `or` or `and`; the last such list of the question."""
    for i in range(len(terms) - 1, 0, -1):
        if terms[i].lower != joint:
            continue
        right = _name_from(terms, i + 1)
        left = _name_before(terms, i - 1)
        if right is None or left is None:
            continue
        start, operands = left, [_shown(terms, left if terms[left].name else left + 1)]
        while (before := _listed_before(terms, start)) is not None:
            start = before
            operands.insert(0, _shown(terms, before if terms[before].name else before + 1))
        operands.append(_shown(terms, right - 1))
        right = _with_region(terms, right, operands)
        if len(operands) > 2 and (terms[start - 1].lower in {"both", "between"} or _both_behind(terms, right)):
            operands = _two(operands, terms, start, i)
        return Group(start, right, tuple(operands), joint)
    return None


def _listed_before(terms: Sequence[Term], start: int) -> int | None:
    """Return the start of the name before the comma at `start - 1`.

    None if that only ends what is said: `from Japan, A or B`.
    """
    if start < 2 or terms[start - 1].text != ",":
        return None
    before = _name_before(terms, start - 2)
    if before is None or before == 0:
        return before
    leads = terms[before - 1]
    if leads.lower == "of":
        return before if before > 1 and terms[before - 2].tag in _LEADING_OF else None
    return before if leads.tag in {Tag.PUNCT, Tag.AUX} or leads.lower in _LEADING else None


_LEADING = frozenset(["between", "among", "amongst", "both", "either"])
"""Words before a list."""
_LEADING_OF = {Tag.WH, Tag.ADJ, Tag.NUM}
"""What stands before the `of` of a list: `which of A, B or C`, `the oldest of A, B or C`; not `a city of A, B or C`."""


def _as(terms: Sequence[Term]) -> Group | None:
    """Find the two of `Does A have the same nationality as B?`."""
    words = [t.lower for t in terms]
    if "same" not in words or "as" not in words or terms[0].tag is not Tag.AUX:
        return None
    return _two_sides(terms, len(words) - 1 - words[::-1].index("as"), "and")


def _than(terms: Sequence[Term]) -> Group | None:
    """Find the two of `Is A longer than B?`, `How many more medals did A win than B?`."""
    at = next((i for i, t in enumerate(terms) if t.lower in {"than", "before", "after"}), None)
    asks = bool(terms) and (terms[0].tag is Tag.AUX or terms[0].lower in {"how", "by"})
    return None if at is None or not asks else _two_sides(terms, at, "than")


def _two_sides(terms: Sequence[Term], at: int, joined: Joined) -> Group | None:
    """Return the name before the word at `at`, and the one behind it, past an auxiliary that is repeated."""
    behind = at + 1 + (at + 1 < len(terms) and terms[at + 1].tag is Tag.AUX)
    left = next((i for i in range(1, at) if terms[i].name), None)
    right = _name_from(terms, behind) or _name_of(terms, behind)
    if right is None or left is None:
        return None
    return Group(left, right, (_shown(terms, left), _shown(terms, right - 1)), joined, apart=True)


def _name_of(terms: Sequence[Term], i: int) -> int | None:
    """Return the end of the name in `that of NAME`, `the area of NAME` at `i`."""
    while i < len(terms) and terms[i].tag in {Tag.DET, Tag.NOUN, Tag.WH, Tag.PRON}:
        i += 1
    return _name_from(terms, i + 1) if i < len(terms) and terms[i].lower == "of" else None


def without_nationality(terms: list[Term]) -> list[Term]:
    """Take `British` for what is asked and not for the end of a name: `are Anna Vik and Bo Lind British?`."""
    at = len(terms) - 1 - (bool(terms) and terms[-1].tag is Tag.PUNCT)
    if at < 1 or terms[0].tag is not Tag.AUX or not terms[at].name:
        return terms
    last, _, adjective = terms[at].text.rpartition(" ")
    if not last or adjective.lower() not in DEMONYMS or terms[at - 1].lower not in {"and", "or"}:
        return terms
    border = terms[at].end - len(adjective)
    asked = Term(adjective, Tag.ADJ, border, terms[at].end)
    return [*terms[:at], replace(terms[at], text=last, end=border - 1), asked, *terms[at + 1 :]]


def as_names(terms: list[Term]) -> list[Term]:
    """Take `the samples from Ryugu or the ones from Bennu` as two names."""
    for i in range(len(terms) - 7):
        left, right = _phrase_at(terms, i), None
        if left and left < len(terms) and terms[left].lower in _SIDES:
            right = _phrase_at(terms, left + 1)
        if not left or not right:
            continue
        noun = text_of(terms[i + 1 : left - 2])
        again = text_of(terms[left + 2 : right - 2])
        ends = f"{terms[right - 2].text} {terms[right - 1].text}"
        second = f"{noun if again in {'one', 'ones'} else again} {ends}"
        a = replace(terms[left - 1], text=text_of(terms[i + 1 : left]), start=terms[i].start)
        b = replace(terms[right - 1], text=second, start=terms[left + 1].start)
        return [*terms[:i], terms[i], a, terms[left], terms[left + 1], b, *terms[right:]]
    return terms


def _phrase_at(terms: Sequence[Term], i: int) -> int | None:
    """Return the end of `the NOUN from NAME` at `i`."""
    if i >= len(terms) or terms[i].tag is not Tag.DET:
        return None
    j = i + 1
    while j < len(terms) and (terms[j].tag in {Tag.NOUN, Tag.ADJ, Tag.NUM} or terms[j].lower in {"one", "ones"}):
        j += 1
    fits = i + 1 < j < len(terms) - 1 and terms[j].lower in {"from", "in", "on", "at"} and terms[j + 1].name
    return j + 2 if fits else None


def distributed(terms: list[Term]) -> list[Term]:
    """Say `the director of A and the director of B` for `the directors of both A and B`."""
    for i in range(len(terms) - 4):
        person = terms[i].tag is Tag.NOUN and expects_of(terms[i].lower) is AnswerType.PERSON
        if not person or terms[i + 1].lower != "of":
            continue
        at = i + 2 + (terms[i + 2].tag is Tag.DET)
        if (
            at + 2 < len(terms)
            and terms[at].name
            and terms[at + 1].lower == "and"
            and (end := _name_from(terms, at + 2))
        ):
            noun = replace(terms[i], text=terms[i].text.removesuffix("s"))
            start = i - 1 if i and terms[i - 1].tag is Tag.DET else i
            return [*terms[:start], noun, terms[i + 1], terms[at], terms[at + 1], noun, terms[i + 1], *terms[end - 1 :]]
    return terms


def _shown(terms: Sequence[Term], i: int) -> Term:
    """Return a name without its class noun; `head` keeps the article for questions."""
    article = "the " if i and terms[i - 1].lower == "the" else ""
    return replace(terms[i], text=terms[i].bare or terms[i].text, head=article)


def _two(operands: list[Term], terms: Sequence[Term], start: int, joint: int) -> list[Term]:
    """Make two of more: `both Aliabad, Khatam and Dudah Chay` names a place with its province."""
    left = [t for t in terms[start:joint] if t.name]
    first = replace(left[0], text=", ".join(t.text for t in left), head="")
    return [first, operands[-1]]


def _with_region(terms: Sequence[Term], right: int, operands: list[Term]) -> int:
    """Let `both A and B, Region, ...` end its second name behind the region."""
    both = any(t.lower == "both" for t in terms)
    named = right + 1 < len(terms) and terms[right].text == "," and terms[right + 1].name
    if both and named and terms[right + 1].lower not in DEMONYMS:
        operands[-1] = replace(operands[-1], text=f"{operands[-1].text}, {terms[right + 1].text}")
        return right + 2
    return right


def _both_behind(terms: Sequence[Term], end: int) -> bool:
    return any(t.lower == "both" for t in terms[end:])


def _name_from(terms: Sequence[Term], i: int) -> int | None:
    """Return the end of the name at `i`, past an article and the name of an owner: `New Jersey's Morris Canal`."""
    if i < len(terms) and terms[i].tag is Tag.DET:
        i += 1
    if i >= len(terms) or not terms[i].name:
        return None
    while i + 1 < len(terms) and terms[i + 1].name and not terms[i + 1].text.startswith("#"):
        i += 1
    return i + 1


def _name_before(terms: Sequence[Term], i: int) -> int | None:
    """Return the start of the name that ends at `i`, its article included; a comma may follow it."""
    if i >= 0 and terms[i].text == ",":
        i -= 1
    if i < 0 or not terms[i].name:
        return None
    return i - 1 if i and terms[i - 1].tag is Tag.DET and terms[i - 1].lower == "the" else i
