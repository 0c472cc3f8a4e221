"""Intervals for a reliability coefficient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.reliability.products import Products, covariances, products
from lerende_organisatie.repeat import Progress, repeat

Floats = NDArray[np.float64]

BLOCK_CELLS = 1_000_000
"""Weights held at once by one block of draws; fixed, so that the draws do not depend on the machine."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A standard error and two bounds."""

    se: float
    lower: float
    upper: float


def feldt_bounds(estimate: float, n: int, k: int, level: float) -> tuple[float, float]:
    """The exact interval of alpha for parallel items with normal scores.

    Parameters
    ----------
    estimate : float
    n : int
        Respondents.
    k : int
        Items.
    level : float
        For example 0.95.

    References
    ----------
    Feldt, L. S., Woodruff, D. J., & Salih, F. A. (1987). Statistical inference for coefficient alpha. Applied
    Psychological Measurement, 11, 93-103.
    """
    from scipy.special import fdtri

    df1, df2 = n - 1, (n - 1) * (k - 1)
    tail = (1 - level) / 2
    return (
        float(1 - (1 - estimate) * fdtri(df1, df2, 1 - tail)),
        float(1 - (1 - estimate) * fdtri(df1, df2, tail)),
    )


def delta_bounds(estimate: float, se: float, level: float) -> tuple[float, float]:
    """A normal interval for log(1 - coefficient), turned back; on the plain scale for a coefficient of one or more.

    Parameters
    ----------
    estimate, se : float
    level : float

    References
    ----------
    Bonett, D. G. (2002). Sample size requirements for testing and estimating coefficient alpha. Journal of Educational
    and Behavioral Statistics, 27, 335-340 (the transformation).
    """
    from scipy.special import ndtri

    z = float(ndtri(1 - (1 - level) / 2))
    if not estimate < 1:
        return estimate - z * se, estimate + z * se
    spread = np.exp(z * se / (1 - estimate))
    return float(1 - (1 - estimate) * spread), float(1 - (1 - estimate) / spread)


def bonett_bounds(estimate: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Bonett's interval of alpha: normal on the scale log(1 - alpha), for parallel items with normal scores.

    Parameters
    ----------
    estimate : float
    n : int
        Respondents.
    k : int
        Items.
    level : float

    References
    ----------
    Bonett, D. G. (2002). Sample size requirements for testing and estimating coefficient alpha. Journal of Educational
    and Behavioral Statistics, 27, 335-340, formula 5: the standard error of log(1 - alpha) is sqrt(2k / ((k - 1)(n -
    2))).
    """
    if n < 3:
        return -np.inf, 1.0
    se = np.sqrt(2 * k / ((k - 1) * (n - 2)))
    return delta_bounds(estimate, float((1 - estimate) * se), level)


def bootstrap_draws(
    values: Floats,
    statistic: Callable[[Floats], Floats],
    *,
    n_boot: int,
    seed: int,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> Floats:
    """Draw respondents with replacement and compute statistics of the covariance matrix of each draw.

    Parameters
    ----------
    values : ndarray (n, k)
        Answers, NaN for missing.
    statistic : callable
        Takes covariance matrices (B, k, k), gives (B, s).
    n_boot : int
    seed : int
    n_jobs : int
    progress : callable (done, total), optional
        Counted in blocks of draws.

    Returns
    -------
    ndarray (n_boot, s)
    """
    block = max(1, min(n_boot, BLOCK_CELLS // len(values)))
    sizes = [block] * (n_boot // block) + ([n_boot % block] if n_boot % block else [])
    job = _Draw(products(values), len(values), statistic)
    return np.concatenate(repeat(job, sizes, seed=seed, n_jobs=n_jobs, progress=progress))


@dataclass(frozen=True, slots=True)
class _Draw:
    """One block of draws, as a job that can travel to another process."""

    of: Products
    n: int
    statistic: Callable[[Floats], Floats]

    def __call__(self, generator: np.random.Generator, size: int) -> Floats:
        chosen = generator.integers(0, self.n, (size, self.n)) + self.n * np.arange(size)[:, None]
        weights = np.bincount(chosen.ravel(), minlength=size * self.n).reshape(size, self.n).astype(float)
        return self.statistic(covariances(self.of, weights))


def percentile_interval(draws: Floats, level: float) -> Interval:
    """The standard deviation and the percentiles of the draws that could be computed.

    Parameters
    ----------
    draws : ndarray (n_boot,)
        NaN for draws that could not be computed.
    level : float

    References
    ----------
    Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap, ch. 6 and 13.
    """
    usable = draws[np.isfinite(draws)]
    if len(usable) < 2:
        return Interval(np.nan, np.nan, np.nan)
    lower, upper = np.quantile(usable, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(np.std(usable, ddof=1)), float(lower), float(upper))
