"""Three columns are triples where a header says so, or where they can be nothing else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from retrievers.ingest.triples import is_triples, read_triples
from retrievers.schema import Triple
from tests.retrievers.ingest.files import source

FAMILY = "ann\tmother_of\tbob\nann\tborn_in\tOslo\nbob\tmother_of\tcid\nbob\tborn_in\tRome\ncid\tborn_in\tRome\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def triples(path: Path) -> list[Triple]:
    return list(read_triples(source(path), pytest.fail))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "subject,relation,object\nann,knows,bob\n"),
        ("a.csv", "Head;Predicate;Tail\nann;knows;bob\n"),
        ("a.tsv", "h\tr\tt\nann\tknows\tbob\n"),
        ("a.jsonl", '{"h": "ann", "r": "knows", "t": "bob"}\n'),
        ("a.jsonl", '{"object": "bob", "subject": "ann", "predicate": "knows"}\n'),
        ("a.tsv", FAMILY),
        ("a.txt", FAMILY.replace("\t", "|")),
        ("a.csv", "subject,relation,object,confidence,valid_from,End\nann,knows,bob,0.5,1990,\n"),
        ("a.jsonl", '{"h": "ann", "r": "knows", "t": "bob", "source": "notes.md#3-9", "until": null}\n'),
    ],
)
def test_these_are_triples(tmp_path: Path, name: str, text: str) -> None:
    assert is_triples(source(write(tmp_path / name, text)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name,city,age\nann,Oslo,3\n"),
        ("a.csv", FAMILY.replace("\t", ",")),
        ("a.csv", "subject,relation,object,weight\nann,knows,bob,1\n"),
        ("a.tsv", "Ann\tfemale\tOslo\nBob\tmale\tRome\nCat\tfemale\tRome\nDan\tmale\tBonn\n"),
        ("a.tsv", "name\tcity\tcountry\nann\tOslo\tNorway\nbob\tOslo\tNorway\nann\tRome\tItaly\n"),
        ("a.txt", "One line of prose.\n\nAnother | with | bars.\n"),
        ("a.jsonl", '{"h": "ann", "r": "knows", "t": "bob", "year": 3}\n'),
        ("a.csv", "subject,relation,object,since,start\nann,knows,bob,1990,1991\n"),
        ("a.csv", "name,city,age,confidence\nann,Oslo,3,1\n"),
        ("a.jsonl", '{"pid": "1", "title": "x", "text": "y"}\n'),
        ("a.jsonl", ""),
    ],
)
def test_these_are_not(tmp_path: Path, name: str, text: str) -> None:
    assert not is_triples(source(write(tmp_path / name, text)))


def test_triples_know_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'subject,relation,object\n\n"Smith, Ann",knows,bob\nbob,knows,cid\n')
    assert triples(path) == [
        Triple(subject="Smith, Ann", relation="knows", object="bob", source="a.csv:3"),
        Triple(subject="bob", relation="knows", object="cid", source="a.csv:4"),
    ]


def test_a_first_row_without_a_header_is_a_triple(tmp_path: Path) -> None:
    assert triples(write(tmp_path / "a.tsv", FAMILY))[0].object == "bob"


def test_packed_lines_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"h": "ann", "r": "age", "t": 41}\n'))
    assert triples(tmp_path / "a.jsonl.gz") == [
        Triple(subject="ann", relation="age", object="41", literal=True, source="a.jsonl.gz:1")
    ]


def test_values_are_told_by_their_relation(tmp_path: Path) -> None:
    rows = "".join(
        f"film{n},starred,{name}\nfilm{n},released,{1990 + n}\n" for n, name in enumerate(["300", "Ann", "Bo"])
    )
    found = triples(write(tmp_path / "a.csv", f"subject,relation,object\n{rows}"))
    assert [t.literal for t in found if t.relation == "starred"] == [False] * 3
    assert [t.literal for t in found if t.relation == "released"] == [True] * 3


def test_lines_that_are_no_triples_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "subject,relation,object\nann,knows,bob\nann,knows\nann,,cid\n")
    notes: list[str] = []
    assert len(list(read_triples(source(path), notes.append))) == 1
    assert notes == ["2 of its lines are no triples and were left out, the first is line 3."]


def test_further_columns_are_read(tmp_path: Path) -> None:
    rows = "ann,age,41,0.5,1990-05,1999-12-31T00:00,xsd:integer,doc#3-9\nann,knows,bob,,,,,\n"
    header = "subject,relation,object,confidence,since,until,datatype,source\n"
    assert triples(write(tmp_path / "a.csv", header + rows)) == [
        Triple(
            subject="ann",
            relation="age",
            object="41",
            literal=True,
            datatype="integer",
            confidence=0.5,
            since="1990-05",
            until="1999-12-31",
            source="doc#3-9",
        ),
        Triple(subject="ann", relation="knows", object="bob", source="a.csv:3"),
    ]


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"confidence": 0.25}, {"confidence": 0.25}),
        ({"start": 1990, "end": "1991"}, {"since": "1990", "until": "1991"}),
        ({"since": "1990", "until": "1990-03"}, {"since": "1990", "until": "1990-03"}),
        ({"since": "-0044-03-15"}, {"since": "-0044-03-15"}),
        ({"datatype": "http://www.w3.org/2001/XMLSchema#gYear"}, {"datatype": "gYear", "literal": True}),
    ],
)
def test_further_keys_are_read(tmp_path: Path, more: dict[str, object], kept: dict[str, object]) -> None:
    row = {"h": "ann", "r": "knows", "t": "bob", **more}
    (found,) = triples(write(tmp_path / "a.jsonl", json.dumps(row)))
    assert found == Triple(subject="ann", relation="knows", object="bob", source="a.jsonl:1").model_copy(update=kept)


@pytest.mark.parametrize(
    "more",
    [
        {"since": "soon"},
        {"since": "1" * 5000},
        {"until": "1990-13"},
        {"since": "1990-02-30"},
        {"datatype": "a date"},
        {"since": "1999", "until": "1998"},
        {"since": "1999-06", "until": "1999-05"},
    ],
)
def test_what_is_no_date_or_datatype_is_left_out_and_its_row_kept(tmp_path: Path, more: dict[str, object]) -> None:
    rows = [{"h": "ann", "r": "knows", "t": "bob", "since": None}, {"h": "bob", "r": "knows", "t": "cid", **more}]
    notes: list[str] = []
    path = write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [(t.since, t.until, t.datatype) for t in read_triples(source(path), notes.append)] == [("", "", "")] * 2
    assert notes == [
        "1 of its lines have dates or datatypes that are none and were read without them, the first is line 2."
    ]


@pytest.mark.parametrize("confidence", ["0", "1.5", "-1", "high", "nan"])
def test_a_row_of_unknown_confidence_is_left_out(tmp_path: Path, confidence: str) -> None:
    path = write(tmp_path / "a.csv", f"s,p,o,confidence\nann,knows,bob,{confidence}\nann,knows,cid,1\n")
    notes: list[str] = []
    assert [t.object for t in read_triples(source(path), notes.append)] == ["cid"]
    assert notes == [
        "1 of its lines have a confidence that is no number above 0 and up to 1 and were left out, the first is line 2."
    ]
