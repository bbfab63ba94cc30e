"""Comparisons of dates: who is older, what came first, who lived longer."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reasoner.embedded.comparing.framing import Frame
from agent.reasoner.embedded.comparing.inflect import base_form, of_one
from agent.reasoner.embedded.comparing.measure import Asked, Measure, Way, one
from agent.reasoner.embedded.comparing.phrases import chosen_among, class_noun
from agent.reasoner.embedded.nouns import expects_of
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_EARLY = word_set("first earlier earliest before sooner soonest prior")
_LATE = word_set("later latest last recently after")
_AGE: dict[str, Way] = {
    **dict.fromkeys(("older", "oldest", "elder", "eldest"), "min"),
    **dict.fromkeys(("younger", "youngest", "newer", "newest"), "max"),
}
_ORDER = _EARLY | _LATE | _AGE.keys() | {"more", "most", "than", "other"}
_DANGLING = word_set("the a an at on date time point of")
"""What is left of `at an earlier date`, `before the other`."""
_BEGAN = {
    **dict.fromkeys(("film", "movie", "album", "song", "single", "game", "show", "series", "documentary"), "released"),
    **dict.fromkeys(("video", "console", "computer", "phone", "software", "soundtrack", "opera", "play"), "released"),
    **dict.fromkeys(("book", "novel", "poem", "story", "comic", "paper", "report", "treatise"), "published"),
    **dict.fromkeys(("building", "tower", "bridge", "church", "mosque", "castle", "house", "skyscraper"), "built"),
    **dict.fromkeys(("temple", "palace", "cathedral", "fort", "fortress", "lighthouse", "dam", "canal"), "built"),
    **dict.fromkeys(("museum", "airport", "station", "hotel", "stadium", "mine", "theatre", "theater"), "opened"),
}
"""How the beginning of a thing is told, by its class; of most, that it was founded."""
_LIFE = word_set("lived live life lifespan")
_LENGTH = word_set("longer longest older shorter shortest")
_ENDURED = word_set("longer longest")


def lived(frame: Frame, role: str) -> Measure | None:
    """Read `lived longer`, `had a longer life`."""
    words = {t.lower for t in frame.predicate}
    if not _LIFE & words or not _LENGTH & words:
        return None
    return Measure(
        asked=(
            Asked(question="When was {} born?", expects=AnswerType.DATE, relation="born"),
            Asked(question="When did {} die?", expects=AnswerType.DATE, relation="die"),
        ),
        way="min" if {"shorter", "shortest"} & words else "max",
        reads="date",
        role=role,
    )


def age(frame: Frame, role: str) -> Measure | None:
    """Read `is older`, `has been around longer`."""
    predicate = frame.predicate
    words = [t.lower for t in predicate]
    word = next((w for w in words if w in _AGE), None)
    around = _ENDURED & set(words) and {"around", "existed", "existence"} & set(words)
    if word is None and not around:
        return None
    way = _AGE[word] if word is not None else "min"
    begun = "born" if _of_persons(frame, role) else _BEGAN.get(class_noun(predicate), "founded")
    return Measure(asked=one(f"When was {{}} {begun}?", AnswerType.DATE, begun), way=way, reads="date", role=role)


def _of_persons(frame: Frame, role: str) -> bool:
    predicate = frame.predicate
    head = class_noun(predicate)
    if role or any(t.lower in {"who", "whose"} for t in predicate):
        return True
    plain = predicate[0].tag is Tag.AUX or frame.joined == "than"
    return expects_of(head) is AnswerType.PERSON if head else plain


def events(frame: Frame, role: str) -> Measure | None:
    """Read `was born first`, `came out earlier`, `did Disney produce first`."""
    predicate = [t for t in frame.predicate if t.tag is not Tag.PUNCT]
    order = next((i for i, t in enumerate(predicate) if _orders(predicate, i, frame)), None)
    if order is None:
        return None
    start = next((i for i, t in enumerate(predicate) if role and t.lower.startswith(role)), -1) + 1
    asks = next((i for i, t in enumerate(predicate) if t.lower in {"which", "what"}), None)
    start = start or (chosen_among(predicate, asks) if asks is not None else 0)
    asked = _asked(predicate, start)
    if asked is None:
        return None
    way: Way = "min" if predicate[order].lower in _EARLY else "max"
    return Measure(asked=(asked,), way=way, reads="date", role=role)


def _orders(predicate: Sequence[Term], i: int, frame: Frame) -> bool:
    """Whether a word orders the sides in time, and does not only qualify: `the first president`, `before 2010`."""
    word = predicate[i].lower
    following = predicate[i + 1] if i + 1 < len(predicate) else None
    if word not in _EARLY | _LATE:
        return False
    if word in {"before", "after", "prior"}:
        return frame.joined == "than" or following is None or following.lower in {"the", "that"}
    qualifies = following is not None and following.tag in {Tag.NOUN, Tag.ADJ, Tag.NAME, Tag.NUM}
    return not (qualifies and following is not None and following.lower != "date")


def _asked(predicate: Sequence[Term], start: int) -> Asked | None:
    """Ask when what the predicate says happened to a side, or when somebody else did it."""
    verb = next((i for i in range(start, len(predicate)) if predicate[i].tag is Tag.VERB), None)
    if verb is None:
        return _stated(predicate, start)
    before = predicate[start:verb]
    rest = _without_order(predicate[verb + 1 :])
    auxiliary = next((i for i, t in enumerate(before) if t.tag is Tag.AUX), None)
    actor = [t for t in before[auxiliary + 1 :] if t.tag is not Tag.ADV] if auxiliary is not None else []
    word = predicate[verb].lower
    if base_form(word) == "come" and not rest:
        return Asked(question=_appeared(predicate), expects=AnswerType.DATE, relation="came")
    passive = any(t.lower in {"was", "were", "is", "are", "been", "be", "being"} for t in before)
    if auxiliary is not None and any(t.name or t.tag is Tag.NOUN for t in actor):
        question = f"When {before[auxiliary].lower} {text_of(actor)} {word} {{}} {text_of(rest)}"
    elif passive or word == "born":
        question = f"When was {{}} {word} {text_of(rest)}"
    else:
        question = f"When did {{}} {base_form(word)} {text_of(rest)}"
    relation = text_of([predicate[verb], *rest])
    return Asked(question=f"{question.strip()}?", expects=AnswerType.DATE, relation=relation)


def _appeared(predicate: Sequence[Term]) -> str:
    """Ask when a thing was there first, of which nothing more is said than that it came."""
    begun = _BEGAN.get(class_noun(predicate))
    return f"When was {{}} {begun}?" if begun else "When did {} first appear?"


def _stated(predicate: Sequence[Term], start: int) -> Asked | None:
    """Ask when a side was something: `which mine was in service first`."""
    auxiliary = next((i for i in range(start, len(predicate)) if predicate[i].tag is Tag.AUX), None)
    rest = _without_order(predicate[auxiliary + 1 :]) if auxiliary is not None else []
    if auxiliary is None or not rest:
        return None
    said = text_of(rest)
    question = f"When {of_one(predicate[auxiliary].text)} {{}} {said}?"
    return Asked(question=question, expects=AnswerType.DATE, relation=said)


def _without_order(terms: Sequence[Term]) -> list[Term]:
    """Leave out the words of the order, and what they belong to at the end: `at a later date`."""
    kept = [t for t in terms if t.lower not in _ORDER]
    while kept and kept[-1].lower in _DANGLING:
        kept.pop()
    return kept
