"""What every engine must do alike: one suite, run for each."""

from __future__ import annotations

import json
import math
import re
import threading
from pathlib import Path

import pytest

from retrievers.errors import ToolError
from retrievers.tables.schema import Kind
from tests.tools.peaks import statements
from tests.tools.sql.conformance.conftest import HERE, Subject
from tools.sql.guard import check
from tools.stop import Stop

EQUAL = statements("conformance/equal.sql")
ROWS: dict[str, dict[str, list[object]]] = json.loads((HERE / "equal.json").read_text(encoding="utf-8"))
"""What DuckDB gives, by the statement's name; looked through by a person."""
WRITES = statements("conformance/writes.sql")
SLOW = "SELECT count(*) FROM sale a, sale b, sale c, sale d, sale e, sale f, sale g, sale h, sale i, sale j, sale k"
LOOT = Path("/tmp/quaestor-loot.csv")


def alike(one: object, two: object) -> bool:
    """Tell whether two cells say the same; numbers to nine digits, and a whole fraction is a whole number."""
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(alike, one, two))
    if isinstance(one, float) or isinstance(two, float):
        numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (one, two))
        return numbers and math.isclose(float(str(one)), float(str(two)), rel_tol=1e-9)
    return type(one) is type(two) and one == two


@pytest.mark.parametrize(("name", "sql"), EQUAL, ids=[name for name, _ in EQUAL])
def test_the_same_statement_gives_the_same_rows(name: str, sql: str, subject: Subject) -> None:
    found = subject.engine.run(check(sql, subject.catalog))
    wanted = ROWS[name]
    assert alike([list(row) for row in found.rows], wanted["rows"]), found.rows
    named = [place for place, head in enumerate(wanted["columns"]) if re.fullmatch(r"\w+", str(head))]
    assert [found.columns[place] for place in named] == [wanted["columns"][place] for place in named]


@pytest.mark.parametrize(
    ("sql", "cell"),
    [
        ("NULL", None),
        ("CAST(1 AS BIGINT)", 1),
        ("CAST(1.50 AS DECIMAL(5, 2))", 1.5),
        ("CAST(2 AS DECIMAL(5, 0))", 2),
        ("CAST(0.1 AS DOUBLE PRECISION)", 0.1),
        ("CAST('NaN' AS DOUBLE PRECISION)", "nan"),
        ("TRUE", True),
        ("'ä ''quoted'' line'", "ä 'quoted' line"),
        ("CAST('2024-02-29' AS DATE)", "2024-02-29"),
        ("CAST('2024-02-29 10:11:12.5' AS TIMESTAMP)", "2024-02-29 10:11:12.500000"),
        ("CAST('10:11:12' AS TIME)", "10:11:12"),
        ("INTERVAL '26 hours'", "1 day, 2:00:00"),
        ("CAST('123e4567-e89b-12d3-a456-426614174000' AS UUID)", "123e4567-e89b-12d3-a456-426614174000"),
    ],
)
def test_cells_are_json_values(sql: str, cell: object, subject: Subject) -> None:
    ((got,),) = subject.engine.execute(f"SELECT {sql}").rows
    assert (got, type(got)) == (cell, type(cell))


@pytest.mark.parametrize(("limit", "rows", "truncated"), [(9, 8, False), (8, 8, False), (7, 7, True), (1, 1, True)])
def test_truncated_is_the_truth(limit: int, rows: int, truncated: bool, subject: Subject) -> None:
    found = subject.engine.run("SELECT sale_id FROM sale", limit=limit)
    assert (len(found.rows), found.truncated) == (rows, truncated)


def test_no_row_has_columns_still(subject: Subject) -> None:
    found = subject.engine.run('SELECT sale_id AS "Sale" FROM sale WHERE FALSE')
    assert (found.columns, found.rows, found.truncated) == (("Sale",), (), False)


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_runs(subject: Subject) -> None:
    with pytest.raises(ToolError, match=r"stopped after 0\.2 seconds"):
        subject.engine.run(SLOW, timeout_s=0.2)
    assert subject.engine.run("SELECT count(*) FROM sale").rows == ((8,),)


def test_a_query_that_nobody_waits_for_is_stopped(subject: Subject) -> None:
    stop = Stop()
    timer = threading.Timer(0.2, stop.set)
    timer.start()
    with pytest.raises(ToolError, match="stopped"):
        subject.engine.run(SLOW, timeout_s=60, stop=stop)
    timer.join()


def test_a_query_that_is_not_wanted_does_not_begin(subject: Subject) -> None:
    stop = Stop()
    stop.set()
    with pytest.raises(ToolError, match="stopped"):
        subject.engine.run("SELECT 1", stop=stop)


@pytest.mark.parametrize("sql", [sql for _, sql in WRITES], ids=[name for name, _ in WRITES])
def test_the_guard_refuses_to_write(sql: str, subject: Subject) -> None:
    with pytest.raises(ToolError):
        check(sql, subject.catalog)


def test_the_engine_alone_refuses_to_write(subject: Subject) -> None:
    before = subject.state()
    for name, sql in WRITES:
        try:
            shown = str(subject.engine.execute(sql, timeout_s=2).rows)
        except ToolError as refusal:
            shown = str(refusal)
        assert "root:" not in shown, name
        assert subject.engine.run("SELECT count(*) FROM sale").rows == ((8,),), name
    assert subject.state() == before
    assert not LOOT.exists()


def test_threads_share_an_engine(subject: Subject) -> None:
    found: list[object] = []

    def ask(number: int) -> None:
        found.append(subject.engine.run(f"SELECT max(sale_id) + {number} FROM sale").rows)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, found)) == sorted(str(((8 + number,),)) for number in range(12))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT nope FROM sale", "nope"),
        ("SELECT * FROM nowhere", "nowhere"),
        ("SELECT product, count(*) FROM sale", "GROUP BY"),
        ("SELECT CAST('x9' AS INTEGER)", "x9"),
        ("SELEC 1", "SELEC"),
    ],
)
def test_a_refusal_names_what_is_wrong_on_one_line(sql: str, words: str, subject: Subject) -> None:
    with pytest.raises(ToolError, match=words) as caught:
        subject.engine.execute(sql)
    assert "\n" not in str(caught.value)
    assert "^" not in str(caught.value)


def test_a_closed_engine_opens_again(subject: Subject) -> None:
    subject.engine.close()
    assert subject.engine.run("SELECT count(*) FROM sale").rows == ((8,),)


def test_the_catalog_says_the_same(subject: Subject) -> None:
    catalog = subject.catalog
    assert [(table.name, table.rows, table.estimated) for table in catalog.tables] == [
        ("Region", 3, False),
        ("employee", 6, False),
        ("sale", 8, False),
    ]
    assert [table.primary_key for table in catalog.tables] == [("id",), ("id",), ("sale_id",)]
    declared = [(key.table, key.columns, key.to_table) for key in catalog.foreign_keys if key.declared]
    assert sorted(declared) == [("employee", ("region_id",), "Region"), ("sale", ("employee_id",), "employee")]
    inferred = [(key.table, key.columns, key.to_table) for key in catalog.foreign_keys if not key.declared]
    assert inferred == []
    assert catalog.tables[2].comment == "One line of a receipt"
    employee = catalog.tables[1]
    assert [(column.name, column.type, column.kind) for column in employee.columns] == [
        ("id", "INTEGER", Kind.NUMBER),
        ("firstName", "VARCHAR", Kind.TEXT),
        ("lastName", "VARCHAR", Kind.TEXT),
        ("region_id", "INTEGER", Kind.NUMBER),
        ("manager_id", "INTEGER", Kind.NUMBER),
        ("salary", "DECIMAL(10,2)", Kind.NUMBER),
        ("rating", "DOUBLE", Kind.NUMBER),
        ("hired", "DATE", Kind.DATE),
        ("seen", "TIMESTAMP", Kind.DATE),
        ("active", "BOOLEAN", Kind.BOOLEAN),
        ("code", "VARCHAR", Kind.TEXT),
        ("order", "INTEGER", Kind.NUMBER),
    ]
    salary = catalog.column("employee", "salary")
    assert salary is not None
    assert (salary.distinct, round(salary.filled, 2), salary.low, salary.high) == (4, 0.83, "2500.00", "5200.00")
    assert catalog.values.of("Region", "Name") == ("North", "South", "Übersee")
    assert catalog.values.of("sale", "product") == ("chair", "desk", "lamp")
