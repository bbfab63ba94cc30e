"""Definite descriptions: phrases that name one thing by another.

One rule a form; each looks at one place of the question and says where the description ends and what it asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agent.reasoner.embedded.clauses import clause_end, invert
from agent.reasoner.embedded.description import Description, described, head_at
from agent.reasoner.embedded.gerunds import containing
from agent.reasoner.embedded.nouns import expects_of, is_attribute, is_part, is_plural, makes, names_a_thing
from agent.reasoner.embedded.superlatives import extreme, owning
from agent.reasoner.embedded.terms import Term, text_of
from retrievers.reading.nations import DEMONYMS
from retrievers.reading.tagger import Tag
from retrievers.reading.wordlist import word_set
from retrievers.schema import AnswerType


def innermost(terms: Sequence[Term], *, named: bool = False) -> Description | None:
    """Return the shortest description in the terms that holds no other; None if there is none."""
    found = [d for i in range(len(terms)) for rule in _RULES if (d := rule(terms, i))]
    found = [d for d in found if not _said_to_be(terms, d.start)]
    found = [d for d in found if (d.start > 0 or d.end < len(terms)) and (d.inner or makes(d.noun) or not named)]
    return min(found, key=lambda d: (d.end - d.start, d.start)) if found else None


def _said_to_be(terms: Sequence[Term], start: int) -> bool:
    """Whether an indefinite phrase only says what a thing is: `X is a town in Y`, `X was a member of Y`."""
    led = start and terms[start - 1].tag is Tag.DET
    article = start - 1 if led else start
    if terms[article].lower not in {"a", "an"} or article < _TWO or terms[article - 1].lower not in _BE:
        return False
    asks = terms[0].tag is Tag.WH or terms[1].tag is Tag.WH
    return not asks or terms[article - 2].tag is Tag.WH


_TWO = 2
"""Words at least before the article of what something is said to be: `X is`."""


def _of(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the director of X`, `the date of birth of X`."""
    if i and terms[i - 1].lower == "as":
        return None
    bare = not i or terms[i - 1].tag in {Tag.ADP, Tag.CONJ, Tag.AUX, Tag.DET, Tag.VERB}
    head = head_at(terms, i, bare=bare)
    if head is None or head[1] + 2 >= len(terms):
        return None
    first, noun = head
    at = noun + 1
    if (
        terms[at].lower == "of"
        and terms[at + 1].tag is Tag.NOUN
        and at + 2 < len(terms)
        and terms[at + 2].lower in {"of", "for"}
    ):
        at += 2
    if terms[at].lower not in {"of", "for", "to", "in", "from", "on", "at", "by"} or not (
        names_a_thing(terms[noun].text) or at > noun + 1 or _compound(terms, noun)
    ):
        return None
    subject = _name_at(terms, at + 1) or _common_at(terms, noun, at + 1)
    if subject is None or _told_apart(terms, first, at, subject) or not _links(terms, noun, at, subject):
        return None
    words = terms[first + (terms[first].tag is Tag.DET) : at]
    asks = "Who" if expects_of(terms[noun].text) is AnswerType.PERSON and at == noun + 1 else "What"
    relation = text_of(words)
    question = f"{asks} {_be(terms[noun])} the {relation} {terms[at].text} {text_of(terms[at + 1 : subject])}"
    return described(terms, first, subject, question, terms[noun].text, relation)


def _told_apart(terms: Sequence[Term], first: int, at: int, subject: int) -> bool:
    """Whether the phrase goes on to say which one is meant: `a suburb of X with`, `the album by X that included`."""
    indefinite = any(t.lower in {"a", "an"} for t in terms[max(0, first - 1) : first + 1])
    if subject >= len(terms):
        return indefinite
    following = terms[subject]
    relative = following.lower in {"that", "which"} and terms[at].lower != "of"
    shared = first > 1 and terms[first - 1].tag is Tag.CONJ and terms[first - 2].tag is Tag.NOUN
    return shared or relative or (indefinite and following.tag is Tag.ADP)


def _be(noun: Term) -> str:
    """Return `are` for a plural."""
    return "are" if is_plural(noun.lower) else "is"


def _compound(terms: Sequence[Term], noun: int) -> bool:
    """Whether a part-noun is modified into a thing: `lead singer`."""
    return (
        noun > 0
        and terms[noun - 1].tag in {Tag.NOUN, Tag.ADJ}
        and not is_part(terms[noun].text)
        and names_a_thing(terms[noun].text)
    )


def _links(terms: Sequence[Term], noun: int, at: int, subject: int) -> bool:
    """Whether a preposition ties the noun to the name, and does not start an adverbial; `of` always does."""
    if terms[at].lower == "of":
        return True
    tied = terms[at].lower == "by" or (
        terms[at + 1].text.startswith("#E") and terms[at].lower in {"in", "of", "from", "for", "to"}
    )
    return tied and subject < len(terms) and not is_part(terms[noun].text)


def _name_at(terms: Sequence[Term], i: int) -> int | None:
    """Return the end of the name at `i`, past an article; None if there is none or it is a possessor."""
    if i < len(terms) and terms[i].tag is Tag.DET and terms[i].lower == "the":
        i += 1
    if i >= len(terms) or not terms[i].name:
        return None
    following = terms[i + 1] if i + 1 < len(terms) else None
    if following is not None and following.tag is Tag.POSS:
        return i + 1 if _attribute_follows(terms, i) else None
    if following is not None and (following.tag is Tag.NAME or _modifies(terms, i + 1)):
        return None
    return i + 1


def _attribute_follows(terms: Sequence[Term], name: int) -> bool:
    """Whether `'s birthday` belongs to the whole `director of X` and not to X alone."""
    if name + 2 >= len(terms) or not is_attribute(terms[name + 2].text):
        return False
    before = [t for t in terms[max(0, name - 3) : name] if t.tag is Tag.NOUN]
    of = any(t.lower == "of" for t in terms[max(0, name - 2) : name])
    return of and bool(before) and expects_of(before[-1].text) is AnswerType.PERSON


def _common_at(terms: Sequence[Term], noun: int, i: int) -> int | None:
    """Return the end of a plain noun phrase at `i`, where the noun before goes with any: `inventor of the radio`."""
    if not makes(terms[noun].text) or i >= len(terms):
        return None
    end = start = i + (terms[i].tag is Tag.DET)
    while end < len(terms) and terms[end].tag in {Tag.ADJ, Tag.NOUN}:
        end += 1
    goes_on = end + 1 < len(terms) and terms[end].tag is Tag.ADP and terms[end + 1].tag is not Tag.PUNCT
    follows = end < len(terms) and (terms[end].tag in {Tag.WH, Tag.POSS} or terms[end].name or goes_on)
    return end if end > start and not follows else None


def _modifies(terms: Sequence[Term], i: int) -> bool:
    """Whether a noun follows a name that only modifies it: `the Casablanca director`."""
    return terms[i].tag is Tag.NOUN and not terms[i - 1].text.startswith("#E")


def _possessive(terms: Sequence[Term], i: int) -> Description | None:
    """`X's father`, `X's lead singer`."""
    if not terms[i].name or i + 2 >= len(terms) or terms[i + 1].tag is not Tag.POSS or _attribute_follows(terms, i):
        return None
    head = head_at(terms, i + 2, bare=True)
    if head is None:
        return None
    end = head[1] + 1
    if end + 1 < len(terms) and terms[end].lower == "of" and terms[end + 1].tag is Tag.NOUN and not terms[end + 1].name:
        end += 2
    noun = terms[head[1]].text
    nested = i > 0 and terms[i - 1].lower in {"of", "to", "by", "from"} and i > 1 and terms[i - 2].tag is Tag.NOUN
    if is_part(noun) or not (names_a_thing(noun) or end > head[1] + 1 or nested):
        return None
    relation = text_of(terms[i + 2 : end])
    asks = "Who" if expects_of(noun) is AnswerType.PERSON and end == head[1] + 1 else "What"
    return described(terms, i, end, f"{asks} {_be(terms[head[1]])} the {relation} of {terms[i].text}", noun, relation)


def _modifier(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the Casablanca director`, where the name is a title."""
    if terms[i].lower != "the" or i + 2 >= len(terms) or not terms[i + 1].name or terms[i + 2].tag is not Tag.NOUN:
        return None
    noun = terms[i + 2].text
    if (
        not re.search(r"(?:or|er|author|star)$", noun)
        or not names_a_thing(noun)
        or noun in {"singer-songwriter", "player"}
    ):
        return None
    if i + 3 < len(terms) and terms[i + 3].tag in {Tag.NOUN, Tag.NAME, Tag.WH, Tag.GERUND}:
        return None
    limited = i + 4 < len(terms) and terms[i + 3].tag is Tag.VERB and terms[i + 4].lower in {"by", "in", "on", "as"}
    if terms[i + 1].lower in DEMONYMS or limited:
        return None
    return described(terms, i, i + 3, f"Who is the {noun} of {terms[i + 1].text}", noun, noun)


_TELLS = frozenset(["of", "by", "in", "from"])
_RELATIVE = word_set("that which who whom whose where when")


def _relative(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the film that won X`, `the city where X was born`, `the band whose singer is X`, `the film in which`."""
    head = head_at(terms, i)
    if head is None:
        return None
    first, noun = head
    kind = noun
    if noun + 3 < len(terms) and terms[noun + 1].lower in _TELLS and terms[noun + 2].name:
        noun += 2
    at = noun + 1 + (noun + 1 < len(terms) and terms[noun + 1].text == ",")
    preposition = ""
    if at + 1 < len(terms) and terms[at].tag is Tag.ADP and terms[at + 1].lower in {"which", "whom"}:
        preposition, at = terms[at].text, at + 1
    if (
        at >= len(terms)
        or terms[at].lower not in _RELATIVE
        or (terms[at].lower == "when" and expects_of(terms[kind].text) is not AnswerType.DATE)
        or _asks_itself(terms, at)
    ):
        return None
    end = clause_end(terms, at + 1)
    body = terms[at + 1 : end]
    if not any(t.tag in {Tag.VERB, Tag.AUX} for t in body) or not _sayable(body):
        return None
    words = text_of(terms[first + 1 : noun + 1])
    pronoun = terms[at].lower
    if pronoun == "whose":
        question = f"Which {words}'s {text_of(body)}"
    elif pronoun in {"where", "when"} or preposition:
        question = (
            f"{(preposition or ('in' if pronoun == 'where' else '')).capitalize()} which {words} {invert(body)}".strip()
        )
    elif body[0].tag in {Tag.VERB, Tag.AUX, Tag.ADV} or (body[0].tag is Tag.ADJ and body[1].tag is Tag.VERB):
        question = f"Which {words} {text_of(body)}"
    else:
        question = f"Which {words} {invert(body)}"
    return described(terms, first, end, question, terms[kind].text, _verbs(body))


def _asks_itself(terms: Sequence[Term], at: int) -> bool:
    """Whether a relative pronoun is the question's only question word, and so no pronoun: `the son of which king`."""
    asking = [i for i, t in enumerate(terms) if t.tag is Tag.WH and t.lower != "that"]
    return asking == [at] and terms[0].tag not in {Tag.AUX, Tag.VERB}


def _participle(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the company founded by X`, `the band formed in 1981`."""
    head = head_at(terms, i)
    if head is None or head[1] + 2 >= len(terms):
        return None
    first, noun = head
    verb = noun + 1
    past = terms[verb].tag is Tag.VERB and terms[verb].lower.endswith(
        ("ed", "en", "wn", "ht", "ng", "de", "lt", "rn", "un", "id", "ld", "ost")
    )
    if not past or terms[verb + 1].lower not in {"by", "in", "at", "on", "from", "after", "for", "with", "as"}:
        return None
    end = clause_end(terms, verb + 1, verbs=0)
    body = terms[verb:end]
    if not any(t.name or t.tag is Tag.NUM for t in body) or not _sayable(body) or _is_main_verb(terms, verb, end):
        return None
    words = text_of(terms[first + 1 : noun + 1])
    return described(terms, first, end, f"Which {words} was {text_of(body)}", terms[noun].text, _verbs(body))


def _contact(terms: Sequence[Term], i: int) -> Description | None:
    """Read `the city Kevin Durant played for`, a relative clause without a pronoun."""
    head = head_at(terms, i)
    if head is None or head[1] + 3 >= len(terms):
        return None
    first, noun = head
    start = noun + 1 + (terms[noun + 1].lower == "the")
    after = next((k for k in range(start, len(terms)) if terms[k].tag not in {Tag.NAME, Tag.NOUN}), len(terms) - 1)
    if not terms[start].name or (start == noun + 1 and after != start + 1):
        return None
    end = clause_end(terms, noun + 1)
    verb = terms[after]
    if verb.tag is not Tag.VERB and not (verb.tag is Tag.AUX and terms[end - 1].tag is Tag.ADP):
        return None
    body = terms[noun + 1 : end]
    words = text_of(terms[first + 1 : noun + 1])
    return described(terms, first, end, f"Which {words} {invert(body)}", terms[noun].text, _verbs(body))


_RULES: tuple[Callable[[Sequence[Term], int], Description | None], ...] = (
    _of,
    _possessive,
    _modifier,
    _relative,
    _participle,
    containing,
    _contact,
    extreme,
    owning,
)


def _is_main_verb(terms: Sequence[Term], verb: int, end: int) -> bool:
    """Whether the participle is the question's own verb: nothing else could be it."""
    others = [k for k, t in enumerate(terms) if not verb <= k < end and t.tag in {Tag.VERB, Tag.AUX}]
    inverted = [k for k in others if 0 < k < verb and terms[k].lower in _BE and _asks_how(terms[k - 1])]
    return len(others) == len(inverted) <= 1


_BE = word_set("is are was were")


def _asks_how(term: Term) -> bool:
    """Whether what follows a form of `be` behind this word is a passive: `when was X built`, `in what year was X`."""
    return term.tag is Tag.NOUN or term.lower in {"when", "where", "how", "why"}


def _sayable(body: Sequence[Term]) -> bool:
    """Whether a clause can stand alone: it says something, and the question's own word is not inside it."""
    asked = any((t.tag is Tag.WH and t.lower not in _RELATIVE) or t.lower == "whom" for t in body)
    return not asked and len(body) > 1 and any(t.name or t.tag in {Tag.NUM, Tag.NOUN, Tag.ADJ} for t in body)


def _verbs(body: Sequence[Term]) -> str:
    return text_of([t for t in body if t.tag in {Tag.VERB, Tag.NOUN, Tag.GERUND} and not t.name][:4])
