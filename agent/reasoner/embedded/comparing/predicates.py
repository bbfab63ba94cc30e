"""From the words around what is compared to what is measured."""

from __future__ import annotations

from dataclasses import replace

from agent.reasoner.embedded.comparing.ages import age, events, lived
from agent.reasoner.embedded.comparing.amounts import amounts, sizes
from agent.reasoner.embedded.comparing.differences import difference
from agent.reasoner.embedded.comparing.framing import Frame
from agent.reasoner.embedded.comparing.holding import holding
from agent.reasoner.embedded.comparing.measure import Measure
from agent.reasoner.embedded.comparing.phrases import role_of
from agent.reasoner.embedded.comparing.same import same
from agent.reasoner.embedded.comparing.shared import shared
from retrievers.reading.tagger import Tag

_OF_SIDES = (same, lived, age, events, amounts, sizes)


def measure_of(frame: Frame) -> Measure | None:
    """Read the frame of a comparison; None if it is none, or none that can be computed."""
    if not frame.predicate:
        return None
    role = role_of(frame.predicate)
    found = difference(frame, role) or shared(frame, role)
    if found is not None or not _compares(frame):
        return found
    for reading in _OF_SIDES:
        measured = reading(frame, role)
        if measured is not None:
            return replace(measured, picks=_picks(frame) and measured.way != "same")
    return None if frame.joined == "than" else holding(frame)


def _picks(frame: Frame) -> bool:
    """Whether one side is the answer, and not yes or no."""
    return frame.joined == "or" or (frame.joined == "and" and frame.weighs)


def _compares(frame: Frame) -> bool:
    """Whether the question weighs its sides against each other, and does not only mention them."""
    words = {t.lower for t in frame.predicate}
    asks_all = frame.predicate[0].tag is Tag.AUX
    if frame.joined == "than":
        return asks_all
    if frame.joined == "or" or frame.weighs:
        return asks_all or frame.asks is not None
    return asks_all and (bool(words & {"same", "share", "different"}) or frame.both or len(frame.before) <= _SUBJECT)


_SUBJECT = 2
"""Words before sides that are the subject of their question: `are the bands`."""
