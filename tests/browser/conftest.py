"""A browser for the tests of a file, and the pages that they open. Needs `chromium` on the path, and fails without it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from pipeline.compose.digest import compose
from pipeline.render.issues.page import render_page
from pipeline.render.pages import render
from tests.factories import EDITIONS
from tests.issues import sample_issue
from tests.sample import sample_document, sample_facts

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with the file: as long as it runs, so does an event loop, beside which no other test of the process could start one."""
    program = shutil.which("chromium")
    assert program, "chromium is not on the path; install it (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the sample digest's page."""
    of = sample_document()
    path = tmp_path_factory.mktemp("digest") / "digest.html"
    path.write_text(render(compose(of, sample_facts(of), [], EDITIONS, "long"))["digest.html"], encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="session")
def issue(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the sample issue's page."""
    path = tmp_path_factory.mktemp("issue") / "newsletter.html"
    path.write_text(render_page(sample_issue()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=["digest", "issue"])
def address(request: pytest.FixtureRequest, digest: str, issue: str) -> str:
    """The address of either page."""
    return {"digest": digest, "issue": issue}[request.param]
