"""What nouns tell of a reply: its form, how code reads it, and how a side is asked for it."""

from __future__ import annotations

from agent.reasoner.embedded.comparing.measure import Reads
from agent.reasoner.embedded.nouns import expects_of
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType

_COUNTRY = word_set("country nation nationality citizenship origin")
_OF_PERSONS = word_set("nationality citizenship")
_SETS = word_set("occupation profession job career genre role sport instrument language field industry religion trade")
"""Nouns of which a side can have several."""


def expects_reply(noun: str) -> AnswerType:
    """Return the form of a reply that says which NOUN."""
    return AnswerType.PLACE if noun in _COUNTRY else expects_of(noun)


def reads_reply(noun: str) -> Reads:
    """Return how code reads a reply that says which NOUN."""
    if noun in _COUNTRY:
        return "countries"
    if noun in {"year", "number"}:
        return "year" if noun == "year" else "number"
    return "items" if noun in _SETS else "first"


def is_country(noun: str) -> bool:
    """Whether replies are countries, or adjectives of nationality."""
    return noun in _COUNTRY


def is_nationality(noun: str) -> bool:
    """Whether only persons have the noun."""
    return noun in _OF_PERSONS


def which_of(what: str) -> str:
    """Ask a side for what it has: `{}` stands for its name."""
    noun = what.split()[-1]
    if noun in _OF_PERSONS:
        return "What nationality is {}?"
    if noun in _COUNTRY:
        return "Which country is {} from?"
    return f"{'Who' if expects_of(noun) is AnswerType.PERSON else 'What'} is the {what} of {{}}?"
