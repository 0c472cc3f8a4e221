"""Correlations of ordinal with continuous items (polyserial), and of continuous items with one another.

In two steps, as the polychoric ones: means, variances and thresholds come from each item by itself, the correlation
from the likelihood of the pair with these held [1]_. For two continuous items answered by everybody that is Pearson's.

Every respondent counts, however far out. lavaan 0.6-14 leaves a respondent out of the likelihood of a pair where the
density of these two answers is below 1.5e-8 (about five standard deviations), and keeps polyserial correlations within
±0.995; there, and only there, its estimates are not those of largest likelihood.

References
----------
.. [1] Olsson, U., Drasgow, F. & Dorans, N. J. (1982). The polyserial correlation coefficient. Psychometrika, 47,
   337-347.
.. [2] Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous
   latent variable indicators. Psychometrika, 49, 115-132.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from lerende_organisatie.psychometrics.moments.bivariate_normal import normal_density
from lerende_organisatie.psychometrics.moments.correlation_newton import maximise_correlations

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

FARTHEST = 40.0
"""A threshold that no standard normal response can pass, in place of infinity."""

SMALLEST_PROBABILITY = 1e-300
"""Only keeps a logarithm's derivative finite; probabilities are taken in the tail where they are exact."""


VALUES_AT_ONCE = 1 << 15
"""Answers worked on together: arrays of this length stay in the processor's cache."""


def row_blocks(n: int, n_items: int) -> list[slice]:
    """Respondents in blocks that keep ``n_items`` arrays of them within :data:`VALUES_AT_ONCE`."""
    size = max(1, VALUES_AT_ONCE // max(1, n_items))
    return [slice(start, start + size) for start in range(0, n, size)]


def answer_bounds(codes: NDArray[np.intp], thresholds: Floats) -> tuple[Floats, Floats]:
    """The thresholds below and above each respondent's answer to one item.

    Parameters
    ----------
    codes : ndarray (n,)
        0 ... C - 1, and C where the answer is missing.
    thresholds : ndarray (C - 1,)

    Returns
    -------
    lower, upper : ndarray (n,)
        ±:data:`FARTHEST` outside the first and last category, and both where the answer is missing.
    """
    below = np.concatenate([[-FARTHEST], thresholds, [-FARTHEST]])
    above = np.concatenate([thresholds, [FARTHEST, FARTHEST]])
    return below[codes], above[codes]


@dataclass(frozen=True, slots=True)
class AnswerProbability:
    """The probability of an answer given the standardised continuous item, with derivatives; all of one shape.

    Parameters
    ----------
    slope : ndarray
        ∂ log P / ∂ρ.
    curvature : ndarray
        ∂² log P / ∂ρ².
    lower, upper : ndarray
        ∂ log P / ∂τ for the threshold below and the one above the answer.
    shift : ndarray
        ∂ log P / ∂z.
    """

    slope: Floats
    curvature: Floats
    lower: Floats
    upper: Floats
    shift: Floats


def answer_probability(z: Floats, lower: Floats, upper: Floats, rho: Floats) -> AnswerProbability:
    """Derivatives of log P(answer | z), P = Φ((τ_upper - ρz)/q) - Φ((τ_lower - ρz)/q), q = √(1-ρ²).

    Parameters
    ----------
    z : ndarray (m, n)
        Standardised continuous items.
    lower, upper : ndarray (n,)
        From :func:`answer_bounds`.
    rho : ndarray (m,)

    Returns
    -------
    AnswerProbability
        Arrays (m, n).
    """
    r = rho[:, None]
    residual = (1 - r) * (1 + r)
    root = np.sqrt(residual)
    from_above, from_below = (upper - r * z) / root, (lower - r * z) / root
    # a difference of two values near one loses its digits; the same difference in the other tail does not
    tail = np.where(from_below > 0, -1.0, 1.0)
    probability = tail * (ndtr(tail * from_above) - ndtr(tail * from_below))
    probability = np.maximum(probability, SMALLEST_PROBABILITY)
    above, below = normal_density(from_above) / probability, normal_density(from_below) / probability
    cube = residual * root
    turn_above, turn_below = (r * upper - z) / cube, (r * lower - z) / cube
    slope = above * turn_above - below * turn_below
    second = above * (upper / cube + 3 * r * turn_above / residual - from_above * turn_above**2)
    second -= below * (lower / cube + 3 * r * turn_below / residual - from_below * turn_below**2)
    return AnswerProbability(
        slope=slope,
        curvature=second - slope * slope,
        lower=-below / root,
        upper=above / root,
        shift=-r * (above - below) / root,
    )


def polyserial_correlations(
    z: Floats, codes: NDArray[np.intp], thresholds: Floats, weights: Floats | None = None
) -> Floats:
    """The correlations of one ordinal item with several continuous ones.

    Parameters
    ----------
    z : ndarray (m, n)
        Standardised continuous items, NaN where missing.
    codes : ndarray (n,)
        0 ... C - 1, and C where the answer is missing.
    thresholds : ndarray (C - 1,)
    weights : ndarray (n,), optional

    Returns
    -------
    ndarray (m,)
        Within ±:data:`~.correlation_newton.LARGEST_CORRELATION`.
    """
    lower, upper = answer_bounds(codes, thresholds)
    counted = (~np.isnan(z) & (codes <= thresholds.size)).astype(float)
    if weights is not None:
        counted *= weights
    filled = np.nan_to_num(z)

    def derivatives(rho: Floats, which: Indices) -> tuple[Floats, Floats]:
        score, curvature = np.zeros(which.size), np.zeros(which.size)
        for rows in row_blocks(z.shape[1], which.size):
            answer = answer_probability(filled[which, rows], lower[rows], upper[rows], rho)
            score += np.einsum("mn,mn->m", counted[which, rows], answer.slope)
            curvature += np.einsum("mn,mn->m", counted[which, rows], answer.curvature)
        return score, curvature

    total = counted.sum(1)
    product = (counted * filled) @ codes / total - (counted * filled).sum(1) * (counted @ codes) / total**2
    return maximise_correlations(derivatives, product / normal_density(thresholds).sum())


def normal_correlation_curves(rho: Floats, squares: Floats, products: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """Score and curvature of the bivariate normal likelihood in ρ with means and variances held.

    Parameters
    ----------
    rho, squares, products, totals : ndarray (P,)
        Σ(z₁² + z₂²), Σ z₁z₂ and Σ 1 over the respondents who answered both.

    Returns
    -------
    score, curvature : ndarray (P,)
    """
    residual = (1 - rho) * (1 + rho)
    bend = (1 + rho * rho) * products - rho * squares
    score = totals * rho / residual + bend / residual**2
    curvature = totals * (1 + rho * rho) / residual**2
    curvature += (2 * rho * products - squares) / residual**2 + 4 * rho * bend / residual**3
    return score, curvature


def normal_correlations(z: Floats, weights: Floats | None = None) -> Floats:
    """The correlations of continuous items with one another.

    Parameters
    ----------
    z : ndarray (m, n)
        Standardised items, NaN where missing.
    weights : ndarray (n,), optional

    Returns
    -------
    ndarray (m, m)
        Symmetric with a unit diagonal. For pairs that everybody answered the product-moment correlation; otherwise the
        largest likelihood over respondents who answered both, with means and variances from all who answered either.
    """
    answered = (~np.isnan(z)).astype(float)
    filled = np.nan_to_num(z)
    counted = answered if weights is None else answered * weights
    weighted = filled if weights is None else filled * weights
    row, column = np.tril_indices(len(z), -1)
    totals = (counted @ answered.T)[row, column]
    products = (weighted @ filled.T)[row, column]
    one_way = (weighted * filled) @ answered.T
    squares = one_way[row, column] + one_way[column, row]

    def derivatives(rho: Floats, which: Indices) -> tuple[Floats, Floats]:
        return normal_correlation_curves(rho, squares[which], products[which], totals[which])

    rho = products / totals
    incomplete = np.abs(squares - 2 * totals) > 1e-9 * totals
    if incomplete.any():
        rho[incomplete] = maximise_correlations(derivatives, rho)[incomplete]
    matrix = np.eye(len(z))
    matrix[row, column] = matrix[column, row] = rho
    return matrix
