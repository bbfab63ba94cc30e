"""Words of several languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers.errors import UserError
from retrievers.languages import languages_of
from retrievers.lexical import LexicalIndex
from retrievers.lexical.terms import language_of, terms

GERMAN = "Die Brücken über den Fluss wurden von den Ingenieuren der Stadt gebaut und sind nicht mehr in Gebrauch."
FRENCH = "Les ponts de la ville ont été construits par des ingénieurs qui sont venus du nord et de la mer."
SPANISH = "Los puentes de la ciudad fueron construidos por los ingenieros que llegaron del norte y de la costa."
ENGLISH = "The bridges of the town were built by engineers who had come from the north."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "german"),
        (FRENCH, "french"),
        (SPANISH, "spanish"),
        (ENGLISH, "english"),
        ("Halden Bridge, 1931, steel, 300 m", "english"),
        ("Les Misérables (1862) is a novel by Victor Hugo.", "english"),
        ("", "english"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


def test_words_of_several_languages_have_all_their_stems_once() -> None:
    assert terms("Ingenieuren", ["english", "german"]) == ["ingenieuren", "ingenieur"]
    assert terms("steel", ["english", "german"]) == ["steel"]


def test_passages_are_found_by_other_forms_of_words_in_their_language() -> None:
    index = LexicalIndex.build(["", "", ""], [GERMAN, FRENCH, ENGLISH])
    assert index.languages == ("english", "french", "german")
    for query, row in (("Ingenieur Brücke", 0), ("construite par l'ingénieur", 1), ("building a bridge", 2)):
        assert index.search([query], 1)[1].tolist() == [[row]]


def test_a_language_that_few_texts_have_is_not_told_apart() -> None:
    index = LexicalIndex.build([""] * 200, [SPANISH] + [ENGLISH] * 199)
    assert index.languages == ("english",)


@pytest.mark.parametrize(
    ("text", "among", "language"),
    [
        (FRENCH, ["german", "english"], "german"),
        (ENGLISH, ["german", "english"], "english"),
        ("Halden, 1931", ["german", "english"], "german"),
        ("Halden, 1931", ["english", "german"], "english"),
        (ENGLISH, ["german"], "german"),
    ],
)
def test_the_language_is_one_of_those_named_and_in_doubt_the_first(text: str, among: list[str], language: str) -> None:
    assert language_of(text, among) == language


@pytest.mark.parametrize(
    ("given", "named"),
    [(["de", "EN", "German"], ("german", "english")), (["auto"], ()), ([], ())],
)
def test_languages_are_named_by_code_or_name(given: list[str], named: tuple[str, ...]) -> None:
    assert languages_of(given) == named


def test_a_language_that_is_not_known_is_refused_with_the_choices() -> None:
    with pytest.raises(
        UserError, match=r"^There is no language 'klingon'; the languages are auto, en \(english\), .*\.$"
    ):
        languages_of(["de", "klingon"])


def test_auto_beside_a_language_is_refused() -> None:
    with pytest.raises(UserError, match="auto stands alone"):
        languages_of(["de", "auto"])


def test_a_language_can_be_fixed(tmp_path: Path) -> None:
    LexicalIndex.build(["", ""], [GERMAN, ENGLISH], languages=["german"]).save(tmp_path / "lexical")
    assert LexicalIndex.load(tmp_path / "lexical").languages == ("german",)
