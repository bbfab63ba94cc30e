"""Three columns are triples where a header says so, or where they can be nothing else."""

from __future__ import annotations

import gzip
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
