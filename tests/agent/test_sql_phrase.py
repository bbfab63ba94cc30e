"""The notation for patterns over tagged questions."""

from __future__ import annotations

import pytest

from agent.reasoner.embedded.sql.phrase import phrase, said


@pytest.mark.parametrize(
    ("notation", "line", "read"),
    [
        ("the? superlative:S", " what is the S3 C1 ", " the S3"),
        ("than:G value:ND (years old)?", " people G1 N2 years old ", " G1 N2 years old"),
        ("type(s) of C", " types of C1 ", " types of C1"),
        ("~{0,2} C", " that are very big C1 ", " very big C1"),
        ("(CT|_) by C", " _ by C2 ", " _ by C2"),
        ("DET column:C", " of all the C1 ", " of all the C1"),
        ("~ed", " who painted C1 ", " painted"),
        ("(and|,)* C", " , and C1 ", " , and C1"),
    ],
)
def test_reads(notation: str, line: str, read: str) -> None:
    match = phrase(notation).search(line)
    assert match is not None
    assert match[0] == read


@pytest.mark.parametrize(
    ("notation", "line"),
    [("the", " then "), ("C", " T1 "), ("~ C", " and C1 "), ("a b", " a c b "), ("x END", " x y ")],
)
def test_does_not_read(notation: str, line: str) -> None:
    assert phrase(notation).search(line) is None


def test_keeps_tags_and_words_by_name() -> None:
    match = phrase("how:(at most|less than) value:N").search(" at most N4 ")
    assert match is not None
    assert match["value"] == "N4"
    assert said(match, "how") == "at most"


def test_an_optional_group_that_read_nothing_said_nothing() -> None:
    match = phrase("lead:(with|has)? C").search(" C1 ")
    assert match is not None
    assert said(match, "lead") == ""


@pytest.mark.parametrize("notation", ["(a", "a)", "a $"])
def test_malformed_notation_is_refused(notation: str) -> None:
    with pytest.raises(ValueError, match=r"cannot read|stays open"):
        phrase(notation)
