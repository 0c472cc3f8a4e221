"""A group factor with a random intercept per school: REML from sums per school, exact to rounding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class MixedModel:
    """Group means with school intercepts, by REML.

    Attributes
    ----------
    mean : ndarray (G,)
        Of each group, in a school of average effect.
    covariance : ndarray (G, G)
        Of these means.
    between, within : float
        Variances of schools and of people in a school, given the group.
    df : float
        Degrees of freedom of the denominator: schools minus groups where the factor belongs to schools, else people
        minus schools minus groups plus one (the containment rule).
    converged : bool
    """

    mean: Floats
    covariance: Floats
    between: float
    within: float
    df: float
    converged: bool


def school_intercepts(y: Floats, group: Ints, groups: int, school: Ints) -> MixedModel:
    """Fit y = group mean + school intercept + error.

    Parameters
    ----------
    y : ndarray (n,)
    group, school : ndarrays (n,) of int
    groups : int

    Returns
    -------
    MixedModel

    References
    ----------
    Laird, N. M., & Ware, J. H. (1982). Biometrics, 38, 963-974. Pinheiro, J. C., & Bates, D. M. (2000). Mixed-effects
    models in S and S-PLUS, section 2.4.2 (degrees of freedom). Springer.
    """
    code = np.unique(school, return_inverse=True)[1].astype(np.intp)
    schools = int(code.max()) + 1
    sums = _sums(y, group, groups, code, schools)
    ratio, found = _best_ratio(sums)
    mean, inverse, rss, _ = _at(sums, ratio)
    within = rss / (sums.n - groups)
    constant = len(np.unique(code * groups + group)) == schools
    df = schools - groups if constant else len(y) - schools - groups + 1
    return MixedModel(
        mean=mean + sums.shift,
        covariance=within * inverse,
        between=ratio * within,
        within=within,
        df=float(df),
        converged=found,
    )


MOST_BETWEEN = 0.9999
"""The largest share of variance between schools that is looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """What the likelihood needs: counts (J, G) and sums (J, G) per school and group, and the total sum of squares."""

    counts: Floats
    sums: Floats
    squares: float
    n: float
    shift: float


def _sums(y: Floats, group: Ints, groups: int, code: Ints, schools: int) -> _Sums:
    shift = float(y.mean())
    centred = y - shift
    cell = code * groups + group
    shape = (schools, groups)
    counts: Floats = np.bincount(cell, minlength=schools * groups).reshape(shape).astype(np.float64)
    sums: Floats = np.bincount(cell, weights=centred, minlength=schools * groups).reshape(shape).astype(np.float64)
    return _Sums(counts, sums, float(centred @ centred), float(len(y)), shift)


def _at(sums: _Sums, ratio: float) -> tuple[Floats, Floats, float, float]:
    """Means, (X′V⁻¹X)⁻¹ and residual sum of squares at τ²/σ² = ratio, and the slope of −2 log-likelihood there."""
    size, total = sums.counts.sum(axis=1), sums.sums.sum(axis=1)
    shrink = 1.0 / (1.0 + ratio * size)
    shared = ratio * shrink
    information = np.diag(sums.counts.sum(axis=0)) - sums.counts.T @ (sums.counts * shared[:, None])
    score = sums.sums.sum(axis=0) - sums.counts.T @ (shared * total)
    inverse = np.linalg.inv(information)
    mean = inverse @ score
    rss = sums.squares - float(shared @ total**2) - float(score @ mean)
    residual = total - sums.counts @ mean
    moved = sums.counts.T @ (sums.counts * (shrink**2)[:, None])
    slope = float((size * shrink).sum()) - float(np.einsum("ij,ji->", inverse, moved))
    slope -= (sums.n - len(mean)) * float((residual * shrink) @ (residual * shrink)) / rss
    return mean, inverse, rss, slope


def _best_ratio(sums: _Sums) -> tuple[float, bool]:
    """Where the slope of the restricted likelihood is zero, or 0 where it only falls from there."""
    from scipy.optimize import brentq

    def slope(share: float) -> float:
        return _at(sums, share / (1 - share))[3]

    if slope(0.0) >= 0:
        return 0.0, True
    if slope(MOST_BETWEEN) <= 0:
        return MOST_BETWEEN / (1 - MOST_BETWEEN), False
    share = float(brentq(slope, 0.0, MOST_BETWEEN, xtol=1e-14, rtol=1e-14))
    return share / (1 - share), True


@dataclass(frozen=True, slots=True)
class Contrast:
    """The difference between two groups under the mixed model."""

    difference: float
    se: float
    ci_lower: float
    ci_upper: float
    pvalue: float


def contrast(model: MixedModel, first: int, second: int, level: float) -> Contrast:
    """The first group minus the second, with a t interval.

    Parameters
    ----------
    model : MixedModel
    first, second : int
    level : float

    Returns
    -------
    Contrast
    """
    from scipy.stats import t as t_distribution

    difference = float(model.mean[first] - model.mean[second])
    v = model.covariance
    se = float(np.sqrt(v[first, first] + v[second, second] - 2 * v[first, second]))
    if model.df < 1 or not np.isfinite(se) or se == 0:
        nan = float("nan")
        return Contrast(difference, se, nan, nan, nan)
    half = float(t_distribution.isf((1 - level) / 2, model.df)) * se
    pvalue = float(2 * t_distribution.sf(abs(difference / se), model.df))
    return Contrast(difference, se, difference - half, difference + half, pvalue)


def equal_means(model: MixedModel) -> tuple[float, float]:
    """The F test that all groups have one mean.

    Parameters
    ----------
    model : MixedModel

    Returns
    -------
    f, pvalue : float
    """
    from scipy.stats import f as f_distribution

    groups = len(model.mean)
    differences = np.eye(groups)[1:] - np.eye(groups)[0]
    d = differences @ model.mean
    v = differences @ model.covariance @ differences.T
    if model.df < 1 or not np.isfinite(v).all() or np.linalg.matrix_rank(v) < groups - 1:
        return float("nan"), float("nan")
    f = float(d @ np.linalg.solve(v, d)) / (groups - 1)
    return f, float(f_distribution.sf(f, groups - 1, model.df))
