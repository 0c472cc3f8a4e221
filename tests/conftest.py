"""Fixtures for every test."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from tests.reference.live import frozen_values, live_values, r_available

Reference = Callable[[str], Any]

settings.register_profile("ci", derandomize=True)
"""CI gives one verdict on one tree; everywhere else every run draws its examples anew."""
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(params=["frozen", pytest.param("live", marks=pytest.mark.needs_r)])
def reference(request: pytest.FixtureRequest) -> Reference:
    """Reference values by script name, once as committed and once as R gives them now."""
    if request.param == "frozen":
        return frozen_values
    if not r_available():
        message = "R and its packages are not on this machine; the frozen reference values were asserted instead"
        if os.environ.get("CI"):
            pytest.fail(f"live comparison must run in CI: {message}")
        pytest.skip(message)
    return live_values
