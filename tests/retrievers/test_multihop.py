"""Following names from passage to passage."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from retrievers import Hit, KnowledgeBase
from tests.support.corpora import knowledge_base

PASSAGES = {
    "orchard": ("The Glass Orchard (film)", "The Glass Orchard is a 1961 drama film directed by Ilse Brandt."),
    "ilse": ("Ilse Brandt", "Ilse Brandt (1920-1999) was a filmmaker who grew up in Veldra and died in Korsund."),
    "lantern": ("Red Lantern Road", "Red Lantern Road is a comedy film written and directed by Tomas Weir."),
    "tomas": ("Tomas Weir", "Tomas Weir (born 1948) is a stage and screen director from Port Aldous."),
    "festival": ("Film festivals", "Directors of film were born and raised everywhere; festivals show their work."),
    "birth": ("Place of birth", "The place where a person was born is asked in many forms."),
    "veldra": ("Veldra", "Veldra is a town on the river Osk with nine thousand people."),
    "mill": ("m1", "The Osk Mill was bought by the Harrow Trust after the flood."),
    "trust": ("m2", "A charity in the north, the Harrow Trust is chaired by the physicist Lena Moss."),
    "noise": ("m3", "Mills grind grain into flour, and a flood may stop them."),
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with knowledge_base(tmp_path_factory.mktemp("multihop"), PASSAGES) as opened:
        yield opened


def search(kb: KnowledgeBase, question: str, k: int) -> dict[str, Hit]:
    return {hit.passage.document: hit for hit in kb.retriever().search([question], k=k)[0]}


def why(hit: Hit) -> set[tuple[str, str]]:
    return {(reason.kind, reason.detail) for reason in hit.why}


def test_a_bridge_is_followed_and_says_so(kb: KnowledgeBase) -> None:
    hits = search(kb, "Where did the director of The Glass Orchard grow up?", k=2)
    assert set(hits) == {"orchard", "ilse"}
    assert ("title", "The Glass Orchard") in why(hits["orchard"])
    assert ("bridge", "Ilse Brandt") in why(hits["ilse"])


def test_no_path_leads_over_a_passage_that_is_not_wanted(kb: KnowledgeBase) -> None:
    rows = np.array(sorted(row for name in PASSAGES if name != "ilse" for row in kb.store.document_passages(name)))
    question = "On which river is the town where the director of The Glass Orchard grew up?"
    hits = kb.retriever().search([question], k=len(PASSAGES), within=rows)[0]
    assert len(hits) == len(rows)
    assert ("bridge", "Veldra") not in {reason for hit in hits for reason in why(hit)}


def test_two_bridges_are_followed(kb: KnowledgeBase) -> None:
    question = "On which river is the town where the director of The Glass Orchard grew up?"
    assert set(search(kb, question, k=3)) == {"orchard", "ilse", "veldra"}


def test_a_comparison_branches(kb: KnowledgeBase) -> None:
    question = "Which film has the older director, the glass orchard or Red Lantern Road?"
    assert set(search(kb, question, k=4)) == {"orchard", "ilse", "lantern", "tomas"}


def test_a_name_that_is_no_title_bridges(kb: KnowledgeBase) -> None:
    hits = search(kb, "Who chairs the body that bought the mill on the Osk after the flood?", k=2)
    assert set(hits) == {"mill", "trust"}
    assert ("bridge", "Harrow Trust") in why(hits["trust"])


def test_a_question_of_one_passage_is_answered_by_it(kb: KnowledgeBase) -> None:
    assert list(search(kb, "How many people live in Veldra?", k=1)) == ["veldra"]


def test_a_question_answers_the_same_alone_and_among_others(kb: KnowledgeBase) -> None:
    questions = ["Where was Tomas Weir born?", "Who runs the Harrow Trust?", "films"] * 15
    together = kb.retriever().search(questions, k=5)
    alone = [kb.retriever().search([question], k=5)[0] for question in questions[:3]]
    for number, hits in enumerate(together):
        assert [hit.passage.id for hit in hits] == [hit.passage.id for hit in alone[number % 3]]


@pytest.mark.parametrize("question", ["", "?!", "zzz qqq", "the of and"])
def test_questions_without_a_known_word_raise_nothing(kb: KnowledgeBase, question: str) -> None:
    assert len(kb.retriever().search([question], k=3)[0]) == 3


def test_more_hits_than_passages_are_all_of_them(kb: KnowledgeBase) -> None:
    assert len(kb.retriever().search(["film"], k=50)[0]) == len(PASSAGES)


def test_an_empty_knowledge_base_finds_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty")
    (folder / "facts.nt").write_text("<urn:a> <urn:b> <urn:c> .\n")
    from retrievers.ingest import build

    build([folder / "facts.nt"], folder / "kb")
    with KnowledgeBase.open(folder / "kb") as kb:
        for name in ("bm25", "dense", "hybrid", "multihop"):
            assert kb.retriever(name).search(["anything"], k=3) == [[]]
