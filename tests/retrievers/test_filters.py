"""Which documents a search may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from retrievers import KnowledgeBase
from retrievers.errors import UserError
from retrievers.filters import Filters, date_of, tags_of
from retrievers.ingest import build

FILES = {
    "hr/leave.md": "---\ntags: [Policy, HR]\ndate: 2024-03-01\nauthor: Ada\n---\n\n# Leave\n\nThirty days.\n",
    "hr/old/leave.md": "---\ntags: policy\ndate: 2019\n---\n\n# Leave before\n\nTwenty days.\n",
    "it/laptops.md": "---\nkeywords: it; hardware\nupdated: 2024/05/20\n---\n\n# Laptops\n\nOne each.\n",
    "notes.txt": "No fields here.\n",
    "faq.jsonl": '{"pid": "q1", "title": "Q1", "text": "Ask.", "tags": "hr", "askedBy": "Bo", "a\\"b": "c"}\n',
    "notes [2024].txt": "No fields here either.\n",
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("filters")
    for name, text in FILES.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(text)
    build([folder / "in"], folder / "kb")
    with KnowledgeBase.open(folder / "kb") as opened:
        yield opened


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([], {"hr/leave.md", "hr/old/leave.md", "it/laptops.md", "notes.txt", "notes [2024].txt", "q1"}),
        (["path=hr"], {"hr/leave.md", "hr/old/leave.md"}),
        (["path=hr/old/", "path=notes.txt"], {"hr/old/leave.md", "notes.txt"}),
        (["path=**/leave.md"], {"hr/leave.md", "hr/old/leave.md"}),
        (["path=faq.jsonl"], {"q1"}),
        (["tag=POLICY"], {"hr/leave.md", "hr/old/leave.md"}),
        (["tag=policy", "tag=hr"], {"hr/leave.md"}),
        (["tag=hardware"], {"it/laptops.md"}),
        (["after=2024-03"], {"hr/leave.md", "it/laptops.md"}),
        (["before=2024-03-01"], {"hr/leave.md", "hr/old/leave.md"}),
        (["after=2024-03-02", "before=2024"], {"it/laptops.md"}),
        (["author=ada"], {"hr/leave.md"}),
        (["askedBy=bo"], {"q1"}),
        (['a"b=c'], {"q1"}),
        (["path=notes [2024].txt"], {"notes [2024].txt"}),
        (["author=ada'; DROP TABLE documents; --"], set()),
        (["path=hr", "tag=it"], set()),
    ],
)
def test_documents_are_chosen(kb: KnowledgeBase, conditions: list[str], expected: set[str]) -> None:
    rows = kb.store.matching(Filters.parse(conditions))
    assert {passage.document for passage in kb.store.passages(rows)} == expected


def test_filters_are_read_from_fields_as_from_conditions() -> None:
    fields = {"path": "hr", "tag": ["policy"], "after": dt.date(2024, 1, 1), "before": "2024", "author": "Ada"}
    assert Filters.of(fields) == Filters.parse(
        ["path=hr", "tag=policy", "after=2024-01-01", "before=2024-12-31", "author=Ada"]
    )


def test_fields_are_read_beside_fields_by_their_own_names() -> None:
    given = {"author": "Ada", "fields": {"team": "hr"}}
    assert Filters.of(given) == Filters(fields={"author": "Ada", "team": "hr"})


@pytest.mark.parametrize("wrong", ["policy", "=x", "tag=", "after=soon", "before=2024-13"])
def test_what_cannot_be_read_is_named(wrong: str) -> None:
    with pytest.raises(UserError, match=r"cannot be read|is no date"):
        Filters.parse([wrong])


def test_fields_of_a_wrong_kind_are_named() -> None:
    with pytest.raises(UserError, match="'tag' cannot be read"):
        Filters.of({"tag": 3})


@pytest.mark.parametrize(
    ("metadata", "date"),
    [
        ({"date": "2024-03-01T10:00:00Z"}, "2024-03-01"),
        ({"date": "soon", "created": "2020-5"}, "2020-05-01"),
        ({"date": "2024-02-31"}, None),
        ({"date": "1709251200", "created": "2020"}, "2020-01-01"),
        ({"Date": "2024-03-01"}, "2024-03-01"),
        ({}, None),
    ],
)
def test_dates_of_documents(metadata: dict[str, str], date: str | None) -> None:
    assert date_of(metadata) == date


def test_tags_of_documents() -> None:
    assert tags_of({"tags": "#Red, blue; red", "category": "Paint"}) == ["red", "blue", "paint"]
