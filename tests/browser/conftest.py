"""A real browser over Django's live server: Debian's Chromium, driven by Playwright.

`page` is a page of 1280 × 900; `new_page(width=360, theme="dark")` makes others. Each of them fails its test on a
console error, a breach of the content-security policy, or a request that leaves the house. Where Chromium is missing
the tests are skipped with a word about it; with CI set in the environment they fail instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
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


def assert_accessible(page: Page) -> None:
    """axe finds nothing: WCAG 2.2 A and AA, and its best practices."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [
        f"{each['id']}: {node['html'][:160]} – {node['failureSummary'].splitlines()[-1].strip()}"
        for each in found
        for node in each["nodes"]
    ]
    assert told == []


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{too_wide} px too wide"


def screenshot(page: Page, name: str) -> Path:
    """Keep what the page looks like under var/screenshots."""
    path = Path(settings.VAR_DIR) / "screenshots" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path
