"""Adding, changing and dropping what a knowledge base is made of."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from retrievers import versions
from retrievers.errors import KnowledgeBaseError, UserError
from retrievers.graph.facts import Facts, extract
from retrievers.ingest import BuildReport, Change, update
from retrievers.ingest.previous import previous_version
from retrievers.knowledge_base import KnowledgeBase
from tests.retrievers.ingest.embedders import WordEmbedder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with two folders of files."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "moons" / "io.md", "# Io\n\nIo has volcanoes.\n")
    write(tmp_path / "moons" / "t.csv", "name,radius\nIo,1821\n")
    write(tmp_path / "stars" / "sun.md", "# Sun\n\nThe Sun is a star.\n")
    write(tmp_path / "stars" / "g.tsv", "subject\trelation\tobject\nIo\torbits\tJupiter\nSun\tholds\tJupiter\n")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def change(*paths: str, sync: bool = False, kb: Path | str = "kb", embedder: WordEmbedder | None = None) -> BuildReport:
    return update([Path(path) for path in paths], Path(kb), sync=sync, embedder=embedder or WordEmbedder())


def held(kb: Path | str = "kb") -> list[str]:
    with KnowledgeBase.open(kb, WordEmbedder()) as base:
        return base.store.document_ids()


def inputs(kb: Path | str = "kb") -> list[str]:
    with KnowledgeBase.open(kb, WordEmbedder()) as base:
        return [given.path for given in base.manifest.inputs]


@pytest.mark.usefixtures("place")
def test_paths_are_added_to_those_from_before() -> None:
    change("moons")
    report = change("stars")
    assert held() == ["io.md", "sun.md"]
    assert report.changes.documents == Change(added=1, kept=1)
    assert report.changes.tables == Change(kept=1)
    assert report.changes.triples == Change(added=2)


def test_everything_recorded_is_brought_up_to_date(place: Path) -> None:
    change("moons", "stars")
    write(place / "moons" / "io.md", "# Io\n\nIo is yellow.\n")
    write(place / "moons" / "t.csv", "name,radius\nIo,1800\n")
    write(place / "moons" / "titan.md", "# Titan\n\nTitan has lakes.\n")
    (place / "stars" / "sun.md").unlink()
    write(place / "stars" / "g.tsv", "subject\trelation\tobject\nIo\torbits\tJupiter\nIo\tnear\tTitan\n")
    report = change()
    assert report.changes.documents == Change(added=1, changed=1, removed=1)
    assert report.changes.tables == Change(changed=1)
    assert report.changes.triples == Change(added=1, removed=1, kept=1)
    assert report.embedded == 2


@pytest.mark.usefixtures("place")
def test_a_path_that_was_given_before_is_not_given_twice(place: Path) -> None:
    change("moons", "moons")
    assert change(str(place / "moons"), "./moons").unchanged
    assert len(inputs()) == 1


def test_a_recorded_input_that_is_not_there_is_refused(place: Path) -> None:
    change("moons", "stars")
    (place / "stars").rename(place / "elsewhere")
    with pytest.raises(
        UserError, match=r"^stars, which kb was made of, is not there; .*`quaestor index --sync --kb kb`"
    ):
        change("moons")
    assert held() == ["io.md", "sun.md"]


def test_a_recorded_folder_that_is_empty_is_refused(place: Path) -> None:
    """As the place is where a drive was mounted."""
    change("moons", "stars")
    for path in (place / "stars").iterdir():
        path.unlink()
    with pytest.raises(UserError, match=r"^stars, .* is empty now; .*`quaestor index --sync --kb kb`"):
        change()
    assert change(sync=True).documents == 1


def test_sync_drops_what_is_gone(place: Path) -> None:
    change("moons", "stars")
    (place / "stars").rename(place / "elsewhere")
    report = change(sync=True)
    assert (held(), inputs()) == (["io.md"], ["../moons"])
    assert report.dropped == (Path("stars"),)
    assert (report.changes.documents, report.embedded) == (Change(removed=1, kept=1), 0)


def test_a_fact_stays_as_long_as_one_file_says_it(place: Path) -> None:
    write(place / "moons" / "m.csv", "subject,relation,object,confidence\nIo,orbits,Jupiter,0.5\n")
    change("moons", "stars")
    assert facts() == {"orbits": ["g.tsv:2", "m.csv:2"], "holds": ["g.tsv:3"]}
    change("moons", sync=True)
    assert facts() == {"orbits": ["m.csv:2"]}


def facts() -> dict[str, list[str]]:
    """Return the sources of each edge, by its relation."""
    with KnowledgeBase.open("kb", WordEmbedder()) as base:
        return {base.graph.triple(edge).relation: base.graph.sources(edge) for edge in range(len(base.graph))}


@pytest.mark.usefixtures("place")
def test_sync_with_paths_makes_it_exactly_these() -> None:
    change("moons")
    change("stars", sync=True)
    assert (held(), inputs()) == (["sun.md"], ["../stars"])


def test_sync_refuses_to_lose_everything(place: Path) -> None:
    change("moons")
    (place / "moons").rename(place / "elsewhere")
    with pytest.raises(UserError, match=r"Nothing that kb was made of is there any more \(moons\)"):
        change(sync=True)
    assert held() == ["io.md"]


@pytest.mark.usefixtures("place")
def test_sync_of_no_knowledge_base_names_the_command() -> None:
    with pytest.raises(UserError, match=r"no knowledge base at kb; make one with `quaestor index PATH\.\.\. --kb kb`"):
        change(sync=True)
    assert not Path("kb").exists()


def test_relative_inputs_are_found_from_any_folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change("moons")
    write(place / "moons" / "titan.md", "# Titan\n\nTitan has lakes.\n")
    monkeypatch.chdir(place / "stars")
    assert change(kb="../kb").changes.documents == Change(added=1, kept=1)


def test_relative_inputs_move_with_the_knowledge_base(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change("moons")
    (place / "project").mkdir()
    for name in ("moons", "kb"):
        (place / name).rename(place / "project" / name)
    monkeypatch.chdir(place / "project")
    assert change().unchanged


def test_absolute_inputs_stay_absolute(place: Path) -> None:
    change(str(place / "moons"))
    assert inputs() == [str(place / "moons")]


def test_ids_stay_when_an_input_with_the_same_names_is_added(place: Path) -> None:
    change("moons")
    write(place / "more" / "io.md", "# Io\n\nIo was a priestess of Hera.\n")
    change("more")
    assert held() == ["io.md", "more/io.md"]
    write(place / "again" / "more" / "io.md", "# Io\n\nIo is a programming language.\n")
    change("again/more")
    assert held() == ["io.md", "more/io.md", "more/io.md~2"]


def test_ids_stay_when_a_folder_around_an_input_is_added(place: Path) -> None:
    change("moons")
    write(place / "top.md", "# Top\n\nOn top of all.\n")
    change(".")
    assert held() == ["io.md", "stars/sun.md", "top.md"]


def test_what_was_moved_is_not_embedded_again(place: Path) -> None:
    change("moons", "stars")
    (place / "moons" / "deep").mkdir()
    (place / "moons" / "io.md").rename(place / "moons" / "deep" / "renamed.md")
    (place / "stars").rename(place / "suns")
    embedder = WordEmbedder()
    report = change("moons", "suns", sync=True, embedder=embedder)
    assert embedder.encoded == []
    assert report.changes.documents == Change(added=1, removed=1, kept=1)


def test_only_the_changed_passages_of_a_document_are_embedded(place: Path) -> None:
    sections = [f"## Part {n}\n\n{f'The part number {n} is about the moon. ' * 20}\n" for n in range(6)]
    write(place / "moons" / "io.md", "# Io\n\n" + "\n".join(sections))
    total = change("moons").embedded
    sections[3] = sections[3].replace("about the moon", "about ice")
    write(place / "moons" / "io.md", "# Io\n\n" + "\n".join(sections))
    embedder = WordEmbedder()
    change(embedder=embedder)
    assert total >= 6
    assert 1 <= len(embedder.encoded) <= 2
    assert all("about ice" in text for text in embedder.encoded)


@pytest.mark.usefixtures("place")
def test_times_of_files_say_nothing(place: Path) -> None:
    change("moons")
    os.utime(place / "moons" / "io.md", (0, 0))
    assert change().unchanged
    status = (place / "moons" / "io.md").stat()
    write(place / "moons" / "io.md", "# Io\n\nIo has volcanoeS.\n")
    os.utime(place / "moons" / "io.md", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert change().changes.documents == Change(changed=1)


def test_a_file_that_changes_while_it_is_read_is_read_again(place: Path) -> None:
    change("moons")
    path = place / "moons" / "fifo.md"
    path.symlink_to(place / "now.md")
    write(place / "now.md", "# Now\n\nNow is one.\n")

    def meddle(stage: object) -> None:
        if getattr(stage, "stage", "") == "read" and not (place / "done").exists():
            (place / "done").touch()
            write(place / "now.md", "# Now\n\nNow is two.\n")

    report = update([], Path("kb"), embedder=WordEmbedder(), progress=meddle)
    assert [(str(skipped.path), skipped.reason) for skipped in report.skipped] == [
        ("moons/fifo.md", "It changed while it was read; index again when it is at rest.")
    ]
    again = change()
    assert (again.unchanged, again.skipped) == (False, ())
    assert change().unchanged


def test_a_name_that_is_no_text_is_reported(place: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(place / "moons") + b"/caf\xe9.md")).write_text("# Cafe\n\nIt has coffee.\n")
    except OSError:
        pytest.skip("this file system takes no such name")
    report = change("moons")
    assert report.documents == 1
    assert [(str(skipped.path), skipped.reason) for skipped in report.skipped] == [
        ("moons/caf\ufffd.md", "It has a name that is no valid UTF-8; rename it.")
    ]


def test_links_in_a_circle_are_no_trouble(place: Path) -> None:
    (place / "moons" / "loop").symlink_to(place / "moons")
    (place / "moons" / "self.md").symlink_to(place / "moons" / "self.md")
    report = change("moons")
    assert report.documents == 1
    assert [skipped.path.name for skipped in report.skipped] == ["self.md"]


@pytest.mark.usefixtures("place")
def test_a_knowledge_base_of_the_first_format_is_made_again_with_the_command_it_names() -> None:
    change("moons")
    path = Path("kb/versions/0001/manifest.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 1, "inputs": ["moons"]}))
    command = "`quaestor index --sync moons --kb kb`"
    with pytest.raises(KnowledgeBaseError, match=rf"has format 1, this program reads \d+; run {command}"):
        KnowledgeBase.open("kb")
    with pytest.raises(KnowledgeBaseError, match=command):
        change("stars")
    assert change("moons", sync=True).documents == 1
    assert held() == ["io.md"]


@pytest.mark.usefixtures("place")
def test_another_embedder_is_mended_by_the_command_that_its_refusal_names() -> None:
    change("moons", embedder=WordEmbedder("other-1"))
    with pytest.raises(KnowledgeBaseError, match="run `quaestor index --kb kb`"):
        KnowledgeBase.open("kb", WordEmbedder())
    assert change().embedded == 1
    assert held() == ["io.md"]


@pytest.mark.usefixtures("place")
def test_nothing_is_taken_over_from_a_damaged_version() -> None:
    change("moons")
    path = Path("kb/versions/0001/dense/vectors.npy")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with previous_version(Path("kb")) as previous:
        assert previous is None
    assert change().embedded == 1


def test_a_damaged_version_is_built_again_as_it_was_cut(place: Path) -> None:
    write(place / "moons" / "long.md", "# Long\n\n" + "A sentence about the long way to the moon.\n\n" * 60)
    small = {"size": 60}
    parts = update([Path("moons")], Path("kb"), embedder=WordEmbedder(), splitting=small).passages
    Path("kb/versions/0001/dense/vectors.npy").unlink()
    again = change()
    assert (again.unchanged, again.passages) == (False, parts)


@pytest.mark.usefixtures("place")
def test_a_damaged_pointer_is_refused_and_mended_without_loss() -> None:
    change("moons")
    Path("kb/CURRENT").write_bytes(b"\0\xff")
    with pytest.raises(KnowledgeBaseError, match=r"kb/CURRENT is damaged; `quaestor index --kb kb` mends it"):
        KnowledgeBase.open("kb")
    assert change().unchanged
    assert versions.current(Path("kb")) == Path("kb/versions/0001")


def best(query: str) -> list[str]:
    """The documents of the passages that share a word with `query`, best first."""
    with KnowledgeBase.open("kb", WordEmbedder()) as base:
        rows, _ = base.lexical.best(base.lexical.words(query), 5)
        return [passage.document for passage in base.store.passages(rows.tolist())]


@pytest.fixture
def lists(place: Path) -> None:
    """German notes that are too short for their language to be told."""
    write(place / "lists" / "bridges.md", "# Bauwerke\n\nBrücken, Türme, Häuser\n")
    write(place / "lists" / "ships.md", "# Fahrzeuge\n\nSchiffe, Boote\n")


def index(*paths: str, languages: list[str] | None = None) -> BuildReport:
    return update([Path(path) for path in paths], Path("kb"), embedder=WordEmbedder(), languages=languages)


@pytest.mark.usefixtures("lists")
def test_a_language_that_is_named_finds_the_other_forms_of_its_words() -> None:
    index("lists")
    assert best("Brücke") == []
    assert index(languages=["de"]).embedded == 0
    assert best("Brücke") == ["bridges.md"]


@pytest.mark.usefixtures("lists")
def test_a_language_that_was_named_is_kept() -> None:
    index("lists", languages=["de"])
    assert index().unchanged
    index("moons")
    assert best("Brücke") == ["bridges.md"]


@pytest.mark.usefixtures("lists")
def test_auto_has_the_language_told_again() -> None:
    index("lists", languages=["de"])
    assert not index(languages=["auto"]).unchanged
    assert best("Brücke") == []


@pytest.mark.usefixtures("lists")
def test_a_language_that_is_not_known_changes_nothing() -> None:
    index("lists")
    with pytest.raises(UserError, match="There is no language 'klingon'"):
        index("moons", languages=["klingon"])
    assert held() == ["bridges.md", "ships.md"]


@pytest.mark.usefixtures("lists")
def test_a_first_index_with_an_unknown_language_leaves_no_folder() -> None:
    with pytest.raises(UserError, match="There is no language 'klingon'"):
        index("lists", languages=["klingon"])
    assert not Path("kb").exists()


def stated() -> list[tuple[str, str, str]]:
    with KnowledgeBase.open("kb", WordEmbedder()) as base:
        triples = [base.graph.triple(edge) for edge in range(len(base.graph))]
        return [(t.subject, t.relation, t.object) for t in triples if "#" in t.source]


def test_what_documents_state_is_in_the_graph_if_it_is_wanted_and_stays_so(place: Path) -> None:
    update([Path("stars")], Path("kb"), embedder=WordEmbedder())
    assert stated() == []
    update([], Path("kb"), embedder=WordEmbedder(), facts=True)
    assert stated() == [("Sun", "is a", "star")]
    write(place / "stars" / "vega.md", "# Vega\n\nVega was discovered by Ada Byron.\n")
    change("stars")
    assert stated() == [("Sun", "is a", "star"), ("Vega", "discovered by", "Ada Byron")]
    update([], Path("kb"), embedder=WordEmbedder(), facts=False)
    assert stated() == []


def test_facts_that_the_version_before_has_are_taken_over(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update([Path("stars")], Path("kb"), embedder=WordEmbedder(), facts=True)
    read: list[str] = []

    def counting(title: str, text: str) -> Facts:
        read.append(title)
        return extract(title, text)

    monkeypatch.setattr("retrievers.ingest.facts.extract", counting)
    write(place / "stars" / "vega.md", "# Vega\n\nVega is a star.\n")
    change("stars")
    assert read == ["Vega"]
    assert stated() == [("Sun", "is a", "star"), ("Vega", "is a", "star")]
