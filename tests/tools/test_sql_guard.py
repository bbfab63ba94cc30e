"""What the guard passes and refuses: statements as data, and the words it refuses with."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers.errors import ToolError
from tests.tools.peaks import build_peaks, statements
from tools.sql import Catalog, DuckDBEngine
from tools.sql.guard import check, reads
from tools.sql.reread import check_reading

VALID = statements("valid.sql")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_peaks(tmp_path_factory.mktemp("guard"))


@pytest.fixture(scope="module")
def catalog(path: Path) -> Catalog:
    return Catalog.load(path)


@pytest.fixture(scope="module")
def engine(path: Path) -> DuckDBEngine:
    return DuckDBEngine(path)


def test_the_suite_is_large_enough() -> None:
    assert len(VALID) >= 90


@pytest.mark.parametrize("sql", [sql for _, sql in VALID], ids=[name for name, _ in VALID])
def test_passes_and_runs(sql: str, catalog: Catalog, engine: DuckDBEngine) -> None:
    assert engine.run(check(sql, catalog)).columns


@pytest.mark.parametrize("sql", [sql for _, sql in VALID], ids=[name for name, _ in VALID])
def test_what_it_passes_it_passes_again_unchanged(sql: str, catalog: Catalog) -> None:
    once = check(sql, catalog)
    assert check(once, catalog) == once


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT name FROM mountains", "There is no table 'mountains'; the nearest are mountain."),
        (
            "SELECT heigth FROM mountain",
            "There is no column 'heigth' in the tables of this query; the nearest are height_m.",
        ),
        ("SELECT m.zzz FROM mountain m", "There is no column 'zzz' in m; there are id, name, country_code, height_m"),
        ("SELECT x.name FROM mountain m", "There is no table or alias 'x' in this query; it reads m."),
        ("SELECT getenv('HOME')", "The function 'getenv' is not allowed or does not exist; use another."),
        ("SELECT * FROM read_csv('x')", "The function READ CSV is not allowed; use another."),
        (
            "DROP TABLE mountain",
            "Only one SELECT statement can be run (WITH and set operations included); this one begins",
        ),
        ("SELECT 1; SELECT 2", "this text holds 2 statements."),
        (
            "WITH high AS (SELECT name AS peak FROM mountain) SELECT pek FROM high",
            "There is no column 'pek' in the tables of this query; the nearest are peak.",
        ),
        ("SELECT * EXCLUDE (heigth_m) FROM mountain", "There is no column 'heigth_m' in the tables of this query"),
        ("SELECT x.* FROM mountain m", "There is no table or alias 'x' in this query; it reads m."),
        ("SELECT 1 FROM mountain m JOIN climber c USING (idd)", "There is no column 'idd' in c; the nearest are id."),
        (
            "SELECT name FROM mountain UNION SELECT name FROM climber ORDER BY nam",
            "There is no column 'nam' in the tables of this query; the nearest are name.",
        ),
        ('SELECT name FROM mountain WHERE name = "K2"', "write a text in single quotes"),
        ("SELECT * FROM mountain, mountain", "give each its own alias."),
        ("WITH duckdb_tables AS (SELECT 1 AS a) SELECT a FROM duckdb_tables", "a plain name"),
        ("SELECT CAST(NULL AS INTEGER[1000])", "The type 'array' is not allowed"),
        ("SELECT " + "name || " * 300 + "name FROM mountain", "combine fewer or shorter ones"),
        (
            "WITH RECURSIVE t(s) AS (SELECT 'a' UNION ALL SELECT s || s FROM t) SELECT s FROM t",
            "Each step of the recursive query doubles a text or list",
        ),
    ],
)
def test_says_what_to_do(sql: str, words: str, catalog: Catalog) -> None:
    with pytest.raises(ToolError) as refusal:
        check(sql, catalog)
    assert words in str(refusal.value)


def test_quotes_every_name_and_drops_comments(catalog: Catalog) -> None:
    assert check("select name /* x */ from mountain -- y", catalog) == 'SELECT "name" FROM "mountain"'


def test_texts_that_are_compared_letter_by_letter_are_cut(catalog: Catalog) -> None:
    sql = check("SELECT levenshtein(name, 'Everst') FROM mountain", catalog)
    assert sql == 'SELECT LEVENSHTEIN(LEFT("name", 300), \'Everst\') FROM "mountain"'


def test_a_comparison_within_a_comparison_is_cut_too(catalog: Catalog) -> None:
    inner = "CAST(damerau_levenshtein(name, name) AS VARCHAR)"
    sql = check(f"SELECT levenshtein({inner}, name) FROM mountain", catalog)
    assert sql.count("LEFT(") == 4


def test_a_placeholder_within_a_text_stays_in_it(catalog: Catalog) -> None:
    sql = check("SELECT id FROM climber WHERE name = 'see #E1 there'", catalog, bindings={"E1": ("Bo",)})
    assert "'see Bo there'" in sql


def test_a_bound_value_that_no_text_can_hold_is_refused(catalog: Catalog) -> None:
    with pytest.raises(ToolError, match="null character"):
        check("SELECT id FROM climber WHERE name = '#E1'", catalog, bindings={"E1": ("a\x00b",)})


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('x')",
        "SELECT getenv('HOME')",
        "SELECT 1; SELECT 2",
        "SELECT * FROM planet",
        "SELECT * FROM hidden.mountain",
        "SELECT * FROM mountain TABLESAMPLE 10%",
        "SELECT * FROM mountain AT (VERSION => 1)",
        "SELECT CAST(1 AS INTEGER[3])",
        "SELECT $1",
        "SELECT DEFAULT",
        "SHOW TABLES",
        "DESCRIBE mountain",
        "DROP TABLE mountain",
        "SELECT range(10)",
        "SELECT main.abs(1)",
        "not SQL",
    ],
)
def test_what_only_the_engines_parser_sees_is_refused(sql: str) -> None:
    with pytest.raises(ToolError):
        check_reading(sql, {"mountain"})


def test_the_engines_parser_sees_no_harm_in_what_is_allowed() -> None:
    check_reading("SELECT abs(id) FROM mountain, range(3) WHERE name LIKE 'K%' ORDER BY 1 LIMIT 2", {"mountain"})


def test_binds_a_value_as_a_literal(catalog: Catalog) -> None:
    evil = "x'; DROP TABLE mountain; --"
    sql = check("SELECT id FROM climber WHERE name = #E1", catalog, bindings={"E1": (evil,)})
    assert sql == 'SELECT "id" FROM "climber" WHERE "name" = \'x\'\'; DROP TABLE mountain; --\''


def test_binds_several_values_as_a_list(catalog: Catalog) -> None:
    sql = check("SELECT id FROM climber WHERE name = '#E1'", catalog, bindings={"E1": ("a", "b")})
    assert sql == 'SELECT "id" FROM "climber" WHERE "name" IN (\'a\', \'b\')'


def test_binds_inside_a_pattern(catalog: Catalog) -> None:
    sql = check("SELECT id FROM climber WHERE name LIKE '%#E2%'", catalog, bindings={"E2": ("Hillary",)})
    assert "LIKE '%Hillary%'" in sql


def test_a_placeholder_without_a_value_is_refused(catalog: Catalog) -> None:
    with pytest.raises(ToolError, match="#E3 has no value"):
        check("SELECT id FROM climber WHERE name = '#E3'", catalog, bindings={"E1": ("a",)})


def test_a_statement_that_never_ends_is_refused(catalog: Catalog) -> None:
    with pytest.raises(ToolError, match="at most"):
        check("SELECT " + "1 + " * 9000 + "1", catalog)


def test_deep_nesting_is_refused_not_a_crash(catalog: Catalog) -> None:
    with pytest.raises(ToolError):
        check("SELECT " + "(" * 3000 + "1" + ")" * 3000, catalog)


def test_names_the_tables_it_reads(catalog: Catalog) -> None:
    sql = check(
        "WITH high AS (SELECT * FROM MOUNTAIN) SELECT h.name FROM high h JOIN country c ON h.country_code = c.code",
        catalog,
    )
    assert set(reads(sql, catalog)) == {"mountain", "country"}
