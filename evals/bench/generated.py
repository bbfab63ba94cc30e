"""Passages and two-hop questions made up by a seed, as many as wanted, for measuring size and not quality."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SEED = 20
_ONSETS = """
    b br c d dr f g gl h j k kr l m n p pr r s st t tr v w z
""".split()  # noqa: SIM905
_VOWELS = """
    a e i o u ai ea io ou
""".split()  # noqa: SIM905
_CODAS = """
    l ld m n nd nt r rd rn s sk st t th v x
""".split()  # noqa: SIM905
_TRADES = """
    novelist painter geologist composer surveyor botanist engineer actor journalist historian sculptor chemist
    architect cyclist swimmer astronomer printer cartographer violinist linguist
""".split()  # noqa: SIM905
_KINDS = """
    drama comedy western thriller musical documentary mystery romance
""".split()  # noqa: SIM905
_ADJECTIVES = """
    silent golden broken distant hidden crimson frozen hollow burning gentle restless sunken scarlet patient
    narrow forgotten northern wandering silver bitter
""".split()  # noqa: SIM905
_NOUNS = """
    harbour orchard lantern river garden mirror tower voyage winter bridge letter engine forest island meadow
    signal harvest chapel compass quarry
""".split()  # noqa: SIM905
_TRADED = """
    clocks pumps textiles cameras bicycles glass paper cement ferries instruments cables boilers
""".split()  # noqa: SIM905
_SHARES = {"person": 0.5, "film": 0.25, "company": 0.15, "town": 0.1}


class Question(NamedTuple):
    """A question and the ids of the two documents that answer it."""

    text: str
    gold: tuple[str, str]


class World:
    """Documents about towns, people, films and companies that name each other; equal for equal sizes."""

    def __init__(self, size: int) -> None:
        """Make a world of `size` documents, at least 20."""
        self._size = size
        self._words = invented()
        self._counts = {kind: int(size * share) for kind, share in _SHARES.items()}
        self._counts["person"] += size - sum(self._counts.values())

    def documents(self) -> Iterator[dict[str, str]]:
        """Yield rows of a corpus: `pid`, `title`, `text`, the kinds one after another."""
        for kind, count in self._counts.items():
            for number in range(count):
                title = self._title(kind, number)
                text = getattr(self, f"_{kind}")(title, self._chance(kind, number))
                yield {"pid": f"{kind}-{number}", "title": title, "text": text}

    def write(self, path: Path) -> None:
        """Write the documents as a corpus file."""
        with path.open("w", encoding="utf-8") as file:
            for row in self.documents():
                file.write(json.dumps(row) + "\n")

    def questions(self, count: int) -> list[Question]:
        """Return questions about what a film's director or a company's founder is, or where they come from."""
        chance = random.Random(_SEED)  # noqa: S311 - made-up data, not a secret
        asked = []
        for _ in range(count):
            kind = chance.choice(["film", "company"])
            number = chance.randrange(self._counts[kind])
            person = self._chance(kind, number).randrange(self._counts["person"])
            role = "directed" if kind == "film" else "founded"
            what = chance.choice(["In which town was the person born who", "What was the occupation of the person who"])
            text = f"{what} {role} {self._title(kind, number)}?"
            asked.append(Question(text, (f"{kind}-{number}", f"person-{person}")))
        return asked

    def _chance(self, kind: str, number: int) -> random.Random:
        return random.Random(f"{kind} {number}")  # noqa: S311 - made-up data, not a secret

    def _title(self, kind: str, number: int) -> str:
        words = self._words
        spread = number * 7919 % (len(words) * 700)
        first, second = words[spread % 700], words[spread // 700]
        if kind == "film":
            adjective, noun = _ADJECTIVES[number % 20].title(), _NOUNS[number // 20 % 20].title()
            return f"The {adjective} {noun} of {words[number // 400 % len(words)]}"
        if kind == "company":
            return f"{first} {second} {_TRADED[number % len(_TRADED)].title()}"
        return f"{first} {second}" if kind == "person" else f"{second}{first.lower()}"

    def _any(self, kind: str, chance: random.Random) -> str:
        return self._title(kind, chance.randrange(self._counts[kind]))

    def _person(self, title: str, chance: random.Random) -> str:
        born = chance.randrange(1850, 1990)
        trade, town = chance.choice(_TRADES), self._any("town", chance)
        more = (f"studied in {self._any('town', chance)}", f"worked for {self._any('company', chance)}")
        return f"{title} (born {born}) is a {trade} from {town}. The {trade} {chance.choice(more)} until {born + 40}."

    def _film(self, title: str, chance: random.Random) -> str:
        director, star = self._any("person", chance), self._any("person", chance)
        about = f"a {chance.choice(_ADJECTIVES)} {chance.choice(_NOUNS)}"
        year, kind = chance.randrange(1920, 2020), chance.choice(_KINDS)
        return f"{title} is a {year} {kind} film directed by {director}. It stars {star} and tells of {about}."

    def _company(self, title: str, chance: random.Random) -> str:
        founder, town = self._any("person", chance), self._any("town", chance)
        makes, year = chance.choice(_TRADED), chance.randrange(1850, 2000)
        return f"{title} is a maker of {makes} that was founded by {founder} in {year}. Its works are in {town}."

    def _town(self, title: str, chance: random.Random) -> str:
        people, near = chance.randrange(500, 90_000), self._any("town", chance)
        known = f"its {chance.choice(_ADJECTIVES)} {chance.choice(_NOUNS)}"
        also = chance.choice(_TRADED)
        return f"{title} is a town of {people} people near {near}. It is known for {known} and for {also}."


def invented() -> list[str]:
    """Return distinct made-up words, in a fixed order that mixes their sounds."""
    chance = random.Random(_SEED)  # noqa: S311 - made-up data, not a secret
    made: dict[str, None] = {}
    while len(made) < 20_000:
        syllables = [chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.randrange(1, 3))]
        made["".join(syllables).title() + chance.choice(_CODAS)] = None
    return list(made)
