"""The part of a schema that a question needs."""

from __future__ import annotations

import pytest

from retrievers.tables.schema import Column, ForeignKey, Kind, Table
from tools.sql import Catalog
from tools.sql.subschema import Linker, SubSchema
from tools.sql.values import Value, ValueIndex


def table(name: str, *columns: str) -> Table:
    return Table(
        name=name,
        columns=tuple(
            Column(table=name, name=column, type="BIGINT", kind=Kind.NUMBER)
            if column.endswith("_id") or column == "id"
            else Column(table=name, name=column, type="VARCHAR")
            for column in columns
        ),
        primary_key=("id",) if "id" in columns else (),
    )


def key(one: str, column: str, two: str) -> ForeignKey:
    return ForeignKey(table=one, columns=(column,), to_table=two, to_columns=("id",))


SCHOOL = Catalog(
    tables=(
        table("student", "id", "name", "hometown", "birthday", "phone", "email"),
        table("course", "id", "title", "credits", "room", "weekday"),
        table("enrolment", "student_id", "course_id", "grade", "enrolled_on"),
        table("building", "id", "name", "street", "floors", "architect", "opened"),
        table("parking_lot", "id", "building_id", "spaces", "surface", "lights"),
    ),
    foreign_keys=(
        key("enrolment", "student_id", "student"),
        key("enrolment", "course_id", "course"),
        key("parking_lot", "building_id", "building"),
    ),
)


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(SCHOOL)


def names(part: SubSchema) -> set[tuple[str, str]]:
    return {(column.table, column.name) for column in part.columns}


def test_named_columns_come_before_others(linker: Linker) -> None:
    assert names(linker("Which architect designed the building?", columns=3)) >= {("building", "architect")}


def test_no_more_columns_than_asked_for(linker: Linker) -> None:
    assert len(linker("the titles of the courses of each student", columns=5).columns) == 5


def test_a_table_between_two_named_ones_joins_them(linker: Linker) -> None:
    part = linker("What are the titles of the courses that the student named Ada takes?", columns=8)
    assert set(part.keys) >= {key("enrolment", "student_id", "student"), key("enrolment", "course_id", "course")}


def test_every_column_is_of_a_table_of_the_part(linker: Linker) -> None:
    part = linker("How many spaces has the parking lot of each building?", columns=4)
    assert {column.table for column in part.columns} <= set(part.tables)


def test_a_part_keeps_the_order_of_the_catalog(linker: Linker) -> None:
    part = linker("parking lots of buildings by the course credits of students", columns=12)
    order = [each.name for each in SCHOOL.tables]
    assert list(part.tables) == sorted(part.tables, key=order.index)


def test_a_question_about_something_else_still_has_a_part(linker: Linker) -> None:
    assert len(linker("", columns=2).columns) == 2


def test_the_values_that_a_question_names_are_of_the_part() -> None:
    catalog = Catalog(tables=SCHOOL.tables, values=ValueIndex([("student", "hometown", ["Bern", "Rome"])]))
    assert Linker(catalog)("Which students are from Rome?").values == (Value("student", "hometown", "Rome"),)


def test_an_empty_database_has_an_empty_part() -> None:
    assert Linker(Catalog(tables=()))("How many?") == SubSchema(tables=(), columns=(), keys=())
