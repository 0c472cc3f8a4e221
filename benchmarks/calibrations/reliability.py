"""Intervals of reliability and agreement hold the true value, Little's test and the distance flag keep their level."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

import lerende_organisatie as lo
from benchmarks._run import Run, share
from lerende_organisatie.psychometrics.moments.bivariate_normal import grid_cdf
from lerende_organisatie.psychometrics.reliability.coefficients import alpha, omega
from lerende_organisatie.psychometrics.reliability.one_factor import fit_one_factor

Floats = NDArray[np.float64]

TITLE = "Reliability, agreement and missing answers"
SURVEYS = 1000
DRAWS = 500

LOADINGS = np.array([0.8, 0.7, 0.6, 0.75, 0.5])
LATENT = np.outer(LOADINGS, LOADINGS) + np.diag(1 - LOADINGS**2)
MIDDLE = np.array([-1.5, -0.6, 0.3, 1.2])
TOP = np.array([-2.4, -1.8, -1.1, -0.1])
"""Thresholds of answers in the middle of the scale, and of answers piled up at its top."""

HEAD = """
## Reliability of a scale

Five five-point items with loadings .5 to .8. Coverage of 95% intervals; behind every share stands what 1.96 standard
errors of the simulation come to. The population values of alpha and omega are those of the answers as scored, from
their exact covariances; that of ordinal alpha is of the responses behind them. Bootstrap: {draws} draws a survey.
Alpha has four intervals, omega two (the last omega has the model's variance in its denominator). Incomplete: every
answer is missing with probability .05 and `missing="pairwise"`.

| answers | n | surveys | Feldt | Bonett | delta | bootstrap | omega: delta | bootstrap | model: delta | ordinal alpha |
|---|---:|---:|---|---|---|---|---|---|---|---|
"""

AGREEMENT = """
## Test-retest

Normal scores on two occasions: variances .6 between persons, .1 between occasions (ICC(1) and the limits of agreement:
none) and .3 of error. Coverage of 95% intervals. The limits of agreement are those of the first two occasions.

| persons | occasions | surveys | ICC(1) | ICC(A,1) | ICC(C,1) | ICC(k) | ICC(A,k) | ICC(C,k) | difference | limits |
|---:|---:|---:|---|---|---|---|---|---|---|---|
"""

MISSING = """
## Missing answers and distances

Rejection at 5% by Little's test where answers are missing completely at random, and the share of careful respondents
with a Mahalanobis p-value below .001. Scattered: every answer is missing with probability .05, so that many respondents
have a pattern of their own.

| answers | missing | respondents | surveys | Little's test rejects | distance flags |
|---|---|---:|---:|---|---|
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """One condition: thresholds, respondents, and the share of answers that is missing."""

    cuts: tuple[float, ...]
    n: int
    missing: float = 0.0


@dataclass(frozen=True, slots=True)
class Gaps:
    """One condition: thresholds of the answers, none of normal ones, and how they are missing."""

    cuts: tuple[float, ...]
    scattered: bool
    n: int


@cache
def population(cuts: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Alpha and omega (with the observed variance and with the model's) of the answers, and alpha of the responses."""
    tau = np.array(cuts)
    k = len(LOADINGS)
    below = ndtr(tau)
    upper = 1 - below
    cov = np.empty((k, k))
    for i in range(k):
        for j in range(k):
            if i == j:
                passed = np.minimum.outer(upper, upper)
            else:
                both = grid_cdf(tau[None], tau[None], LATENT[i, j : j + 1])[0]
                passed = 1 - below[:, None] - below + both
            cov[i, j] = (passed - np.outer(upper, upper)).sum()
    fit = fit_one_factor(cov[None])
    return (
        float(alpha(cov)),
        float(omega(fit.loadings, fit.uniquenesses, cov[None], "observed")[0]),
        float(omega(fit.loadings, fit.uniquenesses, cov[None], "model")[0]),
        float(alpha(LATENT)),
    )


def one_scale(rng: np.random.Generator, scale: Scale) -> tuple[float, ...]:
    """Whether each interval holds its population value."""
    y = rng.normal(size=(scale.n, 1)) * LOADINGS + rng.normal(size=(scale.n, 5)) * np.sqrt(1 - LOADINGS**2)
    frame = pd.DataFrame(1.0 + (y[:, :, None] > np.array(scale.cuts)).sum(2), columns=list("abcde"))
    if scale.missing:
        frame = frame.mask(rng.random(frame.shape) < scale.missing)
    rule: Literal["listwise", "pairwise"] = "pairwise" if scale.missing else "listwise"
    true_alpha, true_omega, true_model, true_ordinal = population(scale.cuts)
    seed = int(rng.integers(1 << 30))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        try:
            found = [
                *(
                    (lo.cronbach_alpha(frame, missing=rule, interval=kind, n_boot=DRAWS, seed=seed), true_alpha)
                    for kind in ("feldt", "bonett", "delta", "bootstrap")
                ),
                *(
                    (lo.mcdonald_omega(frame, missing=rule, interval=kind, n_boot=DRAWS, seed=seed), true_omega)
                    for kind in ("delta", "bootstrap")
                ),
                (lo.mcdonald_omega(frame, missing=rule, interval="delta", total_variance="model"), true_model),
                (lo.ordinal_alpha(frame, missing=rule), true_ordinal),
            ]
        except lo.errors.DataError:
            return (float("nan"),) * 8
    return tuple(float(one.ci_lower <= true <= one.ci_upper) for one, true in found)


def one_retest(rng: np.random.Generator, size: tuple[int, int]) -> tuple[float, ...]:
    """Whether each interval of a test-retest study holds its population value."""
    n, k = size
    person, error = rng.normal(0, np.sqrt(0.6), (n, 1)), rng.normal(0, np.sqrt(0.3), (n, k))
    shift = rng.normal(0, np.sqrt(0.1), k)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        one_way = lo.icc_forms(pd.DataFrame(person + error)).table
        two_way = lo.icc_forms(pd.DataFrame(person + shift + error)).table
        limits = lo.bland_altman(*(person + error)[:, :2].T)
    spread = np.sqrt(0.6)
    true = (
        (one_way.loc["ICC(1)"], 0.6 / 0.9),
        (two_way.loc["ICC(A,1)"], 0.6),
        (two_way.loc["ICC(C,1)"], 0.6 / 0.9),
        (one_way.loc["ICC(k)"], 0.6 / (0.6 + 0.3 / k)),
        (two_way.loc["ICC(A,k)"], 0.6 / (0.6 + 0.4 / k)),
        (two_way.loc["ICC(C,k)"], 0.6 / (0.6 + 0.3 / k)),
        (limits.mean_difference, 0.0),
    )
    hits = [float(found.ci_lower <= value <= found.ci_upper) for found, value in true]
    ends = [(limits.lower_limit, -1.959964 * spread), (limits.upper_limit, 1.959964 * spread)]
    return (*hits, float(np.mean([found.ci_lower <= value <= found.ci_upper for found, value in ends])))


def one_incomplete(rng: np.random.Generator, gaps: Gaps) -> tuple[float, float]:
    """Whether Little's test rejects, and the share of respondents with a small p-value of their distance."""
    y = rng.normal(size=(gaps.n, 1)) * np.tile(LOADINGS, 2) + rng.normal(size=(gaps.n, 10)) * np.sqrt(
        1 - np.tile(LOADINGS, 2) ** 2
    )
    values = 1.0 + (y[:, :, None] > np.array(gaps.cuts)).sum(2) if gaps.cuts else y
    if gaps.scattered:
        gone = rng.random(values.shape) < 0.05
    else:
        gone = np.zeros(values.shape, dtype=bool)
        gone[rng.random(gaps.n) < 0.2, 6:] = True
        gone[rng.random(gaps.n) < 0.2, :2] = True
    frame = pd.DataFrame(np.where(gone, np.nan, values), columns=list("abcdefghij"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        found = lo.screen(frame)
    assert found.mcar is not None
    return float(found.mcar.pvalue < 0.05), float(found.table["flag_mahalanobis_p"].mean())


def section(run: Run) -> str:
    """The page."""
    rows = []
    conditions = (
        ("in the middle", MIDDLE, 100, 0.0), ("in the middle", MIDDLE, 400, 0.0), ("at the top", TOP, 100, 0.0),
        ("at the top", TOP, 400, 0.0), ("in the middle, incomplete", MIDDLE, 400, 0.05),
    )  # fmt: skip
    for name, tau, n, missing in conditions:
        found = run.repeat(f"reliability {name} {n}", one_scale, Scale(tuple(tau.tolist()), n, missing), SURVEYS)
        rows.append(f"| {name} | {n} | {len(found):,} | " + " | ".join(share(column) for column in found.T) + " |")
    text = HEAD.format(draws=DRAWS) + "\n".join(rows) + "\n"
    rows = []
    for n, k in ((30, 2), (100, 2), (100, 5)):
        found = run.repeat(f"retest {n} {k}", one_retest, (n, k), 4 * SURVEYS)
        rows.append(f"| {n} | {k} | {len(found):,} | " + " | ".join(share(column) for column in found.T) + " |")
    text += AGREEMENT + "\n".join(rows) + "\n"
    rows = []
    shapes = ((), "normal"), (tuple(MIDDLE.tolist()), "in the middle"), (tuple(TOP.tolist()), "at the top")
    for cuts, answers in shapes:
        for scattered, how in ((False, "in four patterns"), (True, "scattered")):
            found = run.repeat(f"missing {answers} {how}", one_incomplete, Gaps(cuts, scattered, 400), SURVEYS)
            shares = f"{share(found[:, 0])} | {found[:, 1].mean():.2%}"
            rows.append(f"| {answers} | {how} | 400 | {len(found):,} | {shares} |")
    return text + MISSING + "\n".join(rows) + "\n"
