"""How near two things are in meaning: the cosine of what is said of them, with their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrievers.graph.resolve.facts import Said
from retrievers.graph.resolve.pairs import Alike
from retrievers.graph.resolve.things import Things

if TYPE_CHECKING:
    from retrievers.embedding import Embedder

_FACTS = 8
"""Facts of one thing that are written out."""
_MOST = 20_000
"""Things that are embedded at one build; pairs beyond are judged without."""


def cosines(
    pairs: Sequence[Alike], things: Things, said: Mapping[int, Said], embedder: Embedder
) -> dict[tuple[int, int], float]:
    """Return the cosine, in [-1, 1], of each pair as far as both things are among the first that are embedded."""
    wanted = sorted({end for pair in pairs for end in (pair.one, pair.other)})[:_MOST]
    if not wanted:
        return {}
    rows = {thing: row for row, thing in enumerate(wanted)}
    vectors = np.asarray(embedder.encode([_written(thing, things, said[thing]) for thing in wanted]), np.float32)
    near = [pair for pair in pairs if pair.one in rows and pair.other in rows]
    ones, others = ([rows[pair.one] for pair in near], [rows[pair.other] for pair in near])
    found = np.einsum("ij,ij->i", vectors[ones], vectors[others]) if near else np.empty(0)
    return {(pair.one, pair.other): float(cosine) for pair, cosine in zip(near, found, strict=True)}


def _written(thing: int, things: Things, said: Said) -> str:
    """Return what is said of a thing as one line, without its name."""
    words = things.relations.words
    facts = [f"{words[r]} {things.names[o]}" for r, objects in sorted(said.objects.items()) for o in sorted(objects)]
    facts += [f"{words[r]} {value}" for r, values in sorted(said.values.items()) for value in sorted(values)]
    facts += [things.names[near] for near in sorted(said.near)]
    return "; ".join([*sorted(said.classes), *dict.fromkeys(facts[:_FACTS])]) or things.names[thing]
