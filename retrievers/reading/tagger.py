"""A rule-based tagger for coarse parts of speech: enough to find noun phrases, verbs and clause borders.

It knows closed-class words, some 450 verbs and the usual suffixes, and takes every other lower-case word for a noun.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from retrievers.reading import words
from retrievers.reading.tokens import Token
from retrievers.reading.wordlist import word_set


class Tag(StrEnum):
    """Coarse parts of speech."""

    DET = "D"
    ADP = "P"
    PRON = "R"
    WH = "W"
    AUX = "A"
    VERB = "V"
    GERUND = "G"
    NOUN = "N"
    NAME = "X"
    NUM = "M"
    ADJ = "J"
    ADV = "B"
    CONJ = "C"
    SUB = "S"
    POSS = "'"
    PUNCT = "."


_CLOSED: dict[str, Tag] = {
    **dict.fromkeys(words.ADVERBS, Tag.ADV),
    **dict.fromkeys(words.ADJECTIVES, Tag.ADJ),
    **dict.fromkeys(words.NUMBERS, Tag.NUM),
    **dict.fromkeys(words.PRONOUNS, Tag.PRON),
    **dict.fromkeys(words.PREPOSITIONS, Tag.ADP),
    **dict.fromkeys(words.SUBORDINATORS, Tag.SUB),
    **dict.fromkeys(words.CONJUNCTIONS, Tag.CONJ),
    **dict.fromkeys(words.DETERMINERS, Tag.DET),
    **dict.fromkeys(words.AUXILIARIES, Tag.AUX),
    **dict.fromkeys(words.WH_WORDS, Tag.WH),
    "one": Tag.NUM,
    "'s": Tag.POSS,
    "’s": Tag.POSS,
    "'": Tag.POSS,
    "’": Tag.POSS,
}
_ADJECTIVE = re.compile(r".{2,}(?:ous|ful|ive|ical|able|ible|less|ic|ary|ese|ial|ual|onal)$")
_NOUNS_IN_AL = word_set(
    """burial capital festival hospital memorial official trial material editorial tutorial territorial aerial
    proposal topic music public clinic comic republic traffic critic picnic fabric mosaic logic magic epidemic
    pandemic graphic museum library secretary dictionary salary anniversary boundary tributary documentary
    commentary missionary japanese chinese portuguese vegetable"""
)
_NOUNS_IN_LY = word_set("family assembly monopoly anomaly butterfly jelly belly rally ally bully lily")
_NUMBER = re.compile(r"^[$€£¥]?\d")


def tag(tokens: Sequence[Token]) -> list[Tag]:
    """Return one tag a token; the tokens are those of one sentence."""
    tags = [_guess(tokens, i) for i in range(len(tokens))]
    for i, token in enumerate(tokens):
        tags[i] = _in_context(tokens, tags, i, token.lower)
    return tags


def _guess(tokens: Sequence[Token], i: int) -> Tag:
    text = tokens[i].text
    lower = text.lower()
    if not text[0].isalnum() and lower not in _CLOSED:
        return Tag.NUM if _NUMBER.match(text) else Tag.PUNCT
    if _NUMBER.match(text):
        return Tag.NUM
    if text[0].isupper() and not _opens_plainly(tokens, i, lower):
        return Tag.NAME
    return _CLOSED.get(lower) or _open_class(lower)


_ALSO_NOUNS = word_set("chief head general major native female male human military public light second first")
_OPENERS = frozenset(['"', "“", ":", "(", ".", "?", "!"])


def _opens_plainly(tokens: Sequence[Token], i: int, lower: str) -> bool:
    """Whether a capital says nothing: the first word of the sentence, when it is an ordinary word."""
    if i > 0 and tokens[i - 1].text not in _OPENERS:
        return False
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if (
        following[:1].isupper()
        and lower not in words.PREPOSITIONS | words.DETERMINERS | words.WH_WORDS | words.AUXILIARIES
    ):
        return False
    return lower in _CLOSED or (
        i == 0 and (lower in words.PAST_FORMS or lower in words.VERBS or lower.endswith(("ing", "ly")))
    )


def _open_class(lower: str) -> Tag:
    if lower in words.PAST_FORMS or (lower.endswith("ed") and len(lower) > 4):
        return Tag.VERB
    if lower.endswith("ing") and len(lower) > 5:
        return Tag.GERUND
    if lower in words.VERBS or lower in words.THIRD_PERSON:
        return Tag.VERB
    if lower.endswith("ly") and len(lower) > 4 and lower not in _NOUNS_IN_LY:
        return Tag.ADV
    return Tag.ADJ if _ADJECTIVE.match(lower) and lower not in _NOUNS_IN_AL else Tag.NOUN


_NOMINAL = {Tag.DET, Tag.ADJ, Tag.POSS, Tag.NUM}


def _in_context(tokens: Sequence[Token], tags: list[Tag], i: int, lower: str) -> Tag:
    """Mend a tag by its neighbours: `the study`, `to study`, `his brother's film`."""
    before = tags[i - 1] if i else Tag.PUNCT
    following = tags[i + 1] if i + 1 < len(tags) else Tag.PUNCT
    if tags[i] is Tag.VERB:
        return _verb_in_context(tokens, tags, i, lower)
    if tags[i] is Tag.GERUND and before in _NOMINAL and _ends_phrase(tokens, following, i):
        return Tag.NOUN
    if lower in _ALSO_NOUNS and before in _NOMINAL and following not in {Tag.NOUN, Tag.NAME, Tag.ADJ}:
        return Tag.NOUN
    if tags[i] is Tag.NOUN and following in _AFTER_VERB and _follows_relative(tokens, tags, i):
        return Tag.VERB
    if tags[i] is Tag.DET and lower == "that" and before in {Tag.NOUN, Tag.NAME, Tag.NUM}:
        return Tag.WH
    if tags[i] is Tag.POSS and tokens[i].text in "'’" and not (i and tokens[i - 1].lower.endswith("s")):
        return Tag.PUNCT
    return tags[i]


def _verb_in_context(tokens: Sequence[Token], tags: list[Tag], i: int, lower: str) -> Tag:
    """Mend the tag of what may be a verb."""
    before = tags[i - 1] if i else Tag.PUNCT
    following = tags[i + 1] if i + 1 < len(tags) else Tag.PUNCT
    past = lower in words.PAST_FORMS or lower.endswith("ed")
    year = before is Tag.NUM and tokens[i - 1].text.isdigit() and len(tokens[i - 1].text) == 4
    if lower in words.THIRD_PERSON and i and tokens[i - 1].lower == "longer":
        return Tag.VERB
    if not past and not year and (before in _NOMINAL or (before is Tag.ADP and tokens[i - 1].lower != "to")):
        return Tag.NOUN
    if not past and i and tokens[i - 1].lower in {"which", "what", "whose"} and lower in words.VERBS:
        return Tag.NOUN
    if past and before in {Tag.DET, Tag.POSS} and following in {Tag.NOUN, Tag.NAME, Tag.ADJ}:
        return Tag.ADJ
    if not past and before is Tag.NOUN and following in {Tag.AUX, Tag.VERB}:
        return Tag.NOUN
    return Tag.VERB


_AFTER_VERB = {Tag.DET, Tag.NAME, Tag.NUM, Tag.PRON}


def _follows_relative(tokens: Sequence[Token], tags: Sequence[Tag], i: int) -> bool:
    """Whether token `i` opens a relative clause, `the board that maintains it`, where only a verb can stand."""
    relative = i > 1 and tokens[i - 1].lower in {"that", "which", "who"}
    return relative and tags[i - 2] in {Tag.NOUN, Tag.NAME}


def _ends_phrase(tokens: Sequence[Token], following: Tag, i: int) -> bool:
    """Whether a phrase may end before what follows token `i`."""
    relative = i + 1 < len(tokens) and tokens[i + 1].lower == "that"
    return relative or following not in {Tag.NOUN, Tag.NAME, Tag.DET, Tag.ADJ}
