"""What cannot be said in PostgreSQL is refused, and what is said is looked at again."""

from __future__ import annotations

import pytest

from retrievers.errors import ToolError
from tests.tools.peaks import build_peaks
from tools.sql import Catalog
from tools.sql.guard import check
from tools.sql.translate import to_postgres
from tools.sql.translate.recheck import recheck


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return Catalog.load(build_peaks(tmp_path_factory.mktemp("translate")))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT arg_max(name, height_m, 3) FROM mountain", "use ORDER BY and LIMIT"),
        ("SELECT jaccard(name, 'x') FROM mountain", "'jaccard'"),
        ("SELECT list_sum([1, 2])", "'list_sum'"),
        ("SELECT name FROM mountain WHERE name GLOB '[A-K]*'", "use LIKE or regexp_matches"),
        ("SELECT id FROM mountain UNION BY NAME SELECT id FROM country", "list the columns"),
    ],
)
def test_what_postgresql_cannot_say_is_refused_with_what_to_do(sql: str, words: str, catalog: Catalog) -> None:
    checked = check(sql, catalog)
    with pytest.raises(ToolError, match=words):
        to_postgres(checked, catalog)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_sleep(10)",
        "SELECT lo_import('/etc/passwd')",
        "SELECT set_config('role', 'postgres', false)",
        "SELECT current_setting('data_directory')",
        "SELECT version()",
        "SELECT current_user",
        "SELECT inet_server_addr()",
        "SELECT query_to_xml('DELETE FROM mountain', true, true, '')",
        "SELECT nextval('counter')",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_terminate_backend(1)",
        "SELECT random()",
        "SELECT gen_random_uuid()",
        "SELECT repeat('x', 1000000000)",
        "SELECT lpad('x', 1000000000)",
        "SELECT generate_series(1, 1000000000)",
        "SELECT pg_catalog.pg_read_file('/etc/passwd')",
        "SELECT * FROM dblink('dbname=x', 'SELECT 1') AS t(a text)",
        "SELECT * FROM pg_ls_dir('/')",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_catalog.pg_authid",
        "SELECT * FROM information_schema.tables",
        'SELECT * FROM "MOUNTAIN"',
        "SELECT * FROM mountain FOR UPDATE",
        "SELECT * INTO loot FROM mountain",
        "SELECT $1",
        "WITH gone AS (DELETE FROM mountain RETURNING *) SELECT * FROM gone",
        "COPY mountain TO '/tmp/x'",
        "DO $$ BEGIN END $$",
        "SELECT 1; SELECT 2",
        "SET ROLE postgres",
        "SELECT 'x'::regclass",
        "SELECT 'mountain'::regclass::oid",
        "SELECT xmlparse(document '<a/>')",
    ],
)
def test_a_translation_is_held_against_a_list_of_its_own(sql: str, catalog: Catalog) -> None:
    with pytest.raises(ToolError):
        recheck(sql, catalog)


def test_what_was_looked_at_is_what_runs(catalog: Catalog) -> None:
    written = recheck("select Name /* a */ from mountain -- b", catalog)
    assert written == 'SELECT "Name" FROM "mountain"'
    assert recheck(written, catalog) == written


def test_distinct_rows_are_ordered_by_the_value_of_theirs_that_comes_first(catalog: Catalog) -> None:
    said = to_postgres(check("SELECT DISTINCT name FROM mountain ORDER BY height_m DESC, name", catalog), catalog)
    assert said.sql.endswith('GROUP BY "mountain"."name" ORDER BY MAX("mountain"."height_m") DESC NULLS LAST, "name"')


def test_names_of_the_result_are_those_of_the_statement(catalog: Catalog) -> None:
    said = to_postgres(
        check('SELECT NAME, height_m AS "Height (m)", count(*) FROM mountain GROUP BY ALL', catalog), catalog
    )
    assert said.columns == ("name", "Height (m)", "COUNT(*)")
