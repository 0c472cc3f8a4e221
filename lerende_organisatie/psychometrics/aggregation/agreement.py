"""Within-group agreement: how little the people of one school differ, beside people who answer at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

SKEWED_NULL = (0.05, 0.15, 0.20, 0.35, 0.25)
"""Shares of the five categories under a slight skew towards agreement (James, Demaree & Wolf, 1984)."""

NULLS: dict[str, tuple[float, ...]] = {
    "slight_skew": SKEWED_NULL,
    "moderate_skew": (0.00, 0.10, 0.15, 0.40, 0.35),
    "heavy_skew": (0.00, 0.00, 0.10, 0.40, 0.50),
    "triangular": (1 / 9, 2 / 9, 3 / 9, 2 / 9, 1 / 9),
}
"""Named null distributions over five categories (James, Demaree & Wolf, 1984; LeBreton & Senter, 2008)."""


def uniform_variance(categories: int) -> float:
    """The variance of answers spread evenly over c categories: (c² - 1) / 12.

    Parameters
    ----------
    categories : int

    Returns
    -------
    float
    """
    return (categories**2 - 1) / 12


def distribution_variance(shares: Sequence[float]) -> float:
    """The variance of answers 1, 2, ... that are given with these probabilities.

    Parameters
    ----------
    shares : sequence of c floats that sum to one

    Returns
    -------
    float
    """
    p = np.asarray(shares, float)
    values = np.arange(1, len(p) + 1)
    mean = float(p @ values)
    return float(p @ (values - mean) ** 2)


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How the people of each cluster spread over each item: J clusters x k items; NaN where two people are needed.

    Attributes
    ----------
    n : ndarray (J, k)
        Answers.
    variance : ndarray (J, k)
        With n - 1.
    ad_mean, ad_median : ndarrays (J, k)
        Average absolute deviation from the cluster's mean and from its median.
    """

    n: Floats
    variance: Floats
    ad_mean: Floats
    ad_median: Floats


def spread(values: Floats, code: Ints, clusters: int) -> Spread:
    """Variances and average deviations of every item in every cluster.

    Parameters
    ----------
    values : ndarray (n, k)
        NaN for a missing answer.
    code : ndarray (n,) of int
    clusters : int

    Returns
    -------
    Spread
    """
    shape = (clusters, values.shape[1])
    n, variance, ad_mean, ad_median = (np.empty(shape) for _ in range(4))
    for item in range(values.shape[1]):
        answered = ~np.isnan(values[:, item])
        answer, where = values[answered, item], code[answered]
        count = np.bincount(where, minlength=clusters).astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.bincount(where, weights=answer, minlength=clusters) / count
            squares = np.bincount(where, weights=(answer - mean[where]) ** 2, minlength=clusters)
            from_mean = np.bincount(where, weights=np.abs(answer - mean[where]), minlength=clusters) / count
            median = _medians(answer, where, count)
            from_median = np.bincount(where, weights=np.abs(answer - median[where]), minlength=clusters) / count
            n[:, item] = count
            variance[:, item] = squares / (count - 1)
        enough = np.where(count > 1, 0.0, np.nan)
        variance[:, item] += enough
        ad_mean[:, item], ad_median[:, item] = from_mean + enough, from_median + enough
    return Spread(n, variance, ad_mean, ad_median)


def _medians(answer: Floats, where: Ints, count: Floats) -> Floats:
    """The median of each cluster; NaN for an empty one."""
    out = np.full(len(count), np.nan)
    if not len(answer):
        return out
    ordered = answer[np.lexsort((answer, where))]
    size = count.astype(int)
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    there = size > 0
    low, high = start + (size - 1) // 2, start + size // 2
    out[there] = (ordered[low[there]] + ordered[high[there]]) / 2
    return out


def rwg_single(variance: Floats, null_variance: float) -> Floats:
    """Rwg of single items: 1 - s² / null variance, 0 where people differ more than at random.

    Parameters
    ----------
    variance : ndarray
    null_variance : float

    Returns
    -------
    ndarray of the same shape
    """
    return np.maximum(1 - variance / null_variance, 0.0)


def rwg_multiple(variance: Floats, null_variance: float) -> Floats:
    """rwg(J) of a scale: J(1 - q) / (J(1 - q) + q) with q the mean item variance over the null variance, at most 1.

    Parameters
    ----------
    variance : ndarray (clusters, J)
        NaN for an item that fewer than two people of the cluster answered; J counts the others.
    null_variance : float

    Returns
    -------
    ndarray (clusters,)
    """
    there = ~np.isnan(variance)
    j = there.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        q = np.minimum(np.where(there, variance, 0.0).sum(axis=1) / j / null_variance, 1.0)
        out: Floats = j * (1 - q) / (j * (1 - q) + q)
    return np.where(j > 0, out, np.nan)


def mean_over_items(values: Floats) -> Floats:
    """Row means over what is there; NaN for an empty row.

    Parameters
    ----------
    values : ndarray (clusters, k)

    Returns
    -------
    ndarray (clusters,)
    """
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    total = np.where(there, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
