"""Names of tables and columns that can be written in SQL without quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"\W+")


def identifier(name: str, *, otherwise: str) -> str:
    """Return `name` with everything but letters, digits and `_` made `_`, never beginning with a digit.

    Case is kept, accents are not. `otherwise` is for names of which nothing remains.
    """
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    words = _WORD.sub("_", ascii_name).strip("_")
    words = re.sub(r"__+", "_", words) or otherwise
    return f"{otherwise}_{words}" if words[0].isdigit() else words


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names with numbers added to those that came before; SQL knows no case."""
    used: set[str] = set()
    chosen = []
    for name in names:
        candidate, number = name, 2
        while candidate.lower() in used:
            candidate, number = f"{name}_{number}", number + 1
        used.add(candidate.lower())
        chosen.append(candidate)
    return tuple(chosen)


def column_names(headers: Sequence[str]) -> tuple[str, ...]:
    """Return an identifier a header, all different."""
    return distinct(identifier(header, otherwise="column") for header in headers)
