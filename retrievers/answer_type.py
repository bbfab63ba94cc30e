"""What kind of short answer a question asks for."""

from __future__ import annotations

import re

from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import tokenize
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_NOUN_TYPES: dict[str, AnswerType] = {
    noun: answer
    for answer, nouns in {
        AnswerType.DATE: "year date day month decade century time birthday birthdate season era period",
        AnswerType.NUMBER: (
            "number population height length area distance percentage percent amount age score size weight mass "
            "speed price cost total count rate depth width elevation altitude temperature duration salary revenue "
            "budget sum average quantity diameter radius circumference thickness latitude longitude volume "
            "capacity ratio frequency density"
        ),
        AnswerType.PERSON: (
            "person man woman girl boy lady actor actress author writer director president king queen emperor "
            "singer player scientist artist painter composer poet musician politician astronaut cosmonaut leader "
            "founder father mother brother sister son daughter wife husband spouse child grandfather grandmother "
            "uncle aunt cousin sibling coach architect engineer philosopher physicist chemist novelist producer "
            "commander captain general pilot performer inventor explorer minister chancellor governor mayor "
            "senator pope bishop monarch ruler athlete footballer driver lawyer judge economist historian "
            "designer screenwriter editor publisher ceo chairman employee manager owner winner creator discoverer "
            "teacher student doctor nurse character stepfather stepmother father-in-law mother-in-law nephew "
            "niece parent comedian rapper filmmaker journalist guitarist saint daughter-in-law son-in-law "
            "brother-in-law sister-in-law sibling-in-law child-in-law grandson granddaughter chief grandchild "
            "administrator secretary treasurer chairwoman chairperson head boss officer lord duke duchess earl count "
            "countess prince princess baron knight soldier priest monk nun star celebrity host presenter anchor model "
            "dancer choreographer conductor pianist violinist drummer bassist vocalist songwriter lyricist "
            "sculptor photographer cinematographer mathematician biologist botanist geologist astronomer aviator "
            "cyclist swimmer boxer wrestler goalkeeper striker defender midfielder quarterback pitcher referee "
            "umpire"
        ),
        AnswerType.PLACE: (
            "place city town village country nation state province county region continent island river lake "
            "mountain ocean sea capital location birthplace district borough suburb municipality valley desert "
            "street planet hometown territory prefecture peninsula bay park site neighborhood republic kingdom "
            "residence building stadium venue airport hospital cemetery headquarters"
        ),
        AnswerType.ORGANISATION: (
            "company organisation organization university college school band team club agency party institution "
            "institute corporation firm group association network label studio publisher army church league "
            "government newspaper channel bank manufacturer orchestra airline brand department employer alma- "
            "mater"
        ),
    }.items()
    for noun in nouns.split()
}
_MEASURES = word_set(
    "many much old thick thin tall far long high deep large big wide heavy fast hot cold often likely big strong loud "
    "early late"
)
_ASKS_FOR_LIST = re.compile(
    r"^(?:please\s+)?(?:list|name all|give(?: me)? all|enumerate|show(?: me)?(?: all)?)\b", re.IGNORECASE
)
_ASKS_FOR_TEXT = re.compile(
    r"^(?:please\s+)?(?:describe|explain|summari[sz]e|compare|why|how come|tell me about)\b", re.IGNORECASE
)
_SCHOOLING = word_set("study studied educated graduate graduated work worked employed teach taught")
"""Verbs whose `where` is an institution."""
_IN_UNITS = re.compile(
    r"\bin (?:kilo|centi|milli)?(?:gram|metre|meter|litre|liter|watt|byte|tonne|ton|pound|inch|feet|mile|percent|"
    r"dollar|euro|second|minute|hour|degree)(?:e?s)?\b|\bin (?:kg|km|cm|mm|usd|eur)\b",
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_PLURAL = re.compile(r"[^su]s$")
_SINGULAR_IN_S = frozenset(
    ["series", "species", "news", "physics", "mathematics", "headquarters", "campus", "status", "genus", "virus"]
)
_COMPOUND_HEADS = frozenset(["name", "type", "kind", "sort", "title", "part", "one", "list"])


def noun_type(noun: str) -> AnswerType | None:
    """Return the kind of thing that a common noun names, singular or plural; None if it says nothing."""
    lower = noun.lower()
    for form in (lower, lower.removesuffix("s"), lower.removesuffix("es"), re.sub("ies$", "y", lower)):
        if form in _NOUN_TYPES:
            return _NOUN_TYPES[form]
    return None


def answer_type(question: str) -> AnswerType:
    """Classify a question, or a noun phrase such as `the capital of France`, by the answer it wants."""
    text = question.strip().strip("\\\"' ")
    if _ASKS_FOR_LIST.match(text):
        return AnswerType.LIST
    if _ASKS_FOR_TEXT.match(text):
        return AnswerType.DESCRIPTION
    tokens = tokenize(text)
    lowers = [token.lower for token in tokens]
    tags = tag(tokens)
    asks = question_word(lowers, tags)
    if asks is None:
        return _withoutquestion_word(text, lowers, tags)
    if _OR.search(text) and _offers_choice(lowers, asks):
        return AnswerType.CHOICE
    return _byquestion_word(lowers, tags, asks)


def question_word(lowers: list[str], tags: list[Tag]) -> int | None:
    """Return where the question word stands; a relative pronoun after a noun is none, unless no other is there."""
    found = [i for i, t in enumerate(tags) if t is Tag.WH and lowers[i] != "that"]
    if not found:
        return None
    if tags[0] is Tag.AUX:
        return None
    asking = [i for i in found if i == 0 or tags[i - 1] not in {Tag.NOUN, Tag.NAME} or lowers[i] in {"what", "how"}]
    return (asking or found)[0] if 0 in asking else (asking[-1] if asking else found[-1])


def _withoutquestion_word(text: str, lowers: list[str], tags: list[Tag]) -> AnswerType:
    if tags and tags[0] is Tag.AUX:
        return (
            AnswerType.CHOICE
            if _OR.search(text) and "both" not in lowers and "and" not in lowers
            else AnswerType.YES_NO
        )
    nouns = [noun_type(lowers[i]) for i in _head_nouns(tags, 0)]
    return next((t for t in nouns if t), AnswerType.ENTITY)


def _offers_choice(lowers: list[str], asks: int) -> bool:
    """Whether the last `or` joins what is chosen among: it stands after a comma, or near the end."""
    last = len(lowers) - 1 - lowers[::-1].index("or") if "or" in lowers else -1
    return lowers[asks] in {"who", "which", "what", "whose", "where"} and last > asks and last >= len(lowers) - 14


def _head_nouns(tags: list[Tag], start: int) -> list[int]:
    """Return the index of the head of the first noun phrase from `start`, its last noun; empty if there is none."""
    i = start
    while i < len(tags) and tags[i] in {Tag.DET, Tag.ADJ, Tag.ADV, Tag.NUM, Tag.POSS, Tag.AUX}:
        i += 1
    run: list[int] = []
    while i < len(tags) and tags[i] in {Tag.NOUN, Tag.NAME, Tag.ADJ, Tag.POSS, Tag.GERUND, Tag.NUM}:
        run = [] if tags[i] is Tag.POSS else [*run, i]
        i += 1
    nouns = [j for j in run if tags[j] in {Tag.NOUN, Tag.NAME}] or run
    return nouns[::-1][:1]


def _byquestion_word(lowers: list[str], tags: list[Tag], asks: int) -> AnswerType:
    word, following = lowers[asks], lowers[asks + 1] if asks + 1 < len(lowers) else ""
    if word in {"who", "whom"}:
        return AnswerType.PERSON
    if word == "where":
        return AnswerType.ORGANISATION if _SCHOOLING & set(lowers[asks:]) else AnswerType.PLACE
    if word == "when":
        return AnswerType.DATE
    if word == "why":
        return AnswerType.DESCRIPTION
    if word == "how":
        return AnswerType.NUMBER if following in _MEASURES else AnswerType.DESCRIPTION
    found = _by_head_noun(lowers, tags, asks)
    return AnswerType.NUMBER if found is AnswerType.ENTITY and _IN_UNITS.search(" ".join(lowers)) else found


_MEASURING = frozenset(["weigh", "cost", "measure", "total"])
_DOING = frozenset(
    ["do", "does", "did", "has", "have", "had", "can", "could", "will", "would", "should", "may", "might"]
)


def _by_head_noun(lowers: list[str], tags: list[Tag], asks: int) -> AnswerType:
    if asks + 1 < len(lowers) and lowers[asks + 1] in _DOING:
        return AnswerType.NUMBER if _MEASURING & set(lowers[asks + 2 :]) else AnswerType.ENTITY
    heads = _head_nouns(tags, asks + 1)
    if not heads:
        return AnswerType.ENTITY
    head = lowers[heads[0]]
    if tags[asks + 2 : asks + 4] == [Tag.VERB, Tag.AUX] and noun_type(lowers[asks + 2]):
        head = lowers[asks + 2]
    if head in {"nationality", "citizenship"}:
        return AnswerType.PLACE
    if head in _COMPOUND_HEADS and heads[0] + 1 < len(lowers) and lowers[heads[0] + 1] == "of":
        inner = _head_nouns(tags, heads[0] + 2)
        head = lowers[inner[0]] if inner else head
    if head in {"date", "place", "year", "country", "cause"}:
        return noun_type(head) or AnswerType.ENTITY
    found = noun_type(head)
    if _PLURAL.search(head) and head not in _SINGULAR_IN_S and found not in {AnswerType.DATE, AnswerType.NUMBER}:
        return AnswerType.LIST
    return found or AnswerType.ENTITY
