"""Words that state a relation in other words than the question: asked for a father, a text says `son of`."""

from __future__ import annotations

from collections.abc import Iterable

from retrievers.reading.tokens import stem

_TABLE = {
    "father": "son daughter child born father",
    "mother": "son daughter child born mother",
    "parent": "son daughter child born father mother",
    "child": "father mother son daughter",
    "son": "father mother child",
    "daughter": "father mother child",
    "sibling": "brother sister",
    "brother": "sibling sister",
    "sister": "sibling brother",
    "marry": "wife husband spouse married consort widow",
    "die": "killed assassinated executed murdered suicide shot",
    "bury": "interred cemetery buried grave tomb",
    "direct": "directed director filmmaker film by",
    "write": "author wrote novel book screenplay by",
    "author": "written wrote novel book by",
    "perform": "sung singer song recorded album band by",
    "sing": "song recorded album performed singer by",
    "record": "album song released",
    "compose": "music score composed soundtrack",
    "produce": "produced producer",
    "release": "released premiered came published film album",
    "come": "released premiered",
    "found": "established started created formed began launched incorporated",
    "founder": "founded established",
    "establish": "founded created formed",
    "start": "began founded launched",
    "form": "founded formed established",
    "invent": "invented developed created",
    "create": "created developed",
    "locate": "situated located lies in based",
    "country": "located situated in",
    "nationality": "american born citizen",
    "citizenship": "born citizen",
    "origin": "from film",
    "study": "graduated educated attended alumnus studied degree",
    "educate": "graduated studied attended alumnus degree",
    "attend": "graduated studied educated",
    "university": "graduated studied attended degree",
    "work": "employed professor worked worked career",
    "occupation": "was is",
    "award": "won received awarded prize",
    "win": "won received awarded winner",
    "capital": "capital seat",
    "headquarters": "based headquartered",
    "population": "inhabitants people residents populated",
    "own": "owned owner subsidiary acquired",
    "lead": "led leader head headed",
    "command": "commanded commander captain led",
    "launch": "launched lifted flew",
    "build": "built constructed manufactured",
    "manufacture": "built made manufactured",
    "play": "played starring cast role",
    "star": "starring cast played",
    "publish": "published released magazine",
    "language": "spoken speaks",
    "border": "borders bordered bounded",
    "cause": "died killed",
    "discover": "discovered found",
    "succeed": "succeeded successor followed",
    "predecessor": "succeeded replaced",
    "successor": "succeeded followed",
    "name": "named called known",
    "nickname": "nicknamed known called",
}

_CUES: dict[str, frozenset[str]] = {
    stem(word): frozenset(stem(cue) for cue in cues.split()) | {stem(word)} for word, cues in _TABLE.items()
}

PARENTS = frozenset(stem(word) for word in ("father", "mother", "parent"))
KIN = PARENTS | frozenset(stem(word) for word in ("son", "daughter", "child", "brother", "sister", "sibling", "wife"))
OFFSPRING = frozenset(["son", "daughter", "child"])


def cues_for(content: Iterable[str]) -> frozenset[str]:
    """Return the stems that state what a question with these content stems asks."""
    found: set[str] = set()
    for word in content:
        found |= _CUES.get(word, frozenset())
    return frozenset(found)
