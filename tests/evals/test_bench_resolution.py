"""Two sources made of one graph, and how the names found to be one are counted."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from evals.bench.noise import two_sources
from evals.bench.resolution import compare, main
from retrievers.graph.resolve import Merge, Merges, Tie
from retrievers.schema import Triple

FIRST = ("Marta", "Petra", "Karl", "Otto", "Hanna", "Selma", "Bruno", "Greta")
LAST = ("Lindqvist", "Ostergaard", "Hallberg", "Varming", "Nordstrand", "Kallio")


def world() -> list[Triple]:
    chance = random.Random(3)
    people = [f"{first} {last}" for first in FIRST for last in LAST]
    return [
        Triple(subject=person, relation=relation, object=f"{kind} {chance.randrange(40)}")
        for person in people
        for relation, kind in (("works for", "Mill"), ("lives in", "Street"), ("member of", "Club"))
    ]


def test_each_source_writes_a_name_in_one_way_only() -> None:
    noisy = two_sources(world(), seed=1)
    first, second = ({t.subject for t in noisy.triples if t.source.startswith(s)} for s in ("first", "second"))
    assert noisy.pairs
    assert not [pair for pair in noisy.pairs for source in (first, second) if set(pair) <= source]


def test_equal_seeds_give_equal_sources() -> None:
    assert two_sources(world(), seed=1) == two_sources(world(), seed=1)


def test_right_and_wrong_pairs_are_counted() -> None:
    noisy = two_sources(world(), seed=1)
    one, other = min(noisy.pairs)
    wrong = next(name for name in noisy.original if noisy.original[name] != noisy.original[one])
    tie = Tie(one=one, other=other, score=1.0, reasons=())
    outcome = compare(noisy, Merges(merged=(Merge(name=one, others=(other, wrong), ties=(tie,)),)), 0.0)
    assert (outcome.right, outcome.wrong, outcome.pairs) == (1, 2, len(noisy.pairs))


def test_the_command_prints_precision_and_recall(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "world.tsv"
    path.write_text("".join(f"{t.subject}\t{t.relation}\t{t.object}\n" for t in world()))
    main([str(path)])
    printed = capsys.readouterr().out
    assert "world.tsv: at 0.95" in printed
    assert "as it is: 0 pairs merged" in printed
