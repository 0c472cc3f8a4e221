"""The main job's factor analysis beside semopy and lavaan: ``python -m benchmarks.cfa`` (writes ``docs/speed.md``).

Eight factors on 65 items × 1,703 respondents. Every program runs in a process of its own with one thread for linear
algebra, and its processor seconds are counted, so that what else the machine does matters little; they take turns, and
the best run counts. Then the same by the number of respondents, up to 100,000.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks._lavaan import ONE_THREAD, rscript
from benchmarks._programs import FIRST_ITEMS, PROGRAMS, first_items_model
from benchmarks._speed_page import Growth, Timing, page, targets
from tests.reference.data import load
from tests.reference.models import survey

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "speed.md"

LAVAAN_SECONDS = 900
"""Longer than this we do not wait for R at a time."""

ROUNDS, RUNS = 3, 5
"""Rounds of those that are held to one another, and runs in a round."""

LONG = frozenset({"FIML", "FIML MLR"})
"""What takes seconds, and runs twice."""

LAVAAN = {"ML": 2, "MLR": 1, "WLSMV": 1, "FIML": 1}
"""How often lavaan runs."""

SIZES = (5_000, 20_000, 100_000)


def program(*arguments: str) -> dict[str, object]:
    """What a program of :mod:`benchmarks._programs` prints, run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks._programs", *arguments],
        capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}, cwd=HERE.parent,
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def timing(name: str, found: list[dict[str, object]]) -> Timing:
    """Several rounds of one program, or of semopy, as one timing."""
    package = "semopy" if name == "semopy" else "lerende_organisatie"
    seconds = tuple(s for one in found for s in one["seconds"])  # type: ignore[attr-defined]
    products = tuple(s for one in found for s in one["products"])  # type: ignore[attr-defined]
    shown = name if name == "semopy" else f"ours, {name}"
    return Timing(shown, f"{package} {version(package)}", seconds, products, float(str(found[-1]["chisq"])))


def lavaan(how: str, runs: int) -> Timing | None:
    """The timing of lavaan; None where R or lavaan is not on this machine, or it takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        data, model = Path(folder) / "data.csv", Path(folder) / "model.txt"
        frame = load("survey65_incomplete" if how == "FIML" else "survey65").drop(columns="school")
        frame = frame.iloc[:, :FIRST_ITEMS] if how == "FIML" else frame
        frame.to_csv(data, index=False, na_rep="NA")
        model.write_text(first_items_model() if how == "FIML" else survey(), encoding="utf-8")
        try:
            found = rscript("cfa.R", str(data), str(model), str(runs), how, seconds=LAVAAN_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
            print(f"lavaan was not timed: {fault}", file=sys.stderr)
            return None
    if found is None:
        return None
    seconds = tuple(float(s) for s in found["seconds"])  # type: ignore[attr-defined]
    shown = f"lavaan, {how}{' first items' if how == 'FIML' else ''}"
    return Timing(shown, f"lavaan {found['version']} (R {found['R']})", seconds, (), float(str(found["chisq"])))


def growth(name: str, n: int) -> Growth:
    """One estimator on n respondents."""
    found = program(name, "3" if n < SIZES[-1] else "2", str(n))
    seconds, covariance = (min(found[key]) for key in ("seconds", "covariance"))  # type: ignore[call-overload]
    return Growth(name, n, seconds, covariance, float(str(found["peak"])))


def main() -> None:
    """Time all programs, print what they are held to and write the page."""
    turns: dict[str, list[dict[str, object]]] = {}
    for name in [*("ML", "semopy") * (ROUNDS - 1), *PROGRAMS]:
        turns.setdefault(name, []).append(program(name, "2" if name in LONG else str(RUNS)))
    timings = {name: timing(name, turns[name]) for name in PROGRAMS}
    for name in timings:
        print(f"{timings[name].name}: {timings[name].best:.3f} s", flush=True)
    peers = {"semopy": timings["semopy"]}
    for how, runs in LAVAAN.items():
        found = lavaan(how, runs)
        if found is not None:
            peers[f"lavaan {how}"] = found
            print(f"{found.name}: {found.best:.3f} s", flush=True)
    grown = [growth(name, n) for name in ("ML", "MLR", "WLSMV") for n in SIZES]
    held = targets(timings, peers, grown)
    every = [*timings.values(), *(t for key, t in peers.items() if key != "semopy")]
    PAGE.write_text(page(every, held, grown, FIRST_ITEMS), encoding="utf-8")
    print("\n".join(target.row for target in held))
    if missed := [target.what for target in held if not target.met]:
        sys.exit(f"slower than the limit: {', '.join(missed)}")


if __name__ == "__main__":
    main()
