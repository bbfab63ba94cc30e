"""Questions of one shape: the same words, other values."""

from __future__ import annotations

import pytest

from tests.tools.peaks import build_peaks
from tools.sql import Catalog
from tools.sql.guard import check
from tools.sql.shape import fill, shape_of

HEIGHT = ("How high is Mount Everest?", "SELECT height_m FROM mountain WHERE name = 'Mount Everest'")
TALL = (
    "Which three mountains in Nepal are over 8000 metres?",
    "SELECT m.name FROM mountain m JOIN country c ON m.country_code = c.code "
    "WHERE c.name = 'Nepal' AND m.height_m > 8000 LIMIT 3",
)
FIRST = (
    "Which with an id over 1 is lowest?",
    "SELECT name FROM mountain WHERE id > 1 ORDER BY height_m LIMIT 1",
)
LIKE = ("Climbers named Peter", "SELECT name FROM climber WHERE lower(nationality) = 'austria' AND name LIKE '%Peter%'")
LOWER = ("climbers from austria", "SELECT name FROM climber WHERE lower(nationality) = 'austria'")


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return Catalog.load(build_peaks(tmp_path_factory.mktemp("shape")))


def filled(pair: tuple[str, str], question: str, catalog: Catalog) -> str:
    return fill(shape_of(pair[0], check(pair[1], catalog), catalog), question, catalog)


@pytest.mark.parametrize(
    ("pair", "question", "part"),
    [
        (HEIGHT, "how high was mount everest", "= 'Mount Everest'"),
        (HEIGHT, "How high is the Matterhorn?", "= 'Matterhorn'"),
        (HEIGHT, "How high is K2?", "= 'K2'"),
        (TALL, "Which three mountains in Pakistan are over 8,200 metres?", '= \'Pakistan\' AND "m"."height_m" > 8200'),
        (FIRST, "Which with an id over 5 is lowest?", '> 5 ORDER BY "height_m" LIMIT 1'),
        (LOWER, "Climbers from Italy", "= 'italy'"),
    ],
)
def test_a_question_of_the_same_shape_has_the_statement_with_its_values(
    pair: tuple[str, str], question: str, part: str, catalog: Catalog
) -> None:
    assert part in filled(pair, question, catalog)


@pytest.mark.parametrize(
    ("pair", "question"),
    [
        (HEIGHT, "How high is Mount Doom?"),
        (HEIGHT, "How high is Nepal?"),
        (HEIGHT, "How high is not Mount Everest?"),
        (HEIGHT, "How old is Mount Everest?"),
        (TALL, "Which three mountains in Pakistan are over the 8200 metres of K2?"),
        (TALL, "Which three mountains in Pakistan are over many metres?"),
        (LIKE, "Climbers named Peter or Paul"),
        (HEIGHT, ""),
    ],
)
def test_a_question_of_another_shape_has_none(pair: tuple[str, str], question: str, catalog: Catalog) -> None:
    assert filled(pair, question, catalog) == ""


def test_a_hostile_value_fills_no_slot(catalog: Catalog) -> None:
    assert filled(HEIGHT, "How high is '; DROP TABLE mountain; --?", catalog) == ""
