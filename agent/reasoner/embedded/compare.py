"""Questions that compare: one branch of hops for each thing compared, and code that decides.

The branches are read one by one and the comparison is computed, never read: notes and measurements show that code is
far better at it than a span reader.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from agent.reasoner.embedded.comparing.deciding import code_of, with_all_of
from agent.reasoner.embedded.comparing.framing import Frame, frame
from agent.reasoner.embedded.comparing.groups import Group, as_names, distributed, find_group, without_nationality
from agent.reasoner.embedded.comparing.measure import Measure
from agent.reasoner.embedded.comparing.predicates import measure_of
from agent.reasoner.embedded.decompose import Hop, replace_descriptions
from agent.reasoner.embedded.terms import Term, read_terms
from agent.reasoner.embedded.tidying import tidy
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
    shared: bool = False
    """Whether it asks for what the operands have in common."""

    def code_over(self, lists: Collection[str]) -> str:
        """Return the code; what is shared is sought in all values of the hops of these ids, and not in the first."""
        return with_all_of(self.code, lists) if self.shared else self.code


def compare(question: str, names: Iterable[tuple[int, int]] = ()) -> Comparison | None:
    """Read a question as a comparison of named things; None if it is none, or none that can be computed."""
    terms = without_nationality(tidy(read_terms(question, names)))
    terms, hops = replace_descriptions(distributed(as_names(terms)), named=True)
    if identity := _identity(terms, hops):
        return identity
    group = find_group(terms)
    if group is None:
        return None
    framed = frame(terms, group)
    if named := _named(framed, group, hops):
        return named
    measure = measure_of(framed)
    return None if measure is None else _laid_out(group, measure, framed.subject, list(hops))


def alternatives(question: str, names: Iterable[tuple[int, int]] = ()) -> tuple[str, ...]:
    """Return the things among which a question offers a choice, as it names them; empty if it offers none."""
    terms = tidy(read_terms(question, names))
    group = find_group(terms)
    if group is None or frame(terms, group).joined != "or":
        return ()
    return tuple(operand.text for operand in group.operands)


def _identity(terms: Sequence[Term], hops: Sequence[Hop]) -> Comparison | None:
    """`Is Lima the capital of Peru?`: look the capital up and compare."""
    left = [t for t in terms if t.tag not in {Tag.PUNCT, Tag.DET}]
    if not hops or len(left) != 3 or left[0].lower not in {"is", "was", "are", "were"}:
        return None
    named, found = left[1], left[2]
    if not named.name or named.text.startswith("#") or found.text != f"#{hops[-1].id}":
        return None
    name = json.dumps(named.bare or named.text, ensure_ascii=False)
    code = f'"yes" if same(first({found.text}), {name}) else "no"'
    return Comparison(hops=tuple(hops), code=code, expects=AnswerType.YES_NO, operands=(named.text, found.text))


def _named(framed: Frame, group: Group, hops: Sequence[Hop]) -> Comparison | None:
    """`Which is the capital of Peru, Lima or Cusco?`: look the capital up and choose."""
    left = [t.text for t in framed.predicate if t.tag not in {Tag.PUNCT, Tag.DET, Tag.WH, Tag.AUX}]
    if framed.joined != "or" or framed.asks is None or not hops or left != [f"#{hops[-1].id}"]:
        return None
    names = [operand.text for operand in group.operands]
    literals = [json.dumps(name, ensure_ascii=False) for name in names]
    sides = ", ".join(f"(same(first({left[0]}), {name}), {name})" for name in literals)
    return Comparison(hops=tuple(hops), code=f"chosen([{sides}])", expects=AnswerType.CHOICE, operands=tuple(names))


def _laid_out(group: Group, measure: Measure, whole: str, hops: list[Hop]) -> Comparison:
    """Lay out the branches and write the code."""
    replies: list[tuple[str, ...]] = []
    for operand in group.operands:
        subject = operand.head + operand.text
        if measure.role:
            hops.append(_role_hop(measure.role, subject, len(hops) + 1))
            subject = f"#{hops[-1].id}"
        subject = whole.replace("{}", subject)
        asked = _branch(measure, subject, len(hops) + 1)
        hops.extend(asked)
        replies.append(tuple(f"#{hop.id}" for hop in asked))
    operands = tuple(t.text for t in group.operands)
    return Comparison(
        hops=tuple(hops),
        code=code_of(measure, operands, replies),
        expects=_expects(measure),
        operands=operands,
        shared=measure.way == "shared",
    )


def _branch(measure: Measure, subject: str, first: int) -> list[Hop]:
    return [
        Hop(
            id=f"E{number}",
            question=asked.question.replace("{}", subject),
            expects=asked.expects,
            relation=asked.relation,
            names=(subject,),
        )
        for number, asked in enumerate(measure.asked, first)
    ]


def _expects(measure: Measure) -> AnswerType:
    return AnswerType.CHOICE if measure.picks else measure.expects


def _role_hop(role: str, subject: str, number: int) -> Hop:
    return Hop(
        id=f"E{number}",
        question=f"Who is the {role} of {subject}?",
        expects=AnswerType.PERSON,
        relation=role,
        names=(subject,),
    )
