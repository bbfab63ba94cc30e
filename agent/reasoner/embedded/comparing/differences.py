"""Questions by how much two sides differ, or what they come to together."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.embedded.comparing.ages import age, events
from agent.reasoner.embedded.comparing.amounts import how_many, phrase_end
from agent.reasoner.embedded.comparing.framing import Frame
from agent.reasoner.embedded.comparing.measure import Measure, Way, one
from agent.reasoner.embedded.terms import text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_TOGETHER = word_set("together total combined altogether")


def difference(frame: Frame, role: str) -> Measure | None:
    """Read `how many more titles did A win than B`, `how many years older is A than B`, `how many X in total`."""
    predicate = [t for t in frame.predicate if t.tag is not Tag.PUNCT]
    words = [t.lower for t in predicate]
    if words[:2] != ["how", "many"] or len(words) < 4:
        return None
    if words[2] == "years" and (dated := _dated(frame, role)):
        return dated
    if words[2] in {"more", "fewer"} and frame.joined == "than":
        return _counted(frame, 2, "difference", negated=words[2] == "fewer")
    if frame.joined == "and" and _TOGETHER & set(words):
        return _counted(frame, 1, "sum")
    return None


def _dated(frame: Frame, role: str) -> Measure | None:
    """Measure the years between two dates: of the younger from the older, of the later from the earlier."""
    if frame.joined != "than":
        return None
    plain = replace(frame, before=frame.before[3:])
    found = age(plain, role) or events(plain, role)
    if found is None:
        return None
    return replace(found, way="difference", picks=False, negated=found.way == "max", expects=AnswerType.NUMBER)


def _counted(frame: Frame, more: int, way: Way, *, negated: bool = False) -> Measure | None:
    predicate = [t for t in frame.predicate if t.tag is not Tag.PUNCT and t.lower not in _TOGETHER | {"than"}]
    while predicate and predicate[-1].tag is Tag.ADP:
        predicate.pop()
    end = phrase_end(predicate, more + 1)
    if end == more + 1:
        return None
    what, asked = predicate[more + 1 : end], predicate[end:]
    question = how_many([*asked, predicate[more], *what], len(asked), len(asked) + 1 + len(what))
    if not question:
        return None
    return Measure(
        asked=one(question, AnswerType.NUMBER, text_of(what)),
        way=way,
        reads="number",
        picks=False,
        negated=negated,
        expects=AnswerType.NUMBER,
    )
