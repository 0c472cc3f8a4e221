"""How long ``import lerende_organisatie`` takes beyond ``import pandas``: ``python -m benchmarks.import_time``.

Each import runs in a fresh interpreter and times itself, so starting the interpreter does not count. The best of
several runs is what the machine can do; the others tell how busy it was.
"""

from __future__ import annotations

import subprocess
import sys

LIMIT = 0.3
"""Seconds beyond pandas that the package may take."""

HEAVY = ("scipy.stats", "scipy.optimize", "semopy", "pingouin", "matplotlib", "statsmodels", "jinja2", "rich", "typer")
"""What loads only when first used."""


def seconds_to_import(first: str, then: str) -> float:
    """Seconds that ``import then`` takes in a fresh interpreter that has imported ``first``."""
    code = f"import time, {first}\nstart = time.perf_counter()\nimport {then}\nprint(time.perf_counter() - start)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def seconds_beyond_pandas(runs: int = 5) -> float:
    """The best of several runs of ``import lerende_organisatie`` after ``import pandas``."""
    return min(seconds_to_import("pandas", "lerende_organisatie") for _ in range(runs))


def heavy_modules_loaded() -> list[str]:
    """Which of :data:`HEAVY` a bare ``import lerende_organisatie`` loads."""
    code = f"import sys, lerende_organisatie\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def main() -> None:
    """Print the figures."""
    pandas = min(seconds_to_import("sys", "pandas") for _ in range(5))
    ours = seconds_beyond_pandas()
    print(f"import pandas                          {pandas:6.3f} s")
    print(f"import lerende_organisatie beyond it   {ours:6.3f} s   (limit {LIMIT} s)")


if __name__ == "__main__":
    main()
