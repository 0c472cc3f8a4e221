"""The main job's factor analysis beside semopy and lavaan: ``python -m benchmarks.cfa`` (writes ``docs/speed.md``).

Eight factors on 65 items × 1,703 respondents, from a data frame to estimates, fit measures and standardised estimates
with standard errors. Every program runs in a process of its own with one thread for linear algebra, and its processor
seconds are counted, so that what else the machine does matters little; they take turns, and the best run counts.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.reference.data import load
from tests.reference.models import survey

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "speed.md"

LIMIT = 1 / 8
"""Share of semopy's time that ours may take."""

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

LAVAAN_SECONDS = 60
"""Longer than this we do not wait for R in one round."""

ROUNDS, RUNS, LAVAAN_RUNS = 3, 5, 2
"""The programs take turns, so that what else the machine does meets them alike."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What one program took.

    Attributes
    ----------
    name, version : str
    seconds : tuple of float
        Every run.
    chisq : float
        What it found, so that a reader sees that the same thing was computed.
    """

    name: str
    version: str
    seconds: tuple[float, ...]
    chisq: float

    @property
    def best(self) -> float:
        """The shortest run."""
        return min(self.seconds)


def _one_fit(data: str, options: dict[str, object]) -> float:
    import lerende_organisatie as lo

    frame = load(data)
    if options.get("ordered"):
        frame = frame.drop(columns="school")
    fit = lo.cfa(survey(), frame, **options)  # type: ignore[arg-type]
    measures = fit.fit_measures
    assert fit.standardized()["se"].notna().all()
    return float(measures["chisq"])


def ours() -> float:
    """One run of this package; returns chi-square."""
    return _one_fit("survey65", {"estimator": "ML"})


def ours_robust() -> float:
    """One run by MLR."""
    return _one_fit("survey65", {"estimator": "MLR"})


def ours_clustered() -> float:
    """One run by MLR with staff in schools."""
    return _one_fit("survey65", {"estimator": "MLR", "cluster": "school"})


def ours_ordinal() -> float:
    """One run by WLSMV."""
    return _one_fit("survey65", {"estimator": "WLSMV", "ordered": True})


def ours_incomplete() -> float:
    """One run by full-information maximum likelihood, with 5% of the answers missing."""
    return _one_fit("survey65_incomplete", {"estimator": "ML", "missing": "fiml"})


def ours_incomplete_robust() -> float:
    """The same by MLR with robust indices."""
    return _one_fit("survey65_incomplete", {"estimator": "MLR", "missing": "fiml"})


def semopy() -> float:
    """One run of semopy."""
    from semopy import Model, calc_stats

    model = Model(survey())
    model.fit(load("survey65"))
    measures = calc_stats(model)
    assert model.inspect(std_est=True)["Est. Std"].notna().any()
    return float(measures["chi2"].iloc[0])


PROGRAMS: dict[str, Callable[[], float]] = {
    "ours": ours,
    "ours_robust": ours_robust,
    "ours_clustered": ours_clustered,
    "ours_ordinal": ours_ordinal,
    "ours_incomplete": ours_incomplete,
    "ours_incomplete_robust": ours_incomplete_robust,
    "semopy": semopy,
}

OTHERS = {
    "ours_robust": "MLR",
    "ours_clustered": "MLR, staff in 178 schools",
    "ours_ordinal": "WLSMV, the answers as ordinal",
    "ours_incomplete": "ML, 5% of the answers missing (FIML)",
    "ours_incomplete_robust": "MLR, 5% of the answers missing (FIML)",
}
"""Our other estimators on the same survey; nearly every incomplete respondent has a pattern of their own."""


def repeat(name: str, runs: int) -> None:
    """Run one program several times and print its seconds as JSON."""
    warnings.simplefilter("ignore")
    load("survey65"), load("survey65_incomplete")
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        chisq = PROGRAMS[name]()
        seconds.append(time.process_time() - start)
    print(json.dumps({"seconds": seconds, "chisq": chisq}))


def timing(program: str, shown: str, package: str, runs: int) -> Timing:
    """A program's timing in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.cfa", program, str(runs)],
        capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}, cwd=HERE.parent,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    return Timing(shown, version(package), tuple(found["seconds"]), found["chisq"])


def lavaan(runs: int) -> Timing | None:
    """The timing of lavaan; None where R or lavaan is not on this machine."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        data, model = Path(folder) / "data.csv", Path(folder) / "model.txt"
        load("survey65").to_csv(data, index=False)
        model.write_text(survey(), encoding="utf-8")
        try:
            done = subprocess.run(
                ["Rscript", "--vanilla", str(HERE / "cfa.R"), str(data), str(model), str(runs)],
                capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}, timeout=LAVAAN_SECONDS,
            )  # fmt: skip
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
            print(f"lavaan was not timed: {fault}", file=sys.stderr)
            return None
    found = json.loads(done.stdout)
    seconds = found["seconds"] if isinstance(found["seconds"], list) else [found["seconds"]]
    return Timing("lavaan", f"{found['version']} (R {found['R']})", tuple(seconds), found["chisq"])


def joined(found: list[Timing]) -> Timing:
    """One program's rounds as one timing."""
    return replace(found[0], seconds=tuple(s for one in found for s in one.seconds))


def rounds() -> list[Timing]:
    """Every program in turn, several times; lavaan last and only where it is."""
    found: dict[str, list[Timing]] = {}
    for _ in range(ROUNDS):
        turn: list[Timing | None] = [
            timing("ours", "lerende_organisatie", "lerende_organisatie", RUNS),
            timing("semopy", "semopy", "semopy", RUNS),
            lavaan(LAVAAN_RUNS),
        ]
        for one in turn:
            if one is not None:
                found.setdefault(one.name, []).append(one)
    return [joined(each) for each in found.values()]


def table(timings: list[Timing]) -> str:
    """The timings as a Markdown table; the first row is ours, to which the others are held."""
    lines = [
        "| program | version | best, s | worst, s | runs | chi-square | ours takes |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    first = timings[0].best
    for t in timings:
        share = "" if t.best == first else f"1/{t.best / first:.0f}"
        figures = f"{t.best:.3f} | {max(t.seconds):.3f} | {len(t.seconds)} | {t.chisq:.3f}"
        lines.append(f"| {t.name} | {t.version} | {figures} | {share} |")
    return "\n".join(lines)


def processor() -> str:
    """The processor's name where the machine tells it."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def page(timings: list[Timing], others: list[Timing]) -> str:
    """``docs/speed.md``."""
    mine = timings[0].best
    theirs = next(t for t in timings if t.name == "semopy").best
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    other_rows = "\n".join(
        ["| estimator | best, s | runs |", "|---|---:|---:|"]
        + [f"| {t.name} | {t.best:.2f} | {len(t.seconds)} |" for t in others]
    )
    peer = "" if len(timings) > 2 else " R was not on this machine, so lavaan was not timed."
    return f"""# Speed

Written by `make benchmark` (`python -m benchmarks.cfa`) on {datetime.now(UTC):%Y-%m-%d}; not edited by hand.

Eight factors on a simulated survey of 65 items × 1,703 respondents: from the data frame to estimates, all fit
measures, and standardised estimates with standard errors. The programs take turns in one run, each in its own process
with one thread for linear algebra. Seconds are processor seconds, which is what one waits on an idle machine; "best" is
the shortest of all runs.{peer}

{table(timings)}

"Ours takes" is our best time as a share of theirs. The limit is 1/{1 / LIMIT:.0f} of semopy's; ours took
1/{theirs / mine:.0f}. lavaan and ours give standard errors of the standardised estimates; semopy does not, so it does
less. Its chi-square comes from an earlier stop of its optimiser.

The same three things by our other estimators, with robust standard errors, tests and indices where they have them:

{other_rows}

Python {platform.python_version()}, {libraries}; {processor()}, {os.cpu_count()} cores.
"""


def main() -> None:
    """Time all programs, print the table and write the page."""
    timings = rounds()
    others = [timing(program, shown, "lerende_organisatie", 3) for program, shown in OTHERS.items()]
    PAGE.write_text(page(timings, others), encoding="utf-8")
    print(table(timings))
    for other in others:
        print(f"{other.name}: {other.best:.2f} s")
    share = timings[0].best / timings[1].best
    print(f"ours takes 1/{1 / share:.0f} of semopy's time (limit 1/{1 / LIMIT:.0f})")
    if share > LIMIT:
        sys.exit("slower than the limit")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        repeat(sys.argv[1], int(sys.argv[2]))
    else:
        main()
