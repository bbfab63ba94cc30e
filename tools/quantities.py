"""Numbers and measures as people write them."""

from __future__ import annotations

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL: dict[str, float] = {word: number for number, word in enumerate(_ONES.split())}
_SMALL |= {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
_ORDINAL = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_SMALL |= {word: number for number, word in enumerate(_ORDINAL.split(), start=1)}
_SMALL |= {"half": 0.5, "none": 0, "once": 1, "twice": 2, "dozen": 12, "single": 1}

_SCALE = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_LETTERS = frozenset({"k", "m", "b"})
"""Scales that are units elsewhere (`5 m`): they count only directly after the figure and a currency or nothing."""

_UNITS = {
    # length, in metres
    "nm": 1e-9, "mm": 1e-3, "cm": 1e-2, "m": 1.0, "metre": 1.0, "meter": 1.0, "km": 1e3, "kilometre": 1e3,
    "kilometer": 1e3, "in": 0.0254, "inch": 0.0254, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "yd": 0.9144,
    "yard": 0.9144, "mi": 1609.344, "mile": 1609.344, "au": 1.495978707e11, "ly": 9.4607304725808e15,
    # mass, in kilograms
    "mg": 1e-6, "g": 1e-3, "gram": 1e-3, "kg": 1.0, "kilogram": 1.0, "t": 1e3, "tonne": 1e3, "ton": 1e3,
    "lb": 0.45359237, "pound": 0.45359237, "oz": 0.028349523125, "ounce": 0.028349523125,
    # time, in seconds
    "ms": 1e-3, "s": 1.0, "sec": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hr": 3600.0,
    "hour": 3600.0, "day": 86400.0, "week": 604800.0, "month": 2629746.0, "year": 31556952.0,
    # area, in square metres
    "ha": 1e4, "hectare": 1e4, "acre": 4046.8564224,
    # volume, in cubic metres
    "l": 1e-3, "litre": 1e-3, "liter": 1e-3, "gallon": 3.785411784e-3,
    # speed, in metres a second
    "knot": 0.514444, "m/s": 1.0, "km/h": 1 / 3.6, "kph": 1 / 3.6, "mph": 0.44704, "km/s": 1e3,
}  # fmt: skip

_FIGURE = r"\d{1,3}(?:[,\u00a0\u202f' ]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2}(?!\d)|\d+(?:\.\d+)?|\.\d+"
_NUMBER = re.compile(
    rf"(?P<sign>[-−]\s?)?(?P<figure>{_FIGURE})(?P<power>[eE][+-]?\d+)?(?:\s*/\s*(?P<below>\d+))?"
    rf"(?:\s*(?:[-–—]|to)\s*(?P<upper>{_FIGURE}))?\s?(?P<scale>[a-zA-Z]+)?"
)
_WORDS = re.compile(r"[a-z]+")
_HALF = re.compile(r"\bhalf\s+(?:of\s+)?an?\s+")
_ARTICLE = re.compile(r"\ban?\s+(?=(?:dozen|hundred|thousand|million|billion|trillion)\b)")


def parse_number(text: str) -> float:
    """Return the first number of a text, in figures or else in words; a range counts as its middle.

    `1,234.5`, `2.5 million`, `$3.4bn`, `10-12 thousand`, `forty-two`, `one hundred and five`, `3/4`, `5%`.

    Raises:
        ValueError: There is no number in the text.
    """
    match = _NUMBER.search(text)
    if match is not None:
        return _figure(match)
    value = _words(text)
    if value is None:
        raise ValueError(f"there is no number in {text[:60]!r}")
    return value


def whole_number(text: str) -> float | None:
    """Return the number that a text is, in figures or words; None if it says anything else besides.

    >>> whole_number("twenty-one"), whole_number("21"), whole_number("21 moons")
    (21.0, 21.0, None)
    """
    words = _WORDS.findall(text.lower())
    if re.fullmatch(_FIGURE, text.strip()) or (
        words[:1] and words[0] in _CARDINAL and all(w in _CARDINAL or w in _SCALE for w in words)
    ):
        return parse_number(text)
    return None


_CARDINAL = frozenset([*_ONES.split(), *_TENS.split()])


def parse_quantity(text: str) -> float:
    """Return the first measure of a text in metres, kilograms, seconds, square or cubic metres or metres a second.

    `12 square miles`, `12 sq mi` and `12 mi²` are the same. Compound measures add up: `6 ft 2 in`, `1 h 30 min`.
    A number without a known unit stays as it is.

    Raises:
        ValueError: There is no number in the text.
    """
    total, previous = 0.0, None
    for match in _NUMBER.finditer(text):
        unit = _unit(text, match)
        if unit is None or (previous is not None and text[previous:].lstrip()[:1] in {",", ".", ";", "("}):
            break
        total += _figure(match, units=True) * unit[0]
        previous = unit[1]
        if re.match(r"[^\d]{3,}\d", text[previous:]):
            break
    return total if previous is not None else parse_number(text)


def _figure(match: re.Match[str], *, units: bool = False) -> float:
    value = _plain(match["figure"]) * 10.0 ** int((match["power"] or "e0")[1:])
    if match["below"] and int(match["below"]):
        value /= int(match["below"])
    if match["upper"]:
        value = (value + _plain(match["upper"])) / 2
    scale = (match["scale"] or "").lower()
    if scale in _SCALE and not (scale in _LETTERS and (units or match.end("figure") != match.start("scale"))):
        value *= _SCALE[scale]
    before = match.string[: match.start()][-1:]
    return -value if match["sign"] and not before.isalnum() else value


def _plain(figure: str) -> float:
    """Read `1,234.5`, `1 234`, `1.234.567` and `3,5`."""
    if re.fullmatch(r"\d+,\d{1,2}", figure):
        return float(figure.replace(",", "."))
    if figure.count(".") > 1:
        figure = figure.replace(".", "")
    return float(re.sub(r"[,\u00a0\u202f' ]", "", figure))


def _unit(text: str, match: re.Match[str]) -> tuple[float, int] | None:
    """Return the factor of the unit after a figure, and where it ends."""
    start = match.start("scale") if match["scale"] else match.end()
    if match["scale"] and match["scale"].lower() in _SCALE and match["scale"].lower() not in _LETTERS:
        start = match.end()
    found = _UNIT.match(text, start)
    if found is None:
        return None
    power = _POWERS.get((found["before"] or found["behind"] or "").lower(), 1)
    factor = _factor(found["unit"])
    return (factor**power, found.end()) if factor is not None else None


_UNIT = re.compile(
    r"\s*-?(?:(?P<before>square|sq|cubic|cu)\b\.?\s*)?"
    r"(?P<unit>[a-zA-Z]+(?:/[a-z]+)?)(?P<behind>[²2³])?"
)
_POWERS = {"square": 2, "sq": 2, "²": 2, "2": 2, "cubic": 3, "cu": 3, "³": 3}


def _factor(word: str) -> float | None:
    """Return what one of a unit is in the unit of its kind."""
    lower = word.lower()
    names = (word, lower, lower.removesuffix("s"), lower.removesuffix("es"))
    return next((_UNITS[name] for name in names if name in _UNITS), None)


def _words(text: str) -> float | None:
    """Read the first run of number words: `half a million`, `two hundred and five thousand`, `a dozen`."""
    total, current, seen = 0.0, 0.0, False
    text = _HALF.sub("half ", text.lower())
    for word in _WORDS.findall(_ARTICLE.sub("one ", text)):
        if word == "dozen" and seen:
            current = (current or 1) * 12
        elif word in _SMALL:
            current, seen = current + _SMALL[word], True
        elif word in _SCALE and word not in _LETTERS and seen:
            current = (current or 1) * _SCALE[word]
            if _SCALE[word] >= 1e3:
                total, current = total + current, 0.0
        elif seen and word != "and":
            break
    return total + current if seen else None
