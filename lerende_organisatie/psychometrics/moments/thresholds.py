"""Categories, codes and thresholds: what one ordinal item says by itself.

An answer in category c means that a standard normal response lies between the thresholds τ_{c-1} and τ_c, so that
τ_c is Φ⁻¹ of the share of answers in the categories up to c [1]_.

References
----------
.. [1] Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44,
   443-460.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from lerende_organisatie.errors import (
    DataError,
    SparseCategoryWarning,
    warn_caller,
)
from lerende_organisatie.psychometrics.moments.bivariate_normal import normal_density

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]

MOST_CATEGORIES = 50
"""An item with more different values than this was not meant as ordinal."""


def answer_categories(
    values: Floats,
    items: Sequence[str],
    offered: Sequence[Sequence[float] | None] | None = None,
    what: str = "the data",
    other_faults: Sequence[str] = (),
) -> tuple[tuple[float, ...], ...]:
    """The categories that each item's answers use, in increasing order.

    Parameters
    ----------
    values : ndarray (n, p)
        Answers, NaN where missing.
    items : names of the p items
    offered : for each item the categories that could be chosen, or None for those observed
        A category that was offered and that nobody chose has no threshold of its own; it is left out with a warning.
    what : str
        How messages name the data (a group, say).
    other_faults : lines, optional
        Faults of items that are not ordinal, to be listed in the same error.

    Returns
    -------
    tuple of p tuples
        Two or more categories each.

    Raises
    ------
    DataError
        Every item that is constant, unanswered, has an answer outside the categories offered, or has more than
        :data:`MOST_CATEGORIES` different answers.

    Warns
    -----
    SparseCategoryWarning
        Categories that were offered and that nobody chose, by item.
    """
    faults = list(other_faults)
    empty: list[str] = []
    categories: list[tuple[float, ...]] = []
    for j, item in enumerate(items):
        column = values[:, j]
        observed = np.unique(column[~np.isnan(column)])
        categories.append(tuple(observed.tolist()))
        if offered is not None and offered[j] is not None:
            possible = np.unique(np.asarray(offered[j], dtype=float))
            strangers = np.setdiff1d(observed, possible)
            if strangers.size:
                faults.append(
                    f"item {item!r} has the answer {_listed(strangers)}, which is not among its categories "
                    f"{_listed(possible)}; recode it, or add the category"
                )
                continue
            unused = np.setdiff1d(possible, observed)
            if unused.size and observed.size > 1:
                empty.append(f"{item!r}: {_listed(unused)}")
        if observed.size == 0:
            faults.append(f"item {item!r} has no answers; leave it out")
        elif observed.size == 1:
            faults.append(f"item {item!r} is constant: every answer is {_listed(observed)}; leave it out")
        elif observed.size > MOST_CATEGORIES:
            faults.append(
                f"item {item!r} has {observed.size} different answers; an ordinal item can have {MOST_CATEGORIES}: "
                "treat it as continuous"
            )
    if faults:
        raise DataError(what, faults)
    if empty:
        warn_caller(
            f"{what}: categories that nobody chose have no threshold and are left out ({'; '.join(empty)})",
            SparseCategoryWarning,
        )
    return tuple(categories)


def _listed(values: Floats) -> str:
    return ", ".join(f"{value:g}" for value in values)


def answer_codes(values: Floats, categories: Sequence[Sequence[float]]) -> Codes:
    """Answers as category numbers, item by item.

    Parameters
    ----------
    values : ndarray (n, p)
        Answers, NaN where missing; every answer is one of its item's categories.
    categories : p sequences of increasing values

    Returns
    -------
    ndarray (p, n) of int16
        0 ... C_j - 1, and C_j where the answer is missing.
    """
    codes = np.empty((values.shape[1], values.shape[0]), dtype=np.int16)
    for j, possible in enumerate(categories):
        column = values[:, j]
        codes[j] = np.where(np.isnan(column), len(possible), np.searchsorted(np.asarray(possible), column))
    return codes


def thresholds_from_counts(counts: Floats) -> Floats:
    """Thresholds of one item.

    Parameters
    ----------
    counts : ndarray (C,)
        Answers in each category, weighted where the survey is; none zero.

    Returns
    -------
    ndarray (C - 1,)
    """
    thresholds: Floats = ndtri(np.cumsum(counts)[:-1] / counts.sum())
    return thresholds


def threshold_influence(counts: Floats, thresholds: Floats, n: float) -> Floats:
    """What an answer in each category adds to n times the thresholds' error.

    The proportions are free, so their likelihood scores weighted by the inverse of their outer products are
    the delta method applied to the cumulative proportions: (1[c <= t] - F_t) / φ(τ_t) · n / Σ counts.

    Parameters
    ----------
    counts : ndarray (C,)
    thresholds : ndarray (C - 1,)
    n : float
        Respondents in all, also those who did not answer this item.

    Returns
    -------
    ndarray (C + 1, C - 1)
        One row per category and a last row of zeros for a missing answer.
    """
    total = counts.sum()
    below = np.cumsum(counts)[:-1] / total
    table = np.zeros((counts.size + 1, counts.size - 1))
    table[:-1] = (np.tri(counts.size, counts.size - 1, -1) == 0) - below
    table *= n / (total * normal_density(thresholds))
    return table
