"""The names of a statement, found in the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process

from retrievers.errors import ToolError
from retrievers.graph.link.called import best_step
from retrievers.graph.link.lookup import nodes_named
from retrievers.graph.link.mentions import MentionLinker
from retrievers.graph.pattern.query import Name, Statement, Term
from retrievers.graph.store.names import verbalise
from retrievers.graph.store.triples import GraphStore

_EXACT = 0.97
"""A name this like its relation is that relation's, whatever the ends are."""
_OFFERED = 8
_TYPE = frozenset(["a", "is a", "is an", "type", "rdf type", "instance of"])


@dataclass(frozen=True, kw_only=True, eq=False)
class Resolved:
    """A statement whose names are nodes."""

    written: Statement
    subject: Term
    object: Term
    names: dict[str, npt.NDArray[np.int64]]
    """The nodes of each name in it."""
    steps: tuple[int, ...]
    """What the relation may be, from subject to object, the likeliest first: `2 * relation + inverse`; none with
    `among`."""
    among: npt.NDArray[np.int64] | None = None
    """The nodes of the class that the object names, ascending, where it was given with them and stands in no edge."""

    def read_as(self, graph: GraphStore) -> str:
        """Return the statement with the relation's name in the graph."""
        if self.among is not None:
            return f"{self.subject} is a {self.object}"
        marks = "~" if self.steps[0] % 2 else ""
        return f"{self.subject} {marks}{graph.relation_table[self.steps[0] // 2].name} {self.object}"


def resolve(statement: Statement, graph: GraphStore, linker: MentionLinker) -> Resolved:
    """Find the names of a statement; `ToolError` says what is near where there is none."""
    subject, relation, target = _parted(statement, graph)
    if verbalise(relation) in _TYPE and not statement.inverse and len(among := _of_class(target, graph)):
        names = _names((subject,), graph, linker)
        return Resolved(written=statement, subject=subject, object=target, names=names, steps=(), among=among)
    names = _names((subject, target), graph, linker)
    leaves = names[subject.text] if isinstance(subject, Name) else None
    enters = names[target.text] if isinstance(target, Name) else None
    steps = _steps(relation, graph, leaves, enters, inverse=statement.inverse)
    return Resolved(written=statement, subject=subject, object=target, names=names, steps=steps)


def _names(terms: Sequence[Term], graph: GraphStore, linker: MentionLinker) -> dict[str, npt.NDArray[np.int64]]:
    return {
        term.text: np.asarray(sorted(_nodes(term.text, graph, linker)), np.int64)
        for term in terms
        if isinstance(term, Name)
    }


def _nodes(written: str, graph: GraphStore, linker: MentionLinker) -> set[int]:
    """Return the nodes of a name, or of several separated by ` | `."""
    return {node for name in written.split(" | ") for node in nodes_named(name.strip(), graph, linker)[0]}


def _of_class(target: Term, graph: GraphStore) -> npt.NDArray[np.int64]:
    """Return the nodes of a class that was given with nodes, those whose edges say so among them; else none."""
    if not isinstance(target, Name):
        return np.empty(0, np.int64)
    called = {verbalise(target.text), verbalise(target.text).removesuffix("s")}
    given = graph.classes.members([i for i, kind in enumerate(graph.classes.names) if verbalise(kind) in called])
    nodes = np.asarray(graph.find(target.text), np.int64)
    said = [graph.follow(nodes, r.id, inverse=True) for r in graph.relation_table if r.says_type]
    return np.unique(np.concatenate([given, *said])) if len(given) else given


def _parted(statement: Statement, graph: GraphStore) -> tuple[Term, str, Term]:
    """Tell the relation from the name of an end where both stand in the words; the longest name wins."""
    words = statement.words.split()
    if statement.subject is not None and statement.object is not None:
        return statement.subject, statement.words, statement.object
    for length in range(len(words) - 1, 0, -1):
        name = " ".join(words[-length:] if statement.subject is not None else words[:length])
        rest = " ".join(words[:-length] if statement.subject is not None else words[length:])
        known = graph.find(name) or (verbalise(rest) in _TYPE and len(_of_class(Name(name), graph)))
        if known and _known(rest, graph):
            return statement.subject or Name(name), rest, statement.object or Name(name)
    raise ToolError(f'Where the relation ends in `{statement}` is not clear; put the name in quotes, as "{words[-1]}".')


def _known(name: str, graph: GraphStore) -> bool:
    return verbalise(name) in _TYPE or best_step(name, graph, _all_steps(graph), inverse=False) is not None


def _steps(
    name: str,
    graph: GraphStore,
    leaves: npt.NDArray[np.int64] | None,
    enters: npt.NDArray[np.int64] | None,
    *,
    inverse: bool,
) -> tuple[int, ...]:
    """Return the steps that a relation's name may mean: one if it is exact, else those that known ends have."""
    if verbalise(name) in _TYPE and (types := [2 * r.id + inverse for r in graph.relation_table if r.says_type]):
        return tuple(types)
    found = best_step(name, graph, _all_steps(graph), inverse=inverse)
    if found is not None and found[1] >= _EXACT:
        return (found[0],)
    available = set(_all_steps(graph))
    if leaves is not None:
        available &= set(graph.signatures.steps_from(leaves).tolist())
    if enters is not None:
        available &= {step ^ 1 for step in graph.signatures.steps_from(enters).tolist()}
    found = best_step(name, graph, sorted(available), inverse=inverse) or found
    if found is None:
        raise ToolError(_no_such(name, graph, available))
    return (found[0],) if leaves is not None or enters is not None else (found[0], found[0] ^ 1)


def _no_such(name: str, graph: GraphStore, available: set[int]) -> str:
    offered: Sequence[str] = [graph.relation_table[step // 2].name for step in sorted(available)]
    near = process.extract(name, list(dict.fromkeys(offered)) or graph.relations(), limit=_OFFERED)
    return f"No relation there is like {name!r}; it has {', '.join(found for found, _, _ in near)}."


def _all_steps(graph: GraphStore) -> range:
    return range(2 * len(graph.relation_table))
