"""What speaks for and against a span as the answer: named features with values near the unit interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrievers.reading.candidates import Candidate, Kind, Sentence
from retrievers.reading.cues import KIN, OFFSPRING, PARENTS
from retrievers.reading.nations import country
from retrievers.reading.query import Query
from retrievers.reading.tagger import Tag
from retrievers.reading.tokens import Token, stem
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import MONTHS

Features = dict[str, float]

_PREVIOUS = word_set("by in on at to of as called named is was are were the a an and from for with ( , : born")
_NEXT = word_set("who is was are were ( , . in of and or 's for to")
_PLACE_WORDS = word_set(
    """city town village county province state river lake mountain mount island islands sea ocean bay valley
    district region park street avenue square hills airport castle palace cemetery peninsula"""
)
_ORG_WORDS = word_set(
    """university college school institute company corporation inc ltd association society committee council agency
    department ministry party union league club team band orchestra bank museum church group foundation press
    administration laboratory office commission academy service force army court studios records music pictures
    books films theatre theater entertainment productions orchestra ballet opera awards award festival"""
)
_UNITS = word_set(
    """percent % km kilometres kilometers metres meters miles mile feet foot inches kg kilograms tonnes tons pounds
    people years days months weeks hours minutes seconds million billion dollars square acres hectares times"""
)
_TITLES = word_set("mr mrs ms dr sir lord lady king queen prince princess president pope saint professor general")
_LOCATIVE = word_set("in at near from to")


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence in its passage, with what of the question it holds."""

    text: str
    """Of the passage."""
    title: str
    sentence: Sentence
    stems: tuple[str, ...]
    weights: Mapping[str, float]
    """Weight by stem of the question's content words; they sum to 1."""
    matched: tuple[int, ...]
    """Indices of the tokens that are content words of the question."""
    own: float
    """Share of the question's weight in the sentence."""
    with_title: float
    """The same with the passage's title."""
    near: float
    """The same with the title and both neighbouring sentences."""
    lead: float
    """How far `with_title` is behind that of the best sentence; 0 for the best."""
    position: int
    """0 for the first sentence of its passage."""
    title_fit: str
    """`subject` if the passage's title is what the question names, `other` if it shares no name with it."""
    known: Mapping[tuple[int, int], str]
    """Tokens of the names that the knowledge base knows, as `(first, last)`; `isa` if the thing named is said to be
    of the kind asked for, `clash` if of one that cannot be meant, `other` if of another; empty if nothing is said."""
    passages: int
    rank: int
    """Place of the passage in the list given, from 0."""


def features(query: Query, scene: Scene, candidate: Candidate) -> Features:
    """Describe one candidate."""
    found: Features = {"own": scene.own, "with_title": scene.with_title, "near": scene.near, "lead": scene.lead}
    found["first_sentence"] = float(scene.position == 0)
    if query.size == "short":
        _entities(scene, candidate, found)
    elif kinship := scene.known.get((candidate.first, candidate.last)):
        found[f"known_long={kinship}"] = 1.0
    if scene.passages > 1:
        found["rank"] = math.log1p(scene.rank)
    _overlap(query, scene, candidate, found)
    _form(query, scene, candidate, found)
    _surroundings(query, scene, candidate, found)
    _cues(query, scene, candidate, found)
    if query.kind in {"when", "where"} and (query.born or query.died):
        _life(query, scene, candidate, found)
    return found


def _entities(scene: Scene, candidate: Candidate, found: Features) -> None:
    """Describe what holds for single hops: the passage is about the subject, the answer is often a known name."""
    if scene.title_fit:
        found[f"title={scene.title_fit}"] = 1.0
    if scene.title_fit == "subject" and scene.position == 0 and candidate.first <= 1:
        found["is_subject"] = 1.0
    span = (candidate.first, candidate.last)
    if span in scene.known:
        found["known"] = 1.0
        if scene.known[span]:
            found[f"known={scene.known[span]}"] = 1.0
    elif any(a <= span[0] and span[1] <= b for a, b in scene.known):
        found["part_of_known"] = 1.0


def _overlap(query: Query, scene: Scene, candidate: Candidate, found: Features) -> None:
    """Nearness of the question's words, and the share of the candidate that the question already says."""
    inside = 0.0
    before = after = total = 0.0
    verb_gap = 99
    for i in scene.matched:
        weight = scene.weights[scene.stems[i]]
        if candidate.first <= i < candidate.last:
            inside += weight
            continue
        gap = candidate.first - i if i < candidate.first else i - candidate.last + 1
        near = weight / (1 + 0.25 * gap)
        total += weight / gap
        if i < candidate.first:
            before += near
        else:
            after += near
        if scene.stems[i] == query.verb:
            verb_gap = min(verb_gap, gap)
            found["verb_left" if i < candidate.first else "verb_right"] = 1.0
    found["before"], found["after"], found["adjacent"] = before, after, total
    if inside:
        found["inside"] = inside
        found["says_again"] = 1.0
    if verb_gap < 99:
        found[f"verb_gap={_bin(verb_gap)}"] = 1.0
    elif query.verb:
        found["verb_gap=none"] = 1.0
    words = {stem(t.text) for t in scene.sentence.tokens[candidate.first : candidate.last]}
    if words and words <= _title_stems(scene.title):
        found["is_title"] = 1.0
        found[f"is_title|{query.kind}"] = 1.0


def _bin(n: int) -> str:
    for top, name in ((1, "1"), (2, "2"), (4, "3-4"), (8, "5-8")):
        if n <= top:
            return name
    return "far"


def _title_stems(title: str) -> set[str]:
    return {stem(w) for w in title.replace("(", " ").replace(")", " ").split()}


def _form(query: Query, scene: Scene, candidate: Candidate, found: Features) -> None:
    """Its looks and length, by class of question."""
    tokens = scene.sentence.tokens[candidate.first : candidate.last]
    tags = scene.sentence.tags[candidate.first : candidate.last]
    kind = query.kind
    look = appearance(scene, candidate)
    found[f"{kind}|{look}"] = 1.0
    found[f"look={look}"] = 1.0
    found[f"{kind}|family={_FAMILIES.get(look.partition('_')[0], look)}"] = 1.0
    if candidate.kind is Kind.DATE and not any(len(t.text) >= 4 and t.text[:4].isdigit() for t in tokens):
        found["no_year"] = 1.0
    if candidate.kind is not Kind.DATE and tags[0] in {Tag.NUM, Tag.NAME} and _within_date(scene, candidate):
        found["within_date"] = 1.0
    size = len(tokens)
    found["log_size"] = math.log(size)
    found[f"{kind}|log_size"] = math.log(size)
    found[f"size={size if size < 4 else _bin(size)}"] = 1.0
    found[f"from={candidate.kind}"] = 1.0
    found[f"opens={tags[0].name}"] = 1.0
    found[f"ends={tags[-1].name}"] = 1.0
    if query.head and stem(tokens[-1].text) == query.head:
        found[f"head_ends|{'what_noun' if kind == 'what_noun' else 'other'}"] = 1.0


_FAMILIES = {
    **dict.fromkeys(("date", "year", "month"), "time"),
    **dict.fromkeys(("number", "quantity", "counted"), "amount"),
    **dict.fromkeys(("name", "acronym", "quoted", "with"), "name"),
    **dict.fromkeys(("phrase", "one", "complex", "list"), "noun"),
}


def _within_date(scene: Scene, candidate: Candidate) -> bool:
    """Whether it is a part of a longer date, such as the day alone."""
    tokens = scene.sentence.tokens
    beside = [t.lower for t in tokens[max(0, candidate.first - 3) : candidate.last + 3]]
    inside = [t.lower for t in tokens[candidate.first : candidate.last]]
    return any(w in MONTHS for w in beside) and all(w.isdigit() or w in MONTHS or w == "," for w in inside)


def appearance(scene: Scene, candidate: Candidate) -> str:
    """Name the outward form of a span: a date, a person's name, a quantity, a clause."""
    texts = [t.text for t in scene.sentence.tokens[candidate.first : candidate.last]]
    tags = scene.sentence.tags[candidate.first : candidate.last]
    if candidate.kind is Kind.DATE:
        return "year" if len(texts) == 1 else "date"
    if candidate.kind is Kind.NUMBER or tags[0] is Tag.NUM:
        return _number_look(texts)
    if candidate.kind is Kind.QUOTED:
        return "quoted"
    if candidate.kind is Kind.CLAUSE:
        return f"clause_{tags[0].name.lower()}"
    if country(" ".join(texts)):
        return "country"
    if all(t in {Tag.NAME, Tag.PUNCT, Tag.POSS} for t in tags):
        return _name_look(texts, scene, candidate)
    return _noun_look(tags, candidate.kind)


def _number_look(texts: Sequence[str]) -> str:
    if any(t.lower() in _UNITS for t in texts) or texts[0][0] in "$€£¥" or texts[-1].endswith("%"):
        return "quantity"
    return "number" if len(texts) == 1 else "counted"


def _noun_look(tags: Sequence[Tag], kind: Kind) -> str:
    if kind is Kind.COMPLEX:
        return "list" if {Tag.CONJ, Tag.PUNCT} & set(tags) else "complex"
    if Tag.NAME in tags:
        return "with_name"
    if len(tags) == 1:
        return f"one_{tags[0].name.lower()}"
    return "phrase_det" if tags[0] is Tag.DET else "phrase"


def _name_look(texts: list[str], scene: Scene, candidate: Candidate) -> str:
    lowers = {t.lower() for t in texts}
    if lowers & MONTHS:
        return "month"
    if lowers & _ORG_WORDS:
        return "name_org"
    if lowers & _PLACE_WORDS:
        return "name_place"
    tokens = scene.sentence.tokens
    previous = tokens[candidate.first - 1].lower if candidate.first else ""
    following = tokens[candidate.last].lower if candidate.last < len(tokens) else ""
    if lowers & _TITLES or previous in _TITLES or following == "who":
        return "name_person"
    if previous in _LOCATIVE or (
        following == "," and candidate.last + 1 < len(tokens) and tokens[candidate.last + 1].text[:1].isupper()
    ):
        return "name_located"
    if texts[0].isupper() and len(texts[0]) > 1:
        return "acronym"
    return f"name_{min(len(texts), 4)}"


def _surroundings(query: Query, scene: Scene, candidate: Candidate, found: Features) -> None:
    """Describe the words next to it."""
    tokens, stems, tags = scene.sentence.tokens, scene.stems, scene.sentence.tags
    kind = query.kind
    previous = tokens[candidate.first - 1].lower if candidate.first else "^"
    following = tokens[candidate.last].lower if candidate.last < len(tokens) else "$"
    found[f"{kind}|prev={previous}" if previous in _PREVIOUS | {"^"} else f"prev={tags[candidate.first - 1].name}"] = (
        1.0
    )
    found[f"{kind}|next={following}" if following in _NEXT | {"$"} else f"next={tags[candidate.last].name}"] = 1.0
    if previous in _PREVIOUS and candidate.first > 1 and stems[candidate.first - 2] in scene.weights:
        found[
            "matched_then_" + (previous if previous in {"by", "in", "of", "is", "was", "(", ",", "the"} else "other")
        ] = 1.0
        if stems[candidate.first - 2] == query.verb:
            found["verb_then_" + (previous if previous in {"by", "in", "on", "at", "of"} else "other")] = 1.0
    if candidate.first and stems[candidate.first - 1] in scene.weights:
        found["after_matched"] = 1.0
    if candidate.last < len(stems) and stems[candidate.last] in scene.weights:
        found["before_matched"] = 1.0
    if query.head:
        around = stems[max(0, candidate.first - 4) : candidate.first] + stems[candidate.last : candidate.last + 5]
        if query.head in around:
            found[f"head_near|{'what_noun' if kind == 'what_noun' else kind}"] = 1.0
    if tags[candidate.first - 1 : candidate.first] and candidate.first and _splits_name(tags, candidate):
        found["splits_name"] = 1.0


def _splits_name(tags: Sequence[Tag], candidate: Candidate) -> bool:
    left = tags[candidate.first] is Tag.NAME and tags[candidate.first - 1] is Tag.NAME
    right = candidate.last < len(tags) and tags[candidate.last] is Tag.NAME and tags[candidate.last - 1] is Tag.NAME
    return left or right


def _cues(query: Query, scene: Scene, candidate: Candidate, found: Features) -> None:
    """Nearness of a word that states the relation, and the small words between."""
    tokens, stems = scene.sentence.tokens, scene.stems
    wants_parent = bool(PARENTS & set(query.content))
    for i in range(candidate.first - 1, max(-1, candidate.first - (20 if wants_parent else 9)), -1):
        if stems[i] in query.cues:
            found[f"cue_left={_bin(candidate.first - i)}"] = 1.0
            if candidate.first - i <= 3:
                between = "_".join(t.lower for t in tokens[i + 1 : candidate.first] if t.lower in _BETWEEN)
                found[f"cue_then={between}"] = 1.0
            if stems[i] in KIN and "of" in {t.lower for t in tokens[i + 1 : candidate.first]}:
                found[f"asked_{_asked_kin(query)}|{stems[i]}_of"] = 1.0
            if stems[i] in OFFSPRING and wants_parent:
                found[f"{_asked_parent(query)}|{_parent_place(tokens, i, candidate.first)}"] = 1.0
            break
    for i in range(candidate.last, min(len(stems), candidate.last + 5)):
        if stems[i] in query.cues:
            found[f"cue_right={_bin(i - candidate.last + 1)}"] = 1.0
            break
    if any(s in query.cues for s in stems[candidate.first : candidate.last]):
        found["cue_inside"] = 1.0


_BETWEEN = word_set("of by in is was the a an to from at , : and his her with")


def _asked_kin(query: Query) -> str:
    return next((word for word in query.content if word in KIN), "none")


def _asked_parent(query: Query) -> str:
    return "father" if "father" in query.content else "mother" if "mother" in query.content else "parent"


def _parent_place(tokens: Sequence[Token], cue: int, first: int) -> str:
    """`son of A and (his wife) B`: the first or the second parent, by what stands between."""
    between = {t.lower for t in tokens[cue + 1 : first]}
    if "of" not in between and "to" not in between:
        return "none"
    if between & {"wife", "her", "mother", "née"} or "and" in between or "by" in between:
        return "second"
    return "first"


def _life(query: Query, scene: Scene, candidate: Candidate, found: Features) -> None:
    """Encyclopedias put the dates and places of a life in brackets behind the name: (born - died)."""
    if scene.position > 0 or candidate.kind not in {Kind.DATE, Kind.NAME, Kind.COMPLEX}:
        return
    tokens = scene.sentence.tokens
    opens = next(
        (i for i in range(candidate.first - 1, max(-1, candidate.first - 30), -1) if tokens[i].text in "()"), None
    )
    if opens is None or tokens[opens].text != "(":
        return
    closes = next((i for i in range(candidate.last, len(tokens)) if tokens[i].text == ")"), len(tokens))
    dash = next((i for i in range(opens + 1, closes) if tokens[i].text in {"–", "-", "—"}), None)
    years = [i for i in range(opens + 1, closes) if tokens[i].text.isdigit() and len(tokens[i].text) == 4]
    border = dash if dash is not None else years[0] + 1 if len(years) == 2 else None
    place = "alone" if border is None else "second" if candidate.first >= border else "first"
    asked = "born" if query.born else "died"
    found[f"life_{place}|{asked}|{'date' if candidate.kind is Kind.DATE else 'name'}"] = 1.0
