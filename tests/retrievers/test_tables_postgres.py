"""The catalog of a PostgreSQL database: what is read of it, and what is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrievers.tables import postgres as reader
from retrievers.tables.schema import Kind
from tests.support.postgres import Server
from tools.sql import Catalog
from tools.sql.engines.postgres import PostgresEngine

SCHEMA = """
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN age AS smallint CHECK (VALUE > 0);
CREATE TABLE person (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "Weird ""name%s" text,
    mood mood, years age, born date, at timestamptz, tags text[], body jsonb, raw bytea, key uuid,
    half double precision GENERATED ALWAYS AS (years / 2.0) STORED, secret text
);
INSERT INTO person ("Weird ""name%s", mood, years, born, tags, secret)
    VALUES ('a', 'ok', 3, 'infinity', '{x,y}', 'hidden'), (NULL, 'sad', 4, '0001-01-01', NULL, 'hidden');
CREATE TABLE "Person" (id integer);
CREATE VIEW grown AS SELECT id, years FROM person WHERE years > 3;
CREATE VIEW broken AS SELECT 1 / 0 AS x;
CREATE MATERIALIZED VIEW held AS SELECT count(*) AS n FROM person;
CREATE TABLE visit (day date NOT NULL, person_id integer REFERENCES person (id), place text) PARTITION BY RANGE (day);
CREATE TABLE visit_2024 PARTITION OF visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
INSERT INTO visit VALUES ('2024-05-06', 1, 'quay');
CREATE TABLE denied (id integer);
CREATE SCHEMA other; CREATE TABLE other.elsewhere (id integer);
CREATE TABLE long AS SELECT n, 'name ' || n % 7 AS label, n % 3 AS person FROM generate_series(1, 3000) AS n;
CREATE TABLE nothing ();
ANALYZE;
CREATE ROLE guest LOGIN PASSWORD 'wren';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest;
REVOKE SELECT ON denied, person FROM guest;
GRANT SELECT (id, "Weird ""name%s", mood, years, born, at, tags, body, raw, key, half) ON person TO guest;
"""


@pytest.fixture(scope="module")
def engine(postgres: Server) -> Iterator[PostgresEngine]:
    postgres.ask("postgres", "CREATE DATABASE profiled")
    postgres.ask("profiled", SCHEMA)
    made = PostgresEngine(postgres.address("profiled", user="guest", password="wren"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def catalog(engine: PostgresEngine) -> Catalog:
    return engine.catalog


def test_what_the_role_may_read_is_there_and_nothing_else(catalog: Catalog) -> None:
    assert [table.name for table in catalog.tables] == ["person", "grown", "broken", "held", "visit", "long"]


def test_types_are_spelt_as_duckdb_spells_them(catalog: Catalog) -> None:
    person = catalog.table("person")
    assert person is not None
    assert {column.name: (column.type, column.kind) for column in person.columns} == {
        "id": ("INTEGER", Kind.NUMBER),
        'Weird "name%s': ("VARCHAR", Kind.TEXT),
        "mood": ("ENUM", Kind.TEXT),
        "years": ("SMALLINT", Kind.NUMBER),
        "born": ("DATE", Kind.DATE),
        "at": ("TIMESTAMP WITH TIME ZONE", Kind.DATE),
        "tags": ("VARCHAR[]", Kind.OTHER),
        "body": ("JSON", Kind.OTHER),
        "raw": ("BLOB", Kind.OTHER),
        "key": ("UUID", Kind.TEXT),
        "half": ("DOUBLE", Kind.NUMBER),
    }


def test_a_column_that_is_not_granted_stays_hidden(catalog: Catalog) -> None:
    assert catalog.column("person", "secret") is None
    assert "hidden" not in str(catalog.values.of("person", "secret"))


def test_a_view_that_fails_is_there_without_values(catalog: Catalog) -> None:
    broken = catalog.table("broken")
    assert broken is not None
    assert (broken.columns[0].type, broken.columns[0].distinct) == ("INTEGER", 0)


def test_odd_names_and_enumerations_can_be_asked_for(engine: PostgresEngine) -> None:
    rows = engine.run("SELECT \"weird \"\"NAME%s\", lower(mood) FROM person WHERE mood = 'ok' AND mood <> 'glad'")
    assert rows.rows == (("a", "ok"),)
    assert rows.columns[0] == 'Weird "name%s'


def test_a_stored_key_of_a_partitioned_table_is_declared(catalog: Catalog) -> None:
    assert [(key.table, key.to_table) for key in catalog.foreign_keys if key.declared] == [("visit", "person")]


def test_a_long_table_is_sampled_and_its_rows_are_an_estimate(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "COUNTED", 1000)
    monkeypatch.setattr(reader, "PROFILE_ROWS", 200)
    monkeypatch.setattr(reader, "SEARCHED", 500)
    tables, _, values = engine.profile()
    long = next(table for table in tables if table.name == "long")
    assert (long.rows, long.estimated) == (3000, True)
    numbers = long.column("n")
    assert numbers is not None
    assert 0 < numbers.distinct <= 200
    assert not numbers.unique
    assert ("long", "label", tuple(f"name {number}" for number in range(7))) in values


def test_when_the_time_for_looking_is_over_the_schema_is_still_told(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOKING_S", -1.0)
    tables, keys, values = engine.profile()
    assert [(table.name, len(table.columns)) for table in tables][:2] == [("person", 11), ("grown", 2)]
    assert [(key.table, key.to_table) for key in keys] == [("visit", "person")]
    assert values == ()


@pytest.mark.usefixtures("engine")
def test_a_search_path_names_the_schemas_that_are_read(postgres: Server) -> None:
    postgres.ask("profiled", "GRANT USAGE ON SCHEMA other TO guest; GRANT SELECT ON other.elsewhere TO guest")
    address = postgres.address("profiled", user="guest", password="wren")
    other = PostgresEngine(f"{address}&options=-csearch_path%3Dother")
    assert [table.name for table in other.catalog.tables] == ["elsewhere"]
    assert other.run("SELECT count(*) FROM elsewhere").rows == ((0,),)
    other.close()
