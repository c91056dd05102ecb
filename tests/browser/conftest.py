"""A real browser over Django's live server: Debian's Chromium, driven by Playwright.

`page` is a page of 1280 × 900; `new_page(width=360, theme="dark")` makes others. Each of them fails its test on a
console error, a breach of the content-security policy, or a request that leaves the house. Where Chromium is missing
the tests are skipped with a word about it; with CI set in the environment they fail instead.

`walk(page, pages)` judges many pages, each loaded once and seen in every look. `SCREENSHOTS=1` keeps the pictures
under `var/screenshots`; without it only pages with a fault leave one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    if not Path(CHROMIUM).exists():
        told = f"Chromium is missing at {CHROMIUM}: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    # Playwright's own loop runs in this thread; the tests' queries are synchronous all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Watch:
    """What went wrong on a test's pages."""

    def __init__(self, home: str) -> None:
        self.home, self.problems = urlsplit(home).netloc, []  # type: str, list[str]

    def follow(self, page: Page) -> None:
        """Listen to a page's console, errors and requests."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 403 or 404 on purpose says so here; a missing asset does too, and that counts.
        of_the_page = message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        if message.type == "error" and not of_the_page:
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.home:
            self.problems.append(f"outside: {request.url}")


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Makes pages: `width`, `height`, `theme` ("light", "dark": what the system asks for), `script` on or off."""
    watch, contexts = Watch(live_server.url), []  # type: Watch, list[BrowserContext]

    def make(
        *, width: int = 1280, height: int = 900, theme: Any = "light", script: bool = True, locale: str = "zh-CN"
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",  # a colour on its way from one theme to the other is nobody's fault
            locale=locale,
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        watch.follow(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert watch.problems == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """An ordinary page."""
    return new_page()


@pytest.fixture
def login(live_server: Any) -> Callable[[Page, Any], None]:
    """`login(page, user)`: the page's browser is logged in, without walking through the door."""

    def let_in(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return let_in


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"width": 1280, "height": 900, "theme": "light"},
    "dark-narrow": {"width": 360, "height": 740, "theme": "dark"},
}
"""Two looks that differ in everything; `new_page(**LOOKS[name])` makes a page that starts in one."""

AXE_FINDS = """async only => (await axe.run(
    {resultTypes: ["violations"], ...(only ? {runOnly: only} : {})})).violations.flatMap(
    each => each.nodes.map(node =>
        each.id + ": " + node.html.slice(0, 160) + " – " + node.failureSummary.split("\\n").pop().trim()))"""

WORN = """([width, theme]) => innerWidth === width && matchMedia(`(prefers-color-scheme: ${theme})`).matches"""


OF_A_LOOK = ["target-size", "scrollable-region-focusable", "link-in-text-block"]
"""What another width or theme can change; contrast beside these."""


def accessibility_faults(page: Page, only: list[str] | None = None) -> list[str]:
    """What axe finds: WCAG 2.2 A and AA, and its best practices; or by some of its rules."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)  # once for each load: it is half a megabyte
    return list(page.evaluate(AXE_FINDS, only))


def _rules_of(name: str, place: int) -> list[str] | None:
    """All rules in a page's first look. In the next those that it can change: contrast, the dearest, on every third
    page, because colours come from one place and the style guide is judged whole; `LOOKS=all` judges it on all.
    """
    if place == 0:
        return None
    sampled = os.environ.get("LOOKS") == "all" or name == "styleguide" or crc32(name.encode()) % 3 == 0
    return [*OF_A_LOOK, "color-contrast"] if sampled else OF_A_LOOK


def width_faults(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{too_wide} px too wide"] if too_wide > 0 else []


def assert_accessible(page: Page) -> None:
    """axe finds nothing."""
    assert accessibility_faults(page) == []


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    assert width_faults(page) == []


def wear(page: Page, look: str) -> None:
    """Show the page as it stands in another look: the same document, another window and another system theme."""
    size, theme = LOOKS[look], LOOKS[look]["theme"]
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(WORN, arg=[size["width"], theme])


def look_at(page: Page, name: str, looks: Iterable[str] = LOOKS) -> list[str]:
    """What is wrong with the page as it stands, in each look; no looks: as it is now."""
    wrong = []
    for place, look in enumerate(tuple(looks) or ("",)):
        if look:
            wear(page, look)
        faults = accessibility_faults(page, _rules_of(name, place)) + width_faults(page)
        screenshot(page, "-".join(filter(None, (name, look))), always=bool(faults))
        wrong += [f"{name} {look}: {fault}" for fault in faults]
    return wrong


def walk(page: Page, pages: dict[str, str], *, status: int = 200, looks: Iterable[str] = LOOKS) -> list[str]:
    """What is wrong with pages (name: address), all of it at once."""
    wrong = []
    for name, address in pages.items():
        answer = page.goto(address)
        if answer is None or answer.status != status:
            wrong.append(f"{name}: {answer}")
        headings = page.locator("h1").count()
        if headings != 1:
            wrong.append(f"{name}: {headings} headings")
        wrong += look_at(page, name, looks)
    return wrong


def screenshot(page: Page, name: str, *, always: bool = False) -> None:
    """Keep what the page looks like under var/screenshots, where pictures are asked for (SCREENSHOTS=1)."""
    if always or os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(settings.VAR_DIR) / "screenshots" / f"{name}.png", full_page=True)
