"""Tables of every kind, in one DuckDB file, with what their sources declare."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from retrievers.card import TableCard
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.tables import TableBuilder
from tests.retrievers.ingest.files import source


def build(
    folder: Path, *names: str, package: bool = False, note: Callable[[str], None] = pytest.fail
) -> tuple[TableCard, ...]:
    with TableBuilder(folder / "tables.duckdb") as tables:
        if package:
            tables.read_package(source(folder / "datapackage.json"))
        for name in names:
            tables.read(source(folder / name), note)
        return tables.finish()


def ask(folder: Path, query: str) -> list[Any]:
    with duckdb.connect(folder / "tables.duckdb", read_only=True) as connection:
        return connection.execute(query).fetchall()


def table(folder: Path, text: str, name: str = "t.csv") -> tuple[TableCard, list[Any]]:
    """Build one delimited file; return its card and its rows."""
    (folder / name).write_text(text, encoding="utf-8")
    (card,) = build(folder, name)
    return card, ask(folder, f'FROM "{card.name}"')


def names_and_types(card: TableCard) -> dict[str, str]:
    return {column.name: column.type for column in card.columns}


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("name,city\nbob,Paris\n", ("name", "city"), [("bob", "Paris")]),
        ("a;b\n1;x, y\n", ("a", "b"), [(1, "x, y")]),
        ("a|b\n1|x\n", ("a", "b"), [(1, "x")]),
        ('a,b\n"two\nlines","say ""hi"""\n', ("a", "b"), [("two\nlines", 'say "hi"')]),
        ("country,2019,2020\nfr,1,2\n", ("country", "column_2019", "column_2020"), [("fr", 1, 2)]),
        ("1969,Apollo 11\n1971,Apollo 15\n", ("column", "column_2"), [(1969, "Apollo 11"), (1971, "Apollo 15")]),
        ("Sales by region\n\nregion,sales\nnorth,3\n", ("region", "sales"), [("north", 3)]),
        ("a,b,,\n1,2,,\n", ("a", "b"), [(1, 2)]),
        (",a\n0,x\n1,y\n", ("column", "a"), [(0, "x"), (1, "y")]),
        ("a,A,a_2\n1,2,3\n", ("a", "A_2", "a_2_2"), [(1, 2, 3)]),
        ("a,b\n1\n2,3\n", ("a", "b"), [(1, None), (2, 3)]),
        ("name\nbob\n", ("name",), [("bob",)]),
        ("a,b\n", ("a", "b"), []),
        ("Größe (m),1st\n1.5,2\n", ("Groe_m", "column_1st"), [(1.5, 2)]),
    ],
)
def test_delimited_layouts(tmp_path: Path, text: str, columns: Sequence[str], rows: list[Any]) -> None:
    card, found = table(tmp_path, text)
    assert (tuple(column.name for column in card.columns), found) == (tuple(columns), rows)


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        (("1", "-20", "+3"), "BIGINT", 1),
        (("02139", "00501"), "VARCHAR", "02139"),
        (("1,234", "56"), "BIGINT", 1234),
        (("1.5", "2", ".5", "1e3"), "DOUBLE", 1.5),
        (("1,234.5", "6.25"), "DOUBLE", 1234.5),
        (("true", "FALSE"), "BOOLEAN", True),
        (("0", "1"), "BIGINT", 0),
        (("2020-01-31", "2019-12-01"), "DATE", dt.date(2020, 1, 31)),
        (("20.07.1969", "01.02.1970"), "DATE", dt.date(1969, 7, 20)),
        (("07/20/1969", "01/02/1970"), "DATE", dt.date(1969, 7, 20)),
        (("July 20, 1969", "May 1, 1970"), "DATE", dt.date(1969, 7, 20)),
        (("03/04/2021", "05/06/2021"), "VARCHAR", "03/04/2021"),
        (("2020-02-30", "2020-01-01"), "VARCHAR", "2020-02-30"),
        (("2020-01-02T10:00:00Z", "2020-01-02 11:30"), "TIMESTAMP", dt.datetime(2020, 1, 2, 10)),
        (("N/A", "3", "-", ""), "BIGINT", None),
        (("NULL", "x", "-"), "VARCHAR", None),
        (("12", "x"), "VARCHAR", "12"),
        (("9999999999999999999", "1"), "DOUBLE", 1e19),
    ],
)
def test_types_are_found_from_values(tmp_path: Path, values: Sequence[str], kind: str, first: object) -> None:
    card, rows = table(tmp_path, "n\tv\n" + "".join(f"x\t{value}\n" for value in values), "t.tsv")
    assert (names_and_types(card)["v"], rows[0][1]) == (kind, first)


def test_a_value_far_down_decides(tmp_path: Path) -> None:
    card, rows = table(tmp_path, "v\n" + "1\n" * 3000 + "one\n")
    assert (names_and_types(card), rows[-1]) == ({"v": "VARCHAR"}, ("one",))


def test_a_column_that_begins_empty_is_typed(tmp_path: Path) -> None:
    card, rows = table(tmp_path, "k,v\n" + "x,\n" * 3000 + "x,7\n")
    assert (names_and_types(card)["v"], rows[-1]) == ("BIGINT", ("x", 7))


def test_headers_that_were_changed_are_kept_as_comments(tmp_path: Path) -> None:
    card, _ = table(tmp_path, "Launch Date,mass\n2020-01-01,3\n", "space flights.csv")
    assert (card.name, card.source, card.rows) == ("space_flights", "space flights.csv", 1)
    assert [column.description for column in card.columns] == ["Launch Date", ""]
    comments = ask(tmp_path, "SELECT column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL")
    assert comments == [("Launch_Date", "Launch Date")]


def test_cells_beyond_the_header_are_noted(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3,4,5\n6,7\n")
    notes: list[str] = []
    with TableBuilder(tmp_path / "tables.duckdb") as tables:
        tables.read(source(tmp_path / "t.csv"), notes.append)
    assert notes[0].startswith("1 of its rows have more cells than the header, the first is line 3")


def sqlite_file(path: Path, script: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()


SCHOOL = """
CREATE TABLE Person (ID INTEGER PRIMARY KEY, Name TEXT, born DATE, "zip code" VARCHAR(9), photo BLOB, score NUMERIC);
CREATE TABLE Pet (name TEXT, owner INT REFERENCES person(id), vet INT REFERENCES Person, UNIQUE (name));
INSERT INTO Person VALUES (2, 'Zoë', '1990-01-02', '02139', x'00ff', 1.5), (1, '', NULL, NULL, NULL, '');
INSERT INTO Pet VALUES ('Rex', 2, 9), ('Tom', 1, NULL);
"""


def test_sqlite_tables_keep_names_types_and_keys(tmp_path: Path) -> None:
    sqlite_file(tmp_path / "s.sqlite", SCHOOL)
    person, pet = build(tmp_path, "s.sqlite")
    assert names_and_types(person) == {
        "ID": "BIGINT",
        "Name": "VARCHAR",
        "born": "DATE",
        "zip code": "VARCHAR",
        "photo": "VARCHAR",
        "score": "DOUBLE",
    }
    born = dt.date(1990, 1, 2)
    assert ask(tmp_path, "FROM Person") == [(1, "", None, None, None, None), (2, "Zoë", born, "02139", None, 1.5)]
    keys = ask(
        tmp_path,
        "SELECT constraint_text FROM duckdb_constraints() WHERE schema_name = 'main' AND constraint_type <> 'NOT NULL'",
    )
    assert [key for (key,) in keys] == [
        "PRIMARY KEY(ID)",
        'UNIQUE("name")',
        'FOREIGN KEY ("owner") REFERENCES Person(ID)',
    ]
    assert pet.name == "Pet"


def test_a_foreign_key_that_does_not_hold_is_still_declared(tmp_path: Path) -> None:
    sqlite_file(tmp_path / "s.sqlite", SCHOOL)
    build(tmp_path, "s.sqlite")
    assert ask(tmp_path, "FROM declared.foreign_keys") == [
        ("Pet", ["owner"], "Person", ["ID"]),
        ("Pet", ["vet"], "Person", ["ID"]),
    ]


def test_declared_types_give_way_to_values(tmp_path: Path) -> None:
    sqlite_file(
        tmp_path / "s.db", "CREATE TABLE t (n INT, d DATE); INSERT INTO t VALUES ('many', 'soon'), (3, '1990');"
    )
    (card,) = build(tmp_path, "s.db")
    assert (names_and_types(card), ask(tmp_path, "FROM t")) == (
        {"n": "VARCHAR", "d": "VARCHAR"},
        [("many", "soon"), ("3", "1990")],
    )


def test_sqlite_tables_of_every_make(tmp_path: Path) -> None:
    sqlite_file(
        tmp_path / "s.sqlite",
        """
        CREATE TABLE "we""ird 'name" ("select" TEXT, [x.y] REAL, "ü" TEXT, "" TEXT, "column" INT);
        INSERT INTO "we""ird 'name" VALUES ('s', 1.5, 'ö', 'e', 2);
        CREATE TABLE keyed (k TEXT PRIMARY KEY, v INT) WITHOUT ROWID;
        INSERT INTO keyed VALUES ('b', 2), ('a', 1);
        CREATE TABLE made (a INT, twice INT GENERATED ALWAYS AS (a * 2) STORED, thrice INT AS (a * 3) VIRTUAL);
        INSERT INTO made (a) VALUES (1), (2);
        CREATE TABLE mixed (n INTEGER, t TEXT, b BLOB, big INTEGER, at INTEGER);
        INSERT INTO mixed VALUES (1, 5, 'text', 9223372036854775807, 1704067200), ('one', 'a', x'00ff', 1, NULL);
        CREATE TABLE firm (a INT, c ANY) STRICT; INSERT INTO firm VALUES (1, 'x');
        CREATE TABLE sqliteish (a INT); INSERT INTO sqliteish VALUES (1);
        CREATE VIRTUAL TABLE words USING fts5(title, body); INSERT INTO words VALUES ('hello', 'world');
        """,
    )
    cards = build(tmp_path, "s.sqlite")
    assert [card.name for card in cards] == ["we\"ird 'name", "keyed", "made", "mixed", "firm", "sqliteish", "words"]
    found = [ask(tmp_path, 'FROM "{}"'.format(card.name.replace('"', '""'))) for card in cards]
    assert found == [
        [("s", 1.5, "ö", "e", 2)],
        [("a", 1), ("b", 2)],
        [(1, 2, 3), (2, 4, 6)],
        [("1", "5", "text", 9223372036854775807, 1704067200), ("one", "a", None, 1, None)],
        [(1, "x")],
        [(1,)],
        [("hello", "world")],
    ]
    assert [column.name for column in cards[0].columns] == ["select", "x.y", "ü", "column", "column_2"]


def test_views_are_left_out_and_named(tmp_path: Path) -> None:
    sqlite_file(tmp_path / "s.sqlite", "CREATE TABLE a (x INT); CREATE VIEW seen AS SELECT x FROM a;")
    with duckdb.connect(tmp_path / "d.duckdb") as connection:
        connection.execute("CREATE TABLE b (x INTEGER); CREATE VIEW shown AS SELECT x FROM b")
    notes: list[str] = []
    assert [card.name for card in build(tmp_path, "s.sqlite", "d.duckdb", note=notes.append)] == ["a", "b"]
    assert [note.rsplit(": ", 1)[1] for note in notes] == ["seen.", "shown."]


def test_a_virtual_table_of_a_module_that_is_not_there_costs_only_itself(tmp_path: Path) -> None:
    sqlite_file(
        tmp_path / "s.sqlite",
        "CREATE TABLE a (x INT); INSERT INTO a VALUES (1); PRAGMA writable_schema = ON;"
        "INSERT INTO sqlite_master VALUES ('table', 'map', 'map', 0, 'CREATE VIRTUAL TABLE map USING spatial(x)');",
    )
    notes: list[str] = []
    assert [card.name for card in build(tmp_path, "s.sqlite", note=notes.append)] == ["a"]
    assert notes == ["Its virtual table 'map' was left out: no such module: spatial."]


def test_a_journalled_database_in_a_place_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    sqlite_file(tmp_path / "s.sqlite", "PRAGMA journal_mode = wal; CREATE TABLE a (x INT); INSERT INTO a VALUES (1);")
    (tmp_path / "s.sqlite-shm").mkdir()  # where SQLite would have to write
    assert [(card.name, card.rows) for card in build(tmp_path, "s.sqlite")] == [("a", 1)]


def test_long_whole_numbers_keep_every_digit(tmp_path: Path) -> None:
    _, rows = table(tmp_path, "id\n1234567890123456789\n-9223372036854775808\n")
    assert rows == [(1234567890123456789,), (-9223372036854775808,)]


def test_tables_that_refer_in_a_circle(tmp_path: Path) -> None:
    sqlite_file(
        tmp_path / "s.db",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INT REFERENCES b(id));"
        "CREATE TABLE b (id INTEGER PRIMARY KEY, a INT REFERENCES a(id), boss INT REFERENCES b(id));"
        "INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1, 2), (2, 1, NULL);",
    )
    assert [card.rows for card in build(tmp_path, "s.db")] == [1, 2]
    assert len(ask(tmp_path, "FROM declared.foreign_keys")) == 3


def test_equal_table_names_are_led_by_their_files(tmp_path: Path) -> None:
    for name in ("one.sqlite", "two.sqlite"):
        sqlite_file(tmp_path / name, "CREATE TABLE Item (id INT); INSERT INTO item VALUES (1);")
    (tmp_path / "item.csv").write_text("id\n2\n")
    cards = build(tmp_path, "one.sqlite", "two.sqlite", "item.csv")
    assert [card.name for card in cards] == ["Item", "two_Item", "item_item"]


def test_duckdb_tables_keep_everything(tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "d.duckdb") as connection:
        connection.execute("CREATE TABLE p (id INTEGER PRIMARY KEY, tags VARCHAR[], code VARCHAR)")
        connection.execute("CREATE TABLE q (p INTEGER REFERENCES p (id), amount DECIMAL(9, 2))")
        connection.execute("INSERT INTO p VALUES (1, ['a', 'b'], '7')")
        connection.execute("INSERT INTO q VALUES (1, 2.50)")
        connection.execute("COMMENT ON TABLE p IS 'people'")
        connection.execute("COMMENT ON COLUMN q.amount IS 'in euros'")
    p, q = build(tmp_path, "d.duckdb")
    assert (p.description, q.columns[1].description) == ("people", "in euros")
    assert names_and_types(p) | names_and_types(q) == {
        "id": "INTEGER",
        "tags": "VARCHAR[]",
        "code": "VARCHAR",
        "p": "INTEGER",
        "amount": "DECIMAL(9,2)",
    }
    assert ask(tmp_path, "SELECT constraint_type FROM duckdb_constraints() WHERE table_name = 'q'") == [
        ("FOREIGN KEY",)
    ]


def test_json_objects_become_columns_and_lists_text(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "address": {"city": "Oslo", "geo": {"lat": 59.9}}, "tags": ["a", "b"]},
        {"id": 2, "parts": [{"x": 1}], "ok": True},
    ]
    (tmp_path / "t.json").write_text(json.dumps(rows))
    (card,) = build(tmp_path, "t.json")
    assert names_and_types(card) == {
        "id": "BIGINT",
        "address_city": "VARCHAR",
        "address_geo_lat": "DOUBLE",
        "tags": "VARCHAR",
        "parts": "VARCHAR",
        "ok": "BOOLEAN",
    }
    assert ask(tmp_path, "FROM t") == [(1, "Oslo", 59.9, "a; b", None, None), (2, None, None, None, '[{"x": 1}]', True)]


def test_an_object_of_lists_is_several_tables(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text('{"version": 3, "people": [{"n": "ann"}], "pets": [{"n": "rex"}, {"n": "tom"}]}')
    assert [(card.name, card.rows) for card in build(tmp_path, "t.json")] == [("people", 1), ("pets", 2)]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "q[1].parquet"
    duckdb.execute(f"COPY (SELECT 1::TINYINT AS a, '7' AS \"b c\") TO '{tmp_path}/x' (FORMAT parquet)")
    (tmp_path / "x").rename(path)
    (card,) = build(tmp_path, path.name)
    assert (card.name, names_and_types(card)) == ("q_1", {"a": "TINYINT", "b_c": "VARCHAR"})


PACKAGE = {
    "name": "shop",
    "resources": [
        {
            "name": "customers",
            "path": "c.csv",
            "title": "Customers",
            "description": "Everyone who ever bought.",
            "schema": {
                "fields": [
                    {"name": "Customer No", "type": "string", "description": "Key"},
                    {"name": "email", "type": "string", "constraints": {"unique": True}},
                ],
                "primaryKey": "Customer No",
            },
        },
        {
            "name": "orders",
            "path": "o.csv",
            "schema": {
                "fields": [
                    {"name": "id", "type": "integer"},
                    {"name": "customer", "type": "string"},
                    {"name": "total", "type": "number"},
                ],
                "primaryKey": ["id"],
                "foreignKeys": [
                    {"fields": "customer", "reference": {"resource": "customers", "fields": "Customer No"}}
                ],
            },
        },
    ],
}


def test_a_data_package_gives_keys_types_and_descriptions(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(json.dumps(PACKAGE))
    (tmp_path / "c.csv").write_text("Customer No,email\n7,a@x.org\n8,b@x.org\n")
    (tmp_path / "o.csv").write_text("id,customer,total\n1,7,3\n")
    customers, orders = build(tmp_path, "o.csv", "c.csv", package=True)[::-1]
    assert (customers.name, customers.description) == ("customers", "Customers: Everyone who ever bought.")
    assert names_and_types(customers) == {"Customer_No": "VARCHAR", "email": "VARCHAR"}
    assert names_and_types(orders) == {"id": "BIGINT", "customer": "VARCHAR", "total": "DOUBLE"}
    keys = ask(
        tmp_path,
        "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints() "
        "WHERE schema_name = 'main' AND constraint_type <> 'NOT NULL' ORDER BY ALL",
    )
    assert keys == [
        ("customers", "PRIMARY KEY", ["Customer_No"]),
        ("customers", "UNIQUE", ["email"]),
        ("orders", "FOREIGN KEY", ["customer"]),
        ("orders", "PRIMARY KEY", ["id"]),
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"\n\n", "is empty"),
        ("a.json", b"{", "not valid JSON"),
        ("a.json", b'{"a": 1}', "no list of objects"),
        ("a.json", b"[" * 100_000, "not valid JSON"),
        ("a.jsonl", b"[1]\n", "no rows"),
        ("a.parquet", b"PAR1", "not a Parquet file"),
        ("a.db", b"nothing", "not a database"),
        ("a.sqlite", b"SQLite format 3\0 but no more", "not a SQLite database"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    with TableBuilder(tmp_path / "tables.duckdb") as tables, pytest.raises(UnreadableError, match=reason):
        tables.read(source(tmp_path / name), lambda _: None)


def test_a_data_package_that_is_not_valid_is_refused(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": 3}')
    with TableBuilder(tmp_path / "tables.duckdb") as tables, pytest.raises(UnreadableError, match="not a valid data"):
        tables.read_package(source(tmp_path / "datapackage.json"))
