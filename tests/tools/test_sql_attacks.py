"""Nothing that is asked of the tables has an effect outside of its result, and nothing outlasts its limits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from evals.bench.canary import PLACE, Canary, leaks, plant
from retrievers.errors import ToolError
from tests.tools.attacks import Attack, attacks
from tests.tools.peaks import build_peaks
from tools.sql import Catalog, DuckDBEngine
from tools.sql.guard import check

ATTACKS = attacks()
SECONDS = 0.15
MEMORY_MB = 128
ROWS = 50
OUTSIDE = ("dialect", "files", "injection", "nested", "network", "stacked", "verbs")
"""Themes that the engine's lock-down withstands by itself; what a bomb costs, and what is in reach, is the guard's."""


class Place:
    """A database among baits, read as the product reads it."""

    def __init__(self, folder: Path) -> None:
        self.canary = Canary(folder)
        path = build_peaks(self.canary.databases).rename(self.canary.databases / f"{PLACE}.duckdb")
        plant(path)
        self.catalog = Catalog.load(path)
        self.engine = DuckDBEngine(path, memory_mb=MEMORY_MB)

    def pass_guard(self, attack: Attack) -> str:
        return check(self.canary.aim(attack.sql), self.catalog)

    def run(self, sql: str) -> object:
        return self.engine.run(sql, limit=ROWS, timeout_s=SECONDS).rows


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("attacks"))
    with place.canary.watching():
        yield place
        place.engine.close()
        assert place.canary.effects() == []


def _named(must: str) -> list[ParameterSet]:
    return [pytest.param(each, id=f"{each.theme}-{each.name}") for each in ATTACKS if each.must == must]


def test_the_suite_is_large_enough() -> None:
    assert len(ATTACKS) >= 600
    assert len({(each.theme, each.name) for each in ATTACKS}) == len(ATTACKS)
    assert len({each.theme for each in ATTACKS}) >= 10


@pytest.mark.parametrize("attack", _named("refused"))
def test_refuses(attack: Attack, place: Place) -> None:
    with pytest.raises(ToolError) as refusal:
        place.pass_guard(attack)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("attack", _named("runs"))
def test_passes_and_runs(attack: Attack, place: Place) -> None:
    rows = place.run(place.pass_guard(attack))
    assert rows
    assert not leaks(rows, PLACE)


@pytest.mark.parametrize("attack", _named("limited"))
def test_ends_within_its_limits(attack: Attack, place: Place) -> None:
    started = time.process_time()
    try:
        shown: object = place.run(place.pass_guard(attack))
    except ToolError as refusal:
        shown = refusal
    assert not leaks(shown, PLACE)
    assert time.process_time() - started < 2 * SECONDS + 5


@pytest.mark.parametrize("attack", [each for each in _named("refused") if str(each.id).split("-")[0] in OUTSIDE])
def test_the_engine_does_no_harm_even_past_the_guard(attack: Attack, place: Place) -> None:
    try:
        shown: object = place.run(place.canary.aim(attack.sql))
    except ToolError as refusal:
        shown = refusal
    assert not leaks(shown)
