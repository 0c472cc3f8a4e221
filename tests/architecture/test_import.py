"""A bare import is fast, silent and loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.import_time import LIMIT, heavy_modules_loaded, seconds_beyond_pandas, seconds_to_import


def test_import_takes_little_beyond_pandas() -> None:
    # On a busy machine an import may take several times its own time; the best of up to ten tells the truth.
    if seconds_beyond_pandas(runs=3) >= LIMIT:
        assert seconds_beyond_pandas(runs=10) < LIMIT


def test_the_clock_sees_a_slow_import() -> None:
    assert seconds_to_import("sys", "pandas") > 0.05


def test_nothing_heavy_is_loaded() -> None:
    assert heavy_modules_loaded() == []


def test_import_is_silent() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import lerende_organisatie"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
