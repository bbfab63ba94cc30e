"""What kind of value a text is, by the local names of XML Schema."""

from __future__ import annotations

import re

_FORMS = (
    ("gYear", re.compile(r"[12]\d{3}")),
    ("integer", re.compile(r"[+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+")),
    ("decimal", re.compile(r"[+-]?\d*\.\d+(?:[eE][+-]?\d+)?|[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")),
    ("date", re.compile(r"-?\d{4}-\d\d-\d\d(?:Z|[+-]\d\d:\d\d)?")),
    ("gYearMonth", re.compile(r"-?\d{4}-\d\d")),
    ("dateTime", re.compile(r"-?\d{4}-\d\d-\d\dT\d\d:\d\d\S*")),
    ("boolean", re.compile(r"true|false", re.IGNORECASE)),
)
_INTEGERS = frozenset(
    [
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "unsignedByte",
    ]
)
_DECIMALS = frozenset(["decimal", "double", "float"])


def datatype_of(text: str) -> str:
    """Return `gYear`, `integer`, `decimal`, `date`, `gYearMonth`, `dateTime`, `boolean`, or `string`.

    >>> [datatype_of(text) for text in ("1969", "12,000", "-0.5", "1969-07-16", "TRUE", "about 3")]
    ['gYear', 'integer', 'decimal', 'date', 'boolean', 'string']
    """
    return next((name for name, form in _FORMS if form.fullmatch(text.strip())), "string")


def family(datatype: str) -> str:
    """Return the type that stands for all that are written like it: `integer` for years and all kinds of integers."""
    if datatype in _INTEGERS or datatype == "gYear":
        return "integer"
    return "decimal" if datatype in _DECIMALS else datatype


def conforms(text: str, datatype: str) -> bool:
    """Whether a text can be a value of a type; of a type that is not told by its form every text can."""
    found, wanted = family(datatype_of(text)), family(datatype)
    if wanted not in {family(name) for name, _ in _FORMS}:
        return True
    return found == wanted or (wanted == "decimal" and found == "integer") or (wanted == "boolean" and text in "01")
