"""What an OWL or RDFS file declares, by the names that the graph's triples use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Self

from pydantic import Field

from retrievers.schema import Frozen

_FILE = "ontology.json"

OneOf = tuple[str, ...]
"""Classes of which one must hold."""


class DeclaredRelation(Frozen):
    """What is declared of a relation."""

    domains: tuple[OneOf, ...] = ()
    """All of them hold of a subject."""
    ranges: tuple[OneOf, ...] = ()
    """All of them hold of an object that is no value."""
    datatypes: OneOf = ()
    """Local names of the XML Schema types that a value may have; empty if none are declared."""
    functional: bool = False
    """Whether a subject has at most one object."""
    inverse_functional: bool = False
    """Whether an object has at most one subject."""
    parents: tuple[str, ...] = ()
    """Relations that hold wherever this one does."""


class Bound(Frozen):
    """How many objects of a relation a thing of a class has."""

    owner: str
    """The class."""
    relation: str
    least: int = Field(default=0, ge=0)
    most: int | None = Field(default=None, ge=0)


class Declared(Frozen):
    """An ontology as files declare it; empty where none do."""

    classes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The classes directly above each class."""
    disjoint: tuple[tuple[str, str], ...] = ()
    """Classes that nothing is both of."""
    relations: dict[str, DeclaredRelation] = Field(default_factory=dict)
    bounds: tuple[Bound, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.classes or self.disjoint or self.relations or self.bounds)

    def save(self, folder: Path) -> None:
        """Write it into `folder`, where it is not empty."""
        path = folder / _FILE
        path.unlink(missing_ok=True)
        if self:
            text = json.dumps(self.model_dump(), ensure_ascii=False, indent=1, sort_keys=True)
            path.write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; an empty one if it wrote nothing."""
        path = folder / _FILE
        return cls.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else cls()
