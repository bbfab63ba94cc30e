"""The languages that texts can be stemmed in."""

from __future__ import annotations

from collections.abc import Sequence

from retrievers.errors import UserError

CODES = {
    "en": "english", "da": "danish", "nl": "dutch", "fr": "french", "de": "german", "it": "italian", "no": "norwegian",
    "pt": "portuguese", "ru": "russian", "es": "spanish", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Languages that have both a stemmer and stop words, by their ISO 639-1 codes."""
LANGUAGES = tuple(CODES.values())
ENGLISH = CODES["en"]
AUTO = "auto"
"""Each text's language is told by its stop words."""


def languages_of(given: Sequence[str]) -> tuple[str, ...]:
    """Return languages given by code or name, in any letter case, each once; none for `auto`.

    `UserError` if one is none of `LANGUAGES`, or if `auto` is not alone.

    >>> languages_of(["de", "English", "de"]), languages_of(["auto"])
    (('german', 'english'), ())
    """
    names = tuple(dict.fromkeys(CODES.get(name.lower(), name.lower()) for name in given))
    if names == (AUTO,):
        return ()
    for name in names:
        if name not in LANGUAGES:
            known = ", ".join(f"{code} ({language})" for code, language in CODES.items())
            if name == AUTO:
                raise UserError("The language auto stands alone; name languages, or auto for all.")
            raise UserError(f"There is no language {name!r}; the languages are auto, {known}.")
    return names
