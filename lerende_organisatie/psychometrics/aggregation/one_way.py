"""The one-way random model y = μ + u + e, people in clusters: analysis of variance, REML, and an exact interval.

All of it is vectorised over columns: a survey of 65 items is one call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

STEPS = 60
"""Steps of safeguarded search: each halves the bracket at least, so the last is 2**-60 of the first."""


@dataclass(frozen=True, slots=True, eq=False)
class ClusterSums:
    """What the one-way model needs of the answers: J clusters x p columns.

    Attributes
    ----------
    n : ndarray (J, p)
        Answers per cluster.
    mean : ndarray (J, p)
        Their mean; 0 where there are none.
    within : ndarray (J, p)
        Sums of squares around the cluster's own mean.
    """

    n: Floats
    mean: Floats
    within: Floats


def cluster_sums(values: Floats, code: Ints, clusters: int) -> ClusterSums:
    """Counts, means and sums of squares per cluster and column.

    Parameters
    ----------
    values : ndarray (n, p)
        NaN for a missing answer.
    code : ndarray (n,) of int
    clusters : int

    Returns
    -------
    ClusterSums
    """
    answered = ~np.isnan(values)
    filled = np.where(answered, values, 0.0)
    n = _summed(answered.astype(float), code, clusters)
    mean = _summed(filled, code, clusters) / np.maximum(n, 1.0)
    around = np.where(answered, filled - mean[code], 0.0)
    return ClusterSums(n, mean, _summed(around**2, code, clusters))


def _summed(values: Floats, code: Ints, clusters: int) -> Floats:
    """Sums per cluster of every column."""
    out = np.empty((clusters, values.shape[1]))
    for column in range(values.shape[1]):
        out[:, column] = np.bincount(code, weights=values[:, column], minlength=clusters)
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Anova:
    """One-way analysis of variance of each of p columns; all (p,)."""

    n: Floats
    clusters: Floats
    ms_between: Floats
    ms_within: Floats
    f: Floats
    df_between: Floats
    df_within: Floats
    pvalue: Floats

    @property
    def k(self) -> Floats:
        """The average cluster size N / J."""
        return self.n / self.clusters

    @property
    def icc1(self) -> Floats:
        """ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            out: Floats = (self.ms_between - self.ms_within) / (self.ms_between + (self.k - 1) * self.ms_within)
        return out

    @property
    def icc2(self) -> Floats:
        """ICC(2) = (MSB - MSW) / MSB."""
        with np.errstate(invalid="ignore", divide="ignore"):
            out: Floats = (self.ms_between - self.ms_within) / self.ms_between
        return out


def anova(sums: ClusterSums) -> Anova:
    """One-way analysis of variance of each column.

    Parameters
    ----------
    sums : ClusterSums

    Returns
    -------
    Anova
        NaN where there are not two clusters, or no cluster with two people.
    """
    from scipy.stats import f as f_distribution

    n = sums.n.sum(axis=0)
    clusters = (sums.n > 0).sum(axis=0).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        grand = (sums.n * sums.mean).sum(axis=0) / n
        between = (sums.n * (sums.mean - grand) ** 2).sum(axis=0)
        df_between, df_within = clusters - 1, n - clusters
        ms_between = np.where(df_between > 0, between / df_between, np.nan)
        ms_within = np.where(df_within > 0, sums.within.sum(axis=0) / df_within, np.nan)
        f = ms_between / ms_within
        pvalue = f_distribution.sf(f, df_between, df_within)
    return Anova(n, clusters, ms_between, ms_within, f, df_between, df_within, pvalue)


@dataclass(frozen=True, slots=True, eq=False)
class VarianceComponents:
    """REML estimates of the one-way random model; all (p,).

    Attributes
    ----------
    mean : generalised least squares estimate of μ
    mean_se : its standard error, the variances taken as known
    between, within : variances of u and of e
    """

    mean: Floats
    mean_se: Floats
    between: Floats
    within: Floats

    @property
    def icc1(self) -> Floats:
        """The share of the variance that lies between clusters."""
        with np.errstate(invalid="ignore", divide="ignore"):
            out: Floats = self.between / (self.between + self.within)
        return out


def reml(sums: ClusterSums) -> VarianceComponents:
    """Restricted maximum likelihood for y = μ + u + e, by its profile in λ = var(u) / var(e).

    With w = n / (1 + nλ) the profile criterion is (N - 1) log R + Σ log(1 + nλ) + log Σw, R = SSW + Σw(ȳ - μ)². Its
    minimum over ρ = λ / (1 + λ) is bracketed on a grid and then found where the derivative changes sign.

    Parameters
    ----------
    sums : ClusterSums

    Returns
    -------
    VarianceComponents
        A variance between clusters of zero where the criterion is smallest there; NaN where it is not defined.

    References
    ----------
    Patterson, H. D., & Thompson, R. (1971). Biometrika, 58, 545-554. Harville, D. A. (1977). JASA, 72, 320-338.
    """
    n, total = sums.n, sums.n.sum(axis=0)
    p = n.shape[1]
    within = sums.within.sum(axis=0)
    grid = np.concatenate(
        [[0.0], np.geomspace(1e-5, 0.2, 24), np.linspace(0.25, 0.95, 15), 1 - np.geomspace(0.03, 1e-9, 9)]
    )
    found = np.stack([_criterion(rho * np.ones(p), sums, within, total) for rho in grid])
    usable = np.isfinite(found).all(axis=0) & (within > 0) & ((n > 0).sum(axis=0) > 1)
    best = np.argmin(np.where(np.isfinite(found), found, np.inf), axis=0)
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, len(grid) - 1)]
    for _ in range(STEPS):
        middle = (low + high) / 2
        rising = _slope(middle, sums, within, total) > 0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    rho = (low + high) / 2
    rho = np.where(_criterion(np.zeros(p), sums, within, total) <= _criterion(rho, sums, within, total), 0.0, rho)
    lam = rho / (1 - rho)
    w = n / (1 + n * lam)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (w * sums.mean).sum(axis=0) / w.sum(axis=0)
        sigma2 = (within + (w * (sums.mean - mean) ** 2).sum(axis=0)) / (total - 1)
        se = np.sqrt(sigma2 / w.sum(axis=0))
    nothing = np.where(usable, 0.0, np.nan)
    return VarianceComponents(mean + nothing, se + nothing, lam * sigma2 + nothing, sigma2 + nothing)


def _criterion(rho: Floats, sums: ClusterSums, within: Floats, total: Floats) -> Floats:
    """-2 × the restricted log-likelihood, apart from a constant, at ρ = λ / (1 + λ)."""
    lam = rho / (1 - rho)
    w = sums.n / (1 + sums.n * lam)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (w * sums.mean).sum(axis=0) / w.sum(axis=0)
        rest = within + (w * (sums.mean - mean) ** 2).sum(axis=0)
        out: Floats = (total - 1) * np.log(rest) + np.log1p(sums.n * lam).sum(axis=0) + np.log(w.sum(axis=0))
    return out


def _slope(rho: Floats, sums: ClusterSums, within: Floats, total: Floats) -> Floats:
    """The sign-giving part of the criterion's derivative in λ; w' = -w²."""
    lam = rho / (1 - rho)
    w = sums.n / (1 + sums.n * lam)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (w * sums.mean).sum(axis=0) / w.sum(axis=0)
        square = (sums.mean - mean) ** 2
        rest = within + (w * square).sum(axis=0)
        out: Floats = (
            -(total - 1) * (w**2 * square).sum(axis=0) / rest + w.sum(axis=0) - (w**2).sum(axis=0) / w.sum(axis=0)
        )
    return out


def ratio_interval(sums: ClusterSums, level: float) -> tuple[Floats, Floats]:
    """An exact interval for λ = var(u) / var(e), also for clusters of unequal size.

    At the true λ, Σw(ȳ - μ)² / (J - 1) over SSW / (N - J), with w = n / (1 + nλ), is an F of J - 1 and N - J degrees of
    freedom, whatever the sizes; it falls as λ grows. The interval holds the λ at which it lies between the quantiles.
    With equal sizes it is the classical F interval.

    Parameters
    ----------
    sums : ClusterSums
    level : float

    Returns
    -------
    lower, upper : ndarrays (p,)
        Not below -1 / (largest cluster), where the model ends.

    References
    ----------
    Wald, A. (1940). A note on the analysis of variance with unequal class frequencies. Annals of Mathematical
    Statistics, 11, 96-100. Seely, J. F., & El-Bassiouni, Y. (1983). Annals of Statistics, 11, 197-201.
    """
    from scipy.stats import f as f_distribution

    clusters, total = (sums.n > 0).sum(axis=0), sums.n.sum(axis=0)
    df1, df2 = clusters - 1.0, total - clusters
    ok = (df1 > 0) & (df2 > 0) & (sums.within.sum(axis=0) > 0)
    safe1, safe2 = np.where(ok, df1, 1.0), np.where(ok, df2, 1.0)
    tail = (1 - level) / 2
    floor = -1.0 / np.maximum(sums.n.max(axis=0), 1.0)
    ends = [_where_f_is(f_distribution.isf(q, safe1, safe2), sums, safe1, safe2, floor) for q in (tail, 1 - tail)]
    nothing = np.where(ok, 0.0, np.nan)
    return ends[0] + nothing, ends[1] + nothing


def _where_f_is(wanted: Floats, sums: ClusterSums, df1: Floats, df2: Floats, floor: Floats) -> Floats:
    """The λ at which Wald's ratio has the wanted value, by bisection in t with λ = floor + exp(t)."""
    within = sums.within.sum(axis=0) / df2
    low, high = np.full(len(wanted), -32.0), np.full(len(wanted), 22.0)
    for _ in range(STEPS):
        t = (low + high) / 2
        lam = floor + np.exp(t)
        w = sums.n / (1 + sums.n * lam)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = (w * sums.mean).sum(axis=0) / w.sum(axis=0)
            ratio = (w * (sums.mean - mean) ** 2).sum(axis=0) / df1 / within
        above = ratio > wanted
        low, high = np.where(above, t, low), np.where(above, high, t)
    out: Floats = floor + np.exp((low + high) / 2)
    return out


def share_of(lam: Floats) -> Floats:
    """ICC(1) = λ / (1 + λ)."""
    return lam / (1 + lam)


def reliability_of(lam: Floats, n: Floats | float) -> Floats:
    """The reliability of the mean of n people: nλ / (1 + nλ)."""
    return n * lam / (1 + n * lam)
