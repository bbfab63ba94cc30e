"""The functions that code in a plan may call besides Python's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from retrievers.reading import nations
from retrievers.tables.words import normalise
from tools.alike import Form
from tools.dates import Date, find_dates, parse_date, years_between
from tools.overlap import in_common, items_of
from tools.quantities import parse_number, parse_quantity

Given = str | float | Sequence[str | float]
"""A value of a step: a string, a number, or several of them, of which most functions take the first."""
LONGEST_TEXT = 10_000
"""Characters of a text that a date or a number is read from. The sandbox's limits do not reach these functions."""
MOST_VALUES = 1_000
"""Values that are compared with others: as many as a step can give."""
MOST_CHARACTERS = 200_000
"""Of all values that are compared with others."""


def first(values: Given) -> str:
    """Return the first of several values, as text; a single value is its own first."""
    if isinstance(values, str):
        return values
    if isinstance(values, Sequence):
        if not values:
            raise ValueError("there is no first value: the list is empty")
        return str(values[0])
    return str(values)


def date(value: Given) -> str:
    """Return a date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; such texts compare as dates do."""
    return _date(value).iso()


def year(value: Given) -> int:
    """Return the year of a date."""
    return _date(value).year


def years(one: Given, two: Given) -> int:
    """Return the whole years from one date to another; negative if the second is earlier."""
    return years_between(_date(one), _date(two))


def days(one: Given, two: Given) -> int:
    """Return the days from one date to another; `ValueError` unless both are known to the day."""
    start, end = _date(one), _date(two)
    if start.day is None or end.day is None:
        raise ValueError(f"{start.iso()} to {end.iso()}: days need dates known to the day; use years")
    return (end.first_day() - start.first_day()).days


def earlier(one: Given, two: Given) -> bool:
    """Whether the first date lies before the second; `ValueError` if they are not known precisely enough to tell."""
    a, b = _date(one), _date(two)
    known = a.day is not None and b.day is not None
    if not known and _ties(a.iso(), b.iso()):
        raise ValueError(f"{a.iso()} and {b.iso()} do not tell which is earlier")
    return a.iso() < b.iso()


def number(value: Given) -> float:
    """Return the first number of a text, in figures or words, without its unit; `ValueError` if that is of a date."""
    if isinstance(value, int | float):
        return value
    text = _short(value)
    if any(True for _ in find_dates(text)):
        raise ValueError(f"this is a date, and no number: {text[:60]!r}")
    return _whole(parse_number(text))


def quantity(value: Given) -> float:
    """Return a measure in metres, kilograms, seconds, square metres or metres a second."""
    if isinstance(value, int | float):
        return value
    return _whole(parse_quantity(_short(value)))


def same(one: Given, two: Given) -> bool:
    """Whether two values say the same: the same words or number, or for several values any pair of them that does."""
    others = [Form.of(value) for value in _all(two)]
    return any(form.same_as(other) for form in map(Form.of, _all(one)) for other in others)


def country(value: Given) -> str:
    """Return the country that a name or an adjective of nationality stands for; other texts come back as they are."""
    text = _short(value)
    return nations.country(text) or text


def countries(value: Given) -> list[str]:
    """Return all countries that a text names, `Armenian-American` two; of other texts the text itself.

    A country comes with those that belong to it, so that who is English and who is British have one in common.
    """
    text = _short(value)
    return nations.countries(text) or [text]


def count(values: Given) -> int:
    """Return how many different values there are."""
    return len({normalise(value) for value in _all(values)})


def common(one: Given, two: Given) -> list[str]:
    """Return the values of the first that the second holds too."""
    others = [Form.of(value) for value in _all(two)]
    return [value for value in _all(one) if any(map(Form.of(value).same_as, others))]


def items(values: Given) -> list[str]:
    """Return the items of lists in words, `director` and `writer` of `a director and writer`."""
    return list(dict.fromkeys(item for value in _all(values) for item in items_of(value)))


def shared(*sides: Given) -> list[str]:
    """Return what all sides share: values, items of them, or the words in which items end.

    `ValueError` if they share nothing.
    """
    found = _all(sides[0])
    for side in sides[1:]:
        found = in_common(found, _all(side))
    if not found:
        raise ValueError("the values have nothing in common")
    return found


def chosen(sides: Sequence[tuple[bool, str]]) -> str:
    """Return the name of the one side that holds; `ValueError` if none does or several do, for that decides nothing."""
    names = [name for holds, name in sides if holds]
    if len(names) != 1:
        raise ValueError(f"{', '.join(map(str, names)) or 'none'} of {len(sides)} sides holds: it must be one")
    return str(names[0])


Sides = Sequence[tuple[float | str, str]]
"""What is compared, `(value, name)` each: the values all numbers or all dates as `date` writes them."""


def lowest(sides: Sides) -> str:
    """Return the name of the side with the least value; of sides that tie, all names, and that they tie."""
    return _first_of(sides, min(value for value, _ in sides))


def highest(sides: Sides) -> str:
    """Return the name of the side with the greatest value; of sides that tie, all names, and that they tie."""
    return _first_of(sides, max(value for value, _ in sides))


@dataclass(frozen=True, slots=True)
class Helper:
    """A function offered to code."""

    signature: str
    """For the planner: name, arguments and result."""
    run: Callable[..., Any]

    @property
    def name(self) -> str:
        """The name that code calls it by."""
        return self.signature.split("(")[0]


HELPERS = (
    Helper("date(text) -> 'YYYY-MM-DD'", date),
    Helper("year(text) -> int", year),
    Helper("years(from, to) -> int", years),
    Helper("days(from, to) -> int", days),
    Helper("earlier(a, b) -> bool, of two dates", earlier),
    Helper("number(text) -> float", number),
    Helper("quantity(text) -> float in SI units", quantity),
    Helper("first(values) -> str", first),
    Helper("same(a, b) -> bool", same),
    Helper("common(a, b) -> list", common),
    Helper("items(text) -> list, its items", items),
    Helper("shared(a, b, ...) -> list, what they share", shared),
    Helper("chosen([(holds, name), ...]) -> the name of the one that holds", chosen),
    Helper("country(text) -> str, 'France' for 'French'", country),
    Helper("countries(text) -> list, all countries that it names", countries),
    Helper("count(values) -> int", count),
    Helper("lowest([(value, name), ...]) -> the name, or the names that tie", lowest),
    Helper("highest([(value, name), ...]) -> the name, or the names that tie", highest),
)
"""All of them, in the order in which they are described to the planner."""


def _date(value: Given) -> Date:
    return parse_date(_short(value))


def _short(values: Given) -> str:
    """Return the first value; `ValueError` if it is longer than anything that is read from a value."""
    text = first(values)
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the text has {len(text)} characters; give one of at most {LONGEST_TEXT}")
    return text


def _all(values: Given) -> list[str]:
    """Return all values; `ValueError` if they are too many or too long to compare."""
    texts = [str(value) for value in ([values] if isinstance(values, str | int | float) else values)]
    if len(texts) > MOST_VALUES or sum(map(len, texts)) > MOST_CHARACTERS:
        raise ValueError(f"at most {MOST_VALUES} values of {MOST_CHARACTERS} characters in all can be compared")
    return texts


def _first_of(sides: Sides, best: float | str) -> str:
    names = [str(name) for value, name in sides if _ties(value, best)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} (a tie)"


def _ties(one: float | str, two: float | str) -> bool:
    """Whether values are equal; of dates, also whether one is known less precisely and may be the other."""
    if isinstance(one, str) and isinstance(two, str):
        return one.startswith(two) or two.startswith(one)
    return one == two


def _whole(value: float) -> float:
    """Return 3.0 as 3, so that a count reads as one."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
