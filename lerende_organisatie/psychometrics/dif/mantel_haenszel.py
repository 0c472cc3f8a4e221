"""Mantel's test and the generalised Mantel–Haenszel test, over strata of people with the same score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StratifiedTest:
    """A chi-square test.

    Attributes
    ----------
    chisq : float
    df : int
    pvalue : float
    """

    chisq: float
    df: int
    pvalue: float


def mantel_test(counts: Floats, values: Floats) -> StratifiedTest:
    """Whether the mean answer differs between groups within strata.

    Parameters
    ----------
    counts : ndarray (strata, G, C)
        Answers by stratum, group and category.
    values : ndarray (C,)
        What each category counts for.

    Returns
    -------
    StratifiedTest
        G − 1 degrees of freedom; for two groups Mantel's (1963) test, without continuity correction.

    References
    ----------
    Mantel (1963), doi 10.1080/01621459.1963.10500879; for more groups Landis, Heyman & Koch (1978), doi
    10.2307/1402373, the statistic for row mean scores.
    """
    return _association(counts, values[:, None])


def generalised_test(counts: Floats) -> StratifiedTest:
    """Whether the answers differ between groups within strata in any way at all.

    Parameters
    ----------
    counts : ndarray (strata, G, C)

    Returns
    -------
    StratifiedTest
        (G − 1)(C − 1) degrees of freedom; the order of the categories plays no part.

    References
    ----------
    Landis, Heyman & Koch (1978), doi 10.2307/1402373; for items Zwick, Donoghue & Grima (1993), doi
    10.1111/j.1745-3984.1993.tb00425.x.
    """
    used = counts.sum(axis=(0, 1)) > 0
    counts = counts[:, :, used]
    return _association(counts, np.eye(counts.shape[2])[:, :-1])


def _association(counts: Floats, scores: Floats) -> StratifiedTest:
    """Q = d'V⁻¹d, d the summed observed less expected scores of all groups but one; hypergeometric V.

    Strata with one person, or of one group, say nothing and contribute nothing.
    """
    from scipy.stats import chi2

    counts = counts[:, counts.sum(axis=(0, 2)) > 0, :]
    rows = counts.sum(axis=2)
    columns = counts.sum(axis=1)
    n = columns.sum(axis=1)
    informative = (n > 1) & ((rows > 0).sum(axis=1) > 1)
    counts, rows, columns, n = counts[informative], rows[informative], columns[informative], n[informative]
    groups, width = counts.shape[1] - 1, scores.shape[1]
    if groups < 1 or not len(n):
        return StratifiedTest(0.0, 0, 1.0)
    expected = rows[:, :, None] * columns[:, None, :] / n[:, None, None]
    difference = ((counts - expected).sum(axis=0) @ scores)[:-1].reshape(-1)
    share = rows[:, :-1] / n[:, None]
    of_rows = np.einsum("si,ij->sij", share, np.eye(groups)) - np.einsum("si,sj->sij", share, share)
    mean = columns @ scores / n[:, None]
    spread = np.einsum("sc,ca,cb->sab", columns, scores, scores) - n[:, None, None] * np.einsum(
        "sa,sb->sab", mean, mean
    )
    factor = n / (n - 1)
    variance = np.einsum("s,sij,sab->iajb", factor, of_rows, spread).reshape(groups * width, groups * width)
    df = int(np.linalg.matrix_rank(variance, tol=1e-9 * max(float(np.abs(variance).max()), 1e-300)))
    if df == 0:
        return StratifiedTest(0.0, 0, 1.0)
    chisq = float(difference @ np.linalg.pinv(variance, rcond=1e-9, hermitian=True) @ difference)
    return StratifiedTest(chisq, df, float(chi2.sf(chisq, df)))


def standardised_mean_difference(counts: Floats, values: Floats) -> float:
    """The focal less the reference group's mean answer, the strata weighted as the focal group is spread over them.

    Parameters
    ----------
    counts : ndarray (strata, 2, C)
        The reference group first.
    values : ndarray (C,)

    Returns
    -------
    float
        In units of the answer; 0 where no stratum holds both groups.

    References
    ----------
    Dorans & Schmitt (1991), ETS Research Report 91-47; Zwick & Thayer (1996), doi 10.3102/10769986021003187.
    """
    n = counts.sum(axis=2)
    both = (n > 0).all(axis=1)
    if not both.any():
        return 0.0
    means = counts[both] @ values / n[both]
    return float(np.average(means[:, 1] - means[:, 0], weights=n[both, 1]))
