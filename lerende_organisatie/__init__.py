"""Measure the school as a learning organisation, and prove that the measurement holds."""

from __future__ import annotations

__version__ = "0.1.0"
