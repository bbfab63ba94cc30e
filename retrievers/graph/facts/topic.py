"""Who or what a document is about, and which of its words stand for that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from retrievers.graph.facts.chunks import Chunk
from retrievers.graph.facts.schema import Sort
from retrievers.graph.facts.vocabulary import is_person_noun
from retrievers.titles import bare

_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(["the", "of", "and", "a", "an", "in", "de", "la", "de", "von", "jr", "sr", "sir", "st"])
_ROMAN = re.compile(r"[IVX]+")
_HE = frozenset(["he", "him", "his"])
_SHE = frozenset(["she", "her", "hers"])
_THINGS = frozenset(["it", "its"])
_ARTICLE = re.compile(r"(?:^|(?<!\w)(?:the|an?|this) )$")
_SUBJECTS = frozenset(["he", "she", "it"])


@dataclass
class Topic:
    """What a document is about, as far as it has been read."""

    title: str
    sort: Sort = Sort.ANY
    head: str = ""
    """Its class in one noun, `film`; empty until it is read."""
    names: list[str] = field(default_factory=list)
    """What the text calls it, besides the title."""
    gender: str = ""
    """`he` or `she`, once one of them was used."""
    alive: bool = False
    """Whether a pronoun would stand for it now: it was the subject of the sentence before."""

    @property
    def name(self) -> str:
        """The title without what tells it from its namesakes."""
        return bare(self.title)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where the title stands in a text as whole words; of several words, in any letter case."""
        name, written = self.name, text
        if len(name) < 2 or not any(c.isalpha() for c in name):
            return []
        if " " in name and len(text.lower()) == len(text):
            name, text = name.lower(), text.lower()
        found, at = [], text.find(name)
        while at >= 0:
            end = at + len(name)
            whole = not (at and text[at - 1].isalnum()) and not text[end : end + 1].isalnum()
            plain = written[at:end] != self.name and _ARTICLE.search(text[:at]) is None
            if whole and not plain:
                found.append((at, end))
            at = text.find(name, end)
        return found

    def is_named(self, chunk: Chunk) -> bool:
        """Whether a chunk is a name of it."""
        if chunk.kind != "X" or chunk.quoted:
            return False
        if chunk.text in self.names or chunk.text == self.name:
            return True
        return self.sort is Sort.PERSON and chunk.text in self._short

    @property
    def _short(self) -> set[str]:
        """The last names by which a person is called."""
        last = {words[-1] for name in (self.name, *self.names) if len(words := name.split(",")[0].split()) > 1}
        split = [name.split() for name in (self.name, *self.names)]
        first = {words[0] for words in split if words and _ROMAN.fullmatch(words[-1])}
        return {word for word in last | first if len(word) > 2 and not _ROMAN.fullmatch(word)}

    def could_be(self, text: str) -> bool:
        """Whether a name at the head of the text is a fuller or shorter form of the title."""
        mine, theirs = _words(self.name), _words(text)
        if any(word.isalpha() and word.islower() and word not in _COMMON for word in self.name.split()):
            return mine == theirs  # of `List of players of United`, United is no form
        return bool(mine & theirs) and 2 * len(mine & theirs) >= min(len(mine), len(theirs))

    def learn(self, head: str) -> None:
        """Note its class."""
        if not self.head:
            self.head = head
        if self.sort is Sort.ANY:
            self.sort = Sort.PERSON if is_person_noun(head) else Sort.OTHER

    def marked(self, chunks: Sequence[Chunk]) -> list[Chunk]:
        """Return the chunks of a sentence with those that stand for it as `T` and `P`, and note whether it goes on."""
        found = [replace(c, kind="T") if self.is_named(c) else c for c in chunks]
        found = [c for i, c in enumerate(found) if not self._is_article(found, i)]
        own, rival = self.alive, False
        for i, chunk in enumerate(found):
            word = chunk.text.lower()
            rival = (rival and chunk.kind != "T") or _is_rival(found, i)
            if chunk.kind in "RD" and own and not rival and self._refers(word):
                possessive = chunk.kind == "D" and word in {"his", "her", "its"}
                if possessive or word in _SUBJECTS:
                    found[i] = replace(chunk, kind="O" if possessive else "T")
            elif self._is_definite(found, i):
                found[i] = replace(chunk, kind="T", text=chunk.text)
            own = own or (found[i].kind == "T" and chunk.kind != "R")
        found = _without_repeats(found)
        self.alive = self._goes_on(found)
        return found

    def _is_article(self, chunks: Sequence[Chunk], i: int) -> bool:
        following = chunks[i + 1] if i + 1 < len(chunks) else None
        return chunks[i].text.lower() == "the" and following is not None and following.kind == "T"

    def _refers(self, word: str) -> bool:
        """Whether a pronoun fits it; the first of a person settles which one does."""
        if word in _THINGS:
            return self.sort is not Sort.PERSON
        if self.sort is Sort.OTHER or word not in _HE | _SHE:
            return False
        gender = "he" if word in _HE else "she"
        if not self.gender:
            self.gender = gender
            self.sort = Sort.PERSON
        return self.gender == gender

    def _is_definite(self, chunks: Sequence[Chunk], i: int) -> bool:
        """Whether token `i` is `film` in `the film`, said of a film."""
        said = chunks[i].text.lower()
        if self.sort is Sort.PERSON or said not in {self.head, *self.name.lower().split()[-1:]}:
            return False
        before = chunks[i - 1].text.lower() if i else ""
        after = chunks[i + 1] if i + 1 < len(chunks) else None
        bound = after is None or after.kind in "AVB." or after.kind == "'"
        return self.alive and i == 1 and before in {"the", "this"} and bound

    def _goes_on(self, chunks: Sequence[Chunk]) -> bool:
        """Whether the sentence has it as its subject, or names nothing else before its verb."""
        for i, chunk in enumerate(chunks):
            if chunk.kind == "T":
                after = chunks[i + 1] if i + 1 < len(chunks) else None
                return after is None or after.kind != "'"
            if chunk.kind in "XN":
                following = [c.kind for c in chunks[i + 1 : i + 3]]
                if "A" in following or "V" in following:
                    return False
            if chunk.kind == "O":
                return False
        return self.alive


def _is_rival(chunks: Sequence[Chunk], i: int) -> bool:
    """Whether a pronoun behind chunk `i` may stand for that: a name, but not a place."""
    before = chunks[i - 1].text.lower() if i else ""
    return chunks[i].kind == "X" and before not in {"in", "at", "from", "to", "near"}


def _without_repeats(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Drop the article of `the film`."""
    return [
        c
        for i, c in enumerate(chunks)
        if not (c.text.lower() in {"the", "this"} and i + 1 < len(chunks) and chunks[i + 1].kind == "T")
    ]


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)} - _COMMON or {name.lower()}
