"""A real headless Chromium, as Debian ships it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}


def missing() -> str | None:
    """Why there is no browser, or None."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "playwright is not installed"
    return None if CHROMIUM.exists() else f"there is no {CHROMIUM}; apt install chromium"


def need_browser() -> None:
    """Skip with the reason; in CI, where there must be a browser, fail."""
    reason = missing()
    if reason is None:
        return
    if os.environ.get("CI"):
        pytest.fail(f"the pages must be driven in CI: {reason}")
    pytest.skip(f"the pages were not driven: {reason}")
