"""What common nouns tell a decomposer: which name one thing by another, and which only measure or cut a part off."""

from __future__ import annotations

import re

from retrievers.answer_type import noun_type
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_RELATIONAL = word_set(
    """capital currency language successor predecessor birthplace deathplace hometown headquarters employer parent
    owner manufacturer publisher label subsidiary flagship affiliation producer performer spouse film movie
    novel book song album single series show episode play poem opera game sequel prequel adaptation author
    creator designer developer operator operators maker namesake eponym mission spacecraft rocket vehicle
    telescope satellite ship aircraft programme program project product drug theory language genus species
    family house dynasty brand airline constituency seat alma mater office host winner champion runner-up recipient
    laureate star cast frontman vocalist drummer bassist guitarist lead anchor crew sponsor supplier customer
    vendor client contractor investor tenant partner rival mentor student pupil advisor team division section
    unit office branch site plant factory station base port origin source mouth tributary"""
)
_APPOSED = word_set(
    """city town village state province county republic kingdom island islands district municipality region borough
    hamlet planet lake river mount duchy commonwealth empire battle siege treaty university"""
)
_PARTS = word_set(
    """east west north south end beginning start part parts side half top bottom middle number amount name kind
    type sort list rest majority history course result case lack age use form way sense level pair couple series
    group line set piece edge coast border term process creation death birth size"""
)
_ATTRIBUTES = word_set(
    """birthday birthdate birthplace age nationality citizenship death birth occupation profession spouse wife
    husband"""
)
_SINGULAR_IN_S = word_set("series species headquarters news physics mathematics economics politics campus chassis")
_SEATS = frozenset(["headquarters", "head office", "office", "seat", "base", "main office", "campus"])
_MAKERS = word_set("inventor discoverer creator founder author")
_KIN = {
    "paternal grandfather": ("father", "father"),
    "paternal grandmother": ("father", "mother"),
    "maternal grandfather": ("mother", "father"),
    "maternal grandmother": ("mother", "mother"),
    "father-in-law": ("spouse", "father"),
    "mother-in-law": ("spouse", "mother"),
    "parent-in-law": ("spouse", "parent"),
    "stepfather": ("mother", "husband"),
    "stepmother": ("father", "wife"),
    "child-in-law": ("child", "spouse"),
    "son-in-law": ("daughter", "husband"),
    "daughter-in-law": ("son", "wife"),
    "brother-in-law": ("spouse", "brother"),
    "sister-in-law": ("spouse", "sister"),
    "sibling-in-law": ("spouse", "sibling"),
    "nephew": ("sibling", "son"),
    "niece": ("sibling", "daughter"),
    "grandchild": ("child", "child"),
}
"""Kinship that goes over a third person, as the two relations that lead there."""

_AGENT_SUFFIX = re.compile(r"(?:[a-z]{3,}(?:er|or|ist|ian|ess)|[a-z]+man|[a-z]+woman)s?$")
_NOT_AGENTS = word_set(
    """number river order power paper letter water winter summer weather career manner matter member center danger
    border color colour factor sector floor tower motor error honor mirror chapter quarter semester register
    character under other former earlier later cover offer answer"""
)


def is_agent(noun: str) -> bool:
    """Whether the noun names a person by what they do or are to someone."""
    return noun_type(noun) is AnswerType.PERSON or (
        bool(_AGENT_SUFFIX.match(noun)) and noun not in _NOT_AGENTS and noun_type(noun) is None
    )


def names_a_thing(noun: str) -> bool:
    """Whether `the NOUN of X` names one thing that can be looked up by itself."""
    lower = noun.lower()
    if lower in _PARTS:
        return False
    single = re.sub(r"ies$", "y", lower) if lower.endswith("ies") else lower.removesuffix("s")
    known = noun_type(lower) in {AnswerType.PERSON, AnswerType.PLACE, AnswerType.ORGANISATION}
    return known or lower in _RELATIONAL or single in _RELATIONAL or is_agent(lower)


def is_part(noun: str) -> bool:
    """Whether the noun only cuts a part off, counts or classifies: `the name of X`, `the east of X`."""
    return noun.lower() in _PARTS


def is_attribute(noun: str) -> bool:
    """Whether a person has the noun, so that `the director of X's birthday` is the director's and not X's."""
    return noun.lower() in _ATTRIBUTES


def makes(noun: str) -> bool:
    """Whether the noun goes with any kind of thing: `the inventor of the telephone`."""
    return noun.lower() in _MAKERS


def is_seat(relation: str) -> bool:
    """Whether a relation leads to a place that is asked for by a larger one: `in which town is the head office`."""
    return relation.lower() in _SEATS


def is_plural(noun: str) -> bool:
    """Whether a common noun is in the plural, by its ending."""
    lower = noun.lower()
    return bool(re.search(r"[^su]s$", lower)) and lower not in _SINGULAR_IN_S


def is_apposed(noun: str) -> bool:
    """Whether `the NOUN of X` is X itself: `the city of Rome`."""
    return noun.lower() in _APPOSED


def kin_chain(relation: str) -> tuple[str, ...]:
    """Return the relations that lead to a relative, nearest first; the relation itself if it is direct."""
    return _KIN.get(relation.lower(), (relation,))


def expects_of(noun: str) -> AnswerType:
    """Return the kind of thing that a noun names; `ENTITY` if it could be any."""
    return noun_type(noun) or AnswerType.ENTITY
