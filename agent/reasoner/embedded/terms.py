"""A question as a row of terms: words, and names taken whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.schema import PLACEHOLDER
from retrievers.answer_type import noun_type
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import Token, tokenize
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import VERBS
from retrievers.schema import AnswerType

_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]|(?<=\s)'((?:[A-Z]|\d)[^']*)'(?=[\s?.,]|$)")
_BRACKET = re.compile(r"\s?\([^()]*\)")
_PARTICLES = word_set(
    """'s ’s of the de la le du von van der den del di da dos el al bin ibn y e d and for in on a at to & :
    """
)
_STRONG_PARTICLES = word_set("'s ’s of the de la le du von van der den del di da dos el al bin ibn y & d")
_SHORT = re.compile(r"(?:[Jj]r|[Ss]r|[Ii]nc|[Ll]td|[Cc]orp|[Cc]o|(?:\w\.)*\w)")
"""Last words of names that are written with a point."""
_TAKES_FIELD = word_set("prize award medal professor bachelor master doctor academy institute minister")
"""Last words of names that go on with their field: `Nobel Prize in Chemistry`."""
_TIME_PREPOSITIONS = word_set("in on since by until from before after during around")


@dataclass(frozen=True, slots=True)
class Term:
    """One word, mark, or whole name."""

    text: str
    tag: Tag
    start: int
    end: int
    name: bool = False
    """Whether it stands for a thing: a name, a quoted title, a placeholder."""
    head: str = ""
    """The common noun before a name that says what it is: `film` of `the film Charade`."""
    bare: str = ""
    """The name without that noun; empty if there is none."""

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower()


def read_terms(question: str, names: Iterable[tuple[int, int]] = ()) -> list[Term]:
    """Cut a question into terms.

    `names` are spans that are known to name something, such as titles; quoted text, placeholders and runs of
    capitalised words are names without being told.
    """
    protected = _disjoint([*_found(question), *names], question)
    terms: list[Term] = []
    at = 0
    for start, end in [*protected, (len(question), len(question))]:
        terms.extend(_plain(question, at, start))
        if end > start:
            terms.append(Term(_unquoted(question[start:end]), Tag.NAME, start, end, name=True))
        at = end
    return _join_names(question, _retag(terms))


def _found(question: str) -> list[tuple[int, int]]:
    quoted = [m.span() for m in _QUOTED.finditer(question)]
    return [*quoted, *(m.span() for m in PLACEHOLDER.finditer(question))]


def _disjoint(spans: Sequence[tuple[int, int]], question: str) -> list[tuple[int, int]]:
    """Keep the longest of overlapping spans, in order; a bracket behind a name belongs to it."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0] - s[1], s[0])):
        if all(end <= a or start >= b for a, b in kept):
            kept.append((start, end))
    return [(start, _whole_end(question, start, end)) for start, end in sorted(kept)]


def _whole_end(question: str, start: int, end: int) -> int:
    """Return the end of a name with the bracket it opens or is followed by, and with an exclamation mark of its own."""
    if question.count("(", start, end) > question.count(")", start, end) and ")" in question[end:]:
        end = question.index(")", end) + 1
    elif bracket := _BRACKET.match(question, end):
        end = bracket.end()
    return end + _mark_behind(question, start, end)


def _mark_behind(question: str, start: int, end: int) -> int:
    """Return 1 if a mark behind a name belongs to it: the point of `Jr.` or `Inc.`, an exclamation mark."""
    mark = question[end : end + 1]
    if mark == "!":
        return int(bool(question[end + 1 :].strip()))
    last = question[start:end].split()[-1:]
    return int(mark == "." and bool(last) and bool(_SHORT.fullmatch(last[0])))


def _unquoted(text: str) -> str:
    return text.strip("\"“”'") if text[:1] in "\"“”'" else text


def _plain(question: str, start: int, end: int) -> list[Term]:
    return [Term(t.text, Tag.NOUN, t.start, t.end) for t in tokenize(question, start, end)]


def _retag(terms: list[Term]) -> list[Term]:
    """Tag the words in the context of the whole sentence; names keep their tag."""
    tags = tag([Token("Xx" if t.name else t.text, t.start, t.end) for t in terms])
    out = []
    for i, (term, found) in enumerate(zip(terms, tags, strict=True)):
        if term.name:
            out.append(term)
        elif (
            found is not Tag.NAME
            and i > 0
            and not _opens(terms, i)
            and any(c.isupper() for c in term.text)
            and found not in {Tag.PUNCT, Tag.POSS}
        ):
            out.append(replace(term, tag=Tag.NAME))
        else:
            out.append(replace(term, tag=found))
    out = [_as_it_stands(out, i) for i in range(len(out))]
    if out and out[0].tag is Tag.NAME and not out[0].name and _common_opening(out):
        out[0] = replace(out[0], tag=Tag.VERB if out[0].lower in VERBS or out[0].lower == "name" else Tag.NOUN)
    return out


_QUALIFIED_BY = {Tag.ADP, Tag.DET, Tag.ADJ, Tag.NUM, Tag.POSS}


def _as_it_stands(terms: Sequence[Term], i: int) -> Term:
    """Take a participle between a small word and its noun as an adjective, and a person's title as a common noun.

    `with coloured pencils`; `NASA's second Administrator`.
    """
    term, before = terms[i], terms[i - 1] if i else None
    following = terms[i + 1] if i + 1 < len(terms) else None
    if before is None or before.tag not in _QUALIFIED_BY or term.name:
        return term
    if term.tag is Tag.VERB and term.lower.endswith("ed") and following is not None and following.tag is Tag.NOUN:
        return replace(term, tag=Tag.ADJ)
    title = term.tag is Tag.NAME and noun_type(term.text) is AnswerType.PERSON
    owned = any(t.tag is Tag.POSS for t in terms[max(0, i - 2) : i])
    if title and owned and (following is None or following.tag is not Tag.NAME):
        return replace(term, tag=Tag.NOUN, text=term.lower)
    return term


def _opens(terms: Sequence[Term], i: int) -> bool:
    """Whether the word begins a sentence."""
    return terms[i - 1].text in {".", ":", ";", "?", "!"}


def _common_opening(terms: Sequence[Term]) -> bool:
    """Whether the first word, though capitalised, is an ordinary one: `Name the film ...`."""
    return terms[0].lower in VERBS | {"name", "list", "between", "among", "give", "show", "find", "tell"}


def _join_names(question: str, terms: list[Term]) -> list[Term]:
    """Join runs of capitalised words, with the small words inside them and a bracket behind."""
    out: list[Term] = []
    i = 0
    while i < len(terms):
        end = _name_end(terms, i)
        if end is None:
            out.append(terms[i])
            i += 1
            continue
        last = terms[end - 1].end
        whole = last if terms[end - 1].name else _whole_end(question, terms[i].start, last)
        if whole > last:
            last = whole
            while end < len(terms) and terms[end].start < last:
                end += 1
        start = terms[i].start
        text = terms[i].text if end == i + 1 and terms[i].name else question[start:last]
        out.append(Term(_unquoted(text), Tag.NAME, start, last, name=True))
        i = end
    return out


def _name_end(terms: Sequence[Term], i: int) -> int | None:
    """Return where the name that starts at `i` ends, or None if none starts there."""
    if not _starts_name(terms, i):
        return None
    if terms[i].text.startswith("#E"):
        return i + 1
    end = i + 1
    while end < len(terms):
        if (terms[end].tag is Tag.NAME and not terms[end].text.startswith("#E")) or _number_of_name(terms, end):
            if terms[end].name and terms[end - 1].name:
                break
            end += 1
            continue
        bridge = _bridge(terms, end)
        if bridge is None:
            break
        end = bridge
    return end


def _number_of_name(terms: Sequence[Term], i: int) -> bool:
    return terms[i].tag is Tag.NUM and any(c.isdigit() for c in terms[i].text) and terms[i - 1].tag is Tag.NAME


def _starts_name(terms: Sequence[Term], i: int) -> bool:
    if terms[i].tag is Tag.NAME:
        return True
    opens = terms[i].tag is Tag.NUM and i + 1 < len(terms) and terms[i + 1].tag is Tag.NAME and not terms[i + 1].name
    if not opens or not any(c.isdigit() for c in terms[i].text):
        return False
    return not (i and terms[i - 1].lower in _TIME_PREPOSITIONS)


def _bridge(terms: Sequence[Term], end: int) -> int | None:
    """Return the end of a name that goes on behind small words: `Duke of Aosta`, `Hotel d'Or`, `Salem's Lot`."""
    if terms[end - 1].name:
        return None
    small = end
    while small < len(terms) and terms[small].lower in _PARTICLES and small - end < 3:
        small += 1
    follows = small < len(terms) and terms[small].tag is Tag.NAME and not terms[small].name
    if not follows or small == end:
        return None
    words = [t.lower for t in terms[end:small]]
    prize = words[0] in {"in", "for"} and terms[end - 1].lower in _TAKES_FIELD
    return small + 1 if words[0] in _STRONG_PARTICLES or prize else None


def text_of(terms: Sequence[Term]) -> str:
    """Write terms as text again, with single blanks."""
    out = ""
    for term in terms:
        glue = (
            "" if not out or term.text in {"?", ",", ".", "'s", "’s", "'", "’", ")", ":"} or out.endswith("(") else " "
        )
        out += glue + term.text
    return out


def sentence(text: str) -> str:
    """Write a question with a capital and one question mark."""
    text = re.sub(r"\s+", " ", text).strip(" ,.;:\\")
    text = text if text.endswith("?") else f"{text}?"
    return text[:1].upper() + text[1:]
