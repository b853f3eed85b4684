"""Pages opened in a browser: what they complain of and ask the network for is gathered, and axe-core looks at them."""

from __future__ import annotations

from importlib import resources
from typing import Any, Self

from playwright.sync_api import Browser, Page

DESKTOP, PHONE = 1280, 390
HEIGHT = 900
GRAVE = {"serious", "critical"}


class Opened:
    """A page of a test, closed at its end; `trouble` is what it said on the console, what failed in it and what it asked for elsewhere."""

    def __init__(self, browser: Browser, address: str, width: int = DESKTOP, script: bool = True, scheme: Any = "light", csp: bool = True) -> None:
        self._context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, java_script_enabled=script, color_scheme=scheme, reduced_motion="reduce", bypass_csp=not csp
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(5000)
        self.trouble: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(message.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda request: self.trouble.append(request.url) if not request.url.startswith(address.partition("?")[0]) else None)
        self.page.goto(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def choose(self, view: str) -> None:
        """Choose an edition, or `both`, as a reader does."""
        self.page.check(f"#v-{view}", force=True)

    def sideways(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def faults(self) -> list[str]:
        """What axe-core finds that keeps someone from reading: its grave violations, each with an example."""
        self.page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"] if one["impact"] in GRAVE]
