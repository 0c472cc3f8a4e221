"""One browser for all tests; a page that sees every request, message and error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import CHROMIUM, need_browser

Opened = tuple[Any, list[str]]
"""A page, and what went wrong on it: messages, errors, requests beyond its own file."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Open a file at a size, optionally in the same context as before."""
    contexts: list[Any] = []

    def opened(path: Path, size: dict[str, int], context: Any = None) -> Opened:
        if context is None:
            context = browser.new_context(viewport=size, accept_downloads=True)
            contexts.append(context)
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("request", lambda request: wrong.append(f"request: {request.url}") if is_foreign(request.url) else None)
        page.goto(path.as_uri())
        return page, wrong

    yield opened
    for context in contexts:
        context.close()


def is_foreign(url: str) -> bool:
    """Whether a request goes beyond the file itself and what the page made."""
    return not url.startswith(("file:", "blob:", "data:"))
