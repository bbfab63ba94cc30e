"""Which documents a search may read: by path, date, tag, and any other field they say of themselves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import Field, ValidationError

from retrievers.errors import UserError
from retrievers.schema import Frozen

_DATES = ("date", "updated", "modified", "created", "published")
"""Fields that date a document, the first that it has."""
_TAGS = ("tags", "tag", "keywords", "categories", "category", "labels")
_DATE = re.compile(r"(\d{4})(?:[-/](\d\d?)(?:[-/](\d\d?))?)?(?!\d)")


class Filters(Frozen):
    """Conditions on documents; all that are set must hold. Without any, every document is let through."""

    path: tuple[str, ...] = ()
    """Paths below what was indexed, of which one must fit: a file, a folder, or a pattern such as `reports/*.pdf`; a
    `*` stands for folders too."""
    tag: tuple[str, ...] = ()
    """Tags that the document must all have, in any letter case."""
    after: dt.date | None = None
    """First day that the document may be dated."""
    before: dt.date | None = None
    """Last day that the document may be dated. A document without a date fits neither."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Other fields of its front matter, its properties or its row of a corpus, with the values that they must have, in
    any letter case."""

    @classmethod
    def parse(cls, conditions: Iterable[str]) -> Self:
        """Read conditions such as `path=reports`, `tag=policy`, `after=2024-01-01`, `before=2024`, `author=Ada`.

        A year or a month stands for its first day after `after`, and for its last after `before`. `UserError` names
        one that cannot be read.
        """
        several: dict[str, list[str]] = {"path": [], "tag": []}
        dates: dict[str, dt.date] = {}
        fields: dict[str, str] = {}
        for condition in conditions:
            name, mark, value = (part.strip() for part in condition.partition("="))
            if not (name and mark and value):
                raise UserError(f"The filter {condition!r} cannot be read; write it as path=reports or tag=policy.")
            if name in several:
                several[name].append(value)
            elif name in {"after", "before"}:
                dates[name] = _day(value, last=name == "before")
            else:
                fields[name.lower()] = value
        return cls(path=tuple(several["path"]), tag=tuple(several["tag"]), fields=fields, **dates)

    @classmethod
    def of(cls, given: Filters | Mapping[str, object] | Iterable[str] | None) -> Filters:
        """Return filters from filters, from their fields, or from conditions as `parse` reads them.

        `UserError` says what is wrong with them.
        """
        if given is None or isinstance(given, Filters):
            return given or Filters()
        if not isinstance(given, Mapping):
            return cls.parse([given] if isinstance(given, str) else given)
        one = {name: (value,) if isinstance(value, str) else value for name, value in given.items()}
        known = {
            name: one[name] if name in {"path", "tag"} else given[name] for name in given if name in cls.model_fields
        }
        others = {name: str(value) for name, value in given.items() if name not in cls.model_fields}
        fields = given.get("fields")
        if isinstance(fields, Mapping):
            others = {**fields, **others}
        dates = {
            n: _day(str(known[n]), last=n == "before") for n in ("after", "before") if isinstance(known.get(n), str)
        }
        try:
            return cls.model_validate({**known, **dates, **({"fields": others} if others else {})})
        except ValidationError as error:
            first = error.errors()[0]
            raise UserError(f"The filter {first['loc'][0]!r} cannot be read: {first['msg']}.") from None

    def __bool__(self) -> bool:
        return self != Filters()

    def __str__(self) -> str:
        parts = [f"path={value}" for value in self.path] + [f"tag={value}" for value in self.tag]
        parts += [f"{name}={value}" for name, value in (("after", self.after), ("before", self.before)) if value]
        return ", ".join([*parts, *(f"{name}={value}" for name, value in self.fields.items())])

    def condition(self) -> tuple[str, list[str]]:
        """Return an SQL condition on the row `d` of the table `documents`, and the values for its marks."""
        parts, values = ["1"], list[str]()
        if self.path:
            patterns = [pattern for path in self.path for pattern in _patterns(path)]
            parts.append(f"({' OR '.join('d.id GLOB ? OR d.file GLOB ?' for _ in patterns)})")
            values += [pattern for pattern in patterns for _ in range(2)]
        for tag in self.tag:
            parts.append("d.row IN (SELECT document FROM tags WHERE tag = ?)")
            values.append(tag.casefold())
        if self.after:
            parts.append("d.date >= ?")
            values.append(self.after.isoformat())
        if self.before:
            parts.append("d.date <= ?")
            values.append(self.before.isoformat())
        for name, value in self.fields.items():
            parts.append(
                "EXISTS (SELECT 1 FROM json_each(d.metadata) WHERE key = ? COLLATE NOCASE AND value = ? COLLATE NOCASE)"
            )
            values += [name, value]
        return " AND ".join(parts), values


NO_FILTERS = Filters()


def date_of(metadata: Mapping[str, str]) -> str | None:
    """Return the day of a document as `2024-03-01`, from what it says of itself; None if it has no date."""
    fields = _folded(metadata)
    for name in _DATES:
        match = _DATE.match(fields.get(name, "").strip())
        if match:
            try:
                return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1)).isoformat()
            except ValueError:
                continue
    return None


def tags_of(metadata: Mapping[str, str]) -> list[str]:
    """Return the tags of a document, in lower case, each once."""
    fields = _folded(metadata)
    written = (part for name in _TAGS for part in re.split(r"[;,]", fields.get(name, "")))
    return list(dict.fromkeys(tag for part in written if (tag := part.strip().lstrip("#").casefold())))


def _folded(metadata: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in metadata.items()}


def _patterns(path: str) -> list[str]:
    """Return the GLOB patterns that fit a path: the file itself, and all in it if it is a folder."""
    path = re.sub(r"\*+", "*", path.strip("/").removeprefix("./").replace("[", "[[]"))
    return [path, f"{path}/*"] if path else ["*"]


def _day(value: str, *, last: bool) -> dt.date:
    match = _DATE.fullmatch(value)
    try:
        year, month, day = (int(part) if part else 0 for part in match.groups()) if match else (0, 0, 0)
        first = dt.date(year, month or 1, day or 1)
        if day or not last:
            return first
        following = dt.date(year + (month in {0, 12}), month % 12 + 1 if month else 1, 1)
        return following - dt.timedelta(days=1)
    except ValueError:
        raise UserError(f"{value!r} is no date; write it as 2024-03-01, 2024-03 or 2024.") from None
