"""Only what a passage holds word for word is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.extraction.values import datatype, held, is_value
from agent.extraction.verify import BOTH_NAMED, ONE_NAMED, Checked, Source, check
from agent.extraction.wire import EntityReply, ExtractReply, FactReply
from retrievers.extraction.facts import squeeze
from retrievers.schema import Passage
from tests.support.extraction import fact, reply

TEXT = (
    "Ada Weiss designed the Karlin Bridge, which opened in 1903. She was born in\nTarnby and headed the Port Authority "
    "from 1911 to 1920."
)
TITLE = "Ada Weiss (engineer)"
SOURCE = Source(text=TEXT, title=TITLE)


def checked(*facts: dict[str, str], **entities: str) -> Checked:
    return check(ExtractReply.model_validate(reply(*facts, entities=entities)), SOURCE)


def test_fact_keeps_the_words_that_state_it() -> None:
    (found,) = checked(fact("Ada Weiss", "designed", "Karlin Bridge", "ada weiss  designed the Karlin Bridge")).facts
    assert TEXT[found.start : found.end] == "Ada Weiss designed the Karlin Bridge"
    assert (found.subject, found.relation, found.object) == ("Ada Weiss", "designed", "Karlin Bridge")
    assert found.confidence == BOTH_NAMED


def test_name_that_a_pronoun_stands_for_makes_a_fact_less_sure() -> None:
    (found,) = checked(fact("Ada Weiss", "born in", "Tarnby", "She was born in Tarnby")).facts
    assert found.confidence == ONE_NAMED
    assert TEXT[found.start : found.end] == "She was born in\nTarnby"


def test_name_over_a_line_break_is_written_on_one_line() -> None:
    source = Source(text="The Port\nAuthority runs the Long Quay.")
    written = reply(fact("Port Authority", "runs", "Long Quay", "The Port Authority runs the Long Quay."))
    assert check(ExtractReply.model_validate(written), source).facts[0].subject == "Port Authority"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (fact("Ada Weiss", "designed", "Oder Bridge", "Ada Weiss designed"), "a name that is not in the passage"),
        (fact("Ada Weiss", "designed", "Karl", "Ada Weiss designed"), "a name that is not in the passage"),
        (fact("She", "born in", "Tarnby", "She was born in Tarnby"), "a name that is not in the passage"),
        (fact("Ada Weiss", "built", "Karlin Bridge", "Weiss built it"), "evidence that is not in the passage"),
        (fact("Ada Weiss", "designed", "Karlin Bridge", ""), "evidence that is not in the passage"),
        (fact("Ada Weiss", "designed", "Karlin Bridge", "She was born in"), "evidence that names neither thing"),
        (fact("Ada Weiss", "is", "Ada Weiss", "Ada Weiss designed"), "no relation between two things"),
        (fact("Ada Weiss", "->", "Tarnby", "born in Tarnby"), "no relation between two things"),
    ],
)
def test_what_the_passage_does_not_bear_out_is_dropped_and_counted(written: dict[str, str], why: str) -> None:
    found = checked(written)
    assert found.facts == ()
    assert found.dropped == {why: 1}


def test_name_may_stand_in_the_title_alone() -> None:
    source = Source(text="He was born in Tarnby.", title="Jon Feld")
    written = reply(fact("Jon Feld", "born in", "Tarnby", "He was born in Tarnby."))
    assert len(check(ExtractReply.model_validate(written), source).facts) == 1


def test_fact_holds_for_the_time_that_the_passage_gives() -> None:
    headed = fact("Ada Weiss", "headed", "the Port Authority", "headed the Port Authority", "from 1911 to 1920")
    (found,) = checked(headed).facts
    assert (found.object, found.since, found.until) == ("Port Authority", "1911", "1920")


def test_time_that_the_passage_does_not_give_is_left_out() -> None:
    (found,) = checked(fact("Ada Weiss", "headed", "Port Authority", "headed the Port Authority", "since 1905")).facts
    assert (found.since, found.until) == ("", "")


def test_date_is_a_value() -> None:
    (found,) = checked(fact("Karlin Bridge", "opened in", "1903", "the Karlin Bridge, which opened in 1903")).facts
    assert (found.literal, found.datatype) == (True, "gYear")


def test_entity_that_is_not_named_is_dropped() -> None:
    found = checked(**{"Ada Weiss": "Civil_Engineer", "Paris": "city"})
    assert [(entity.name, entity.kind) for entity in found.entities] == [("Ada Weiss", "civil engineer")]
    assert found.dropped == {"a name that is not in the passage": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20 July 1969", True), ("July 20, 1969", True), ("1969", True), ("12 km", True), ("€5 million", True),
        ("42 %", True), ("12 Angry Men", False), ("Apollo 11", False), ("Karlin Bridge", False),
        ("7 World Trade Center", False),
    ],
)  # fmt: skip
def test_values_are_told_from_names(text: str, value: bool) -> None:
    assert is_value(text) is value


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("in 1969", "1969", "1969"), ("since May 2004", "2004-05", ""), ("until 3 March 1970", "", "1970-03-03"),
        ("1990–1995", "1990", "1995"), ("from 1990 to 1995", "1990", "1995"), ("in the 1960s", "", ""),
        ("2004-05-01", "2004-05-01", "2004-05-01"), ("for years", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_times_are_read_to_the_precision_that_they_have(words: str, since: str, until: str) -> None:
    assert held(words) == (since, until)


@pytest.mark.parametrize(
    ("text", "name"), [("1903", "gYear"), ("1903-05-01", "date"), ("-3", "integer"), ("12 km", "")]
)
def test_value_has_the_type_that_it_is_written_as(text: str, name: str) -> None:
    assert datatype(text) == name


WORDS = st.sampled_from(
    [
        "Ada",
        "Weiss",
        "Karlin",
        "Bridge",
        "She",
        "1903",
        "the",
        "designed",
        "東京",
        "Ann",
        "Annual",
        "<b>",
        "[E1]",
        "–",
        "",
    ]
)
PHRASE = st.lists(WORDS, max_size=4).map(" ".join)


@given(
    text=st.lists(WORDS, max_size=20).map(" ".join) | st.text(max_size=80),
    title=PHRASE,
    facts=st.lists(st.tuples(PHRASE, PHRASE, PHRASE, PHRASE, PHRASE), max_size=6),
    names=st.lists(PHRASE | st.text(max_size=8), max_size=4),
)
def test_nothing_is_kept_that_the_passage_does_not_hold(
    text: str, title: str, facts: list[tuple[str, str, str, str, str]], names: list[str]
) -> None:
    written = ExtractReply(
        reasoning="",
        entities=[EntityReply(name=name, kind="thing") for name in names],
        facts=[FactReply(subject=s, relation=r, object=o, evidence=e, time=t) for s, r, o, e, t in facts],
    )
    found = check(written, Source(text=text, title=title))
    passage = Passage(id="p", document="d", title=title, text=text, start=7, end=7 + len(text))
    held_words = (squeeze(text), squeeze(title))
    for triple in found.extraction("m").triples(passage, lambda name: name):
        assert any(triple.subject in words for words in held_words)
        start, end = map(int, triple.source.removeprefix("d#").split("-"))
        assert 0 <= start - 7 < end - 7 <= len(text)
    for item in found.facts:
        evidence = squeeze(text[item.start : item.end])
        assert any(item.object in words for words in held_words)
        assert item.subject in evidence or item.object in evidence
    assert len(found.facts) + len(found.entities) + sum(found.dropped.values()) <= len(facts) + len(names)
