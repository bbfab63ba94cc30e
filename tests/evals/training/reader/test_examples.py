"""What the network learns from each kind of question."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from evals.training.reader.examples import Example, Kind, several, single
from evals.training.reader.rows import Row
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import TEXT_PART, TITLE_PART
from tests.evals.training.reader.sources import GULL, OSLO, TERN, row

BUILT = "Where was the Gull built?"
CAPITAL = "Of which country is the city where the Gull was built the capital?"
LARK = Source("The Lark", "The Lark is a barge.")
OTHERS = [Source(f"Boat {number}", f"Boat {number} is green.") for number in range(9)]
SEEDS = 120


def nothing(_: str) -> Sequence[Source]:
    return []


def singles(asked: Row, *found: Source) -> list[Example]:
    """Return the examples of many draws."""
    return [each for seed in range(SEEDS) for each in single(asked, lambda _: found, random.Random(seed))]


def severals(asked: Row, *found: Source) -> list[Example]:
    return [each for seed in range(SEEDS) for each in several(asked, lambda _: found, random.Random(seed))]


def marked(example: Example) -> set[str]:
    """Return the words that an example marks as answers."""
    return {
        (example.chain[number].title if part == TITLE_PART else example.chain[number].text)[start:end]
        for number, part, start, end in example.marks
    }


ONE = row(BUILT, [GULL], [GULL], "Oslo", source="quoref")
TWO = row(CAPITAL, [GULL, OSLO, TERN, *OTHERS], [GULL, OSLO], "Norway", source="hops")


def test_a_question_of_one_passage_is_read_with_it() -> None:
    first = next(single(ONE, nothing, random.Random(0)))
    assert (first.question, first.kind, first.relevant, first.source) == (BUILT, Kind.SPAN, True, "quoref")
    assert [source.text for source in first.chain] == [GULL.text]


def test_every_answer_that_is_marked_reads_as_one() -> None:
    examples = singles(ONE, TERN)
    assert {words for each in examples for words in marked(each)} == {"Oslo"}


def test_some_passages_are_read_without_their_titles() -> None:
    titles = {each.chain[0].title for each in singles(ONE) if each.kind is Kind.SPAN}
    assert titles == {"", "The Gull"}


def test_without_the_sentence_that_answers_there_is_no_answer() -> None:
    cut = [each for each in singles(ONE) if each.kind is Kind.NONE]
    assert {each.chain for each in cut} == {(Source("The Gull", "The Gull is a ship."),)}
    assert {each.relevant for each in cut} == {None}


def test_a_passage_that_is_found_and_does_not_answer_does_not_belong() -> None:
    astray = [each for each in singles(ONE, TERN) if each.chain == (TERN,)]
    assert {(each.kind, each.relevant) for each in astray} == {(Kind.NONE, False)}


@pytest.mark.parametrize("found", [GULL, Source("", "Ships from Oslo."), Source("Oslo", "A city.")])
def test_a_passage_that_may_answer_is_never_said_not_to_belong(found: Source) -> None:
    assert all(each.relevant is not False for each in singles(ONE, found))


def test_a_text_that_goes_on_to_something_else_still_answers() -> None:
    joined = [each for each in singles(ONE, TERN) if len(each.chain) == 1 and TERN.text in each.chain[0].text]
    told = {each.chain[0].text for each in joined if each.kind is Kind.SPAN}
    assert told == {f"{GULL.text} {TERN.text}", f"{TERN.text} {GULL.text}"}
    assert {words for each in joined for words in marked(each)} == {"Oslo"}


def test_a_foreign_passage_in_the_chain_leaves_the_answer_where_it_stands() -> None:
    mixed = [each for each in singles(ONE, TERN) if len(each.chain) == 2]
    assert {each.chain for each in mixed} == {(GULL, TERN), (TERN, GULL)}
    assert all(marked(each) == {"Oslo"} and each.relevant is None for each in mixed)


@pytest.mark.parametrize(("verdict", "kind"), [(True, Kind.YES), (False, Kind.NO)])
def test_a_question_for_yes_or_no_has_a_kind_and_no_marks(*, verdict: bool, kind: Kind) -> None:
    asked = row("Is Oslo old?", [OSLO], [OSLO], verdict=verdict)
    assert {(each.kind, each.marks) for each in singles(asked)} == {(kind, ())}


def test_all_that_a_question_rests_on_is_read_together_in_both_orders() -> None:
    whole = {each.chain for each in severals(TWO) if set(each.chain) == {GULL, OSLO}}
    assert whole == {(GULL, OSLO), (OSLO, GULL)}


def test_a_whole_chain_belongs_and_answers() -> None:
    whole = [each for each in severals(TWO) if set(each.chain) == {GULL, OSLO}]
    assert {(each.relevant, each.kind, *marked(each)) for each in whole} == {(True, Kind.SPAN, "Norway")}


@pytest.mark.parametrize(("text", "kind"), [(OSLO, Kind.SPAN), (GULL, Kind.NONE)])
def test_a_passage_alone_belongs_and_answers_if_the_answer_stands_in_it(text: Source, kind: Kind) -> None:
    alone = [each for each in severals(TWO) if each.chain == (text,)]
    assert {(each.relevant, each.kind) for each in alone} == {(True, kind)}


def test_chains_that_end_in_another_passage_go_astray() -> None:
    astray = [each for each in severals(TWO) if len(each.chain) == 2 and each.chain[1] not in {GULL, OSLO}]
    assert {(each.relevant, each.kind) for each in astray} == {(False, Kind.NONE)}
    assert {each.chain[0] for each in astray} > {GULL, OSLO}


def test_a_whole_chain_among_others_answers_and_teaches_nothing_of_its_last_passage() -> None:
    mixed = [each for each in severals(TWO) if len(each.chain) == 3]
    assert all({GULL, OSLO} < set(each.chain) for each in mixed)
    assert {(each.relevant, *marked(each)) for each in mixed} == {(None, "Norway")}


def test_what_a_search_finds_is_read_as_astray() -> None:
    assert any(each.chain == (LARK,) and each.relevant is False for each in severals(TWO, LARK))


def test_a_question_that_offers_its_answers_is_answered_by_a_title() -> None:
    asked = row("Which is a ship, The Gull or The Tern?", [GULL, TERN], [GULL, TERN], "The Gull")
    whole = [each for each in severals(asked) if len(each.chain) == 2]
    assert {(number, part) for each in whole for number, part, *_ in each.marks if part == TITLE_PART} == {
        (0, TITLE_PART),
        (1, TITLE_PART),
    }
    assert all(marked(each) == {"The Gull"} for each in whole)


def test_one_of_the_things_offered_alone_is_no_answer() -> None:
    asked = row("Which is a ship, The Gull or The Tern?", [GULL, TERN], [GULL, TERN], "The Gull")
    assert {each.kind for each in severals(asked) if len(each.chain) == 1} == {Kind.NONE}


def test_a_title_answers_without_what_stands_in_brackets() -> None:
    asked = row("Which city is the capital of Norway?", [OSLO], [OSLO], "oslo")
    (mark,) = next(single(asked, nothing, random.Random(0))).marks
    assert mark == (0, TITLE_PART, 0, len("Oslo"))


def test_a_text_with_the_answer_is_marked_there_and_not_in_its_title() -> None:
    text = Source("Oslo", "Oslo is old.")
    first = next(single(row("What is old?", [text], [text], "Oslo"), nothing, random.Random(0)))
    assert first.marks == ((0, TEXT_PART, 0, 4),)


def test_a_question_of_yes_or_no_over_several_passages_is_decided_by_all_of_them() -> None:
    asked = row("Are both ships?", [GULL, TERN, LARK], [GULL, TERN], verdict=False)
    kinds = {(len(each.chain), each.kind) for each in severals(asked) if each.relevant}
    assert kinds == {(1, Kind.NONE), (2, Kind.NO)}


def test_more_passages_than_a_chain_holds_are_read_in_pairs() -> None:
    five = [Source(f"Place {number}", f"Place {number} is north.") for number in range(5)]
    asked = row("How many are north?", five, five, "5")
    assert {len(each.chain) for each in severals(asked)} == {1, 2}


def test_the_one_passage_that_decides_a_question_for_yes_or_no_is_read_with_it_alone() -> None:
    asked = row("Was the Gull built in Oslo?", [GULL, OSLO], [GULL], "yes", verdict=True)
    alone = [each for each in severals(asked) if each.chain == (GULL,)]
    assert {(each.kind, each.relevant) for each in alone} == {(Kind.YES, True)}
