"""A ladder of measurement invariance beside one fit, and beside lavaan (writes ``docs/speed-invariance.md``).

``python -m benchmarks.invariance``: 65 ordinal items, two groups, 1,703 respondents. Our runs take turns in one process
with one thread for linear algebra; lavaan's ladder runs once in its own. Processor seconds throughout.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

import lerende_organisatie as lo
from benchmarks._lavaan import ONE_THREAD, rscript
from benchmarks._speed_page import processor
from tests.reference.data import load
from tests.reference.models import survey

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "speed-invariance.md"

ROUNDS = 5
LIMIT = 6.0
"""What the ladder may take, in times one WLSMV fit of the same data."""

LAVAAN_SECONDS = 1800
"""Longer than this we do not wait for R."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Processor seconds of every round, and the levels' tests.

    Attributes
    ----------
    one_group, two_groups, ladder, continuous_fit, continuous_ladder : list of float
    chisq, df : dict of level to float
    """

    one_group: list[float]
    two_groups: list[float]
    ladder: list[float]
    continuous_fit: list[float]
    continuous_ladder: list[float]
    chisq: dict[str, float]
    df: dict[str, float]


def answers() -> pd.DataFrame:
    """The survey of docs/speed.md, every other respondent in the second language."""
    data = load("survey65").drop(columns="school")
    return data.assign(language=np.where(np.arange(len(data)) % 2 == 0, "nl", "en"))


def seconds(job: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    begun = time.process_time()
    job()
    return time.process_time() - begun


def timed() -> Ours:
    """All rounds, in this process."""
    warnings.simplefilter("ignore")
    data, model = answers(), survey()

    def fit(group: str | None, ordered: bool, estimator: str) -> None:
        found = lo.cfa(model, data, group=group, ordered=ordered, estimator=estimator)
        _ = found.fit_measures

    def ladder(ordered: bool) -> lo.Invariance:
        found = lo.invariance(model, data, group="language", ordered=ordered)
        _ = found.table
        return found

    jobs: dict[str, Callable[[], object]] = {
        "one_group": lambda: fit(None, True, "WLSMV"),
        "two_groups": lambda: fit("language", True, "WLSMV"),
        "ladder": lambda: ladder(True),
        "continuous_fit": lambda: fit("language", False, "MLR"),
        "continuous_ladder": lambda: ladder(False),
    }
    fit(None, True, "WLSMV")  # what is imported when first used
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            found[name].append(seconds(job))
    table = ladder(True).table
    return Ours(**found, chisq=table["chisq"].to_dict(), df=table["df"].to_dict())


def lavaan() -> dict[str, object] | None:
    """The same ladder in lavaan, as far as it comes; None where R is not there or no level was done in time."""
    with tempfile.TemporaryDirectory() as folder:
        answers().to_csv(Path(folder) / "answers.csv", index=False)
        (Path(folder) / "model.txt").write_text(survey(), encoding="utf-8")
        try:
            return rscript("invariance.R", folder, seconds=LAVAAN_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
            print(f"lavaan was broken off: {fault}", file=sys.stderr)
            told = fault.stdout.decode() if isinstance(fault.stdout, bytes) else str(fault.stdout or "")
            lines = [line for line in told.splitlines() if line.startswith("{") and line.rstrip().endswith("}")]
            return dict(json.loads(lines[-1])) if lines else None


def page(ours: Ours, theirs: dict[str, object] | None) -> str:
    """``docs/speed-invariance.md``."""
    one, two, whole = min(ours.one_group), min(ours.two_groups), min(ours.ladder)
    mlr, continuous = min(ours.continuous_fit), min(ours.continuous_ladder)
    met = "yes" if whole <= LIMIT * one else "**no**"
    rows = [
        f"| one WLSMV fit, one group | {one:.2f} | {max(ours.one_group):.2f} | 1.0 |",
        f"| one WLSMV fit, two groups | {two:.2f} | {max(ours.two_groups):.2f} | {two / one:.1f} |",
        f"| ordinal ladder, five levels with their differences | {whole:.2f} | {max(ours.ladder):.2f} "
        f"| {whole / one:.1f} |",
    ]
    beside = "R was not on this machine, or not in time, so lavaan was not timed."
    levels = ""
    if theirs is not None:
        found: dict[str, dict[str, float]] = theirs["levels"]  # type: ignore[assignment]
        total = sum(level["seconds"] for level in found.values())
        which = "the same levels" if len(found) == len(ours.chisq) else f"{', '.join(found)} alone (then broken off),"
        rows.append(f"| lavaan {theirs['version']}: {which} without differences | {total:.0f} | | {total / one:.0f} |")
        beside = (
            f"lavaan's levels are written by `semTools::measEq.syntax` {theirs['semTools']} and fitted once (R "
            f"{theirs['R']}), with `fitMeasures`; the difference tests, which ours include, are left out of its time."
        )
        lines = [
            f"| {name} | {ours.df[name]:.0f} | {ours.chisq[name]:.3f} | {level['df']:.0f} | {level['chisq']:.3f} "
            f"| {level['seconds']:.1f} |"
            for name, level in found.items()
        ]
        levels = "\n".join(
            [
                "\n## Level by level\n",
                "| level | df | chi-square | lavaan: df | chi-square | s |",
                "|---|---:|---:|---:|---:|---:|",
                *lines,
                "\nlavaan's optimiser stops earlier than ours; the last digits of a chi-square can differ by that.\n",
            ]
        )
    table = "\n".join(rows)
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    return f"""# The speed of an invariance ladder

Written by `python -m benchmarks.invariance` on {datetime.now(UTC):%Y-%m-%d}; not edited by hand.

The simulated survey of [speed](speed.md), 65 five-point items on eight factors, with its 1,703 respondents split evenly
over two groups. A fit is the plain `lo.cfa(model, data, estimator="WLSMV", ordered=True)`, with or without
`group="language"`, from the data frame to all fit measures; a ladder is `lo.invariance(model, data, group="language",
ordered=True)` from the data frame to its table, so with all fit measures and difference tests. Ours take turns in one
process with one thread for linear algebra, {ROUNDS} rounds; seconds are processor seconds, "best" the shortest round.
{beside}

| | best, s | worst, s | times the fit to one group |
|---|---:|---:|---:|
{table}

Held to: the ladder takes at most {LIMIT:.0f} times one fit. Of the fit to one group it takes {whole / one:.1f} times
(met: {met}), of the fit to the same two groups {whole / two:.1f} times. The single fit is in the delta
parameterisation, where the test needs the correlations alone; a ladder after Wu and Estabrook is in theta, and tests
thresholds too.

The continuous ladder (MLR, four levels) takes {continuous:.2f} s, {continuous / mlr:.1f} times its two-group fit
({mlr:.2f} s).
{levels}
Python {platform.python_version()}, {libraries}; {processor()}, {os.cpu_count()} cores.
"""


def main() -> None:
    """Time both, print what was found and write the page."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.invariance", "timed"],
        capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}, cwd=HERE.parent,
    )  # fmt: skip
    ours = Ours(**json.loads(done.stdout.splitlines()[-1]))
    text = page(ours, lavaan())
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    if sys.argv[1:] == ["timed"]:
        found = timed()
        print(json.dumps({name: getattr(found, name) for name in Ours.__dataclass_fields__}))
    else:
        main()
