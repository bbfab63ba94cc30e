"""How names are compared and identifiers read."""

from __future__ import annotations

import pytest

from retrievers.graph.store.names import key_hashes, local_name, normalise, verbalise


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Apollo 11", "apollo 11"),
        ("Frederica_of_Mecklenburg-Strelitz", "frederica of mecklenburg strelitz"),
        ("Mike's Murder", "mikes murder"),
        ("São Tomé", "sao tome"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Пётр", "петр"),
        ("東京", "東京"),
        ("서울", "서울"),
        ("$", "$"),
    ],
)
def test_normalise(name: str, key: str) -> None:
    assert normalise(name) == key


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("partOfProgramme", "part of programme"),
        ("plays_for_country", "plays for country"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "type"),
        ("http://dbpedia.org/ontology/birthPlace", "birth place"),
        ("dbo:birthPlace", "birth place"),
        ("people.person.place_of_birth", "place of birth"),
        ("/film/film/directed_by", "directed by"),
        ("IMDbRating", "im db rating"),
        ("launch vehicle", "launch vehicle"),
    ],
)
def test_verbalise(identifier: str, words: str) -> None:
    assert verbalise(identifier) == words


def test_the_local_name_of_an_iri() -> None:
    assert local_name("https://example.org/space/Apollo_11/") == "Apollo_11"


def test_hashes_are_the_same_on_every_machine() -> None:
    assert key_hashes(["apollo 11"]).tolist() == [5458398123935663763]
