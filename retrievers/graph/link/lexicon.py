"""A small table of everyday English for relations: which words ask for the same thing.

Each line is one concept and the words that name it in questions or in relation labels; an underscore joins a phrase.
It holds general vocabulary only (kinship, lives, works, places, times, measures), so that a graph of any subject gains
by it; words of a subject are left to the relation labels themselves and to the embedder. A word may be on several
lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType

import Stemmer

_CONCEPTS: str = """
spouse husband wife married marry marriage partner couple consort wed widow widower darling other_half better_half
child children kid son daughter offspring heir descendant
mother mom mum mama mommy parent
father dad papa daddy parent
sibling brother sister
birth born birthplace birthday birthdate hometown native
death die died dead deceased killed kill
cause reason why how killed die_from died_from caused
gender sex man woman male female man_or_woman male_or_female
nationality nation citizenship citizen country come_from comes_from came_from origin
ethnicity ethnic race
religion religious faith belief denomination
occupation profession job work career vocation trade line_of_business for_living do_for_living working_on do_at_end
hired hire join joined recruit recruited
employer employed institution organization organisation company affiliation work work_for works_for worked_for work_at
education educated school university college alma_mater study studied attend attended graduate student
residence reside live lived home address location stay staying
place location located situated site venue city town country state where
headquarters headquartered based seat office head_office where
institution headquarters organization where
date year when time day month
age aged old young how_old
height tall how_tall high how_high elevation altitude
length long how_long duration last lasted
weight mass heavy how_heavy
distance far how_far
depth deep how_deep
speed fast how_fast
area size big large how_big how_large
population inhabitants populous people_live how_many_people
price cost expensive cheap how_much
salary wage pay paid earn income
width wide broad narrow how_wide
pages thick thin
temperature hot cold warm
wealth rich worth fortune
author write writer wrote written screenwriter scriptwriter playwright novelist screenplay script story
direct director directed filmmaker
produce producer production
star starring actor actress act cast appear perform performer co_star
compose composer music score soundtrack
sing singer vocalist song performer artist
genre type kind sort category style fall_under falls_under
language speak spoken tongue
release publish publication publisher premiere come_out came_out issued
tag keyword topic subject theme describe description word term about
rating rate review opinion think
vote popular popularity
found founder founded establish create creator start started begin began begun inception
discover discoverer discovery find found_by
invent inventor invention
design designer architect designed
own owner owned belong
leader lead head chief president chair chairman ceo governor mayor
manage manager coach trainer
reports report boss superior supervisor supervise line_manager manager manage managed head lead leader
member belong part team
team club side squad
win winner won award prize receive received honour honor
nominate nominated nominee nomination
operate operator run
make maker manufacture manufacturer build builder built construct
part component contain include consist
teach teacher student pupil taught mentor
influence influenced inspire inspired
before precede predecessor previous preceded
after succeed successor follow next succeeded followed
border neighbour neighbor adjacent
flow mouth tributary empty
currency money
capital seat
launch lift_off liftoff take_off
crew aboard fly flown flew passenger
land landing landed touch_down
orbit circle revolve
name called known_as alias title
"""

_LONGEST = 4
"""Words of the longest phrase."""

INVERSES: Mapping[str, str] = MappingProxyType(
    {"mother": "child", "father": "child", "child": "parent", "before": "after", "after": "before"}
)
"""What a relation of one concept is called when it is read from object to subject."""

EXPANSIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{f"grand{kin}": (kin, kin) for kin in ("child", "children", "son", "daughter", "kid", "heir")},
        **{f"grand{kin}": (kin, kin) for kin in ("parent", "parents", "mother", "father", "mom", "dad")},
        **{
            f"great-grand{kin}": (kin, kin, kin) for kin in ("child", "children", "son", "daughter", "mother", "father")
        },
        **{f"{kin}-in-law": ("spouse", kin) for kin in ("mother", "father", "parents", "brother", "sister")},
        **{f"{kin}-in-law": ("child", "spouse") for kin in ("son", "daughter")},
        "uncle": ("parent", "brother"),
        "aunt": ("parent", "sister"),
        "nephew": ("sibling", "son"),
        "niece": ("sibling", "daughter"),
    }
)
"""Words for two steps, the first one first."""

CONVERSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {"report": frozenset(["manag", "lead", "supervis", "head", "direct"]), "belong": frozenset(["own", "hold"])}
)
"""Stems of deeds, and of what is done to the doer: whom one reports to, leads."""

RIVALS = (
    frozenset(["city", "town", "village", "municipality", "borough"]),
    frozenset(["country", "nation"]),
    frozenset(["state", "province", "county", "region"]),
    frozenset(["continent"]),
)
"""Words of one concept that never name the same thing."""

ARTICLES = frozenset(["a", "an", "the"])

SHARING = frozenset(["share", "same", "also", "together", "co", "common", "fellow", "alongside"])
"""Stems that lead back over the relation just taken: films that share an actor, who also directed, co-author."""

ASKS_END = frozenset(["when", "where", "why"])
"""Question words that ask for what the last relation leads to."""

_STOP_WORDS = """
a an the this that these those it its he she they them his her their there i me my you your we us one ones
is are was were be been being am do does did done has have had having can could will would shall should may might must
of to and or nor by as than with what which who whom whose please tell give show list find name names listed
all any some each every both many much most more not so then else just ever person people thing things
s d ll re ve t m
"""
STOP = frozenset(_STOP_WORDS.split())
"""Words that name no relation."""

WEAK = frozenset(["in", "on", "at", "for", "from", "under", "into", "onto", "over", "during", "through"])
"""Prepositions: they tell relations apart that differ in nothing else (`plays in`, `plays for`)."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return what inflected and agentive forms of a word share: `directors`, `directed` and `direct` give `direct`."""
    found: str = _stemmer().stemWord(word)
    if found.endswith(("er", "or")) and len(found) > 4:
        found = found[:-2]
    return found.removesuffix("e") if len(found) > 3 else found


@lru_cache(maxsize=65536)
def concepts(word: str) -> frozenset[int]:
    """Return the concepts that a word or an underscore-joined phrase names, as line numbers; empty for most words."""
    return _table().get(word) or _table().get(stem(word)) or frozenset()


def rivals(word: str, stems: frozenset[str]) -> bool:
    """Whether one of the stems is that of a word that never names what `word`, a stem, does."""
    own = next((i for i, names in enumerate(_rival_stems()) if word in names), None)
    return own is not None and any(stems & names for i, names in enumerate(_rival_stems()) if i != own)


def is_converse(word: str, stems: frozenset[str]) -> bool:
    """Whether a word, a stem, says of the other end what one of the stems says of its doer."""
    return any(word in CONVERSES.get(deed, ()) for deed in stems)


def shares(word: str) -> bool:
    """Whether a word leads back over the relation just taken."""
    return word in SHARING or _stemmer().stemWord(word) in SHARING


def join_phrases(words: Sequence[str]) -> list[tuple[str, int]]:
    """Join words that are one entry of the table by underscores; return each with the position of its first word."""
    found: list[tuple[str, int]] = []
    i = 0
    while i < len(words):
        joined = ("_".join(words[i : i + n]) for n in range(_LONGEST, 1, -1))
        phrase = next((text for text in joined if text in _phrases()), words[i])
        found.append((phrase, i))
        i += phrase.count("_") + 1
    return found


def inverse_concepts(found: frozenset[int]) -> frozenset[int]:
    """Return the concepts that relations of the concepts `found` have when read backwards."""
    return frozenset().union(*(_inverse_table().get(concept, frozenset()) for concept in found))


@cache
def _rival_stems() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(stem(word) for word in names) for names in RIVALS)


def forget() -> None:
    """Empty the table, to measure what a graph's own words and embeddings do; not to be undone."""
    for known in (_table, _phrases, _inverse_table):
        known.cache_clear()
    concepts.cache_clear()
    global _CONCEPTS, INVERSES
    _CONCEPTS, INVERSES = "", MappingProxyType({})


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@cache
def _table() -> dict[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for number, line in enumerate(_CONCEPTS.strip().split("\n")):
        for word in line.split():
            table.setdefault(word, set()).add(number)
            if "_" not in word:
                table.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in table.items()}


@cache
def _phrases() -> frozenset[str]:
    return frozenset(word for word in _table() if "_" in word)


@cache
def _inverse_table() -> dict[int, frozenset[int]]:
    heads = {line.split()[0]: number for number, line in enumerate(_CONCEPTS.strip().split("\n"))}
    return {heads[a]: concepts(b) for a, b in INVERSES.items()}
