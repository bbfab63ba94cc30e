"""What a comparison measures: the question put to each side, and how the replies decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.reasoner.embedded.nouns import expects_of
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import BASES, PAST_FORMS
from retrievers.schema import AnswerType

Way = Literal["min", "max", "same", "all", "holds"]
Joined = Literal["or", "and", "than"]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How to compare."""

    questions: tuple[str, ...]
    """Asked of each side, `{}` for its name; two questions measure the span between their replies."""
    expects: AnswerType
    relation: str
    way: Way
    reads: Literal["date", "number", "quantity", "country", "first"] = "first"
    """How code reads a reply."""
    role: str = ""
    """The person behind each side that is compared in its place: `director`."""
    picks: bool = True
    """Whether the answer is one of the sides, and not yes or no."""
    negated: bool = False


_EARLY = word_set("first earlier earliest before sooner prior")
_LATE = word_set("later latest last recently after")
_AGE: dict[str, Way] = {
    **dict.fromkeys(("older", "oldest", "elder", "eldest"), "min"),
    **dict.fromkeys(("younger", "youngest", "newer", "newest"), "max"),
}


def _both_ways(more: str, less: str) -> tuple[tuple[str, Way], tuple[str, Way]]:
    return (more, "max"), (less, "min")


_SIZES: dict[str, tuple[str, Way]] = {
    word: (question, way)
    for question, more, less in (
        ("How large is {}?", "larger largest bigger biggest", "smaller smallest"),
        ("How tall is {}?", "taller tallest higher highest", "lower lowest"),
        ("How long is {}?", "longer longest", "shorter shortest"),
        ("How heavy is {}?", "heavier heaviest", "lighter lightest"),
        ("How deep is {}?", "deeper deepest", "shallower shallowest"),
        ("How fast is {}?", "faster fastest", "slower slowest"),
        ("How wide is {}?", "wider widest", "narrower narrowest"),
    )
    for words, way in _both_ways(more, less)
    for word in words.split()
}
_MORE: dict[str, Way] = {
    "more": "max", "most": "max", "greater": "max", "greatest": "max", "higher": "max", "highest": "max",
    "larger": "max", "largest": "max", "bigger": "max", "longer": "max", "fewer": "min", "fewest": "min", "less": "min",
    "least": "min", "lower": "min", "lowest": "min", "smaller": "min",
}  # fmt: skip
_ORDER_WORDS = _EARLY | _LATE | _AGE.keys() | {"more", "most", "than", "the", "other", "both"}
_NUMERIC_NOUNS = word_set(
    "population area height length width depth elevation mass weight speed capacity size budget revenue"
)


def measure_of(predicate: Sequence[Term], joined: Joined, count: int) -> Measure | None:
    """Read the predicate of a comparison, the terms without what is compared; None if it cannot be computed."""
    words = [t.lower for t in predicate]
    picks = joined != "than" and not (joined == "and" and predicate[0].tag is Tag.AUX)
    role = _role(predicate)
    for reading in (_same, _lived, _age, _events, _amounts, _sizes):
        found = reading(predicate, words, role)
        if found is not None:
            return _with(found, picks)
    return _category(predicate, joined, picks) if count == 2 else None


def _with(measure: Measure, picks: bool) -> Measure:
    return replace(measure, picks=picks and measure.way != "same")


def _role(predicate: Sequence[Term]) -> str:
    """Return the noun for the person behind each side: `has the director`, `whose performer`."""
    for i, term in enumerate(predicate):
        if not i or term.tag is not Tag.NOUN:
            continue
        noun = re.sub(r"s$", "", term.lower)
        led = (
            predicate[i - 1].tag in {Tag.DET, Tag.AUX}
            or predicate[i - 1].lower == "whose"
            or predicate[i - 1].tag is Tag.POSS
        )
        after_which = (
            i > 1 and predicate[i - 1].lower == "the" and predicate[i - 2].lower in {"of", "between"} and i < 4
        )
        if led and not after_which and expects_of(noun) is AnswerType.PERSON:
            return noun
    return ""


def _same(predicate: Sequence[Term], words: list[str], role: str) -> Measure | None:
    """`from the same country`, `share the same nationality`, `in different states`."""
    mark = next((w for w in ("same", "different", "common") if w in words), None)
    if mark is None:
        return None
    noun = next((t.lower for t in predicate[words.index(mark) + 1 :] if t.tag in {Tag.NOUN, Tag.VERB}), "")
    noun = re.sub(r"ies$", "y", noun) if noun.endswith("ies") else re.sub(r"(?<=[^s])s$", "", noun)
    if not noun:
        return None
    negated = mark == "different"
    place = expects_of(noun) is AnswerType.PLACE or noun in {"nationality", "citizenship"}
    if noun in {"country", "nation", "nationality", "citizenship", "origin"}:
        located = bool({"located", "situated", "lie", "lies"} & set(words)) or ("in" in words and "from" not in words)
        if role or noun in {"nationality", "citizenship"}:
            asked = "What nationality is {}?"
        elif located:
            asked = "In which country is {} located?"
        else:
            asked = "Which country is {} from?"
        return Measure(
            questions=(asked,),
            expects=AnswerType.PLACE,
            relation="country",
            way="same",
            reads="country",
            role=role,
            negated=negated,
        )
    verb = next((t.lower for t in predicate[1:] if t.tag is Tag.VERB and t.lower != "share"), "")
    if verb and predicate[0].lower in {"did", "do"} and mark == "same":
        asked = f"Which {noun} {'did' if predicate[0].lower == 'did' else 'does'} {{}} {verb}?"
        return Measure(questions=(asked,), expects=expects_of(noun), relation=f"{verb} {noun}", way="same", role=role)
    asked = f"In which {noun} is {{}}?" if place else f"What is the {noun} of {{}}?"
    return Measure(questions=(asked,), expects=expects_of(noun), relation=noun, way="same", role=role, negated=negated)


def _lived(predicate: Sequence[Term], words: list[str], role: str) -> Measure | None:  # noqa: ARG001 - one signature
    """`lived longer`."""
    if "lived" not in words or not {"longer", "longest", "older", "shorter"} & set(words):
        return None
    way: Way = "min" if "shorter" in words else "max"
    return Measure(
        questions=("When was {} born?", "When did {} die?"),
        expects=AnswerType.DATE,
        relation="born died",
        way=way,
        reads="date",
        role=role,
    )


def _age(predicate: Sequence[Term], words: list[str], role: str) -> Measure | None:
    """`is older`."""
    word = next((w for w in words if w in _AGE), None)
    if word is None:
        return None
    head = _which_noun(predicate)
    person = (
        role
        or "who" in words
        or (head and expects_of(head) is AnswerType.PERSON)
        or (not head and predicate[0].tag is Tag.AUX)
    )
    asked = "When was {} born?" if person else "When was {} founded?"
    return Measure(
        questions=(asked,),
        expects=AnswerType.DATE,
        relation="born" if person else "founded",
        way=_AGE[word],
        reads="date",
        role=role,
    )


def _events(predicate: Sequence[Term], words: list[str], role: str) -> Measure | None:
    """`was born first`, `came out earlier`, `was founded later`."""
    order = next((w for w in words if w in _EARLY | _LATE), None)
    if order is None or _first_is_plain(predicate, words, order):
        return None
    way: Way = "min" if order in _EARLY else "max"
    start = next((i for i, t in enumerate(predicate) if role and t.lower.startswith(role)), -1) + 1
    verb = next((i for i in range(start, len(predicate)) if predicate[i].tag is Tag.VERB), None)
    if verb is None:
        return None
    rest = [
        t
        for t in predicate[verb:]
        if t.lower not in _ORDER_WORDS and t.tag is not Tag.PUNCT and t.lower not in {"of", "between", "two"}
    ]
    passive = any(t.lower in {"was", "were", "is", "are", "been"} for t in predicate[start:verb])
    lower = predicate[verb].lower
    if passive or lower == "born":
        asked = f"When was {{}} {text_of(rest)}?"
    else:
        base = BASES.get(lower, lower) if lower in PAST_FORMS else lower
        asked = f"When did {{}} {' '.join([base, text_of(rest[1:])]).strip()}?"
    return Measure(
        questions=(asked,), expects=AnswerType.DATE, relation=text_of(rest), way=way, reads="date", role=role
    )


def _first_is_plain(predicate: Sequence[Term], words: list[str], order: str) -> bool:
    """Whether `first` only qualifies a noun: `the first president`."""
    i = words.index(order)
    return order in {"first", "last"} and i + 1 < len(words) and predicate[i + 1].tag is Tag.NOUN


def _amounts(predicate: Sequence[Term], words: list[str], role: str) -> Measure | None:
    """`has more members`, `won the most medals`, `has a larger population`."""
    for i, word in enumerate(words[:-1]):
        noun = predicate[i + 1]
        if word not in _MORE or noun.tag not in {Tag.NOUN, Tag.ADJ} or noun.lower == "populous":
            continue
        if (
            word in {"longer", "higher", "larger", "lower", "bigger", "smaller"}
            and noun.lower not in _NUMERIC_NOUNS
            and noun.tag is not Tag.NOUN
        ):
            continue
        end = i + 2
        while end < len(predicate) and predicate[end].tag is Tag.NOUN:
            end += 1
        if noun.tag is Tag.ADJ and end == i + 2:
            return None
        if end > i + 2 and not _countable(predicate[end - 1].lower):
            return None
        what = text_of(predicate[i + 1 : end])
        if predicate[end - 1].lower in _NUMERIC_NOUNS:
            return Measure(
                questions=(f"What is the {what} of {{}}?",),
                expects=AnswerType.NUMBER,
                relation=what,
                way=_MORE[word],
                reads="number",
                role=role,
            )
        verb = next((t for t in predicate if t.tag is Tag.VERB), None)
        tail = [t for t in predicate[predicate.index(verb) + 1 : i] if t.tag is not Tag.PUNCT] if verb else []
        tail = [t for t in tail if t.lower not in _ORDER_WORDS | {"a", "an", "for"}]
        many = "many" if predicate[end - 1].lower.endswith("s") or what == "people" else "much"
        done = f"did {{}} {BASES.get(verb.lower, verb.lower)}" if verb else "does {} have"
        asked = f"How {many} {what} {done} {text_of(tail)}".strip() + "?"
        return Measure(
            questions=(asked,), expects=AnswerType.NUMBER, relation=what, way=_MORE[word], reads="number", role=role
        )
    return None


def _countable(noun: str) -> bool:
    return noun.endswith("s") or noun in _NUMERIC_NOUNS or noun == "people"


def _sizes(predicate: Sequence[Term], words: list[str], role: str) -> Measure | None:
    """`is larger`, `is the tallest`, `is more populous`."""
    del predicate
    if {"populous", "populated"} & set(words):
        way: Way = "min" if "less" in words or "least" in words else "max"
        return Measure(
            questions=("What is the population of {}?",),
            expects=AnswerType.NUMBER,
            relation="population",
            way=way,
            reads="number",
            role=role,
        )
    for word in words:
        if word in _SIZES:
            asked, way = _SIZES[word]
            return Measure(
                questions=(asked,), expects=AnswerType.NUMBER, relation=word, way=way, reads="quantity", role=role
            )
    return None


def _which_noun(predicate: Sequence[Term]) -> str:
    """Return the noun of `which N`, or an empty string."""
    for i, term in enumerate(predicate[:-1]):
        if term.lower in {"which", "what"}:
            nouns = []
            for following in predicate[i + 1 :]:
                if following.tag not in {Tag.NOUN, Tag.ADJ, Tag.NUM, Tag.NAME}:
                    break
                nouns.append(following.lower)
            return nouns[-1] if nouns else ""
    return ""


_JOINERS = word_set("both which who what of between two out also")


def _category(predicate: Sequence[Term], joined: Joined, picks: bool) -> Measure | None:
    """`both operas`, `which is a genus of palms`: asked of each side as yes or no."""
    asked_noun = _which_noun(predicate)
    kept = [t for t in predicate if t.lower not in _JOINERS | {asked_noun} and t.text not in {"?", ",", ":"}]
    auxiliary = next((t for t in kept if t.tag is Tag.AUX), None)
    body = [t for t in kept if t is not auxiliary]
    if joined == "than" or not body or (auxiliary is None and body[0].tag is not Tag.VERB):
        return None
    words = [_singular(t) for t in body]
    if auxiliary is None:
        words[0] = BASES.get(body[0].lower, body[0].lower)
    elif words[-1] != body[-1].text and not any(t.tag in {Tag.DET, Tag.ADP, Tag.VERB} for t in body):
        words.insert(0, "an" if words[0][0].lower() in "aeiou" else "a")
    asks = (
        {"are": "Is", "were": "Was", "do": "Does"}.get(auxiliary.lower, auxiliary.text.capitalize())
        if auxiliary
        else "Did"
    )
    asked = f"{asks} {{}} {' '.join(words)}?"
    way: Way = "holds" if picks else "all"
    return Measure(questions=(asked,), expects=AnswerType.YES_NO, relation=text_of(body), way=way, picks=picks)


def _singular(term: Term) -> str:
    """Return a plural noun in the singular."""
    if term.tag is not Tag.NOUN or not re.search(r"[^su]s$", term.lower):
        return term.text
    return re.sub(r"ies$", "y", term.text) if term.text.endswith("ies") else term.text[:-1]
