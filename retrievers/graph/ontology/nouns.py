"""Classes and relations as a graph shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from retrievers.graph.store.declared import DeclaredRelation
from retrievers.schema import Frozen


class Share(Frozen):
    """A class or datatype, and how many of those looked at are of it."""

    name: str
    share: float = Field(ge=0, le=1)


class ClassOf(Frozen):
    """A kind of thing."""

    name: str
    origin: Literal["said", "like relations"]
    """Whether the graph says the class of its nodes, or they were put together since they take like relations."""
    parents: tuple[str, ...] = ()
    nodes: int = Field(ge=0)
    """Nodes of the class, or of one below it."""
    relations: tuple[Share, ...] = ()
    """Relations that its nodes take, `~` before those that lead to them, the commonest first; the share of nodes."""
    examples: tuple[str, ...] = ()


class RelationOf(Frozen):
    """A relation."""

    name: str
    label: str
    count: int
    subjects: int
    """Distinct ones, as are the objects."""
    objects: int
    domain: tuple[Share, ...] = ()
    """One class that nearly all subjects of known class are of, the narrowest; else the commonest."""
    range: tuple[Share, ...] = ()
    """The same of the objects that are no values."""
    datatypes: tuple[Share, ...] = ()
    """Of the objects that are values, the commonest first."""
    one_object: float = Field(ge=0, le=1)
    """Share of the subjects that have one object."""
    one_subject: float = Field(ge=0, le=1)
    """Share of the objects that have one subject."""
    most_objects: int
    """Of one subject."""
    inverse: str = ""
    declared: DeclaredRelation | None = None
    example: tuple[str, str, str]

    @property
    def cardinality(self) -> str:
        """`1:1`, `n:1` (a subject has one object), `1:n` or `n:m`; single exceptions aside."""
        one_object, one_subject = self.one_object >= NEARLY_ALL, self.one_subject >= NEARLY_ALL
        if one_object:
            return "1:1" if one_subject else "n:1"
        return "1:n" if one_subject else "n:m"


NEARLY_ALL = 0.98
"""Share from which on what is true of nearly all is taken for the rule."""


class Ontology(Frozen):
    """The kinds of things and relations of a graph."""

    classes: tuple[ClassOf, ...]
    """The largest first."""
    relations: tuple[RelationOf, ...]
    """The commonest first; those that only say classes are left out."""
