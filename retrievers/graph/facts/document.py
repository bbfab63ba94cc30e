"""The facts of one document, by patterns over its sentences and lines.

High precision goes before recall: a sentence that is negated, supposed, asked, quoted, planned or told of a fiction
gives nothing, and a subject that is not told for certain gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from retrievers.graph.facts import clauses, kin
from retrievers.graph.facts.brackets import life
from retrievers.graph.facts.chunks import Chunk, Line, chunk_sentence, line_of
from retrievers.graph.facts.clauses import Deed
from retrievers.graph.facts.copula import Predicate, predicate
from retrievers.graph.facts.grammar import ADVERBS, BRACKET, NAMES, PLACE, date, names, place
from retrievers.graph.facts.keyed import keyed_lines
from retrievers.graph.facts.schema import End, Facts, Sort, Statement
from retrievers.graph.facts.topic import Topic
from retrievers.graph.facts.vocabulary import FILMS, HEDGES, KIN_OF, MAKERS, PLACED
from retrievers.reading.nations import countries
from retrievers.reading.tokens import sentences
from retrievers.reading.wordlist import word_set

_LONGEST = 700
"""Characters; what is longer is no sentence."""
_HEAD = re.compile(
    rf"^(?:(?:in|on|during|after|since|from|following|at|by)/P [^,]{{0,80}} , )?(?:[^ /]+/B ,? ?)*"
    rf"(?P<subject>[XT]\d+) (?:(?:,|or/C|also/B|better/[JB]|known/V|as/P|born/V|called/V|X\d+) )*"
    rf"(?:{BRACKET})*(?:, [^,().]{{1,90}} , |, )?{ADVERBS}"
)
_AND = re.compile(rf"(?: ,)? (?:and/C|but/C|,) {ADVERBS}(?=[^ /]+/[VA])| , {ADVERBS}(?=[^ /]+/V)")
_SWITCH = re.compile(r"(?:X\d+|T\d+|[^ /]+/[NR]) (?:\( [^()]* \) )?(?:[^ /]+/B )*[^ /]+/A| X\d+ [^ /]+/V|/W|/S|'s/'")
_WHO = re.compile(rf" (?:who|which|that)/W {ADVERBS}")
_OF = re.compile(rf" of/P {NAMES}")
_BY = re.compile(rf" by/P {NAMES}")
_IN = re.compile(rf"(?: located/V| situated/V)?(?: ,)? in/P {PLACE}")
_BASED = re.compile(r" (?:based/V|adapted/V) (?:on|from)/P [^,.;]*?(?= and/C [^ /]+/V|,|\.|$)")
_BETWEEN = re.compile(r"(?: ,| and/C| also/B| which/W was/A| that/W was/A)+")


def extract(title: str, text: str) -> Facts:
    """Return what a document states; it depends on nothing but its title and its text."""
    topic = Topic(title)
    found: list[Statement] = list(keyed_lines(title, text))
    for number, (start, end) in enumerate(_sentences(text)):
        line = _line(text, start, end, topic, first=number == 0)
        if line is not None:
            found += _read(line, topic)
    kept: dict[tuple[object, ...], Statement] = {}
    for said in found:
        kept.setdefault((said.subject, said.relation, said.object, said.start), said)
    return Facts(tuple(kept.values()), topic.sort, tuple(dict.fromkeys(topic.names)), topic.gender)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    yield from (span for span in sentences(text) if span[1] - span[0] <= _LONGEST)


def _line(text: str, start: int, end: int, topic: Topic, *, first: bool) -> Line | None:
    """Return the line of a sentence with its topic marked; None for a question or an exclamation."""
    if text[end - 1] in "?!:" or text[start] in "-*|#>":
        topic.alive = False
        return None
    titled = [(a + start, b + start) for a, b in topic.places(text[start:end])]
    chunks = chunk_sentence(text, start, end, titled)
    if first:
        chunks = _opened(chunks, topic)
    return line_of(text, topic.marked(chunks), start, end)


def _opened(chunks: Sequence[Chunk], topic: Topic) -> list[Chunk]:
    """Find what the first sentence is about: its first name, if that is a form of the title.

    Names side by side are one: `David "Joe" Jackson`.
    """
    first = next((i for i, c in enumerate(chunks[:4]) if c.kind in "XT"), None)
    if first is None or any(c.kind not in "D." for c in chunks[:first]):
        return list(chunks)
    last = first + 1
    while last < len(chunks) and chunks[last].kind in "XT":
        last += 1
    run = chunks[first:last]
    words = " ".join(c.text for c in run)
    if run[0].quoted and len(run) == 1 and run[0].text != topic.name:
        return list(chunks)
    named = any(c.kind == "T" for c in run) or topic.could_be(words)
    if not named or not _stands_as_subject(chunks, last):
        return list(chunks)
    if len(run) == 1 and run[0].kind == "X":
        topic.names.append(run[0].text)
    whole = Chunk("T", run[0].start, run[-1].end, words)
    return [*chunks[:first], whole, *chunks[last:]]


def _stands_as_subject(chunks: Sequence[Chunk], at: int) -> bool:
    after = chunks[at] if at < len(chunks) else None
    return after is not None and (after.kind in "AV" or after.text in {"(", ",", "or", "also", "'s"})


def _read(line: Line, topic: Topic) -> Iterator[Statement]:
    """Yield what a sentence states."""
    head = _HEAD.match(line.text)
    subject = head["subject"] if head else ""
    about = head is not None and subject[0] == "T"
    if head and about:
        yield from _of_topic(line, topic, head.end())
    elif head and _is_certain(line, len(line.text)):
        yield from _of_other(line, head)
    if topic.sort is not Sort.OTHER or " O" in line.text:
        for found in kin.kin_in(line, head.end() if head and about else None):
            if _is_certain(line, found.at):
                yield _statement(line, topic, found.deed)
    yield from kin.appositions(line)


def _of_topic(line: Line, topic: Topic, at: int) -> Iterator[Statement]:
    """Yield what a sentence with the topic as its subject states; `at` is where its predicate begins."""
    said = predicate(line, at)
    if said is not None:
        topic.learn(said.head)
    yield from _lived(line, topic, classed=said is not None)
    if said is None:
        read = clauses.verb_phrase(line, at)
        if read is not None and _is_certain(line, read.end):
            yield from (_statement(line, topic, deed) for deed in read.deeds)
            at = read.end
    elif _is_certain(line, said.end):
        yield from _predicated(line, topic, said)
        at = said.end
        for deed, stop in chain(_behind(line, said), _who(line, said)):
            at = max(at, stop)
            if deed is not None and _is_certain(line, stop):
                yield _statement(line, topic, deed)
    yield from (_statement(line, topic, deed) for deed in _further(line, at))


def _lived(line: Line, topic: Topic, *, classed: bool) -> Iterator[Statement]:
    """Yield what brackets say of the life of a person; only people are said to be born in brackets."""
    lived = list(life(line))
    born = any(pattern == "born in brackets" for _, _, pattern in lived)
    if born or (lived and topic.sort is Sort.ANY and not classed):
        topic.sort = Sort.PERSON
    if topic.sort is Sort.PERSON:
        for relation, value, pattern in lived:
            yield _statement(line, topic, Deed(relation, value, pattern))


def _who(line: Line, said: Predicate) -> Iterator[tuple[Deed, int]]:
    """Yield what a relative clause right behind a noun says: `a director who was born in X9`."""
    who = _WHO.match(line.text, said.end)
    read = clauses.verb_phrase(line, who.end()) if who else None
    if read is not None:
        yield from ((deed, read.end) for deed in read.deeds)


def _further(line: Line, at: int) -> Iterator[Deed]:
    """Yield what further verbs of the same subject say: `..., and died in X9`."""
    begun = at
    while match := _AND.search(line.text, at):
        if _SWITCH.search(line.text, begun, match.end()):
            return
        read = clauses.verb_phrase(line, match.end())
        if read is not None and read.deeds and _is_certain(line, read.end):
            yield from read.deeds
        at = max(match.end(), read.end if read else 0)


def _predicated(line: Line, topic: Topic, said: Predicate) -> Iterator[Statement]:
    """Yield classes, nationality, and what the noun itself relates to."""
    for noun in said.nouns:
        if noun.split()[-1] not in _EMPTY | KIN_OF.keys():
            yield _statement(line, topic, Deed("is a", End(noun, Sort.CLASS), "copula"))
    yield from _year(line, topic, said)
    lands = [land for word in said.nations if "born" not in word.lower() for land in _lands(word)]
    person = topic.sort is Sort.PERSON
    if person or said.head in FILMS | MAKERS.keys() | _NATIONAL:
        for land in lands:
            yield _statement(line, topic, Deed("nationality" if person else "country", End(land, Sort.OTHER), "nation"))


def _year(line: Line, topic: Topic, said: Predicate) -> Iterator[Statement]:
    """Yield when a work came out: `is a 1950 film`."""
    if said.year and said.head in FILMS | MAKERS.keys() and (when := date(line, said.year)):
        relation = "publication date" if MAKERS.get(said.head) == "written by" else "release date"
        yield _statement(line, topic, Deed(relation, when, "year of a work"))


_EMPTY = word_set(
    """one name term thing kind type part member list form set example result number group capital seat headquarters
    successor predecessor sequel prequel remake tributary branch division suburb lead head subsidiary place way time
    first second third last eldest youngest only home apparent body mass piece broadcast"""
)
"""Nouns that class nothing by themselves."""
_NATIONAL = frozenset(
    ["band", "group", "company", "corporation", "magazine", "newspaper", "journal", "airline", "duo", "trio"]
)


def _lands(word: str) -> list[str]:
    parts = [found for part in re.split(r"[-–]", word) for found in countries(part)[:1]]
    return list(dict.fromkeys(parts))


def _behind(line: Line, said: Predicate) -> Iterator[tuple[Deed | None, int]]:
    """Yield what stands behind a noun and belongs to it, each with the place in the line where it ends."""
    at, last = said.end, said.head
    if of := _OF.match(line.text, at):
        yield from ((deed, of.end()) for deed in kin.of_noun(line, last, of["names"]))
        at = of.end()
    elif (by := _BY.match(line.text, at)) and last in MAKERS:
        yield from ((Deed(MAKERS[last], end, "noun by"), by.end()) for end in _makers(line, last, by["names"]))
        at = by.end()
    elif last in PLACED and (lies := _IN.match(line.text, at)):
        where = place(line, lies["place"])
        yield (Deed("located in", where, "noun in") if where else None), lies.end()
        at = lies.end()
    while True:
        between = _BETWEEN.match(line.text, at)
        start = (between.end() if between else at) + 1
        read = clauses.starring(line, start) or clauses.passive(line, start, participle=True)
        if read is None or (not read.deeds and read.end == at):
            based = _BASED.match(line.text, between.end() if between else at)
            if based is None:
                return
            at = based.end()
            continue
        yield from ((deed, read.end) for deed in read.deeds)
        if read.end <= at:
            return
        at = read.end


def _makers(line: Line, noun: str, captured: str) -> list[End]:
    """Return who made a thing; `Edward Sharpe and the Magnetic Zeros` is one band."""
    band = re.search(r"(X\d+) and/C the/D (X\d+)$", captured) if MAKERS[noun] == "performed by" else None
    if band:
        return [End(line.source[line.chunk(band[1]).start : line.chunk(band[2]).end])]
    return list(names(line, captured, Sort.ANY))


def _of_other(line: Line, head: re.Match[str]) -> Iterator[Statement]:
    """Yield what a sentence says of a name that is not the topic."""
    chunk = line.chunk(head["subject"])
    if " " not in chunk.text or chunk.quoted:
        return
    read = clauses.verb_phrase(line, head.end())
    for deed in read.deeds if read else ():
        yield _told(
            line, End(chunk.text, Sort.ANY), Deed(deed.relation, deed.object, f"other: {deed.pattern}", deed.backward)
        )


def _is_certain(line: Line, end: int) -> bool:
    """Whether nothing up to `end` in the line says that it is denied, supposed or still to come."""
    words = {word.partition("/")[0] for word in line.text[:end].split(" ")}
    return not words & HEDGES


def _statement(line: Line, topic: Topic, deed: Deed) -> Statement:
    return _told(line, End(topic.title, topic.sort, topic=True), deed)


def _told(line: Line, subject: End, deed: Deed) -> Statement:
    first, second = (deed.object, subject) if deed.backward else (subject, deed.object)
    return Statement(first, deed.relation, second, deed.pattern, line.start, line.end, deed.since)
