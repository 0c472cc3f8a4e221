"""Schools: intervals of ICC and means hold the truth 95% of the time; a test that ignores schools rejects too often."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import lerende_organisatie as lo
from benchmarks._run import Run, share

TITLE = "Schools: intervals, shrinkage, comparisons"
SURVEYS = 400
SCHOOLS = 40
ITEMS = ("q1", "q2", "q3", "q4")
CUTS = np.array([-1.6, -0.7, 0.2, 1.2])
BETWEEN = {"ICC .05": 0.05, "ICC .20": 0.20}

HEAD = """
Surveys of {schools} schools with 8 to 60 staff each, of whom about 60% answer (5 at least). {n} simulated surveys per
row.

## Intervals

*Staff*: the mean of all staff of the school, those who did not answer too. *Expected*: what a school with this effect
would have with endless staff, which is what the shrunken mean is about.

| schools differ by | ICC(1) | mean of staff, finite population correction | the same without | expected, shrunken |
|---|---|---|---|---|
"""

SHRINKAGE = """
## Shrinkage

Root mean square error of a school's mean as a guess of the expected one, in points of the scale; small schools are
those with fewer than 10 answers.

| schools differ by | own mean | shrunken mean | small schools: own mean | small schools: shrunken mean |
|---|---|---|---|---|
"""

COMPARISONS = """
## Comparisons without a difference

How often a 5% test finds a difference that is not there. *Role* differs within schools; *sector* is one for all staff
of a school. ICC .10, 30 schools of 5 to 30 staff.

| factor | schools ignored (Welch) | school intercepts (mixed model) |
|---|---|---|
"""


@cache
def instrument() -> lo.Instrument:
    """Four five-point items of one dimension."""
    return lo.instrument_from_mapping(
        {
            "schema_version": 1,
            "kind": "questionnaire",
            "name": "four",
            "title": {"en": "Four items"},
            "version": "1",
            "languages": ["en"],
            "instruction": {"en": "Answer."},
            "licence": "none",
            "response_scale": {"values": [1, 2, 3, 4, 5], "labels": {"en": ["a", "b", "c", "d", "e"]}},
            "items": [{"id": item, "wording": {"en": f"Item {item}"}} for item in ITEMS],
            "default_structure": "one",
            "structures": {
                "one": {
                    "label": {"en": "One"},
                    "dimensions": [{"id": "d", "label": {"en": "D"}, "items": list(ITEMS)}],
                }
            },
        }
    )


def answers(rng: np.random.Generator, effect: NDArray[np.float64], between: float) -> NDArray[np.float64]:
    """Answers of people with these school effects (standard normal)."""
    person = rng.normal(size=len(effect))
    latent = np.sqrt(between) * effect + np.sqrt(1 - between) * person
    seen = 0.8 * latent[:, None] + 0.6 * rng.normal(size=(len(effect), len(ITEMS)))
    return 1.0 + (seen[:, :, None] > CUTS).sum(axis=2)


def one_survey(rng: np.random.Generator, between: float) -> tuple[float, ...]:
    """Shares of intervals that hold the truth, and squared errors."""
    staff = rng.integers(8, 61, SCHOOLS)
    effect = rng.normal(size=SCHOOLS)
    school = np.repeat(np.arange(SCHOOLS), staff)
    values = answers(rng, effect[school], between)
    n = np.maximum(5, rng.binomial(staff, 0.6))
    order = rng.random(len(school))
    rank = pd.Series(order).groupby(school).rank().to_numpy()
    answered = rank <= n[school]
    frame = pd.DataFrame(values[answered], columns=list(ITEMS)).assign(school=school[answered])
    responses = lo.read_responses(frame, instrument(), cluster="school")
    names = [str(at) for at in range(SCHOOLS)]
    found = (
        lo.profiles(responses, staff=dict(zip(names, staff, strict=True))).table.xs("d", level="dimension").loc[names]
    )
    plain = lo.profiles(responses).table.xs("d", level="dimension").loc[names]
    of_staff = np.bincount(school, weights=values.mean(axis=1)) / staff
    expected = np.array([answers(rng, np.full(1500, one), between).mean() for one in effect])
    y = np.sqrt(between) * effect[school] + np.sqrt(1 - between) * rng.normal(size=len(school))
    icc = lo.icc(pd.DataFrame({"y": y[answered], "school": school[answered]}), "school").table.loc["y"]
    own, drawn = (found["mean"] - expected) ** 2, (found["shrunken"] - expected) ** 2
    small = n < 10

    def holds(table: pd.DataFrame, lower: str, upper: str, truth: NDArray[np.float64]) -> float:
        return float(((table[lower] <= truth) & (truth <= table[upper])).mean())

    return (
        float(icc["icc1_ci_lower"] <= between <= icc["icc1_ci_upper"]),
        holds(found, "ci_lower", "ci_upper", of_staff),
        holds(plain, "ci_lower", "ci_upper", of_staff),
        holds(found, "shrunken_ci_lower", "shrunken_ci_upper", expected),
        float(own.mean()),
        float(drawn.mean()),
        float(own[small].mean()) if small.any() else np.nan,
        float(drawn[small].mean()) if small.any() else np.nan,
    )


def no_difference(rng: np.random.Generator, by: str) -> tuple[float, ...]:
    """Whether Welch's test and the mixed model find a difference that is not there."""
    size = rng.integers(5, 31, 30)
    school = np.repeat(np.arange(30), size)
    y = np.sqrt(0.1) * rng.normal(size=30)[school] + np.sqrt(0.9) * rng.normal(size=len(school))
    sector = np.where(np.arange(30) < 12, "vo", "po")[school]
    role = rng.choice(["leader", "teacher", "support"], len(school), p=[0.1, 0.65, 0.25])
    frame = pd.DataFrame({"y": y, "school": school, "sector": sector, "role": role})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        found = lo.compare_groups(frame, by, ["y"], cluster="school").tests.loc["y"]
    return float(found["welch_p"] < 0.05), float(found["pvalue"] < 0.05)


def section(run: Run) -> str:
    """The page."""
    found = {name: run.repeat(f"schools {name}", one_survey, between, SURVEYS) for name, between in BETWEEN.items()}
    n = min(len(values) for values in found.values())
    text = HEAD.format(schools=SCHOOLS, n=n)
    text += "".join(
        f"| {name} | " + " | ".join(share(v[:, at]) for at in range(4)) + " |\n" for name, v in found.items()
    )
    text += SHRINKAGE
    for name, v in found.items():
        errors = (f"{np.sqrt(np.nanmean(v[:, at])):.3f}" for at in (4, 5, 6, 7))
        text += f"| {name} | " + " | ".join(errors) + " |\n"
    text += COMPARISONS
    for by in ("role", "sector"):
        hits = run.repeat(f"schools no difference {by}", no_difference, by, SURVEYS)
        text += f"| {by} | {share(hits[:, 0])} | {share(hits[:, 1])} |\n"
    return text
