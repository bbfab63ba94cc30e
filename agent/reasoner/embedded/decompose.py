"""Cutting a question into single hops.

A definite description that names a thing by another - `the director of the film that won X`, `X's father`, `the company
founded by X` - becomes a hop of its own, innermost first, and a placeholder takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.reasoner.embedded.anaphora import resolve
from agent.reasoner.embedded.bridges import bridge
from agent.reasoner.embedded.description import Description
from agent.reasoner.embedded.descriptions import innermost
from agent.reasoner.embedded.homographs import settled
from agent.reasoner.embedded.nouns import expects_of, is_seat, kin_chain
from agent.reasoner.embedded.terms import Term, read_terms, sentence, text_of
from agent.reasoner.embedded.tidying import tidy, without_units
from agent.reasoner.embedded.wholeness import askable
from retrievers.answer_type import answer_type
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

MAX_HOPS = 6
"""Hops of one chain; what is nested deeper stays in the last question."""


@dataclass(frozen=True, kw_only=True)
class Hop:
    """A question that one look-up answers; `#E1` stands for what the hop of that id yields."""

    id: str
    question: str
    expects: AnswerType
    relation: str = ""
    """What is asked of the subject, in the question's words: `director`, `place of burial`, `born`."""
    names: tuple[str, ...] = ()
    """Names and placeholders in it."""


def decompose(question: str, names: Iterable[tuple[int, int]] = ()) -> tuple[Hop, ...]:
    """Return the hops of a question in the order in which they can be answered; the last one answers it.

    `names` are spans of the question known to name something.
    """
    terms, units = without_units(settled(read_terms(question, names)))
    terms = tidy(terms)
    *hops, last = chain(terms, wanted=answer_type(question))
    if units and hops:
        last = replace(last, question=sentence(f"{last.question.rstrip('?')} {units}"))
    if hops and not askable([hop.question for hop in (*hops, last)]):
        return (_whole(terms, wanted=answer_type(question)),)
    return (*hops, last)


def chain(terms: list[Term], *, wanted: AnswerType, first: int = 1) -> tuple[Hop, ...]:
    """Cut terms into hops with ids from `E{first}` on."""
    if (before := _earlier(terms, first) or _among(terms, first) or _between(terms, first)) is not None:
        found, rest = before
        return (*found, *chain(rest, wanted=wanted, first=first + len(found)))
    terms, hops = replace_descriptions(terms, first=first)
    if hops and _asks_only_for(terms, hops[-1].id):
        kind = wanted if wanted is not AnswerType.ENTITY else hops[-1].expects
        return (*hops[:-1], replace(hops[-1], expects=kind))
    if hops and (tail := _tail(terms, hops[-1].id)):
        asked = f"{hops[-1].question.rstrip('?')} {text_of(tail)}"
        kind = wanted if wanted is not AnswerType.ENTITY else hops[-1].expects
        return (*hops[:-1], replace(hops[-1], question=sentence(asked), expects=kind))
    if hops and is_seat(hops[-1].relation) and (place := _where(terms, hops[-1])):
        return (*hops[:-1], replace(hops[-1], question=place, expects=wanted))
    return (*hops, _whole(terms, wanted=wanted, number=first + len(hops)))


def _whole(terms: Sequence[Term], *, wanted: AnswerType, number: int = 1) -> Hop:
    """Return the hop that asks what is left, uncut."""
    return Hop(
        id=f"E{number}",
        question=sentence(text_of(terms)),
        expects=wanted,
        relation=relation_of(terms),
        names=tuple(t.text for t in terms if t.name),
    )


def _between(terms: list[Term], first: int) -> tuple[tuple[Hop, ...], list[Term]] | None:
    """Return the hops that find the thing on which a statement's question hangs, and the question about it."""
    for count in range(MAX_HOPS):
        cut = bridge(terms, f"#E{first + count}")
        if cut is None:
            return None
        hops = chain(cut.finding, wanted=expects_of(cut.noun), first=first)
        if len(hops) == count + 1:
            return hops, cut.asking
    return None


def _earlier(terms: list[Term], first: int) -> tuple[tuple[Hop, ...], list[Term]] | None:
    """Return the hops of an earlier sentence that the last one refers to, and the last one with its placeholder."""
    for count in range(MAX_HOPS):
        split = resolve(terms, f"#E{first + count}")
        if split is None:
            return None
        finding, rest = split
        if not finding:
            return (), rest
        hops = chain(finding, wanted=answer_type(text_of(finding)), first=first)
        if len(hops) == count + 1:
            return hops, rest
    return None


def _among(terms: list[Term], first: int) -> tuple[tuple[Hop, ...], list[Term]] | None:
    """Ask first who are meant by `Of the members of X, who ...`, where a name tells; then which of them it is."""
    comma = next((i for i, term in enumerate(terms) if term.text == ","), 0)
    opens = bool(terms) and terms[0].lower in {"of", "among"} and comma > 1 and terms[1].tag is Tag.DET
    if not opens or not (terms[comma - 1].lower.endswith("s") or terms[comma - 1].name):
        return None
    among, rest = terms[2:comma], terms[comma + 1 :]
    if not any(t.name for t in among) or len(rest) < _ASKS_AMONG or rest[0].lower not in {"who", "which", "what"}:
        return None
    described = text_of(among)
    hop = Hop(
        id=f"E{first}",
        question=sentence(f"Who are the {described}" if rest[0].lower == "who" else f"What are the {described}"),
        expects=AnswerType.LIST,
        relation=relation_of(among),
        names=tuple(t.text for t in among if t.name),
    )
    taken = 2 if rest[1].lower in {"one", "ones"} else 1
    at = rest[0]
    put = [Term("of", Tag.ADP, at.start, at.end), Term(f"#E{first}", Tag.NAME, at.start, at.end, name=True)]
    return (hop,), [rest[0], *put, *rest[taken:]]


_ASKS_AMONG = 3
"""Words that a question about some of them has at least."""


def replace_descriptions(
    terms: list[Term], *, first: int = 1, named: bool = False
) -> tuple[list[Term], tuple[Hop, ...]]:
    """Put placeholders in the place of descriptions; with `named`, only of those that hold a name."""
    hops: list[Hop] = []
    while len(hops) < MAX_HOPS and (found := innermost(terms := _same_thing(terms), named=named)):
        hops.extend(_hops_of(found, first + len(hops)))
        terms = _put(terms, found, hops[-1].id)
    return terms, tuple(hops)


def _same_thing(terms: list[Term]) -> list[Term]:
    """Take `the person who was #E1` for `#E1`."""
    for i in range(len(terms) - 3):
        copular = (
            terms[i + 1].lower in {"who", "that", "which"}
            and terms[i + 2].tag is Tag.AUX
            and terms[i + 3].text.startswith("#E")
        )
        if terms[i].tag is Tag.NOUN and copular:
            start = i - 1 if i and terms[i - 1].tag is Tag.DET else i
            return _same_thing([*terms[:start], *terms[i + 3 :]])
    return terms


def _hops_of(found: Description, number: int) -> list[Hop]:
    """Return the hop of a description; kinship over a third person takes two."""
    steps = kin_chain(found.relation)
    if len(steps) == 1:
        return [
            Hop(
                id=f"E{number}",
                question=found.question,
                expects=expects_of(found.noun),
                relation=found.relation,
                names=found.inner,
            )
        ]
    hops: list[Hop] = []
    subject = found.inner[0] if found.inner else ""
    for k, relation in enumerate(steps):
        hops.append(
            Hop(
                id=f"E{number + k}",
                question=f"Who is the {relation} of {subject}?",
                expects=AnswerType.PERSON,
                relation=relation,
                names=(subject,),
            )
        )
        subject = f"#E{number + k}"
    return hops


def _put(terms: Sequence[Term], found: Description, hop: str) -> list[Term]:
    """Put the placeholder of a hop in the place of its description."""
    at = terms[found.start]
    end = found.end
    if end < len(terms) and terms[end].text == ",":
        end += 1
    start = found.start
    role = []
    if start > 1 and terms[start].lower in {"a", "an"} and terms[start - 1].lower in {"had", "has", "have", "with"}:
        role = [Term("as", Tag.ADP, at.start, at.end), Term(found.noun, Tag.NOUN, at.start, at.end)]
    if start and terms[start - 1].tag is Tag.DET and terms[start - 1].lower in {"the", "both"}:
        start -= 1
    placeholder = Term(f"#{hop}", Tag.NAME, at.start, terms[found.end - 1].end, name=True)
    return [*terms[:start], placeholder, *role, *terms[end:]]


_LIGHT = word_set("who whom what which where when name is was are were give me tell find identify")


def _asks_only_for(terms: Sequence[Term], hop: str) -> bool:
    """Whether all that is left is `Who is #E2?`."""
    left = [t for t in terms if t.tag not in {Tag.PUNCT, Tag.DET, Tag.ADV}]
    others = [t for t in left if t.text != f"#{hop}"]
    return len(others) < len(left) and all(t.lower in _LIGHT for t in others)


def _where(terms: Sequence[Term], hop: Hop) -> str:
    """Ask where a seat is in one question: `in which town is the head office of X`; empty if more is asked."""
    others = [t for t in terms if t.text != f"#{hop.id}" and t.tag not in {Tag.PUNCT, Tag.ADP, Tag.DET}]
    plain = all(t.tag in {Tag.WH, Tag.AUX, Tag.NOUN} or t.lower in _SITUATED for t in others)
    if not plain or len(others) > _WHERE_WORDS or not any(t.tag is Tag.WH for t in others):
        return ""
    described = hop.question.partition(" the ")[2].rstrip("?")
    return sentence(text_of(terms).replace(f"#{hop.id}", f"the {described}"))


_SITUATED = frozenset(["located", "situated", "based", "found"])
_WHERE_WORDS = 4


def _tail(terms: Sequence[Term], hop: str) -> list[Term]:
    """Return what only limits the last hop: `in 1998` of `Who was #E2 in 1998?`; empty if more is asked."""
    at = next((i for i, term in enumerate(terms) if term.text == f"#{hop}"), None)
    if at is None or at + 2 >= len(terms) or not all(t.lower in _LIGHT for t in terms[:at] if t.tag is not Tag.DET):
        return []
    opens = terms[at + 1].lower in {"when", "while", "during", "in", "at", "before", "after", "as"}
    asks = terms[at + 1].lower in {"in", "at"} and terms[at + 2].tag is Tag.PUNCT
    rest = [term for term in terms[at + 1 :] if term.text != "?"]
    return rest if opens and not asks and terms[0].lower in {"who", "what"} else []


def relation_of(terms: Sequence[Term]) -> str:
    """Return the words of a question that say what is asked, without names and question words."""
    kept = [t for t in terms if t.tag in {Tag.NOUN, Tag.VERB, Tag.GERUND, Tag.ADJ} and not t.name]
    return text_of(kept)
