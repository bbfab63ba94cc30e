"""The page of a graph in a real browser: pointer, keyboard, search, legend, and no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.subgraph import best_connected
from retrievers.schema import Triple
from tests.retrievers.graph.worlds import SPACE, build
from ui.cli import app
from ui.render.graph_page import graph_page

pytestmark = pytest.mark.browser

NASTY = "</script><img src=x onerror=document.title='bad'>"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when it logs anything, throws, or asks for anything beside itself."""
    made = browser.new_page(viewport={"width": 1200, "height": 800})
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda message: wrong.append(message.text))
    made.on("request", lambda request: wrong.append(request.url) if not request.url.startswith("file:") else None)
    yield made
    made.close()
    assert wrong == []


def opened(page: Page, graph: GraphStore, folder: Path, *, most: int = 100) -> None:
    path = folder / "page.html"
    path.write_text(graph_page(graph, best_connected(graph, most=most), "Space"), encoding="utf-8")
    page.goto(path.as_uri())


def node(name: str) -> str:
    """Return the selector of a node."""
    return f'g.node[aria-label^="{name}"]'


def place(page: Page, name: str) -> tuple[float, float]:
    box = page.locator(node(name)).locator("circle, rect").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_lists_the_facts_of_a_node_with_their_sources(page: Page, tmp_path: Path) -> None:
    opened(page, build(SPACE), tmp_path)
    expect(page.locator("#facts-title")).to_have_text("Facts (22)")
    page.mouse.click(*place(page, "USS Hornet"))
    expect(page.locator("#facts-title")).to_have_text("USS Hornet (2)")
    expect(page.locator("#facts")).to_contain_text("Apollo 11 — recovered by → USS Hornet")
    expect(page.locator("#facts")).to_contain_text("world.csv:18")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#facts-title")).to_have_text("Facts (22)")


def test_a_node_is_dragged_where_it_is_wanted(page: Page, tmp_path: Path) -> None:
    opened(page, build(SPACE), tmp_path)
    x, y = place(page, "JAXA")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    now = place(page, "JAXA")
    assert now == pytest.approx((x + 60, y + 40), abs=4)


def test_the_pointer_shows_where_an_edge_was_read(page: Page, tmp_path: Path) -> None:
    opened(page, build("Anna | captain | Ole"), tmp_path)
    (x, y), (u, v) = place(page, "Anna"), place(page, "Ole")
    page.mouse.move((x + u) / 2, (y + v) / 2)
    expect(page.get_by_role("tooltip")).to_contain_text("Anna — captain → Ole")
    expect(page.get_by_role("tooltip")).to_contain_text("world.csv:1")


def test_all_of_it_works_from_the_keyboard(page: Page, tmp_path: Path) -> None:
    opened(page, build(SPACE), tmp_path)
    page.locator(node("Saturn V")).focus()
    before = place(page, "Saturn V")
    page.keyboard.press("ArrowRight")
    assert place(page, "Saturn V")[0] > before[0]
    page.keyboard.press("Enter")
    expect(page.locator("#facts-title")).to_have_text("Saturn V (3)")
    expect(page.locator(node("Saturn V"))).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#facts-title")).to_have_text("Facts (22)")


def test_search_marks_and_chooses(page: Page, tmp_path: Path) -> None:
    opened(page, build(SPACE), tmp_path)
    page.get_by_role("combobox", name="Search").fill("apollo")
    expect(page.get_by_role("status")).to_have_text("2 found")
    expect(page.locator("g.node.match")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("#facts-title")).to_contain_text("Apollo 11 (")


def test_the_legend_hides_a_relation(page: Page, tmp_path: Path) -> None:
    opened(page, build(SPACE), tmp_path)
    page.get_by_label("type 10").uncheck()
    expect(page.locator("#facts-title")).to_have_text("Facts (12)")
    expect(page.locator("path.edge.off")).to_have_count(10)


def test_what_is_left_out_is_said(page: Page, tmp_path: Path) -> None:
    opened(page, build(SPACE), tmp_path, most=5)
    left = build(SPACE).nodes - 5
    expect(page.locator("#left-out")).to_contain_text(f"{left} more nodes belong here and are not shown")


def test_names_are_never_markup(page: Page, tmp_path: Path) -> None:
    graph = GraphStore.build([Triple(subject=NASTY, relation=NASTY, object="@@DATA@@", source=NASTY)])
    opened(page, graph, tmp_path)
    expect(page).to_have_title("Space")
    expect(page.locator("img")).to_have_count(0)
    expect(page.locator("#facts")).to_contain_text(NASTY)


def test_a_few_hundred_nodes_are_drawn_apart(page: Page, tmp_path: Path) -> None:
    rows = [f"film {i} | maker | person {i % 40}\nfilm {i} | genre | genre {i % 9}" for i in range(250)]
    opened(page, build("\n".join(rows)), tmp_path, most=300)
    expect(page.locator("g.node")).to_have_count(299)
    nearest = page.evaluate(
        """() => { const at = [...document.querySelectorAll('g.node')].map((n) => n.transform.baseVal[0].matrix);
        const gaps = at.map((a, i) => Math.min(...at.map((b, j) => i === j ? 1e9 : Math.hypot(a.e - b.e, a.f - b.f))));
        return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 20)]; }"""
    )
    assert nearest > 4


def test_the_command_writes_the_page(page: Page, harbour: Path, tmp_path: Path) -> None:
    target = tmp_path / "town.html"
    done = CliRunner().invoke(app, ["graph", "export", "Velmouth", "--kb", str(harbour), "-o", str(target)])
    assert done.exit_code == 0
    assert "Wrote" in done.stderr
    page.goto(target.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("Velmouth")
    expect(page.locator("g.node")).not_to_have_count(0)
