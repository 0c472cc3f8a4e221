"""Intervals of HTMT, HTMT2, factor and criterion correlations, RMSEA and Aiken's V; tests of factor correlations."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import lerende_organisatie as lo
from benchmarks._run import Run, share
from lerende_organisatie.psychometrics.validity.ratio import both_ratios

TITLE = "Dimensionality and validity"
SURVEYS = 1000

PHI = 0.6
LOADINGS = np.array([0.8, 0.75, 0.7, 0.65])
ITEMS = tuple(f"{factor}{j + 1}" for factor in "abc" for j in range(4))
MODEL = "\n".join(f"{factor} =~ " + " + ".join(f"{factor}{j + 1}" for j in range(4)) for factor in "abc")

HEAD = """
Three factors of four items (loadings .65 to .80) that correlate .60, with a criterion that correlates .30 with the
first factor. {n} simulated surveys of 500 each; HTMT and HTMT2 with 500 bootstrap draws. Incomplete: every answer is
missing with probability .05, moments by EM and draws by `resample="linear"`. RMSEA: two pairs of residuals correlate
.20 and the models know nothing of it, so that the population's RMSEA is not zero.

| interval of 95% (RMSEA: 90%) | coverage |
|---|---|
"""

TESTS = """
Two factors that correlate just as much as the null hypothesis of `discriminant` says; the share of surveys in which it
finds their correlation smaller, at 5% one-sided:

| smaller than | rejection |
|---|---|
"""

PANELS = (("ratings spread", (0.25, 0.25, 0.25, 0.25)), ("most ratings highest", (0.02, 0.08, 0.3, 0.6)))
"""Chances of the ratings 1 to 4."""

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
    holes = items.mask(rng.random(items.shape) < 0.05)
    seed = int(rng.integers(1 << 31))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        one, two = both_ratios(MODEL, items, n_boot=500, seed=seed)
        incomplete = both_ratios(MODEL, holes, missing="fiml", n_boot=500, resample="linear", seed=seed)
        factors = lo.discriminant(lo.cfa(MODEL, items, estimator="ML")).table
        criterion = related(frame, None)
        parallel = lo.parallel_analysis(items, n_replications=100, seed=seed)
        partial, kaiser = lo.map_test(items), lo.empirical_kaiser(items)
    found = (parallel.n_components, parallel.n_factors, partial.n_components, kaiser.n_factors)
    intervals = ((one.pairs, arithmetic()), (two.pairs, PHI), (incomplete[0].pairs, arithmetic()),
                 (incomplete[1].pairs, PHI), (factors, PHI))  # fmt: skip
    return (
        *(float(np.mean([inside(row, truth) for _, row in table.iterrows()])) for table, truth in intervals),
        inside(criterion, score_correlation()),
        *(float(number == 3) for number in found),
    )


@cache
def arithmetic() -> float:
    """HTMT of two factors in the population; with unequal loadings it is not their correlation."""
    within = np.outer(LOADINGS, LOADINGS)[np.tril_indices(4, -1)].mean()
    return float(PHI * np.outer(LOADINGS, LOADINGS).mean() / within)


def misfit() -> NDArray[np.float64]:
    """Correlations of the items where two pairs of residuals correlate .20."""
    loading = np.zeros((12, 3))
    loading[np.arange(12), np.repeat(np.arange(3), 4)] = np.tile(LOADINGS, 3)
    sigma = loading @ (np.full((3, 3), PHI) + (1 - PHI) * np.eye(3)) @ loading.T
    np.fill_diagonal(sigma, 1.0)
    for i, j in ((0, 4), (1, 8)):
        sigma[i, j] = sigma[j, i] = sigma[i, j] + 0.2 * np.sqrt(
            (1 - loading[i].max() ** 2) * (1 - loading[j].max() ** 2)
        )
    return sigma


@cache
def true_rmsea() -> tuple[float, float]:
    """RMSEA in the population of three factors confirmed and of three factors explored."""
    sigma, many = misfit(), 1_000_000
    moments = pd.DataFrame(sigma, index=list(ITEMS), columns=list(ITEMS))
    confirmed = lo.cfa(MODEL, sample_cov=moments, sample_nobs=many, estimator="ML").fit_measures
    z = np.random.default_rng(1).normal(size=(1000, 12))
    z = np.linalg.solve(np.linalg.cholesky(np.cov(z.T)), (z - z.mean(0)).T).T @ np.linalg.cholesky(sigma).T
    explored = lo.efa(pd.DataFrame(z, columns=list(ITEMS)), n_factors=3, method="ml").fit
    discrepancy = explored["chisq"] / (len(z) - 1 - (2 * 12 + 5) / 6 - 2 * 3 / 3)
    return float(np.sqrt(confirmed["chisq"] / many / confirmed["df"])), float(np.sqrt(discrepancy / explored["df"]))


def distance(rng: np.random.Generator, _: None) -> tuple[float, ...]:
    """Whether the intervals of RMSEA hold the population's."""
    values = rng.normal(size=(500, 12)) @ np.linalg.cholesky(misfit()).T
    frame = pd.DataFrame(values, columns=list(ITEMS))
    plain, robust = (lo.cfa(MODEL, frame, estimator=name).fit_measures for name in ("ML", "MLR"))
    explored = lo.efa(frame, n_factors=3, method="ml").fit
    confirmed, free = true_rmsea()
    found = ((plain, "rmsea", confirmed), (robust, "rmsea_robust", confirmed), (explored, "rmsea", free))
    names = {
        "rmsea": ("rmsea_ci_lower", "rmsea_ci_upper"),
        "rmsea_robust": ("rmsea_ci_lower_robust", "rmsea_ci_upper_robust"),
    }
    return tuple(float(m[names[of][0]] <= truth <= m[names[of][1]]) for m, of, truth in found)


def boundary(rng: np.random.Generator, phi: float) -> tuple[float, ...]:
    """Whether each test rejects where two factors correlate just as much as it supposes."""
    loading = np.tile(LOADINGS, 2)
    root = np.array([[1.0, 0.0], [phi, np.sqrt(1 - phi**2)]])
    eta = rng.normal(size=(500, 2)) @ root.T
    x = np.repeat(eta, 4, axis=1) * loading + rng.normal(size=(500, 8)) * np.sqrt(1 - loading**2)
    model = "\n".join(MODEL.split("\n")[:2])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        fit = lo.cfa(model, pd.DataFrame(x, columns=list(ITEMS[:8])), estimator="ML")
        row = lo.discriminant(fit, likelihood_ratio=phi == 1).table.iloc[0]
    wanted = ("p_one", "p_chisq_one") if phi == 1 else ("p_cutoff",)
    return tuple(float(row[name] < 0.05) if np.isfinite(row[name]) else float("nan") for name in wanted)


def panel(rng: np.random.Generator, task: tuple[int, tuple[float, ...]]) -> tuple[float]:
    """The share of a hundred items whose interval of Aiken's V holds the population's."""
    experts, chances = task
    ratings = rng.choice(np.arange(1, 5), size=(experts, 100), p=chances)
    found = lo.content_validity(pd.DataFrame(ratings, columns=[f"i{j}" for j in range(100)])).table
    truth = (float(np.arange(1, 5) @ np.array(chances)) - 1) / 3
    return (float(((found["ci_lower"] <= truth) & (truth <= found["ci_upper"])).mean()),)


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
    rmsea = run.repeat("rmsea", distance, None, SURVEYS)
    intervals = (
        "HTMT, bootstrap", "HTMT2, bootstrap", "HTMT, bootstrap, incomplete", "HTMT2, bootstrap, incomplete",
        "factor correlation (`discriminant`)", "criterion correlation",
    )  # fmt: skip
    rows = [f"| {name} | {share(hits)} |" for name, hits in zip(intervals, found.T[: len(intervals)], strict=True)]
    told = ("criterion correlation, 50 schools, `cluster=`", "criterion correlation, 50 schools not told of")
    rows += [f"| {name} | {share(hits)} |" for name, hits in zip(told, schools.T, strict=True)]
    fits = ("RMSEA of `cfa`, ML", "robust RMSEA of `cfa`, MLR", "RMSEA of `efa`, ML")
    rows += [f"| {name} | {share(hits)} |" for name, hits in zip(fits, rmsea.T, strict=True)]
    for label, chances in PANELS:
        for experts in (5, 10):
            hits = run.repeat(f"aiken {label} {experts}", panel, (experts, chances), SURVEYS // 10)
            rows.append(f"| Aiken's V, {experts} experts, {label} (a hundred items a survey) | {share(hits[:, 0])} |")
    tests = []
    for phi in (0.85, 1.0):
        hits = run.repeat(f"boundary {phi:.2f}", boundary, phi, SURVEYS)
        names = ("one, Wald", "one, likelihood ratio") if phi == 1 else (".85, Wald",)
        tests += [f"| {name} | {share(column)} |" for name, column in zip(names, hits.T, strict=True)]
    rules = ("parallel analysis, components", "parallel analysis, factors", "MAP (1976)", "empirical Kaiser criterion")
    numbers = [f"| {name} | {share(hits)} |" for name, hits in zip(rules, found.T[len(intervals) :], strict=True)]
    text = HEAD.format(n=f"{len(found):,}") + "\n".join(rows) + "\n"
    return text + TESTS + "\n".join(tests) + "\n" + NUMBERS + "\n".join(numbers) + "\n"
