"""Means of schools: intervals for a finite staff, shrinkage towards the survey, change that is more than noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.aggregation.one_way import cluster_sums, reml

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Means of J schools on D dimensions; each (J, D), NaN where fewer than the minimum have a score.

    Attributes
    ----------
    n : how many have a score
    mean, sd
    se : s / √n · √(1 - n/N), N the staff where it is known
    lower, upper : t interval of n - 1 degrees of freedom
    """

    n: Floats
    mean: Floats
    sd: Floats
    se: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken:
    """Empirical Bayes means of J schools on D dimensions.

    Attributes
    ----------
    mean, se, lower, upper : ndarrays (J, D)
    reliability : ndarray (J, D)
        nτ² / (nτ² + σ²): how far the school's own mean counts.
    survey_mean, between, within : ndarrays (D,)
        REML over the schools that are shown.
    """

    mean: Floats
    se: Floats
    lower: Floats
    upper: Floats
    reliability: Floats
    survey_mean: Floats
    between: Floats
    within: Floats


def school_means(scores: Floats, school: Ints, staff: Floats, minimum: int, level: float) -> Means:
    """Means with intervals that account for the number of respondents and the size of the staff.

    Parameters
    ----------
    scores : ndarray (n, D)
    school : ndarray (n,) of int
    staff : ndarray (J,)
        NaN where not known: then no finite population correction is made.
    minimum : int
        Fewer scores than this give no figure.
    level : float

    Returns
    -------
    Means

    Notes
    -----
    Where all staff of a school have the same score its own variance of zero is replaced by the pooled variance within
    schools, so that an interval is never a point (unless everyone answered).

    References
    ----------
    Cochran, W. G. (1977). Sampling techniques (3rd ed.), sections 2.6 and 2.8. Wiley.
    """
    from scipy.stats import t as t_distribution

    sums = cluster_sums(scores, school, len(staff))
    enough = sums.n >= minimum
    n = np.where(enough, sums.n, np.nan)
    degrees = (sums.n - 1).clip(min=0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = sums.within.sum(axis=0) / degrees
        variance = sums.within / (n - 1)
        used = np.where(variance > 1e-12, variance, pooled)
        all_staff = np.where(np.isnan(staff), np.inf, staff)[:, None]
        se = np.sqrt(used / n * np.clip(1 - n / all_staff, 0, 1))
        half = t_distribution.isf((1 - level) / 2, n - 1) * se
    mean = np.where(enough, sums.mean, np.nan)
    return Means(n, mean, np.sqrt(variance), se, mean - half, mean + half)


def shrunken_means(scores: Floats, school: Ints, schools: int, minimum: int, level: float) -> Shrunken:
    """Empirical Bayes means: each school's own mean drawn towards that of the survey as far as it is unreliable.

    Parameters
    ----------
    scores : ndarray (n, D)
    school : ndarray (n,) of int
    schools : int
    minimum : int
    level : float

    Returns
    -------
    Shrunken
        With one school, or where schools do not differ at all, every school gets the mean of the survey.

    References
    ----------
    Efron, B., & Morris, C. (1975). JASA, 70, 311-319. Raudenbush, S. W., & Bryk, A. S. (2002). Hierarchical linear
    models (2nd ed.), chapter 3. Sage.
    """
    from scipy.stats import norm

    sums = cluster_sums(scores, school, schools)
    found = reml(sums)
    n = np.where(sums.n >= minimum, sums.n, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = n * found.between / (n * found.between + found.within)
        mean = found.mean + weight * (sums.mean - found.mean)
        se = np.sqrt(found.between * (1 - weight) + (1 - weight) ** 2 * found.mean_se**2)
    half = norm.isf((1 - level) / 2) * se
    return Shrunken(mean, se, mean - half, mean + half, weight, found.mean, found.between, found.within)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Change of school means since an earlier wave; each of the shape of the means.

    Attributes
    ----------
    difference, se, index : later minus earlier, its standard error, and their ratio
    reliable : whether the ratio is beyond the quantile of the level
    """

    difference: Floats
    se: Floats
    index: Floats
    reliable: NDArray[np.bool_]


def change(earlier_mean: Floats, earlier_se: Floats, mean: Floats, se: Floats, level: float) -> Change:
    """Change with the reliable-change criterion: the difference over its standard error.

    Parameters
    ----------
    earlier_mean, earlier_se, mean, se : ndarrays of one shape
        The two waves taken as independent samples of the staff, which is careful where the same people answered twice.
    level : float

    Returns
    -------
    Change

    References
    ----------
    Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical approach to defining meaningful change in
    psychotherapy research. Journal of Consulting and Clinical Psychology, 59, 12-19; for a mean, its standard error
    takes the place of the standard error of measurement.
    """
    from scipy.stats import norm

    difference = mean - earlier_mean
    together = np.sqrt(se**2 + earlier_se**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        index = np.where(together > 0, difference / together, np.where(difference == 0, 0.0, np.inf * difference))
    beyond = np.abs(index) > norm.isf((1 - level) / 2)
    return Change(difference, together, index, beyond & ~np.isnan(index))
