"""Populations with known parameters, and surveys drawn from them, for calibration.

Twelve items, three factors. Every population has the same means, loadings, factor correlations and residual variances,
so one set of true values serves all; what differs is the shape of the answers, who is missing and who sits where.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ITEMS = tuple(f"x{i + 1}" for i in range(12))
MODEL = "f1 =~ x1 + x2 + x3 + x4\nf2 =~ x5 + x6 + x7 + x8\nf3 =~ x9 + x10 + x11 + x12"
FACTOR = np.repeat(np.arange(3), 4)
LOADING = np.tile([0.8, 0.7, 0.6, 0.7], 3)
CORRELATION = np.array([[1.0, 0.5, 0.3], [0.5, 1.0, 0.4], [0.3, 0.4, 1.0]])
RESIDUAL = 1.0 - LOADING**2
CUTS = np.array([-1.5, -0.6, 0.3, 1.2])
WITHIN_SCHOOL = 0.15
"""Share of every factor's and every residual's variance that lies between schools."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One kind of survey and how it is analysed.

    Attributes
    ----------
    name : str
    draw : callable (generator) -> DataFrame
    options : dict
        Keyword arguments of ``cfa``, besides ``std_lv=True``.
    test : str
        The p-value that is judged.
    surveys : int
        How many are simulated.
    corrected : str
        The correction of `corrected_test` that is judged beside it; none if empty.
    """

    name: str
    draw: Callable[[np.random.Generator], pd.DataFrame]
    options: dict[str, object]
    test: str
    surveys: int = 4000
    corrected: str = ""


def truth(lhs: str, op: str, rhs: str) -> float:
    """The population value of a parameter under ``std_lv=True``."""
    if op == "=~":
        return float(LOADING[ITEMS.index(rhs)])
    if op == "~~" and lhs in ITEMS:
        return float(RESIDUAL[ITEMS.index(lhs)])
    if op == "~~":
        return float(CORRELATION[int(lhs[1]) - 1, int(rhs[1]) - 1])
    if op == "|":
        return float(CUTS[int(rhs[1:]) - 1])
    return 0.0


def _normal(rng: np.random.Generator, n: int) -> Floats:
    eta = rng.normal(size=(n, 3)) @ np.linalg.cholesky(CORRELATION).T
    return eta[:, FACTOR] * LOADING + rng.normal(size=(n, 12)) * np.sqrt(RESIDUAL)


def _skewed(rng: np.random.Generator, n: int) -> Floats:
    """Factors and residuals with the same covariances, long tails and skew (scaled chi-square with eight df)."""
    chi = (rng.chisquare(8, size=(n, 3)) - 8) / 4
    eta = chi @ np.linalg.cholesky(CORRELATION).T
    return eta[:, FACTOR] * LOADING + (rng.chisquare(8, size=(n, 12)) - 8) / 4 * np.sqrt(RESIDUAL)


def _nested(rng: np.random.Generator, schools: int, size: int) -> tuple[Floats, NDArray[np.intp]]:
    school = np.repeat(np.arange(schools), size)
    between, within = _normal(rng, schools), _normal(rng, schools * size)
    y = np.sqrt(WITHIN_SCHOOL) * between[school] + np.sqrt(1 - WITHIN_SCHOOL) * within
    return y, school


def _frame(y: Floats) -> pd.DataFrame:
    return pd.DataFrame(y, columns=list(ITEMS))


def _cut(y: Floats) -> Floats:
    return 1.0 + (y[:, :, None] > CUTS).sum(axis=2)


def normal_survey(rng: np.random.Generator) -> pd.DataFrame:
    """1,000 normal rows."""
    return _frame(_normal(rng, 1000))


def skewed_survey(rng: np.random.Generator) -> pd.DataFrame:
    """1,000 rows with skew and long tails."""
    return _frame(_skewed(rng, 1000))


def incomplete_survey(rng: np.random.Generator, n: int = 1000) -> pd.DataFrame:
    """Normal rows; what is missing in the later items depends on the first (missing at random)."""
    y = _normal(rng, n)
    share = 0.25 / (1.0 + np.exp(-1.5 * y[:, :1]))
    gone = rng.random(y.shape) < share
    gone[:, 0] = False
    return _frame(np.where(gone, np.nan, y))


def ordinal_survey(rng: np.random.Generator) -> pd.DataFrame:
    """1,000 rows of five-point answers."""
    return _frame(_cut(_normal(rng, 1000)))


def larger_incomplete_survey(rng: np.random.Generator) -> pd.DataFrame:
    """2,500 of them."""
    return incomplete_survey(rng, 2500)


def nested_survey(rng: np.random.Generator, schools: int = 200) -> pd.DataFrame:
    """Schools of eight, normal."""
    y, school = _nested(rng, schools, 8)
    return _frame(y).assign(school=school)


def more_schools_survey(rng: np.random.Generator) -> pd.DataFrame:
    """500 of them."""
    return nested_survey(rng, 500)


def nested_ordinal_survey(rng: np.random.Generator) -> pd.DataFrame:
    """200 schools of eight, five-point answers."""
    y, school = _nested(rng, 200, 8)
    return _frame(_cut(y)).assign(school=school)


WLSMV: dict[str, object] = {"estimator": "WLSMV", "ordered": list(ITEMS)}

FIML: dict[str, object] = {"estimator": "ML", "missing": "fiml"}
NESTED: dict[str, object] = {"estimator": "MLR", "cluster": "school"}
UNBIASED = "unbiased-trace"

CONDITIONS = (
    Condition("ML, normal answers", normal_survey, {"estimator": "ML"}, "pvalue", corrected="swain"),
    Condition("ML, skewed answers (its assumption broken)", skewed_survey, {"estimator": "ML"}, "pvalue", 1000),
    Condition("MLR, skewed answers", skewed_survey, {"estimator": "MLR"}, "pvalue_scaled", corrected=UNBIASED),
    Condition("ML with FIML, missing at random", incomplete_survey, FIML, "pvalue"),
    Condition("ML with FIML, missing at random, 2,500 respondents", larger_incomplete_survey, FIML, "pvalue"),
    Condition(
        "MLR, 200 schools ignored (their assumption broken)", nested_survey, {"estimator": "MLR"}, "pvalue_scaled", 1000
    ),
    Condition("MLR, 200 schools", nested_survey, NESTED, "pvalue_scaled", corrected=UNBIASED),
    Condition("MLR, 500 schools", more_schools_survey, NESTED, "pvalue_scaled", corrected=UNBIASED),
    Condition("WLSMV, five-point answers", ordinal_survey, WLSMV, "pvalue_scaled", corrected=UNBIASED),
    Condition(
        "WLSMV, five-point answers, 200 schools",
        nested_ordinal_survey,
        {**WLSMV, "cluster": "school"},
        "pvalue_scaled",
        corrected=UNBIASED,
    ),
)

LARGE_FACTOR = np.repeat(np.arange(8), (7, 4, 10, 8, 9, 8, 8, 11))
LARGE_LOADING = 0.55 + 0.3 * (np.arange(65) % 7) / 6
LARGE_CORRELATION = np.full((8, 8), 0.6) + 0.4 * np.eye(8)
LARGE_MODEL = "\n".join(
    f"f{k + 1} =~ " + " + ".join(f"y{i + 1}" for i in np.flatnonzero(k == LARGE_FACTOR)) for k in range(8)
)


def large_survey(rng: np.random.Generator, n: int = 1703) -> pd.DataFrame:
    """1,703 normal rows of 65 items in eight factors."""
    eta = rng.normal(size=(n, 8)) @ np.linalg.cholesky(LARGE_CORRELATION).T
    noise = rng.normal(size=(n, 65)) * np.sqrt(1 - LARGE_LOADING**2)
    return pd.DataFrame(eta[:, LARGE_FACTOR] * LARGE_LOADING + noise, columns=[f"y{i + 1}" for i in range(65)])


LARGE_ITEMS = tuple(f"y{i + 1}" for i in range(65))


def large_nested_survey(rng: np.random.Generator, n: int = 1703, schools: int = 178) -> pd.DataFrame:
    """The same in 178 schools of unequal size, a tenth of every variance between them."""
    school = np.sort(np.concatenate([np.arange(schools), rng.integers(0, schools, n - schools)]))
    between, within = large_survey(rng, schools).to_numpy(), large_survey(rng, n).to_numpy()
    y = np.sqrt(0.1) * between[school] + np.sqrt(0.9) * within
    return pd.DataFrame(y, columns=list(LARGE_ITEMS)).assign(school=school)


def as_answers(survey: pd.DataFrame) -> pd.DataFrame:
    """A large survey on five-point scales."""
    return survey.assign(**dict(zip(LARGE_ITEMS, _cut(survey[list(LARGE_ITEMS)].to_numpy()).T, strict=True)))
