"""Each item by itself given covariates: ordered probit regression, or linear regression, with influence values.

An ordinal item's response is y* = x′β + e, e standard normal, and the answer is category c where y* lies between
τ_{c−1} and τ_c (McKelvey & Zavoina, 1975). The log-likelihood is concave in (τ, β), so that Newton's
method finds its maximum. Influence values are the scores weighted by the inverse of their mean outer product, as those
of items without covariates are (Muthén, 1984; see :mod:`~.ordinal_influence`).

References
----------
McKelvey, R. D. & Zavoina, W. (1975). A statistical model for the analysis of ordinal level dependent variables. Journal
of Mathematical Sociology, 4, 103-120.
Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous latent
variable indicators. Psychometrika, 49, 115-132.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.moments.bivariate_normal import normal_density
from lerende_organisatie.psychometrics.moments.covariates import Covariates
from lerende_organisatie.psychometrics.moments.polyserial import SMALLEST_PROBABILITY, answer_bounds

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

MOST_STEPS = 60

LAST_GAIN = 1e-20
"""g′H⁻¹g per respondent at which the maximum counts as found."""

LEAST_INFORMATION = 1e-6
"""Information per respondent on slopes of standardised covariates; where there is less, slopes grow without bound."""


@dataclass(frozen=True, slots=True)
class OrdinalItem:
    """One ordinal item given k standardised covariates.

    Attributes
    ----------
    codes : ndarray (n,)
        Category numbers, C where the answer is missing.
    thresholds : ndarray (C - 1,)
    slopes : ndarray (k,)
    lower, upper : ndarray (n,)
        The thresholds below and above the answer less x′β.
    influence : ndarray (C - 1 + k, n)
        On thresholds and slopes.
    x : ndarray (k, n)
    """

    codes: Indices
    thresholds: Floats
    slopes: Floats
    lower: Floats
    upper: Floats
    influence: Floats
    x: Floats

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Who answered (n,)."""
        return np.asarray(self.codes <= self.thresholds.size)

    def pull_back(self, rows: Indices, by_lower: Floats, by_upper: Floats) -> Floats:
        """Sums over some respondents of derivatives in thresholds and slopes, from those in the two bounds."""
        return _pull_back(self.codes[rows], self.x[:, rows], by_lower, by_upper, self.thresholds.size)


@dataclass(frozen=True, slots=True)
class ContinuousItem:
    """One continuous item given k standardised covariates.

    Attributes
    ----------
    mean : float
        At the covariates' means.
    slopes : ndarray (k,)
    variance : float
        Of the residual, divisor the number of answers.
    z : ndarray (n,)
        Standardised residuals, zero where the answer is missing.
    answered : ndarray (n,) of bool
    influence : ndarray (2 + k, n)
        On the mean, the slopes and the variance.
    x : ndarray (k, n)
    """

    mean: float
    slopes: Floats
    variance: float
    z: Floats
    answered: NDArray[np.bool_]
    influence: Floats
    x: Floats

    def pull_back(self, rows: Indices, by_mean: Floats, by_variance: Floats) -> Floats:
        """Sums over some respondents of derivatives in mean, slopes and variance, from those in mean and variance."""
        return np.concatenate([[by_mean.sum()], self.x[:, rows] @ by_mean, [by_variance.sum()]])


def _pull_back(codes: Indices, x: Floats, by_lower: Floats, by_upper: Floats, n_thresholds: int) -> Floats:
    upper = np.bincount(codes, by_upper, n_thresholds + 2)[:n_thresholds]
    lower = np.bincount(codes, by_lower, n_thresholds + 2)[1 : n_thresholds + 1]
    return np.concatenate([upper + lower, -(x @ (by_lower + by_upper))])


def ordinal_item(
    codes: Indices, thresholds: Floats, given: Covariates, weights: Floats, name: str, what: str
) -> OrdinalItem:
    """Ordered probit regression of one item.

    Parameters
    ----------
    codes : ndarray (n,)
        Category numbers, C where the answer is missing.
    thresholds : ndarray (C - 1,)
        Those without covariates, to begin with.
    given : Covariates
    weights : ndarray (n,)
        With mean one.
    name, what : str
        The item and the data, for messages.

    Raises
    ------
    DataError
        A covariate tells the answer, so that the likelihood has no maximum.
    """
    size, k = thresholds.size, len(given.x)
    answered = np.flatnonzero(codes <= size)
    own, x, weight = codes[answered], given.x[:, answered], weights[answered]
    at = np.concatenate([thresholds, np.zeros(k)])
    value, gradient, hessian = _probit(at, own, x, weight, size)
    for _ in range(MOST_STEPS):
        if _unbounded(hessian, size, weight.sum()):
            break
        step = np.linalg.solve(hessian, gradient)
        gain = float(gradient @ step)
        if gain <= LAST_GAIN * weight.sum():
            break
        length = 1.0
        while True:
            place = at + length * step
            if (np.diff(place[:size]) > 0).all():
                new = _probit(place, own, x, weight, size)
                if new[0] >= value - 1e-12 * abs(value) or length < 1e-6:
                    break
            length *= 0.5
        at, (value, gradient, hessian) = place, new
    if _unbounded(hessian, size, weight.sum()):
        worst = given.names[int(np.abs(at[size:]).argmax())]
        raise DataError(
            what,
            [
                f"covariate {worst!r} tells an answer to item {name!r} without error (nobody with some of its values "
                "gave it), so that the regression has no solution; merge categories, or leave one of the two out"
            ],
        )
    lower, upper = answer_bounds(codes, at[:size])
    shift = at[size:] @ given.x
    lower, upper = lower - shift, upper - shift
    by_lower, by_upper = (part * (codes <= size) for part in _bound_slopes(lower, upper)[1:])
    scores = np.zeros((size + k, codes.size))
    everyone = np.arange(codes.size)
    inner = codes < size
    scores[codes[inner], everyone[inner]] = by_upper[inner]
    above = (codes > 0) & (codes <= size)
    scores[codes[above] - 1, everyone[above]] += by_lower[above]
    scores[size:] = -given.x * (by_lower + by_upper)
    return OrdinalItem(codes, at[:size], at[size:], lower, upper, _influence(scores, weights), given.x)


def _unbounded(hessian: Floats, size: int, total: float) -> bool:
    """Whether the likelihood is flat in some slope, thresholds following."""
    if len(hessian) == size:
        return False
    try:
        told = np.linalg.solve(hessian[:size, :size], hessian[:size, size:])
    except np.linalg.LinAlgError:
        return True
    left = (hessian[size:, size:] - hessian[size:, :size] @ told) / total
    return bool(np.linalg.eigvalsh(0.5 * (left + left.T))[0] < LEAST_INFORMATION)


def _bound_slopes(lower: Floats, upper: Floats) -> tuple[Floats, Floats, Floats]:
    """P(lower < e ≤ upper), and the derivatives of its logarithm in the two bounds."""
    # a difference of two values near one loses its digits; the same difference in the other tail does not
    tail = np.where(lower > 0, -1.0, 1.0)
    probability = np.maximum(tail * (ndtr(tail * upper) - ndtr(tail * lower)), SMALLEST_PROBABILITY)
    return probability, -normal_density(lower) / probability, normal_density(upper) / probability


def _probit(at: Floats, codes: Indices, x: Floats, weights: Floats, size: int) -> tuple[float, Floats, Floats]:
    """Log-likelihood, its gradient, and minus its matrix of second derivatives, in thresholds and slopes."""
    lower, upper = answer_bounds(codes, at[:size])
    shift = at[size:] @ x
    lower, upper = lower - shift, upper - shift
    probability, by_lower, by_upper = _bound_slopes(lower, upper)
    gradient = _pull_back(codes, x, weights * by_lower, weights * by_upper, size)
    # minus the second derivatives of log P in (lower, lower), (upper, upper) and (lower, upper)
    first = weights * (by_lower**2 + lower * by_lower)
    second = weights * (by_upper**2 + upper * by_upper)
    across = weights * by_lower * by_upper
    hessian = np.zeros((size + len(x), size + len(x)))
    on_upper = np.bincount(codes, second, size + 1)[:size]
    on_lower = np.bincount(codes, first, size + 1)[1:]
    hessian[range(size), range(size)] = on_upper + on_lower
    beside = np.bincount(codes, across, size + 1)[1:size]
    hessian[range(size - 1), range(1, size)] = hessian[range(1, size), range(size - 1)] = beside
    for j, column in enumerate(x):
        mixed = np.bincount(codes, column * (second + across), size + 1)[:size]
        mixed += np.bincount(codes, column * (first + across), size + 1)[1:]
        hessian[:size, size + j] = hessian[size + j, :size] = -mixed
    hessian[size:, size:] = (x * (first + second + 2.0 * across)) @ x.T
    return float(weights @ np.log(probability)), gradient, hessian


def continuous_item(values: Floats, given: Covariates, weights: Floats) -> ContinuousItem:
    """Linear regression of one item.

    Parameters
    ----------
    values : ndarray (n,)
        NaN where the answer is missing.
    given : Covariates
    weights : ndarray (n,)
        With mean one.
    """
    answered = ~np.isnan(values)
    design = np.vstack([np.ones(values.size), given.x])
    filled, counted = np.where(answered, values, 0.0), weights * answered
    products = (design * counted) @ design.T
    coefficients = np.linalg.solve(products, (design * counted) @ filled)
    residual = np.where(answered, filled - coefficients @ design, 0.0)
    variance = float(counted @ residual**2 / counted.sum())
    z: Floats = np.asarray(residual / np.sqrt(variance), dtype=float)
    second = np.where(answered, z * z - 1.0, 0.0)
    scores = np.vstack([design * z / np.sqrt(variance), second / (2.0 * variance)])
    slopes: Floats = np.asarray(coefficients[1:], dtype=float)
    return ContinuousItem(float(coefficients[0]), slopes, variance, z, answered, _influence(scores, weights), given.x)


def _influence(scores: Floats, weights: Floats) -> Floats:
    """A⁻¹ times the scores, A their mean outer product over all respondents."""
    information = (scores * weights) @ scores.T / weights.sum()
    return np.asarray(np.linalg.solve(information, scores), dtype=float)
