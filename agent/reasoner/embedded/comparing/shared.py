"""Comparisons that ask in what sides agree: `what profession do A and B share`, `A and B are both what`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoner.embedded.comparing.framing import Frame
from agent.reasoner.embedded.comparing.inflect import base_form, is_past, of_one, singular
from agent.reasoner.embedded.comparing.kinds import expects_reply, is_nationality, reads_reply, which_of
from agent.reasoner.embedded.comparing.measure import Measure, one
from agent.reasoner.embedded.comparing.phrases import noun_phrase_end
from agent.reasoner.embedded.comparing.predicative import of_one_side
from agent.reasoner.embedded.nouns import is_plural
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_SHARING = word_set("share shared shares common")
_SORTS = word_set("kind type sort form category class genre species")
_IN_COMMON = word_set("do does did have has had be is was share shared shares in by common")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for: `in what kind of industry`."""

    start: int
    """With the preposition."""
    end: int
    preposition: str
    what: str
    """`kind of industry`, in the singular; empty of a bare `what`."""
    noun: str
    """Its last word."""
    several: bool
    """Whether it stood in the plural."""


def shared(frame: Frame, role: str) -> Measure | None:
    """Read `what profession do A and B share`, `A and B are both what kind of animal`."""
    predicate = frame.predicate
    asks = next((i for i, t in enumerate(predicate) if t.lower in {"what", "which", "where"}), None)
    if asks is None or frame.joined != "and" or frame.weighs:
        return None
    wanted = _wanted(predicate, asks)
    question = _question(frame, wanted)
    if not question:
        return None
    expects = AnswerType.PLACE if predicate[asks].lower == "where" else expects_reply(wanted.noun)
    return Measure(
        asked=one(question, expects, wanted.what),
        way="shared",
        reads=reads_reply(wanted.noun),
        as_said=is_nationality(wanted.noun),
        role=role,
        picks=False,
        expects=AnswerType.LIST if wanted.several else expects,
    )


def _wanted(predicate: Sequence[Term], asks: int) -> _Wanted:
    end = noun_phrase_end(predicate, asks + 1)
    if asks + 1 < end < len(predicate) - 1 and singular(predicate[end - 1].lower) in _SORTS:
        of = predicate[end].lower == "of"
        end = noun_phrase_end(predicate, end + 1) if of else end
    kind = predicate[asks + 1 : end]
    led = asks > 0 and predicate[asks - 1].tag is Tag.ADP
    words = [t.text for t in kind]
    several = bool(words) and is_plural(words[-1])
    words = [singular(w) if i == len(words) - 1 or w.lower().rstrip("s") in _SORTS else w for i, w in enumerate(words)]
    return _Wanted(
        start=asks - led,
        end=end,
        preposition=predicate[asks - 1].lower if led else "",
        what=" ".join(words),
        noun=words[-1].lower() if words else "",
        several=several and not any(w.lower() in _SORTS for w in words),
    )


def _question(frame: Frame, wanted: _Wanted) -> str:
    """Ask of one side what is asked of all; empty if the question is none that holds of each by itself."""
    predicate = frame.predicate
    others = (*predicate[: wanted.start], *predicate[wanted.end :])
    words = {t.lower for t in others}
    if _SHARING & words and not words - _IN_COMMON:
        return _had(wanted)
    if len(frame.before) > wanted.start:
        return _fronted(frame, wanted) if _of_all(frame, wanted) else ""
    return _turned(predicate, wanted) if others and not frame.before else ""


def _had(wanted: _Wanted) -> str:
    if not wanted.what:
        return "What is {}?"
    sort = wanted.what.split()[0].lower() in _SORTS and " of " in wanted.what
    if sort and reads_reply(wanted.noun) != "first":
        return which_of(wanted.noun)
    return f"What {wanted.what} is {{}}?" if sort else which_of(wanted.what)


def _of_all(frame: Frame, wanted: _Wanted) -> bool:
    """Whether what stands before the sides makes them the subject of `are`, or the question says `both`."""
    before = frame.before[-1].lower
    located = any(t.lower in {"located", "situated", "found"} for t in frame.after)
    plain = before in {"are", "were"} and bool(wanted.what or located)
    return frame.both or plain


def _fronted(frame: Frame, wanted: _Wanted) -> str:
    """Put `in what country are both A and B located` as `In what country is {} located?`."""
    between = frame.before[wanted.end :]
    helped = [text_of(between[:-1]), of_one(between[-1].text)] if between else []
    return _sentence(_opening(frame.before, wanted), wanted.what, *helped, "{}", text_of(frame.after))


def _opening(predicate: Sequence[Term], wanted: _Wanted) -> str:
    """Return the words that ask, with their preposition."""
    return text_of(predicate[wanted.start : wanted.start + 1 + bool(wanted.preposition)]).lower()


def _turned(predicate: Sequence[Term], wanted: _Wanted) -> str:
    """Put `A and B are both located in which country` as `In which country is {} located?`."""
    said, tail = predicate[: wanted.start], text_of(predicate[wanted.end :])
    opening = _opening(predicate, wanted)
    if not said or said[-1].tag is Tag.DET:
        return ""
    if said[0].tag is Tag.AUX and singular(said[-1].lower) in _SORTS | {"example"} and wanted.preposition == "of":
        return _sentence("what", wanted.what, of_one(said[0].text), "{}", tail)
    if said[0].tag is Tag.AUX and said[0].lower not in {"have", "has", "had"}:
        return _sentence(opening, wanted.what, of_one(said[0].text), "{}", of_one_side(said[1:]), tail)
    helper = "did" if is_past(said[0].text) or said[0].lower == "had" else "does"
    verb = "have" if said[0].tag is Tag.AUX else base_form(said[0].text)
    return _sentence(opening, wanted.what, helper, "{}", verb, text_of(said[1:]), tail)


def _sentence(*parts: str) -> str:
    text = " ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}?"
