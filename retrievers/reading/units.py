"""Units of measure, by what they measure, and the words that ask for each."""

from __future__ import annotations

from collections.abc import Sequence

from retrievers.reading.wordlist import word_set

_LENGTH = word_set(
    "m metre metres meter meters km kilometre kilometres kilometer kilometers cm centimetre centimetres centimeter mm "
    "centimeters millimetre millimetres millimeters mile miles ft foot feet inch inches yard yards light-years au"
)
_MASS = word_set("kg kilogram kilograms g gram grams tonne tonnes ton tons t pound pounds lb lbs ounce ounces mg")
_TIME = word_set(
    "second seconds minute minutes hour hours day days week weeks month months year years decade decades century "
    "centuries"
)
_MONEY = word_set("$ € £ ¥ dollar dollars euro euros pound pounds yen cent cents usd eur")
_SPEED = word_set("km/h mph knots m/s")
MEASURES = _LENGTH | _MASS | _TIME | _MONEY | _SPEED

_ASKED = (
    (word_set("weigh weighs weighed weight mass heavy"), _MASS),
    (word_set("tall wide thick high deep far height width depth diameter radius distance elevation altitude"), _LENGTH),
    (word_set("cost costs price salary budget revenue expensive pay paid earn worth"), _MONEY),
    (word_set("old age duration lifespan"), _TIME),
)


def units_of(words: Sequence[str]) -> frozenset[str]:
    """Return the units that an answer to a question of these lower-case words can have; empty if any will do."""
    said = set(words)
    return next((units for asking, units in _ASKED if asking & said), frozenset())
