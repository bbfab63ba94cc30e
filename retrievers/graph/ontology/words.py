"""Classes and relations in a line each."""

from __future__ import annotations

from collections.abc import Sequence

from retrievers.graph.ontology.nouns import ClassOf, RelationOf, Share
from retrievers.graph.store.declared import DeclaredRelation, OneOf

_ALL = 0.995


def class_line(found: ClassOf, *, relations: int = 6) -> str:
    """Return `mission (71 nodes), kind of thing: launched by 76%, ...; such as Apollo 11, Apollo 17`."""
    kind = f", kind of {' and '.join(found.parents)}" if found.parents else ""
    nodes = f"{found.nodes:,} node{'' if found.nodes == 1 else 's'}"
    has = ", ".join(_part(share) for share in found.relations[:relations])
    such = f"; such as {', '.join(found.examples)}" if found.examples else ""
    return f"{found.name} ({nodes}){kind}{f': {has}' if has else ''}{such}"


def relation_line(found: RelationOf) -> str:
    """Return `commander: crewed mission → astronaut, n:1, 27 facts; such as Apollo 11 → Neil Armstrong`.

    What is declared follows where it says something else.
    """
    ends = f"{_ends(found.domain)} → {_ends((*found.range, *found.datatypes))}"
    count = f"{found.count:,} fact{'' if found.count == 1 else 's'}"
    inverse = f", inverse of {found.inverse}" if found.inverse else ""
    said = _declared(found.declared) if found.declared else ""
    return (
        f"{found.name}: {ends}, {found.cardinality}, {count}{inverse}{f' (declared: {said})' if said else ''}; "
        f"such as {found.example[0]} → {found.example[2]}"
    )


def _ends(shares: Sequence[Share]) -> str:
    return " or ".join(_part(share) for share in shares) or "anything"


def _part(share: Share) -> str:
    return share.name if share.share >= _ALL else f"{share.name} {max(share.share, 0.01):.0%}"


def _declared(rules: DeclaredRelation) -> str:
    parts = []
    if rules.domains or rules.ranges or rules.datatypes:
        leads_to = [text for text in (_all_of(rules.ranges), " or ".join(rules.datatypes)) if text]
        parts.append(f"{_all_of(rules.domains) or 'anything'} → {' and '.join(leads_to) or 'anything'}")
    if rules.functional:
        parts.append("one object")
    if rules.inverse_functional:
        parts.append("one subject")
    if rules.parents:
        parts.append(f"a kind of {', '.join(rules.parents)}")
    return ", ".join(parts)


def _all_of(classes: Sequence[OneOf]) -> str:
    return " and ".join(" or ".join(names) for names in classes)
