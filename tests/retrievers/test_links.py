"""Names in texts, and the links that follow from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrievers.errors import KnowledgeBaseError
from retrievers.hashes import hashes
from retrievers.links import EdgeKind, LinkGraph
from retrievers.links.finder import NameFinder
from retrievers.links.lists import Lists
from retrievers.links.names import proper_names, stated_names, title_names
from retrievers.links.persons import short_names
from retrievers.links.subjects import subject
from retrievers.links.words import located_words, normalised
from retrievers.titles import is_identifier

TITLES = ["Orsolya Varga", "Halden Bridge (1931)", "Home", "Town of Halden", "", ""]
TEXTS = [
    "Orsolya Ilona Varga (1900-1980), also known as Orsi Varga, designed the Halden Bridge.",
    "A bridge of steel. Its home is the valley.",
    "A film that was shown in Kestrel Hall.",
    "Halden, formally the Town of Halden, is a town.",
    "Kestrel Hall opened in 1950 and seats 900.",
    "Orsi Varga is buried beside her home.",
]


@pytest.fixture(scope="module")
def graph() -> LinkGraph:
    return LinkGraph.build(TITLES, TEXTS, aliases={"Town of Halden": ["Fredrikshald"]})


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("The Hobbit (1937 novel)", {"The Hobbit (1937 novel)", "The Hobbit", "Hobbit"}),
        ("Sir Isaac Newton", {"Sir Isaac Newton", "Isaac Newton"}),
        ("Springfield, Illinois", {"Springfield, Illinois", "Springfield"}),
        ("Prince", {"Prince"}),
        ("", {""}),
    ],
)
def test_names_of_a_title(title: str, names: set[str]) -> None:
    assert set(title_names(title)) == names


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("Bill Gates", "William Henry Gates III (born 1955) is a", ["William Henry Gates III"]),
        (
            "Mark Twain",
            "Samuel Clemens, known by his pen name, born Samuel Langhorne",
            ["Samuel Clemens", "Samuel Langhorne"],
        ),
        ("World Trade Organization", "The body (WTO) is", ["WTO"]),
        ("Istanbul", "A city, formerly Constantinople, on two continents", ["Constantinople"]),
        ("Ann Lee", "She was born March 3 in a village", []),
    ],
)
def test_names_that_a_text_states(title: str, text: str, names: list[str]) -> None:
    assert list(stated_names(title, text)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ivo Karel Brandl (born 1928) is", ["Ivo Brandl", "Ivo K. Brandl", "Karel Brandl"]),
        ("Ivo Karel Brandl Jr.( May 3, 1904", ["Ivo Brandl", "Ivo K. Brandl", "Karel Brandl"]),
        ("Ivo Karel Brandl, KCMG (10 May 1904", ["Ivo Brandl", "Ivo K. Brandl", "Karel Brandl"]),
        ("Ivo K. Brandl (born 1928) is", ["Ivo Brandl"]),
        ("Ana Lucía de Sousa (born 1928) is", ["Ana de Sousa", "Ana L. de Sousa", "Lucia de Sousa"]),
        ('Ivo" Ike" Brandl( born 1928) is', ["Ivo Brandl", "Ike Brandl"]),
        ("Ivo Brandl (born 1928) is", []),
        ("Bank of Halden Holdings (a bank) is", []),
        ("Grand Halden Bridge is a bridge (1931).", []),
    ],
)
def test_shorter_names_of_a_person(text: str, names: list[str]) -> None:
    assert list(short_names(text)) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Third Side of the River is a drama.", "The Third Side of the River"),
        ("Alarm at Midnight, also known as Help, is", "Alarm at Midnight"),
        ('"Das Tal und der Fluss" (The Valley) is a film.', "Das Tal und der Fluss"),
        ("The following is a list.", ""),
        ("it was Halden, the town was a port.", ""),
        ("He left. Halden was a port.", ""),
        ("Some of those who came to see Halden were the last.", ""),
    ],
)
def test_subject_of_a_text(text: str, name: str) -> None:
    assert subject(text) == name


@pytest.mark.parametrize(
    ("title", "identifier"), [("", True), ("p00017", True), ("doc-17", True), ("Halden", False), ("Route 66", False)]
)
def test_titles_that_are_identifiers(title: str, identifier: bool) -> None:
    assert is_identifier(title) is identifier


def test_subject_of_an_untitled_text_is_trusted_like_a_title() -> None:
    graph = LinkGraph.build(["p1", "p2"], ["Alarm at Midnight is a film.", "Ivo Brandl directed Alarm at Midnight."])
    assert graph.links(1).tolist() == [0]
    assert [mention.trust.tolist() for mention in graph.mentions("Who made Alarm at Midnight?")] == [[1.0]]


def test_proper_names_leave_out_dates_and_opening_words() -> None:
    text = "In May 1950 the Duke of Alba met Ana García at The Hague. He left on 3 June."
    assert list(proper_names(text)) == ["Duke of Alba", "Ana Garcia", "Hague"]


def test_located_words_count_in_the_original_text() -> None:
    text = "Cæsar’s œuvre: Zoë & I"
    assert [(word, text[start:end]) for word, start, end in located_words(text)][-2:] == [("Zoe", "Zoë"), ("I", "I")]
    assert normalised("J.R.R. Tolkien’s") == "j r r tolkien s"


def test_the_finder_keeps_maximal_matches() -> None:
    names = ["york", "new york", "new york city hall", "hall of fame"]
    found = NameFinder.of(names)(hashes(["the", "new", "york", "city", "hall", "of", "fame", "in", "york"]))
    assert [names[name] for name in found.name] == ["new york city hall", "hall of fame", "york"]
    assert list(zip(found.first, found.last, strict=True)) == [(1, 4), (4, 6), (8, 8)]


def test_no_name_goes_over_the_end_of_a_text() -> None:
    words = np.concatenate([hashes(["new"]), np.zeros(1, np.uint64), hashes(["york"])])
    assert len(NameFinder.of(["new york"])(words).name) == 0


def test_lists_gather_and_invert() -> None:
    lists = Lists.grouped(np.array([0, 0, 2]), np.array([2, 0, 2]), 3)
    places, positions = lists.gather(np.array([2, 0, 1]))
    assert list(zip(places, lists.at(positions), strict=True)) == [(0, 2), (1, 2), (1, 0)]
    assert [lists.inverse(4)[value].tolist() for value in range(4)] == [[0], [], [0, 2], []]


def test_a_mention_of_a_title_is_a_link_and_its_inverse_a_backlink(graph: LinkGraph) -> None:
    assert 1 in graph.links(0)
    assert graph.backlinks(1).tolist() == [0]


def test_stated_aliases_link_both_ways(graph: LinkGraph) -> None:
    assert graph.links(5).tolist() == [0]
    assert 5 in graph.links(0)


def test_given_aliases_are_found(graph: LinkGraph) -> None:
    (mention,) = graph.mentions("Where is Fredrikshald?")
    assert mention.rows.tolist() == [3]


def test_small_letters_are_no_mention_of_a_capitalised_title(graph: LinkGraph) -> None:
    assert graph.backlinks(2).tolist() == []


def test_passages_without_titles_are_linked_by_shared_names(graph: LinkGraph) -> None:
    edges = graph.edges(np.array([2]))
    assert edges.rows.tolist() == [4]
    assert edges.kinds.tolist() == [EdgeKind.SHARED]
    assert [graph.names[name] for name in edges.names] == ["Kestrel Hall"]


def test_mentions_ignore_case_accents_and_punctuation_and_keep_offsets(graph: LinkGraph) -> None:
    question = "did örsolya varga's halden-bridge last?"
    mentions = graph.mentions(question)
    assert [question[mention.start : mention.end] for mention in mentions] == ["örsolya varga", "halden-bridge"]
    assert [mention.rows.tolist() for mention in mentions] == [[0], [1]]


def test_titles_are_covered_in_any_order(graph: LinkGraph) -> None:
    words = graph.titles.words("Varga, whose given name was Orsolya")
    assert graph.titles.best(words, 5).tolist() == [0]
    coverage = graph.titles.coverage(words, np.arange(len(graph)))
    assert coverage[0] == pytest.approx(1)
    assert not coverage[1:].any()


def test_a_saved_graph_is_equal(graph: LinkGraph, tmp_path: Path) -> None:
    graph.save(tmp_path / "links")
    loaded = LinkGraph.load(tmp_path / "links")
    assert list(loaded.names) == list(graph.names)
    rows = np.arange(len(TITLES))
    for saved, built in zip(vars(loaded.edges(rows)).values(), vars(graph.edges(rows)).values(), strict=True):
        np.testing.assert_array_equal(saved, built)
    words = loaded.titles.words("halden")
    np.testing.assert_array_equal(loaded.titles.coverage(words, rows), graph.titles.coverage(words, rows))


def test_no_passages_have_no_links(tmp_path: Path) -> None:
    LinkGraph.build([], []).save(tmp_path / "links")
    loaded = LinkGraph.load(tmp_path / "links")
    assert len(loaded) == 0
    assert loaded.mentions("Anything at all") == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="links is missing"):
        LinkGraph.load(tmp_path / "links")
