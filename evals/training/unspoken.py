"""Questions on things of which a text speaks, about what it does not say of them."""

from __future__ import annotations

from collections.abc import Iterator

from retrievers.reading.tokens import stem, tokenize

_ASKED = (
    ("How tall is {}?", "tall height high metres meters feet foot inches cm m"),
    ("How deep is {}?", "deep depth metres meters feet m"),
    ("How fast is {}?", "fast speed km mph knots"),
    ("How old was {} when it was painted?", "painted painting paint old age aged"),
    ("What is the population of {}?", "population inhabitants people residents"),
    ("What is the phone number of {}?", "phone telephone"),
    ("What is the rent of {}?", "rent rented"),
    ("What is the horsepower of {}?", "horsepower power engine hp"),
    ("What is the wingspan of {}?", "wingspan wing wings"),
    ("What is the net worth of {}?", "worth wealth fortune rich"),
    ("What was the attendance of {}?", "attendance attended spectators people crowd"),
    ("How many pages does {} have?", "pages page"),
    ("How many windows does {} have?", "windows window"),
    ("How many dogs did {} own?", "dogs dog owned"),
    ("What percentage of {} is copper?", "copper percent percentage"),
    ("What is the temperature of {}?", "temperature degrees hot cold"),
    ("What is the favourite colour of {}?", "favourite favorite colour color"),
    ("What is the blood type of {}?", "blood"),
    ("What is the motto of {}?", "motto slogan"),
    ("Who is the dentist of {}?", "dentist"),
    ("Who insured {}?", "insured insurance insurer"),
    ("Who was the lawyer of {}?", "lawyer attorney court trial"),
    ("Who translated {}?", "translated translation translator"),
    ("Who designed the logo of {}?", "logo design designed designer"),
    ("When was {} repaired?", "repaired repair restored restoration"),
    ("When was {} sold?", "sold sale sell bought acquired purchased"),
    ("On what date did {} go bankrupt?", "bankrupt bankruptcy"),
    ("In what year was {} vaccinated?", "vaccinated vaccine"),
    ("Where is {} stored?", "stored kept held storage archive"),
    ("Where did {} go on holiday?", "holiday vacation"),
    ("Which hospital treated {}?", "hospital treated treatment"),
    ("Which bank lent money to {}?", "bank lent loan money"),
    ("Which airline flies to {}?", "airline flies flights airport"),
)
"""Questions, and the words of which a text that answers them would have one."""


def unspoken(name: str, text: str, turn: int) -> Iterator[str]:
    """Yield the `turn`-th question on a name, unless the text that bears it has a word of what is asked."""
    question, words = _ASKED[turn % len(_ASKED)]
    if not {stem(word) for word in words.split()} & {stem(token.text) for token in tokenize(text)}:
        yield question.format(name)
