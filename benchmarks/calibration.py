"""Do intervals cover, and do tests reject, as often as they say? ``python -m benchmarks.calibration [NAME ...]``.

Runs the modules in :mod:`benchmarks.calibrations`, all or those named, and writes a page for each in docs/calibration/
and the list of them in docs/calibration.md.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import time
from pathlib import Path
from types import ModuleType

from benchmarks import calibrations
from benchmarks._run import SEED, Run, versions

DOCS = Path(__file__).parents[1] / "docs"

HEAD = """# Calibration

Do intervals hold the true value, and do tests reject a true model, as often as they say? Surveys are simulated from
populations with known parameters, and everything is asked of the same public functions that a user calls. Made by
`make calibrate`: seeded, under half an hour on two cores; a run that is broken off goes on where it stopped.

| page | what is held to what |
|---|---|
"""


def modules() -> dict[str, ModuleType]:
    """The calibrations by name."""
    found = (module.name for module in pkgutil.iter_modules(calibrations.__path__))
    return {
        name: importlib.import_module(f"benchmarks.calibrations.{name}") for name in sorted(found) if name[0] != "_"
    }


def contents() -> str:
    """docs/calibration.md: the pages that there are."""
    rows = []
    for name, module in modules().items():
        if (DOCS / "calibration" / f"{name}.md").exists():
            says = (module.__doc__ or "").split("\n", 1)[0]
            rows.append(f"| [{module.TITLE}](calibration/{name}.md) | {says} |")
    return HEAD + "\n".join(rows) + "\n"


def write(run: Run, wanted: list[str] | None = None) -> None:
    """Run the named calibrations, or all, and write their pages."""
    for name, module in modules().items():
        if wanted and name not in wanted:
            continue
        begun = time.perf_counter()
        print(f"{name}", flush=True)
        body = module.section(run).strip()
        made = f"Made by `make calibrate` ({versions()}; seed {run.seed}); not edited by hand."
        page = DOCS / "calibration" / f"{name}.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"# {module.TITLE}\n\n{body}\n\n{made}\n", encoding="utf-8")
        print(f"written: {page.relative_to(DOCS.parent)} ({time.perf_counter() - begun:.0f} s)", flush=True)
    (DOCS / "calibration.md").write_text(contents(), encoding="utf-8")


def main() -> None:
    """Every calibration."""
    write(Run())


if __name__ == "__main__":
    told = argparse.ArgumentParser(description="Coverage and rejection rates by simulation.")
    told.add_argument("names", nargs="*", metavar="NAME", choices=[[], *modules()], help=", ".join(modules()))
    told.add_argument("--surveys", type=int, help="at most so many per simulation")
    told.add_argument("--jobs", type=int, default=-1, help="processes; by default every core")
    told.add_argument("--seed", type=int, default=SEED)
    given = told.parse_args()
    write(Run(given.seed, given.surveys, given.jobs), given.names)
