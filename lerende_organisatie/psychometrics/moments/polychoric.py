"""Polychoric correlations of all pairs of ordinal items at once, from their contingency tables.

Two steps [1]_: the thresholds come from each item by itself, the correlation of a pair from the likelihood of its table
with the thresholds held. The likelihood of a pair has one unknown, so that a few Newton steps over all tables at once
give every correlation; the respondents are not looked at again.

References
----------
.. [1] Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44,
   443-460.
.. [2] Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous
   latent variable indicators. Psychometrika, 49, 115-132.
.. [3] Brown, M. B. & Benedetti, J. K. (1977). On the mean and variance of the tetrachoric correlation coefficient.
   Psychometrika, 42, 347-355.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.moments.bivariate_normal import (
    cell_curvatures,
    cell_probabilities,
    cell_slopes,
    normal_density,
    strip_slopes,
)
from lerende_organisatie.psychometrics.moments.correlation_newton import maximise_correlations

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

SMALLEST_PROBABILITY = 1e-14
"""Cells below this are as rare as the rounding of the probabilities; dividing by them would divide by noise."""

CELLS_AT_ONCE = 1 << 17
"""How many cells of tables are worked on together: a few megabytes, so that they stay in the processor's cache."""

ROWS_AT_ONCE = 1 << 14
"""How many respondents are counted together."""


def joint_counts(codes: NDArray[np.int16], n_categories: NDArray[np.intp], weights: Floats | None = None) -> Floats:
    """How often each category of each item goes with each category of each other item.

    Parameters
    ----------
    codes : ndarray (p, n)
        0 ... C_j - 1, and C_j where the answer is missing.
    n_categories : ndarray (p,)
        C_j.
    weights : ndarray (n,), optional

    Returns
    -------
    ndarray (K, K)
        K = Σ C_j; the block of items i and j is their contingency table over respondents who answered both, and the
        diagonal of an item's own block holds its counts.
    """
    first = np.concatenate([[0], np.cumsum(n_categories)])
    counts = np.zeros((int(first[-1]), int(first[-1])))
    # whole numbers below 2²⁴ are exact in single precision, which halves the work where there are no weights
    kind = np.float32 if weights is None else np.float64
    for start in range(0, codes.shape[1], ROWS_AT_ONCE):
        block = codes[:, start : start + ROWS_AT_ONCE].astype(np.intp)
        chosen = np.zeros((block.shape[1], int(first[-1])), dtype=kind)
        item, row = np.nonzero(block < n_categories[:, None])
        chosen[row, first[item] + block[item, row]] = 1.0
        if weights is None:
            counts += chosen.T @ chosen
        else:
            counts += (chosen * weights[start : start + ROWS_AT_ONCE, None]).T @ chosen
    return counts


def tables_of(counts: Floats, first: Indices, rows: Indices, columns: Indices, shape: tuple[int, int]) -> Floats:
    """The contingency tables of pairs of items of the same shape, out of :func:`joint_counts`.

    Parameters
    ----------
    counts : ndarray (K, K)
    first : ndarray (p,)
        Where each item's categories begin.
    rows, columns : ndarray (P,)
        Items of each pair.
    shape : (A, B)
        Numbers of categories.

    Returns
    -------
    ndarray (P, A, B)
    """
    row = first[rows][:, None, None] + np.arange(shape[0])[:, None]
    column = first[columns][:, None, None] + np.arange(shape[1])
    tables: Floats = counts[row, column]
    return tables


def fill_empty_cell(tables: Floats, added: float = 0.5) -> tuple[Floats, NDArray[np.bool_]]:
    """Two-by-two tables with their one empty cell filled and their margins kept [3]_.

    A 2×2 table with one empty cell has its largest likelihood at a correlation of ±1. ``added`` goes to the empty cell
    and the one across it, and is taken from the other two. Larger tables, and tables with two empty cells, are
    returned as they are.

    Returns
    -------
    tables : ndarray (P, A, B)
    filled : ndarray (P,) of bool
    """
    if tables.shape[1:] != (2, 2) or added == 0:
        return tables, np.zeros(len(tables), dtype=bool)
    empty = tables == 0
    filled = empty.sum((1, 2)) == 1
    on_diagonal = np.where(empty[:, 0, 0] | empty[:, 1, 1], 1.0, -1.0)
    change = added * np.array([[1.0, -1.0], [-1.0, 1.0]]) * on_diagonal[:, None, None]
    return np.where(filled[:, None, None], tables + change, tables), filled


def _first_guess(tables: Floats, h: Floats, k: Floats) -> Floats:
    """The product-moment correlation of the category numbers, freed of the loss by cutting.

    To first order in ρ, Cov(X, Y) = ρ Σφ(h) Σφ(k) for category numbers X and Y.
    """
    x, y = np.arange(tables.shape[1]), np.arange(tables.shape[2])
    total = tables.sum((1, 2))
    row, column = tables.sum(2) / total[:, None], tables.sum(1) / total[:, None]
    mean_x, mean_y = row @ x, column @ y
    cross = (tables @ y) @ x / total - mean_x * mean_y
    guess: Floats = cross / (normal_density(h).sum(1) * normal_density(k).sum(1))
    return guess


def polychoric_correlations(tables: Floats, h: Floats, k: Floats) -> Floats:
    """The correlation that makes each contingency table most likely, given the thresholds.

    Parameters
    ----------
    tables : ndarray (P, A, B)
        Counts, weighted where the survey is; see :func:`fill_empty_cell` for 2×2 tables.
    h : ndarray (P, A - 1)
        Thresholds of the first item of each pair.
    k : ndarray (P, B - 1)
        Thresholds of the second.

    Returns
    -------
    ndarray (P,)
        Within ±:data:`~.correlation_newton.LARGEST_CORRELATION`.
    """
    rho = np.empty(len(tables))
    for part in _parts(tables):
        rho[part] = _correlations(tables[part], h[part], k[part])
    return rho


def _parts(tables: Floats) -> list[slice]:
    size = max(1, CELLS_AT_ONCE // (tables.shape[1] * tables.shape[2]))
    return [slice(start, start + size) for start in range(0, len(tables), size)]


def _correlations(tables: Floats, h: Floats, k: Floats) -> Floats:
    def derivatives(rho: Floats, which: Indices) -> tuple[Floats, Floats]:
        probability = np.maximum(cell_probabilities(h[which], k[which], rho), SMALLEST_PROBABILITY)
        slope, curvature = cell_curvatures(h[which], k[which], rho)
        expected = tables[which] / probability
        slope_share = slope / probability
        score = np.einsum("pab,pab->p", expected, slope)
        bend = np.einsum("pab,pab->p", expected, curvature)
        bend -= np.einsum("pab,pab,pab->p", tables[which], slope_share, slope_share)
        return score, bend

    return maximise_correlations(derivatives, _first_guess(tables, h, k))


@dataclass(frozen=True, slots=True)
class PolychoricScores:
    """First derivatives of the log-probability of each cell, and their mean products over the observed answers.

    Parameters
    ----------
    rho : ndarray (P, A, B)
        ∂ log π / ∂ρ.
    information : ndarray (P,)
        Mean over respondents of the squared score of ρ.
    row_products : ndarray (P, A - 1)
        Mean over respondents of the score of ρ times that of each threshold of the first item.
    column_products : ndarray (P, B - 1)
        The same for the second item.
    """

    rho: Floats
    information: Floats
    row_products: Floats
    column_products: Floats


def polychoric_scores(tables: Floats, h: Floats, k: Floats, rho: Floats, n: float) -> PolychoricScores:
    """Scores of the pairs' likelihoods at their correlations [2]_.

    Parameters
    ----------
    tables : ndarray (P, A, B)
        Counts as observed, with no cell filled.
    h, k : ndarray (P, A - 1), (P, B - 1)
    rho : ndarray (P,)
    n : float
        Respondents in all, also those who did not answer both items; means are over them.

    Returns
    -------
    PolychoricScores
    """
    parts = [_scores(tables[part], h[part], k[part], rho[part], n) for part in _parts(tables)]
    return PolychoricScores(
        rho=np.concatenate([part.rho for part in parts]),
        information=np.concatenate([part.information for part in parts]),
        row_products=np.concatenate([part.row_products for part in parts]),
        column_products=np.concatenate([part.column_products for part in parts]),
    )


def _scores(tables: Floats, h: Floats, k: Floats, rho: Floats, n: float) -> PolychoricScores:
    probability = np.maximum(cell_probabilities(h, k, rho), SMALLEST_PROBABILITY)
    score = cell_slopes(h, k, rho) / probability
    share = tables / n
    weighted = share * score
    information = np.einsum("pab,pab->p", weighted, score)
    weighted /= probability
    by_row = strip_slopes(h, k, rho)
    by_column = strip_slopes(k, h, rho)
    return PolychoricScores(
        rho=score,
        information=information,
        row_products=np.einsum("pab,pab->pa", by_row, weighted[:, :-1] - weighted[:, 1:]),
        column_products=np.einsum("pba,pab->pb", by_column, weighted[:, :, :-1] - weighted[:, :, 1:]),
    )
