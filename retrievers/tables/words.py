"""Words of questions, names and values in one normal form, so that they can be compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_TOKEN = re.compile(r"(?>\d[\d,]*(?:\.\d+)?)(?![^\W\d_])|[^\W_]+?(?=n['’]t\b)|n['’]t\b|[^\W_]+")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)")
_PLAIN = re.compile(r"[a-z0-9]+")
_UNPLAIN = re.compile(r"'|\d[,.]+\d")
"""What makes words of an ASCII text other than its runs of letters and digits."""
_STEMMER = Stemmer.Stemmer("english", 0)
"""Without a cache of its own, which costs more than it saves where most words are new."""

PLURALS = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "mice": "mouse",
    "teeth": "tooth", "geese": "goose", "lives": "life", "wives": "wife", "wolves": "wolf", "data": "data",
    "wineries": "winery", "movies": "movie", "series": "series", "species": "species", "aircraft": "aircraft",
    "buses": "bus", "campuses": "campus", "statuses": "status", "viruses": "virus", "bonuses": "bonus",
    "circuses": "circus", "censuses": "census", "gases": "gas",
}  # fmt: skip
"""Plurals that the stemmer does not know."""

VERB_FORMS = {
    "flew": "fly", "flown": "fly", "flight": "fly", "flights": "fly", "wrote": "write", "written": "write",
    "won": "win", "sold": "sell", "sang": "sing", "sung": "sing", "gave": "give", "given": "give", "bought": "buy",
    "taught": "teach", "led": "lead", "built": "build", "met": "meet", "paid": "pay", "spent": "spend",
    "sent": "send", "lost": "lose", "began": "begin", "begun": "begin", "chose": "choose", "chosen": "choose",
    "drove": "drive", "driven": "drive", "grew": "grow", "grown": "grow", "spoke": "speak", "spoken": "speak",
    "weighed": "weigh", "weighs": "weigh", "drew": "draw", "drawn": "draw", "broke": "break", "broken": "break",
    "caught": "catch", "fought": "fight", "stood": "stand", "thought": "think", "threw": "throw", "thrown": "throw",
    "wore": "wear", "worn": "wear", "swam": "swim", "swum": "swim", "rode": "ride", "ridden": "ride", "sank": "sink",
    "sunk": "sink", "shot": "shoot", "slept": "sleep", "stole": "steal", "stolen": "steal", "struck": "strike",
}  # fmt: skip
"""Past forms that the stemmer does not know, and nouns that are another form of a verb."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number of a text."""

    norm: str
    """Case-folded, without accents; digits without thousands separators."""
    stem: str
    start: int
    """Offset of the first character in the text."""
    end: int
    capital: bool
    """Whether it is written with an initial capital or holds a digit."""


def tokenize(text: str) -> tuple[Token, ...]:
    """Split a text into words and numbers; a possessive `'s` is no word."""
    gaps = {match.start() + 1 for match in _POSSESSIVE.finditer(text)}
    tokens = []
    for match in _TOKEN.finditer(text):
        if match.start() in gaps:
            continue
        raw = match.group()
        norm = _fold(raw)
        capital = raw[0].isupper() or raw[0].isdigit()
        tokens.append(Token(norm, stem(norm), match.start(), match.end(), capital))
    return tuple(tokens)


def normalise(text: str) -> str:
    """Return the normal forms of a text's words, separated by single spaces."""
    return " ".join(norms(text))


def norms(text: str) -> list[str]:
    """Return the normal forms of a text's words, those that `tokenize` gives, several times as fast.

    >>> norms("Berlin, DE"), norms("O'Brien's 1,200")
    (['berlin', 'de'], ['o', 'brien', '1200'])
    """
    if text.isascii() and _UNPLAIN.search(text) is None:
        return _PLAIN.findall(text.lower())
    return [token.norm for token in tokenize(text)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of one case-folded word (Snowball English, irregular plurals first)."""
    return str(_STEMMER.stemWord(PLURALS.get(word) or VERB_FORMS.get(word, word)))


@lru_cache(maxsize=16384)
def split_name(name: str) -> tuple[str, ...]:
    """Split an identifier into case-folded words: `birthDate`, `birth_date` and `BirthDate` give the same."""
    parts = re.split(r"[\W_]+", _CAMEL.sub(" ", name))
    return tuple(_fold(part) for part in parts if part)


def _fold(text: str) -> str:
    if text[1:2] in ("'", "’"):
        return "not"
    if text[0].isdigit():
        return text.replace(",", "").casefold()
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def singular(name: str) -> str:
    """Return the words of an identifier, the last in the singular: `launch_sites` gives `launch site`.

    >>> singular("countries"), singular("crewMembers"), singular("glass"), singular("people")
    ('country', 'crew member', 'glass', 'person')
    """
    *before, last = split_name(name) or (name.casefold(),)
    return " ".join((*before, PLURALS.get(last) or _without_s(last)))


def _without_s(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if re.search(r"(?:[sc]h|ss|x|zz)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 2 and re.search(r"[^siu]s$", word) else word
