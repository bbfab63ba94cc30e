"""Questions that compare: one branch of hops for each thing compared, and code that decides.

The branches are read one by one and the comparison is computed, never read: notes and measurements show that code is
far better at it than a span reader.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.reasoner.embedded.decompose import Hop, replace_descriptions
from agent.reasoner.embedded.nouns import expects_of
from agent.reasoner.embedded.predicates import Joined, Measure, measure_of
from agent.reasoner.embedded.terms import Term, read_terms, text_of
from agent.reasoner.embedded.tidying import tidy
from retrievers.reading.nations import DEMONYMS
from retrievers.reading.tagger import Tag
from retrievers.schema import AnswerType


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Hops in order, and the code over their values that gives the answer."""

    hops: tuple[Hop, ...]
    code: str
    expects: AnswerType
    operands: tuple[str, ...]
    """What is compared, as the question names it; placeholders where a hop finds it."""
    measure: Measure


def _identity(terms: Sequence[Term], hops: Sequence[Hop]) -> Comparison | None:
    """`Is Lima the capital of Peru?`: look the capital up and compare."""
    left = [t for t in terms if t.tag not in {Tag.PUNCT, Tag.DET}]
    if not hops or len(left) != 3 or left[0].lower not in {"is", "was", "are", "were"}:
        return None
    named, found = left[1], left[2]
    if not named.name or named.text.startswith("#") or found.text != f"#{hops[-1].id}":
        return None
    measure = Measure(questions=(), expects=AnswerType.YES_NO, relation="", way="same", picks=False)
    name = json.dumps(named.bare or named.text, ensure_ascii=False)
    code = f'"yes" if same(first({found.text}), {name}) else "no"'
    return Comparison(
        hops=tuple(hops), code=code, expects=AnswerType.YES_NO, operands=(named.text, found.text), measure=measure
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Terms `start:end` that list what is compared."""

    start: int
    end: int
    operands: tuple[Term, ...]
    joined: Joined


def compare(question: str, names: Iterable[tuple[int, int]] = ()) -> Comparison | None:
    """Read a question as a comparison of named things; None if it is none, or none that can be computed."""
    terms = tidy(read_terms(question, names))
    terms, hops = replace_descriptions(_distributed(_phrases(terms)), named=True)
    if identity := _identity(terms, hops):
        return identity
    group = _group(terms) or _as(terms) or _than(terms)
    if group is None:
        return None
    predicate = [t for t in (*terms[: group.start], *terms[group.end :]) if t.text != ":"]
    if group.joined == "than" or group.end - group.start > 2 * len(group.operands) + 2:
        predicate = [t for t in terms if not t.name]
    if not _compares(predicate, group):
        return None
    measure = measure_of(predicate, group.joined, len(group.operands))
    if measure is None:
        return None
    return _build(group, measure, list(hops))


def _group(terms: Sequence[Term]) -> _Group | None:
    """Find the names joined by `or` or `and`; the last such group of the question."""
    for i in range(len(terms) - 1, 0, -1):
        if terms[i].lower not in {"or", "and"}:
            continue
        right = _name_from(terms, i + 1)
        left = _name_before(terms, i - 1)
        if right is None or left is None:
            continue
        start, operands = left, [_shown(terms, left if terms[left].name else left + 1)]
        while start - 1 > 0 and terms[start - 1].text == "," and (before := _name_before(terms, start - 2)) is not None:
            start = before
            operands.insert(0, _shown(terms, before if terms[before].name else before + 1))
        operands.append(_shown(terms, right - 1))
        right = _with_region(terms, right, operands)
        if len(operands) > 2 and (terms[start - 1].lower in {"both", "between"} or _both_behind(terms, right)):
            operands = _two(operands, terms, start, i)
        return _Group(start, right, tuple(operands), "or" if terms[i].lower == "or" else "and")
    return None


def _phrases(terms: list[Term]) -> list[Term]:
    """Take `the samples from Ryugu or the ones from Bennu` as two names."""
    for i in range(len(terms) - 7):
        left, right = _phrase_at(terms, i), None
        if left and left < len(terms) and terms[left].lower in {"or", "and"}:
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


def _distributed(terms: list[Term]) -> list[Term]:
    """Say `the director of A and the director of B` for `the directors of both A and B`."""
    for i in range(len(terms) - 4):
        if (
            terms[i].tag is not Tag.NOUN
            or terms[i + 1].lower != "of"
            or expects_of(terms[i].lower) is not AnswerType.PERSON
        ):
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


def _as(terms: Sequence[Term]) -> _Group | None:
    """Find the two of `Does A have the same nationality as B?`."""
    words = [t.lower for t in terms]
    if "same" not in words or "as" not in words or terms[0].tag is not Tag.AUX:
        return None
    at = len(words) - 1 - words[::-1].index("as")
    right, left = _name_from(terms, at + 1), next((i for i in range(1, at) if terms[i].name), None)
    if right is None or left is None:
        return None
    return _Group(left, right, (_shown(terms, left), _shown(terms, right - 1)), "and")


def _than(terms: Sequence[Term]) -> _Group | None:
    """`Is A longer than B?`: what stands between the names is part of the predicate."""
    at = next((i for i, t in enumerate(terms) if t.lower in {"than", "before", "after"}), None)
    if at is None or not terms or terms[0].tag is not Tag.AUX:
        return None
    right, left = _name_from(terms, at + 1), next((i for i in range(1, at) if terms[i].name), None)
    if right is None or left is None:
        return None
    return _Group(left, right, (_shown(terms, left), _shown(terms, right - 1)), "than")


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
    """Return the end of the name at `i`, past an article."""
    if i < len(terms) and terms[i].tag is Tag.DET:
        i += 1
    return i + 1 if i < len(terms) and terms[i].name else None


def _name_before(terms: Sequence[Term], i: int) -> int | None:
    """Return the start of the name that ends at `i`, its article included; a comma may follow it."""
    if i >= 0 and terms[i].text == ",":
        i -= 1
    if i < 0 or not terms[i].name:
        return None
    return i - 1 if i and terms[i - 1].tag is Tag.DET and terms[i - 1].lower == "the" else i


def _compares(predicate: Sequence[Term], group: _Group) -> bool:
    """Whether the question weighs the group's members against each other, and does not only mention them."""
    words = {t.lower for t in predicate}
    if group.joined == "than":
        return True
    if group.joined == "or":
        return bool(words & {"who", "which", "what", "whose", "where"}) or predicate[0].tag is Tag.AUX
    if predicate and predicate[0].tag is Tag.AUX:
        return bool(words & {"same", "both", "share", "different", "also"}) or group.start <= 2
    return (
        bool(words & {"of", "between", "out", "among"})
        and bool(words & {"which", "who", "what", "whose"})
        and group.start <= 3
    )


def _build(group: _Group, measure: Measure, hops: list[Hop]) -> Comparison:
    """Lay out the branches and write the code."""
    results: list[tuple[str, ...]] = []
    for operand in group.operands:
        subject = operand.head + operand.text
        if measure.role:
            hops.append(_role_hop(measure.role, subject, len(hops) + 1))
            subject = f"#{hops[-1].id}"
        asked: list[str] = []
        for question in measure.questions:
            hops.append(
                Hop(
                    id=f"E{len(hops) + 1}",
                    question=question.format(subject),
                    expects=measure.expects,
                    relation=measure.relation,
                    names=(subject,),
                )
            )
            asked.append(f"#{hops[-1].id}")
        results.append(tuple(asked))
    operands = tuple(t.text for t in group.operands)
    return Comparison(
        hops=tuple(hops),
        code=_code(measure, operands, results),
        expects=AnswerType.CHOICE if measure.picks else AnswerType.YES_NO,
        operands=operands,
        measure=measure,
    )


def _role_hop(role: str, subject: str, number: int) -> Hop:
    return Hop(
        id=f"E{number}",
        question=f"Who is the {role} of {subject}?",
        expects=AnswerType.PERSON,
        relation=role,
        names=(subject,),
    )


def _code(measure: Measure, operands: Sequence[str], results: Sequence[tuple[str, ...]]) -> str:
    """Write the deciding code; names go in as string literals, values as placeholders."""
    labels = [f"first({o})" if o.startswith("#") else json.dumps(o, ensure_ascii=False) for o in operands]
    if measure.way == "same":
        values = ", ".join(f"{measure.reads}({r[0]})" for r in results[:2])
        yes, no = ("no", "yes") if measure.negated else ("yes", "no")
        return f'"{yes}" if same({values}) else "{no}"'
    if measure.way == "all":
        tests = " and ".join(f'first({r[0]}) == "yes"' for r in results)
        return f'"yes" if {tests} else "no"'
    if measure.way == "holds":
        return f'{labels[0]} if first({results[0][0]}) == "yes" else {labels[1]}'
    sides = [_value(measure, r) for r in results]
    pairs = ", ".join(f"({v}, {label})" for v, label in zip(sides, labels, strict=True))
    if not measure.picks:
        sign = "<" if measure.way == "min" else ">"
        return f'"yes" if {sides[0]} {sign} {sides[1]} else "no"'
    return f"{'lowest' if measure.way == 'min' else 'highest'}([{pairs}])"


def _value(measure: Measure, results: tuple[str, ...]) -> str:
    if len(results) == 2:
        return f"years({results[0]}, {results[1]})"
    return f"{measure.reads}({results[0]})"
