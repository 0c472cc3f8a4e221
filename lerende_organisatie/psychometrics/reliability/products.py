"""Covariance matrices of many weightings of the same answers at once.

A bootstrap draw is a vector of counts, one per respondent. The weighted sums of products for all draws are then one
matrix product, weights (B, n) times products (n, c), and no loop over draws is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Products:
    """What the covariances of k items are sums of.

    Attributes
    ----------
    k : int
    complete : bool
        Whether no answer is missing; then counts and means do not differ from pair to pair.
    columns : ndarray (n, c)
        Complete: k centred answers, then k(k+1)/2 products. Incomplete: k(k+1)/2 products, k(k+1)/2 indicators that
        both items were answered, and k*k answers of the first item where the second was answered.
    """

    k: int
    complete: bool
    columns: Floats


def products(values: Floats) -> Products:
    """The products that covariances are made of.

    Parameters
    ----------
    values : ndarray (n, k)
        With NaN for missing answers.
    """
    k = values.shape[1]
    first, second = np.triu_indices(k)
    present = ~np.isnan(values)
    centred = np.where(present, values - np.nanmean(values, 0), 0.0)
    pairs = centred[:, first] * centred[:, second]
    if present.all():
        return Products(k, True, np.hstack([centred, pairs]))
    both = (present[:, first] & present[:, second]).astype(float)
    where_other = (centred[:, :, None] * present[:, None, :]).reshape(len(values), k * k)
    return Products(k, False, np.hstack([pairs, both, where_other]))


def covariances(of: Products, weights: Floats) -> Floats:
    """Covariance matrices under each weighting, with divisor n - 1 (of the pair, where answers are missing).

    Parameters
    ----------
    of : Products of n rows and k items
    weights : ndarray (B, n)
        How often each row counts.

    Returns
    -------
    ndarray (B, k, k)
        NaN where fewer than two weighted rows share a pair.
    """
    k = of.k
    first, second = np.triu_indices(k)
    m = len(first)
    sums = weights @ of.columns
    if of.complete:
        count = weights.sum(1)[:, None]
        cross, product = sums[:, k:], sums[:, first] * sums[:, second]
    else:
        cross, count = sums[:, :m], sums[:, m : 2 * m]
        where_other = sums[:, 2 * m :].reshape(-1, k, k)
        product = where_other[:, first, second] * where_other[:, second, first]
    with np.errstate(divide="ignore", invalid="ignore"):
        upper = np.where(count > 1, (cross - product / count) / (count - 1), np.nan)
    result = np.empty((len(weights), k, k))
    result[:, first, second] = upper
    result[:, second, first] = upper
    return result


def covariance(values: Floats) -> Floats:
    """The covariance matrix of the answers, pairwise where some are missing, with divisor n - 1.

    Parameters
    ----------
    values : ndarray (n, k)

    Returns
    -------
    ndarray (k, k)
    """
    if not np.isnan(values).any():
        centred = values - values.mean(0)
        return np.asarray(centred.T @ centred / (len(values) - 1))
    return np.asarray(covariances(products(values), np.ones((1, len(values))))[0])


def correlations(values: Floats) -> Floats:
    """The correlation matrix; where answers are missing each correlation is that of the rows that answered both items.

    Parameters
    ----------
    values : ndarray (n, k)

    Returns
    -------
    ndarray (k, k)
        NaN where an item does not vary among the rows that answered both.
    """
    present = (~np.isnan(values)).astype(float)
    x = np.where(present > 0, values - np.nanmean(values, 0), 0.0)
    count = present.T @ present
    with np.errstate(divide="ignore", invalid="ignore"):
        total = x.T @ present
        squares = (x**2).T @ present - total**2 / count
        cross = x.T @ x - total * total.T / count
        tiny = squares <= 1e-12 * np.diag(squares)[:, None]
        result = np.where(tiny | tiny.T, np.nan, cross / np.sqrt(squares * squares.T))
    np.fill_diagonal(result, np.where(np.diag(tiny), np.nan, 1.0))
    return np.asarray(np.clip(result, -1.0, 1.0))


def influences(values: Floats, cov: Floats, gradient: Floats) -> Floats:
    """Empirical influence of every respondent on a function of the covariance matrix.

    It is n times the derivative to the respondent's weight. On s_jl (divisor n_jl - 1) that of respondent i is
    n / (n_jl - 1) times (x_ij - m_j)(x_il - m_l) minus its mean, over and with the means of the n_jl who answered both.

    Parameters
    ----------
    values : ndarray (n, k)
    cov : ndarray (k, k)
    gradient : symmetric ndarray (k, k)
        A, with d(function) = sum of A * d(cov).

    Returns
    -------
    ndarray (n,)
        Their mean is 0; their variance / n is the squared standard error.

    References
    ----------
    Hampel, F. R. (1974). The influence curve and its role in robust estimation. JASA, 69, 383-393.
    """
    present = (~np.isnan(values)).astype(float)
    x = np.where(present > 0, values - np.nanmean(values, 0), 0.0)
    if present.all():
        n = len(x)
        return np.asarray(((x @ gradient) * x).sum(1) * n / (n - 1) - (gradient * cov).sum())
    count = present.T @ present
    mean = (x.T @ present) / count  # [j, l]: mean of item j among those who answered l too
    a = gradient * len(values) / (count - 1)
    constant = a * (mean * mean.T - cov * (count - 1) / count)
    quadratic = (x @ a) * x - 2 * (x * (present @ (a * mean)))
    return np.asarray((quadratic + (present @ constant) * present).sum(1))


def standard_error(influence: Floats) -> float:
    """The standard error that a set of influence values implies.

    Parameters
    ----------
    influence : ndarray (n,)
    """
    return float(np.sqrt(np.var(influence) / len(influence)))
