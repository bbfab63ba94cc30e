"""The chat in a real browser: ask, follow a citation to its source, reload, be asked back."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def address(harbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the chat over the small knowledge base with the command that users start it with."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "ui", "--kb", str(harbour), "--port", str(port), "--no-browser"]
    environment = {**os.environ, "QUAESTOR_HOME": str(tmp_path_factory.mktemp("home"))}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; fail if it ends before."""
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None:
                pytest.fail(f"the chat server ended with code {server.returncode}")
            try:
                server.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    made = browser.new_page()
    made.set_default_timeout(PATIENCE_MS)
    made.goto(address)
    yield made
    made.close()


def ask(page: Page, question: str) -> None:
    """Type a question and send it."""
    box = page.get_by_placeholder("Your question")
    box.fill(question)
    box.press("Enter")


def test_a_citation_opens_its_source_with_the_quote_marked(page: Page) -> None:
    ask(page, "Who designed Oren Lighthouse?")
    expect(page.get_by_role("heading", name="Ilse Marrow")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name=re.compile(r"Oren Lighthouse.*Ilse Marrow")).first.click()
    marked = page.get_by_role("dialog").locator("mark")
    expect(marked).to_contain_text("Ilse Marrow", timeout=PATIENCE_MS)


def test_the_plan_and_its_steps_can_be_looked_at(page: Page) -> None:
    ask(page, "Who designed Oren Lighthouse?")
    expect(page.get_by_role("heading", name="Ilse Marrow")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text(re.compile(r"^\d+ steps?$")).click()
    expect(page.get_by_text("E1", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def test_a_reload_shows_the_same_chat(page: Page) -> None:
    ask(page, "Who designed Pellan Lighthouse?")
    expect(page.get_by_text("Who designed Pellan Lighthouse?").first).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_url(re.compile(r"chat="))
    page.reload()
    expect(page.get_by_text("Who designed Pellan Lighthouse?").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Josef Ardal")).to_be_visible(timeout=PATIENCE_MS)
