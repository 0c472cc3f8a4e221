"""All benchmarks, or the named ones: ``python -m benchmarks [NAME ...]``."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

ONLY_BY_NAME = frozenset({"alignment", "calibration", "dif", "invariance", "scale", "school_reports"})
"""What takes many minutes and runs only when it is named."""


def names() -> list[str]:
    """The benchmarks: every module of this folder that is not private; each has a ``main()``."""
    return sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if module.name[0] != "_")


def main(wanted: list[str]) -> int:
    """Run the benchmarks one after the other."""
    unknown = [name for name in wanted if name not in names()]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    for name in wanted or [name for name in names() if name not in ONLY_BY_NAME]:
        print(f"== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
