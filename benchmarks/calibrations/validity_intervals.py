"""Intervals of HTMT2, of factor correlations and of criterion correlations, and the numbers of factors found."""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np
import pandas as pd

import lerende_organisatie as lo
from benchmarks._run import Run, share

TITLE = "Dimensionality and validity"
SURVEYS = 1000

PHI = 0.6
LOADINGS = np.array([0.8, 0.75, 0.7, 0.65])
ITEMS = tuple(f"{factor}{j + 1}" for factor in "abc" for j in range(4))
MODEL = "\n".join(f"{factor} =~ " + " + ".join(f"{factor}{j + 1}" for j in range(4)) for factor in "abc")

HEAD = """
Three factors of four items (loadings .65 to .80) that correlate .60, with a criterion that correlates .30 with the
first factor. {n} simulated surveys of 500 each; HTMT2 with 500 bootstrap draws.

| interval of 95% | coverage |
|---|---|
"""

NUMBERS = """
The share of the same surveys in which each rule finds three:

| rule | three factors |
|---|---|
"""


def survey(rng: np.random.Generator, clusters: int | None = None) -> pd.DataFrame:
    """Normal answers of 500 respondents, in schools of ten where asked for, and a criterion."""
    phi = np.full((3, 3), PHI) + (1 - PHI) * np.eye(3)
    root = np.linalg.cholesky(phi)
    if clusters is None:
        eta = rng.normal(size=(500, 3)) @ root.T
        extra = rng.normal(size=500)
        school = np.arange(500)
    else:
        school = np.repeat(np.arange(clusters), 500 // clusters)
        eta = (
            np.sqrt(0.3) * rng.normal(size=(clusters, 3))[school] + np.sqrt(0.7) * rng.normal(size=(500, 3))
        ) @ root.T
        extra = np.sqrt(0.3) * rng.normal(size=clusters)[school] + np.sqrt(0.7) * rng.normal(size=500)
    loading = np.tile(LOADINGS, 3)
    x = np.repeat(eta, 4, axis=1) * loading + rng.normal(size=(500, 12)) * np.sqrt(1 - loading**2)
    frame = pd.DataFrame(x, columns=list(ITEMS))
    return frame.assign(outcome=0.3 * eta[:, 0] + np.sqrt(1 - 0.09) * extra, school=school)


def score_correlation() -> float:
    """The criterion's correlation with the mean of the first factor's items, in the population."""
    variance = LOADINGS.sum() ** 2 + (1 - LOADINGS**2).sum()
    return float(0.3 * LOADINGS.sum() / np.sqrt(variance))


def inside(row: pd.Series, truth: float) -> float:
    """Whether an interval holds the truth."""
    return float(row["ci_lower"] <= truth <= row["ci_upper"])


def evidence(rng: np.random.Generator, _: None) -> tuple[float, ...]:
    """Whether each interval holds its population value, and each rule finds three factors."""
    frame = survey(rng)
    items = frame[list(ITEMS)]
    seed = int(rng.integers(1 << 31))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        ratio = lo.htmt2(MODEL, items, n_boot=500, seed=seed).pairs
        factors = lo.discriminant(lo.cfa(MODEL, items, estimator="ML")).table
        criterion = related(frame, None)
        parallel = lo.parallel_analysis(items, n_replications=100, seed=seed)
        partial, kaiser = lo.map_test(items), lo.empirical_kaiser(items)
    found = (parallel.n_components, parallel.n_factors, partial.n_components, kaiser.n_factors)
    return (
        float(np.mean([inside(row, PHI) for _, row in ratio.iterrows()])),
        float(np.mean([inside(row, PHI) for _, row in factors.iterrows()])),
        inside(criterion, score_correlation()),
        *(float(number == 3) for number in found),
    )


def nested(rng: np.random.Generator, _: None) -> tuple[float, ...]:
    """Whether the criterion's interval holds when staff are nested in schools, told of it and not."""
    frame = survey(rng, 50)
    return tuple(inside(related(frame, cluster), score_correlation()) for cluster in ("school", None))


def related(frame: pd.DataFrame, cluster: Literal["school"] | None) -> pd.Series:
    """The row of the one hypothesis."""
    stated = [lo.Hypothesis("a", "outcome", "positive", "the population")]
    return lo.criterion_validity(frame, stated, scales={"a": ITEMS[:4]}, cluster=cluster).table.iloc[0]


def section(run: Run) -> str:
    """The page."""
    found = run.repeat("validity evidence", evidence, None, SURVEYS)
    schools = run.repeat("validity evidence in schools", nested, None, SURVEYS)
    intervals = ("HTMT2, bootstrap", "factor correlation (`discriminant`)", "criterion correlation")
    rows = [f"| {name} | {share(hits)} |" for name, hits in zip(intervals, found.T[:3], strict=True)]
    told = ("criterion correlation, 50 schools, `cluster=`", "criterion correlation, 50 schools not told of")
    rows += [f"| {name} | {share(hits)} |" for name, hits in zip(told, schools.T, strict=True)]
    rules = ("parallel analysis, components", "parallel analysis, factors", "MAP (1976)", "empirical Kaiser criterion")
    numbers = [f"| {name} | {share(hits)} |" for name, hits in zip(rules, found.T[3:], strict=True)]
    return HEAD.format(n=len(found)) + "\n".join(rows) + "\n" + NUMBERS + "\n".join(numbers) + "\n"
