"""Names, dates and plain words of a sentence, as one line that patterns are written over.

A word of the line stands for each chunk: `X3` for a name, `Y3` for a date, `M3` for another number, `L3` for an
adjective of nationality, `T3` for what the document is about and `O3` for what belongs to that (`his`); 3 is the
number of the chunk. Every other word is itself in lower case with its tag, `born/V`; marks are bare.

    T0 ( born/V Y3 ) is/A a/D L7 film/N director/N who/W married/V X12 .
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrievers.graph.facts.dates import Date, dates_in
from retrievers.reading.nations import COUNTRIES, DEMONYMS
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import Token, tokenize
from retrievers.reading.wordlist import word_set
from retrievers.reading.words import ADVERBS, CONJUNCTIONS, MONTHS, PAST_FORMS, PRONOUNS, SUBORDINATORS, VERBS

_INNER = word_set("of de la le les du des da dos das do del della di von van der den ter zu und y bin ibn al el af av")
"""Words in lower case that may stand inside a name."""
_BEFORE_POINT = word_set(
    "St Dr Mr Mrs Ms Jr Sr Mt Lt Col Gen Capt Sgt Rev Prof Hon Gov Sen Rep Ft No Inc Ltd Co Corp Bros"
)
_RANKS = word_set(
    "Earl Duke Baron Viscount Marquess Marquis Count Baronet Prince Princess Countess Duchess Baroness Lord Margrave "
    "Landgrave "
    "Elector Queen King Emperor Empress Archduke Archduchess Margravine Marchioness Viscountess Bishop Archbishop Lady"
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_TAILS = word_set(
    "College School Hospital University Church Cathedral Chapel Theatre Theater Park Hall Court Island Bay Day"
)
_UNITS = word_set("team department office committee council division")
"""Common nouns that are part of the name before them: `Payments team`."""
_QUOTES = {'"': '"', "“": "”", "«": "»"}
_MARKS = frozenset('"“”«»')
_LONGEST_QUOTE = 9
_COMPOUND = re.compile(r"[^\W_].*[-–](?:based|born|owned|led|style|language|winning|nominated|speaking|trained|built)")
_NUMBERED = re.compile(r"\d{1,3}|[IVXL]+")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens that are one word of the line: `text == source[start:end]`."""

    kind: str
    start: int
    end: int
    text: str
    date: Date | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as patterns see it."""

    text: str
    chunks: tuple[Chunk, ...]
    start: int
    end: int
    """The sentence in its document."""
    source: str
    """The text of the document."""

    def chunk(self, word: str) -> Chunk:
        """Return the chunk that a word of the line, such as `X3`, stands for."""
        return self.chunks[int(word[1:])]


def chunk_sentence(source: str, start: int, end: int, titled: Sequence[tuple[int, int]] = ()) -> list[Chunk]:
    """Cut `source[start:end]`; `titled` are places of the document's title, which are one name each (kind `T`)."""
    tokens = tokenize(source, start, end)
    tags = tag(tokens)
    whole = {first: (last, kind, date) for first, last, kind, date in _wholes(tokens, titled)}
    chunks: list[Chunk] = []
    i = 0
    while i < len(tokens):
        last, kind, date = whole.get(i) or _next(tokens, tags, i, whole)
        first, stop = tokens[i].start, tokens[last - 1].end
        quoted = kind == "X" and tokens[i].text in _QUOTES
        if quoted:
            first, stop = tokens[i + 1].start, tokens[last - 2].end
        chunks.append(Chunk(kind, first, stop, source[first:stop], date, quoted))
        i = last
    return chunks


def line_of(source: str, chunks: Sequence[Chunk], start: int, end: int) -> Line:
    """Write the line of a sentence's chunks."""
    words = (f"{c.kind}{n}" if c.kind in "XYMLTO" else _word(c) for n, c in enumerate(chunks))
    return Line(" ".join(words), tuple(chunks), start, end, source)


def _word(chunk: Chunk) -> str:
    return chunk.text.replace(" ", "_") if chunk.kind == "." else f"{chunk.text.lower()}/{chunk.kind}"


_Whole = tuple[int, int, str, Date | None]


def _wholes(tokens: Sequence[Token], titled: Sequence[tuple[int, int]]) -> Iterator[_Whole]:
    """Yield what is taken as it is: places of the title, dates, names in quotation marks."""
    taken = -1
    for start, end in titled:
        inside = [i for i, token in enumerate(tokens) if token.start >= start and token.end <= end]
        if inside and tokens[inside[0]].start == start and tokens[inside[-1]].end == end:
            first, last = inside[0], inside[-1] + 1
            if first and last < len(tokens) and tokens[first - 1].text in _QUOTES and tokens[last].text in _MARKS:
                first, last = first - 1, last + 1
            yield first, last, "T", None
    for first, last, date in dates_in(tokens):
        yield first, last, "Y", date
    for i, token in enumerate(tokens):
        close = _QUOTES.get(token.text)
        if close is None or i < taken:
            continue
        last = next((j for j in range(i + 2, min(i + 3 + _LONGEST_QUOTE, len(tokens))) if tokens[j].text == close), 0)
        taken = last + 1 if last else i + 1
        if (
            last
            and tokens[i + 1].text[0].isupper() | tokens[i + 1].text[0].isdigit()
            and tokens[last - 1].text not in ".,!"
        ):
            yield i, last + 1, "X", None


def _next(
    tokens: Sequence[Token], tags: Sequence[Tag], i: int, whole: dict[int, tuple[int, str, Date | None]]
) -> tuple[int, str, Date | None]:
    """Return the end and kind of the chunk that begins with token `i`."""
    if i == 0 and tags[i] is Tag.NAME and (opening := _OPENING.get(tokens[i].lower)):
        return 1, str(opening.value), None
    if tags[i] is Tag.NAME and tokens[i].lower not in MONTHS:
        last = _demonym_end(tokens, tags, i)
        if last:
            return last, "L", None
        last = _name_end(tokens, tags, i, whole)
        adjective = next((j + 1 for j in range(i, last) if _COMPOUND.fullmatch(tokens[j].text)), 0)
        return (adjective, "J", None) if adjective else (last, "X", None)
    if tags[i] is Tag.NUM:
        return i + 1, "M", None
    if tags[i] is Tag.NAME:
        return i + 1, "M", None
    if tags[i] is Tag.VERB and i and tokens[i].lower in VERBS and _stands_before_noun(tokens[i - 1], tags[i - 1]):
        return i + 1, str(Tag.NOUN.value), None  # `a 1950 British film`
    if tokens[i].lower.startswith("co-") and tokens[i].lower[3:] in PAST_FORMS:
        return i + 1, str(Tag.VERB.value), None
    return i + 1, str(tags[i].value), None


_BEFORE_NOUNS = frozenset([Tag.NAME, Tag.NUM, Tag.ADJ, Tag.DET])


def _stands_before_noun(token: Token, tag_: Tag) -> bool:
    """Whether the base form of a verb behind a word must be a noun: no singular goes with it."""
    return tag_ in _BEFORE_NOUNS or (tag_ is Tag.NOUN and not token.lower.endswith("s"))


_OPENING = {
    **dict.fromkeys(ADVERBS, Tag.ADV),
    **dict.fromkeys(PRONOUNS, Tag.PRON),
    **dict.fromkeys(CONJUNCTIONS, Tag.CONJ),
    **dict.fromkeys(SUBORDINATORS, Tag.SUB),
}
"""Words that are no part of a name behind them when they open a sentence."""


def _demonym_end(tokens: Sequence[Token], tags: Sequence[Tag], i: int) -> int:
    """Return the end of an adjective of nationality that begins with token `i`, 0 if none does."""
    for size in (2, 1):
        words = tokens[i : i + size]
        phrase = " ".join(token.text for token in words)
        if len(words) == size and (phrase.lower() in DEMONYMS or _of_two(phrase)):
            after = tags[i + size] if i + size < len(tokens) else Tag.PUNCT
            following = tokens[i + size].text if i + size < len(tokens) else ""
            plain = after in {Tag.NOUN, Tag.ADJ, Tag.VERB, Tag.GERUND, Tag.ADV, Tag.CONJ}
            again = after is Tag.NAME and (following.lower() in DEMONYMS or _of_two(following))
            bound = i > 0 and (tokens[i - 1].lower in {"a", "an"} or tags[i - 1] is Tag.NUM)
            article = bound and (after is not Tag.NAME or _before_noun(tags, i + size))
            hyphen = following in {"-", "–", "/"}
            if plain or again or article or hyphen:
                return i + size
    return 0


def _before_noun(tags: Sequence[Tag], at: int) -> bool:
    """Whether the names from `at` on stand before a common noun: `Western film`."""
    while at < len(tags) and tags[at] is Tag.NAME:
        at += 1
    return at < len(tags) and tags[at] in {Tag.NOUN, Tag.ADJ, Tag.VERB}


def _of_two(phrase: str) -> bool:
    """Whether a phrase is `Armenian-American` or `French-born`."""
    parts = re.split(r"[-–]", phrase.lower())
    return len(parts) > 1 and parts[0] in DEMONYMS and (parts[-1] in DEMONYMS or parts[-1] == "born")


def _name_end(
    tokens: Sequence[Token], tags: Sequence[Tag], i: int, whole: dict[int, tuple[int, str, Date | None]]
) -> int:
    """Return the end of the name that begins with token `i`."""
    last = i + 1
    while True:
        more = _goes_on(tokens, tags, last, whole)
        if not more:
            return last
        last += more


def _goes_on(
    tokens: Sequence[Token], tags: Sequence[Tag], at: int, whole: dict[int, tuple[int, str, Date | None]]
) -> int:
    """Return how many tokens from `at` on belong to the name before it."""
    if at >= len(tokens) or at in whole:
        return 0
    text = tokens[at].text
    if tags[at] is Tag.NAME or (text in _UNITS and tags[at] is Tag.NOUN):
        return 1
    if tags[at] is Tag.NUM:
        return int(_is_numeral(tokens, at))
    if text == "&" or text.lower() in _INNER:
        return _through(tokens, tags, at, whole)
    if text == "," and at + 1 < len(tokens):
        return _suffix(tokens, tags, at, whole)
    if text == "." and tokens[at - 1].text in _BEFORE_POINT:
        return int(_is_name(tags, at + 1, whole))
    return 2 if _is_name(tags, at + 1, whole) and _joins(tokens, tags, at, whole) else 0


def _is_numeral(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number belongs to the name before it, `Apollo 11`, and not to a date behind it."""
    beside = tokens[at - 1].end + 1 == tokens[at].start
    before_month = at + 1 < len(tokens) and tokens[at + 1].lower in MONTHS
    return bool(_NUMBERED.fullmatch(tokens[at].text)) and beside and not before_month


def _joins(
    tokens: Sequence[Token], tags: Sequence[Tag], at: int, whole: dict[int, tuple[int, str, Date | None]]
) -> bool:
    """Whether token `at` makes one name of those before and behind it: `Jean- Claude`, `Julia the Elder`."""
    text, following = tokens[at].text, tokens[at + 1].text
    if text in {"'s", "’s"}:
        return following in _TAILS
    if text == "-":
        return tokens[at - 1].end == tokens[at].start
    if text == "the":
        return not _is_name(tags, at + 2, whole)
    return text == "and" and f"{tokens[at - 1].text} and {following}".lower() in COUNTRIES


def _through(
    tokens: Sequence[Token], tags: Sequence[Tag], at: int, whole: dict[int, tuple[int, str, Date | None]]
) -> int:
    """Return the length of `of the Rings`, `de la Cruz`, `& Schuster` at `at`, 0 if no name follows."""
    for size in (1, 2):
        between = tokens[at + 1 : at + size]
        if all(token.text in {"the", "la", "los", "las", "der"} for token in between) and _is_name(
            tags, at + size, whole
        ):
            return size + 1
    return 0


def _suffix(
    tokens: Sequence[Token], tags: Sequence[Tag], at: int, whole: dict[int, tuple[int, str, Date | None]]
) -> int:
    """Return the length of `, Jr` or `, 5th Earl` at `at`; 0 if there is none."""
    following = tokens[at + 1].text
    if following in {"Jr", "Sr", "Jr.", "Sr."}:
        point = at + 2 < len(tokens) and tokens[at + 2].text == "." and at + 3 < len(tokens)
        return 3 if point else 2
    if _ORDINAL.fullmatch(following) and at + 2 < len(tokens) and tokens[at + 2].text in _RANKS:
        return 3
    words = [token.text for token in tokens[at + 1 : at + 4]]
    for size in (1, 2):  # `, Duke of York`, `, Hereditary Prince of Lippe`
        if words[size : size + 1] == ["of"] and _RANKS & set(words[:size]):
            return size + 1 if all(_is_name(tags, at + 1 + i, whole) for i in range(size)) else 0
    return 0


def _is_name(tags: Sequence[Tag], at: int, whole: dict[int, tuple[int, str, Date | None]]) -> bool:
    return at < len(tags) and tags[at] is Tag.NAME and at not in whole
