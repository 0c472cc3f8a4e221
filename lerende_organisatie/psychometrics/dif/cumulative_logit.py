"""The cumulative logit (proportional odds) model for grouped answers, by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_STEPS = 50
GAIN_AT_THE_END = 1e-10
"""Newton has arrived when the next step promises less than this share of the log-likelihood."""

STILL = 1e-3
"""A longer step at the end means that an estimate is still on its way to infinity."""

SMALLEST = 1e-300


@dataclass(frozen=True, slots=True)
class CumulativeLogit:
    """A fitted model: logit P(answer ≤ category c) = threshold_c − x·slope.

    Attributes
    ----------
    thresholds : ndarray (C - 1,)
    slopes : ndarray (p,)
    vcov : ndarray (C - 1 + p, C - 1 + p)
        Of thresholds and slopes, inverse observed information.
    logl : float
    converged : bool
    """

    thresholds: Floats
    slopes: Floats
    vcov: Floats
    logl: float
    converged: bool

    def expected(self, x: Floats, values: Floats) -> Floats:
        """The expected answer.

        Parameters
        ----------
        x : ndarray (m, p)
        values : ndarray (C,)
            What each category counts for.

        Returns
        -------
        ndarray (m,)
        """
        below = _logistic(self.thresholds - (x @ self.slopes)[:, None])
        result: Floats = values[-1] - below @ np.diff(values)
        return result


def fit_cumulative_logit(counts: Floats, x: Floats) -> CumulativeLogit:
    """Fit the cumulative logit model to answers counted in cells.

    Parameters
    ----------
    counts : ndarray (m, C)
        Answers per cell and category; every category occurs.
    x : ndarray (m, p)
        The predictors of each cell; p may be 0.

    Returns
    -------
    CumulativeLogit
        ``converged`` is False where some estimate runs off to infinity (a group or score that settles the answer).

    References
    ----------
    McCullagh (1980), doi 10.1111/j.2517-6161.1980.tb01109.x; the log-likelihood is concave: Pratt (1981), doi
    10.1080/01621459.1981.10477613.
    """
    share = np.cumsum(counts.sum(axis=0)) / counts.sum()
    cuts = len(share) - 1
    theta = np.concatenate([np.log(share[:-1] / (1 - share[:-1])), np.zeros(x.shape[1])])
    logl, gradient, information = _derivatives(theta, counts, x, cuts)
    converged = False
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            break
        promised = float(gradient @ step)
        if promised < GAIN_AT_THE_END * (1 + abs(logl)):
            converged = bool(promised >= 0 and np.abs(step).max() < STILL)
            break
        length = 1.0
        while length > 1e-6:
            trial = theta + length * step
            if (np.diff(trial[:cuts]) > 0).all():
                value, new_gradient, new_information = _derivatives(trial, counts, x, cuts)
                if value > logl:
                    theta, logl, gradient, information = trial, value, new_gradient, new_information
                    break
            length /= 2
        else:
            break
    if converged:
        theta = theta + np.linalg.solve(information, gradient)  # the step that was not worth checking, for the digits
        logl, _, information = _derivatives(theta, counts, x, cuts)
    vcov = np.asarray(np.linalg.inv(information) if converged else np.linalg.pinv(information), dtype=np.float64)
    return CumulativeLogit(theta[:cuts], theta[cuts:], vcov, logl, converged)


def _logistic(z: Floats) -> Floats:
    from scipy.special import expit

    result: Floats = expit(z)
    return result


def _derivatives(theta: Floats, counts: Floats, x: Floats, cuts: int) -> tuple[float, Floats, Floats]:
    """The log-likelihood, its gradient and the negative of its second derivatives.

    With z_c = threshold_c − x·slope, a cell's log-likelihood Σ n_c log(F(z_c) − F(z_{c−1})) has a tridiagonal second
    derivative in z; the rest is the chain rule.
    """
    z = theta[:cuts] - (x @ theta[cuts:])[:, None]
    below = _logistic(z)
    density = below * (1 - below)
    slope = density * (1 - 2 * below)
    edge = np.zeros((len(z), 1))
    probability = np.maximum(np.diff(np.hstack([edge, below, edge + 1]), axis=1), SMALLEST)
    ratio = counts / probability
    ratio2 = ratio / probability
    gap = ratio[:, :-1] - ratio[:, 1:]
    logl = float((counts * np.log(probability)).sum())
    in_z = density * gap
    diagonal = slope * gap - density**2 * (ratio2[:, :-1] + ratio2[:, 1:])
    beside = density[:, :-1] * density[:, 1:] * ratio2[:, 1:-1]
    gradient = np.concatenate([in_z.sum(axis=0), -(x.T @ in_z.sum(axis=1))])
    rows = diagonal.copy()
    rows[:, :-1] += beside
    rows[:, 1:] += beside
    second = np.zeros((len(theta), len(theta)))
    at = np.arange(cuts)
    second[at, at] = diagonal.sum(axis=0)
    second[at[:-1], at[1:]] = second[at[1:], at[:-1]] = beside.sum(axis=0)
    second[:cuts, cuts:] = -(rows.T @ x)
    second[cuts:, :cuts] = second[:cuts, cuts:].T
    second[cuts:, cuts:] = x.T @ (x * rows.sum(axis=1)[:, None])
    return logl, gradient, -second
