"""Do 95% intervals cover, and do 5% tests reject, as often as they say? Run by ``python -m benchmarks calibration``.

Writes docs/calibration.md. Seeded; the number of surveys per condition is the first argument of ``main``.
"""

from __future__ import annotations

import platform
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks._calibrate import Calibration, LargeSurvey, calibrate, calibrate_large
from benchmarks._populations import (
    ITEMS,
    Condition,
    incomplete_survey,
    nested_ordinal_survey,
    nested_survey,
    normal_survey,
    ordinal_survey,
    skewed_survey,
)

SEED = 4000
TRIALS = 4000
LARGE_TRIALS = 400
PAGE = Path(__file__).parents[1] / "docs" / "calibration.md"

WLSMV: dict[str, object] = {"estimator": "WLSMV", "ordered": list(ITEMS)}

CONDITIONS = (
    Condition("ML, normal answers", normal_survey, {"estimator": "ML"}, "pvalue"),
    Condition("ML, skewed answers (its assumption broken)", skewed_survey, {"estimator": "ML"}, "pvalue"),
    Condition("MLR, skewed answers", skewed_survey, {"estimator": "MLR"}, "pvalue_scaled"),
    Condition("ML with FIML, missing at random", incomplete_survey, {"estimator": "ML", "missing": "fiml"}, "pvalue"),
    Condition(
        "MLR, 200 schools ignored (their assumption broken)", nested_survey, {"estimator": "MLR"}, "pvalue_scaled"
    ),
    Condition("MLR, 200 schools", nested_survey, {"estimator": "MLR", "cluster": "school"}, "pvalue_scaled"),
    Condition("WLSMV, five-point answers", ordinal_survey, WLSMV, "pvalue_scaled"),
    Condition(
        "WLSMV, five-point answers, 200 schools",
        nested_ordinal_survey,
        {**WLSMV, "cluster": "school"},
        "pvalue_scaled",
    ),
)

HEAD = """# Calibration

Do 95% intervals hold the true value 95% of the time, and does a 5% test reject a true model 5% of the time? Simulated
surveys of twelve items and three factors with known parameters, {n} per condition (1,000 respondents, or 200 schools of
eight). *Coverage* is the average over all free parameters. Where a condition breaks an estimator's assumption on
purpose, it says so. Made by `make calibrate` ({versions}; seed {seed}{fewer}).

| condition | converged | coverage of 95% intervals | rejection at 5% |
|---|---|---|---|
"""

LARGE = """
## A model that is large for its data

The survey of 65 items and 1,703 respondents, {n} simulated surveys, normal answers, the true eight-factor model. With
1,987 degrees of freedom the plain χ² rejects too often; `fit.corrected_test("swain")` and `("bartlett")` bring it back.

| test | rejection at 5% |
|---|---|
"""


def row(c: Calibration) -> str:
    """One row of the table."""
    return (
        f"| {c.name} | {c.converged:.1%} | {c.coverage:.1%} (± {1.96 * c.coverage_error:.1%}) "
        f"| {c.rejection:.1%} (± {1.96 * c.rejection_error:.1%}) |"
    )


def main(trials: int = TRIALS, large: int = LARGE_TRIALS) -> None:
    """Run every condition and write the page."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("lerende_organisatie", "numpy", "scipy"))
    versions = f"{versions}, Python {platform.python_version()}"
    lines = []
    for condition in CONDITIONS:
        begun = time.perf_counter()
        found = calibrate(condition, trials, SEED)
        lines.append(row(found))
        print(f"{lines[-1]}  ({time.perf_counter() - begun:.0f} s)", flush=True)
    survey: LargeSurvey = calibrate_large(large, SEED)
    tests = [
        f"| {name} | {rate:.1%} (± {1.96 * (rate * (1 - rate) / large) ** 0.5:.1%}) |"
        for name, rate in survey.rejection
    ]
    print("\n".join(tests))
    fewer = "" if trials >= TRIALS else f"; by default it takes {TRIALS:,} per condition"
    PAGE.write_text(
        HEAD.format(n=f"{trials:,}", versions=versions, seed=SEED, fewer=fewer)
        + "\n".join(lines)
        + "\n"
        + LARGE.format(n=large)
        + "\n".join(tests)
        + "\n",
        encoding="utf-8",
    )
    print(f"written: {PAGE}")


if __name__ == "__main__":
    main()
