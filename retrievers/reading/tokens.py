"""Words and sentences of a text, with exact offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from retrievers.reading.wordlist import word_set

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|[A-Z]\.(?=\s[A-Z])"  # U.S., J.R.R., and the initial in William E. Simon
    r"|[$€£¥]?\d+(?:[.,]\d+)*(?:(?:st|nd|rd|th|s|m|km|bn|k)\b|%)?"  # 1,200  3.5  45%  1990s  21st
    r"|[^\W\d_]+(?:[-’'‐–][^\W\d_]+)*"  # words, hyphenated and with inner apostrophes
    r"|\w+"
    r"|['’]s\b"
    r"|[^\w\s]"
)
_POSSESSIVE = re.compile(r"^(.+)(['’]s)$")
_ABBREVIATIONS = word_set(
    """mr mrs ms dr prof st sr jr rev hon gen col lt capt sgt gov sen rep pres vs etc no vol pp ed al inc ltd co
    corp dept univ ca cf approx est ft lb oz mt jan feb mar apr jun jul aug sep sept oct nov dec c fl b d r"""
)
_BREAK = re.compile(r"([.!?][\"”’')\]]*)\s+|\n+")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark; `text == source[start:end]`."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Split `text[start:end]` into words, numbers, marks and possessive endings; offsets count in `text`."""
    tokens: list[Token] = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        word, at = match.group(), match.start()
        possessive = _POSSESSIVE.match(word) if "'" in word or "’" in word else None
        if possessive:
            cut = at + len(possessive.group(1))
            tokens.append(Token(possessive.group(1), at, cut))
            tokens.append(Token(possessive.group(2), cut, match.end()))
        else:
            tokens.append(Token(word, at, match.end()))
    return tokens


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the `(start, end)` of each sentence of `text`, in order, without surrounding blanks."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        if match.group(1) and not _ends_sentence(text, start, match):
            continue
        end = match.start() + len(match.group(1) or "")
        _append(spans, text, start, end)
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = text[match.end() : match.end() + 1]
    if following.islower():
        return False
    if not match.group(1).startswith("."):
        return True
    before = re.search(r"[\w.]*$", text[start : match.start()])
    word = before.group().lower() if before else ""
    return not (
        word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word)
    )


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


_stemmer = Stemmer.Stemmer("english")

_IRREGULAR = {
    form: base
    for base, forms in {
        "write": "wrote written",
        "bear": "born bore borne",
        "found": "founder founders founding foundation",
        "die": "died death dead deaths dying",
        "bury": "burial buried",
        "marry": "marriage married wife husband spouse wed",
        "direct": "director directors",
        "produce": "producer producers production",
        "compose": "composer composers",
        "sing": "sang sung singer singers",
        "win": "won winner winners",
        "build": "built builder",
        "make": "made maker",
        "begin": "began begun",
        "lead": "led leader leaders",
        "lose": "lost",
        "hold": "held",
        "give": "gave given",
        "take": "took taken",
        "know": "knew known",
        "become": "became",
        "choose": "chose chosen",
        "fly": "flew flown flight",
        "grow": "grew grown",
        "teach": "taught teacher",
        "buy": "bought",
        "sell": "sold",
        "fight": "fought",
        "speak": "spoke spoken",
        "drive": "drove driven",
        "draw": "drew drawn",
        "see": "saw seen",
        "run": "ran",
        "sit": "sat",
        "stand": "stood",
        "meet": "met",
        "say": "said",
        "leave": "left",
        "find": "finds finding",
        "locate": "location located",
        "populate": "population inhabitants",
        "invent": "inventor invention",
        "perform": "performer performed",
        "publish": "publisher publication",
        "establish": "establishment",
        "educate": "education educated",
        "command": "commander",
        "paint": "painter painting",
        "design": "designer",
        "create": "creator creation",
        "star": "starring starred",
    }.items()
    for form in forms.split()
}


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a key that inflected and closely derived forms of an English word share: `wrote` and `writes`."""
    lower = word.lower()
    return str(_stemmer.stemWord(_IRREGULAR.get(lower, lower)))
