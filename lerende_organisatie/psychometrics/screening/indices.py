"""Figures per respondent that tell careless answers: on arrays of answers, NaN for a missing one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

ALIKE = 1e-12
"""A sum of squared deviations below this is one of equal values."""


def longstring(raw: Floats) -> Ints:
    """The longest run of identical answers to consecutive items.

    Parameters
    ----------
    raw : ndarray (n, k)
        Answers as given, in the order in which the items were administered. An unanswered item is passed over: it
        neither counts nor ends a run.

    Returns
    -------
    ndarray of int (n,)
        0 for a respondent without answers.

    References
    ----------
    Johnson, J. A. (2005). Ascertaining the validity of individual protocols from web-based personality inventories.
    Journal of Research in Personality, 39, 103-129.
    """
    n, k = raw.shape
    last = np.full(n, np.nan)
    run, longest = np.zeros(n, dtype=np.intp), np.zeros(n, dtype=np.intp)
    for j in range(k):
        answer = raw[:, j]
        given = ~np.isnan(answer)
        run = np.where(given, np.where(answer == last, run + 1, 1), run)
        last = np.where(given, answer, last)
        longest = np.maximum(longest, run)
    return longest


def individual_variability(raw: Floats) -> Floats:
    """Intra-individual response variability: the standard deviation (divisor k - 1) of a respondent's answers.

    Parameters
    ----------
    raw : ndarray (n, k)
        Answers as given.

    Returns
    -------
    ndarray (n,)
        NaN for a respondent with fewer than two answers.

    References
    ----------
    Dunn, A. M., Heggestad, E. D., Shanock, L. R., & Theilgard, N. (2018). Intra-individual response variability as an
    indicator of insufficient effort responding. Journal of Business and Psychology, 33, 105-121.
    """
    present = ~np.isnan(raw)
    count = present.sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(present, raw, 0.0).sum(1) / count
        squares = np.where(present, raw - mean[:, None], 0.0) ** 2
        return np.asarray(np.where(count > 1, np.sqrt(squares.sum(1) / (count - 1)), np.nan))


def within_person_correlation(first: Floats, second: Floats, fewest: int) -> Floats:
    """Each respondent's correlation between two rows of figures, over the places where both stand.

    Parameters
    ----------
    first, second : ndarray (n, m)
    fewest : int
        Places needed.

    Returns
    -------
    ndarray (n,)
        NaN with fewer places, or where either row does not vary.
    """
    both = ~(np.isnan(first) | np.isnan(second))
    count = both.sum(1)
    enough = count >= max(fewest, 2)
    safe = np.maximum(count, 1)[:, None]
    x, y = np.where(both, first, 0.0), np.where(both, second, 0.0)
    x = np.where(both, x - x.sum(1, keepdims=True) / safe, 0.0)
    y = np.where(both, y - y.sum(1, keepdims=True) / safe, 0.0)
    xx, yy = (x**2).sum(1), (y**2).sum(1)
    defined = enough & (xx > ALIKE) & (yy > ALIKE)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(defined, np.clip((x * y).sum(1) / np.sqrt(xx * yy), -1, 1), np.nan))


def even_odd_consistency(keyed: Floats, scales: Sequence[Ints], fewest: int) -> Floats:
    """The correlation, over scales, between the means of each scale's odd and even items, stepped up to full length.

    Parameters
    ----------
    keyed : ndarray (n, k)
        Answers keyed in the direction of their scales.
    scales : sequence of int arrays
        Columns of each scale in the order administered; scales of one item have no halves and are passed over.
    fewest : int
        Scales needed.

    Returns
    -------
    ndarray (n,)
        2r / (1 + r), not below -1; NaN with too few scales, or where the half-scale means do not vary.

    References
    ----------
    Johnson (2005), after Jackson, D. N. (1976): the individual reliability coefficient with the Spearman-Brown formula.
    """
    halved = [columns for columns in scales if len(columns) > 1]
    if len(halved) < fewest:
        return np.full(len(keyed), np.nan)
    odd = np.column_stack([_mean(keyed[:, columns[::2]]) for columns in halved])
    even = np.column_stack([_mean(keyed[:, columns[1::2]]) for columns in halved])
    r = within_person_correlation(odd, even, fewest)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(r <= -1 / 3, -1.0, 2 * r / (1 + r)))


def _mean(values: Floats) -> Floats:
    """The mean of each row over what is given; NaN for a row without anything."""
    present = ~np.isnan(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(present, values, 0.0).sum(1) / present.sum(1))


def item_pairs(correlation: Floats, limit: float) -> tuple[Ints, Ints, Ints, Ints]:
    """Pairs of items that say the same, and pairs that say the opposite.

    Parameters
    ----------
    correlation : ndarray (k, k)
        Of the answers as given; NaN where it could not be computed.
    limit : float
        Correlations of at least this make synonyms; of at most minus this, antonyms.

    Returns
    -------
    synonym_first, synonym_second, antonym_first, antonym_second : ndarray of int
        The earlier administered item of a pair comes first.

    References
    ----------
    Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. Psychological Methods, 17,
    437-455.
    """
    first, second = np.triu_indices(len(correlation), 1)
    r = correlation[first, second]
    with np.errstate(invalid="ignore"):
        alike, opposite = r >= limit, r <= -limit
    return first[alike], second[alike], first[opposite], second[opposite]
