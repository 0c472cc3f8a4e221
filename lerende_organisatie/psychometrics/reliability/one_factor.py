"""Maximum likelihood estimates of the one-factor model, for a whole stack of covariance matrices at once.

The model is S ~ ll' + diag(u). The discrepancy is log|Σ| + tr(SΣ⁻¹) - log|S| - k. Every matrix of the stack takes
Newton steps with the exact second derivatives; where these point uphill it takes a Fisher scoring step (expected second
derivatives) instead; a step is halved until it stays inside the positive definite matrices and lowers the discrepancy.
Uniquenesses are not bounded: an improper solution shows itself as a negative one, as in lavaan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_STEPS = 100
GRADIENT_TOLERANCE = 1e-9
"""Largest derivative left, in the metric of correlations."""
MOST_HALVINGS = 40
LARGEST_LOADING = 30.0
"""A standardised loading beyond this is on its way to infinity: the discrepancy has no minimum."""
SINGULAR = 1e-10
"""A correlation matrix with a smaller eigenvalue is not fitted."""


@dataclass(frozen=True, slots=True)
class OneFactor:
    """The one-factor model fitted to each matrix of a stack.

    Attributes
    ----------
    loadings : ndarray (B, k)
        Their sum is not negative. NaN where the iterations did not converge.
    uniquenesses : ndarray (B, k)
    discrepancy : ndarray (B,)
        The minimum of the ML discrepancy; N times it is the chi-square when the matrix has divisor N.
    converged : bool ndarray (B,)
    """

    loadings: Floats
    uniquenesses: Floats
    discrepancy: Floats
    converged: Flags


def fit_one_factor(cov: Floats, start: tuple[Floats, Floats] | None = None) -> OneFactor:
    """Fit the one-factor model by maximum likelihood.

    Parameters
    ----------
    cov : ndarray (B, k, k)
        Covariance matrices, k of 3 or more. The estimates scale with them, so the divisor is the caller's.
    start : (loadings (k,), uniquenesses (k,)), optional
        Starting values in the metric of correlations, the same for all; without it the first principal component.

    Returns
    -------
    OneFactor

    References
    ----------
    Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32, 443-482.
    Lawley, D. N. (1967). Some new results in maximum likelihood factor analysis. Proc. Royal Society of Edinburgh A,
    67, 256-264 (exact second derivatives).
    """
    batch, k, _ = cov.shape
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.sqrt(np.diagonal(cov, axis1=1, axis2=2))
        corr = cov / (sd[:, :, None] * sd[:, None, :])
    loadings, uniquenesses = np.full((batch, k), np.nan), np.full((batch, k), np.nan)
    discrepancy, converged = np.full(batch, np.nan), np.zeros(batch, bool)
    usable = np.isfinite(corr).all((1, 2))
    eigenvalues = np.linalg.eigvalsh(np.where(usable[:, None, None], corr, np.eye(k)))
    rows = np.flatnonzero(usable & (eigenvalues[:, 0] > SINGULAR))
    if not len(rows):
        return OneFactor(loadings, uniquenesses, discrepancy, converged)

    s = corr[rows]
    theta = _principal_start(s) if start is None else np.tile(np.concatenate(start), (len(rows), 1))
    theta, value, done = _minimise(s, theta)
    if start is not None and not done.all():
        again = np.flatnonzero(~done)
        theta[again], value[again], done[again] = _minimise(s[again], _principal_start(s[again]))

    turn = np.where(theta[:, :k].sum(1, keepdims=True) < 0, -1.0, 1.0)
    loadings[rows] = np.where(done[:, None], theta[:, :k] * turn * sd[rows], np.nan)
    uniquenesses[rows] = np.where(done[:, None], theta[:, k:] * sd[rows] ** 2, np.nan)
    discrepancy[rows] = np.where(done, value - np.log(eigenvalues[rows]).sum(1) - k, np.nan)
    converged[rows] = done
    return OneFactor(loadings, uniquenesses, discrepancy, converged)


def _principal_start(corr: Floats) -> Floats:
    """Loadings from the first eigenvector, drawn towards zero; uniquenesses that complete the diagonal."""
    value, vector = np.linalg.eigh(corr)
    loading = np.clip(0.9 * vector[:, :, -1] * np.sqrt(value[:, -1:]), -0.95, 0.95)
    return np.hstack([loading, 1 - loading**2])


def _minimise(s: Floats, theta: Floats) -> tuple[Floats, Floats, Flags]:
    """Guarded Newton iterations on correlation matrices (B, k, k) from theta (B, 2k)."""
    theta = theta.copy()
    value = _value(s, theta)
    done = np.zeros(len(s), bool)
    active = np.flatnonzero(np.isfinite(value))
    for _ in range(MOST_STEPS):
        if not len(active):
            break
        gradient, observed, expected = derivatives(s[active], theta[active])
        flat = np.abs(gradient).max(1) < GRADIENT_TOLERANCE
        done[active[flat]] = True
        going = ~flat & (np.abs(theta[active]).max(1) < LARGEST_LOADING**2)
        active = active[going]
        if not len(active):
            break
        gradient = gradient[going]
        step = _direction(gradient, observed[going], expected[going])
        theta[active], value[active], moved = _line_search(s[active], theta[active], value[active], step, gradient)
        # a step that cannot lower the discrepancy beyond rounding ends the search where the slope is all but level
        stuck = ~moved
        done[active[stuck]] = np.abs(gradient[stuck]).max(1, initial=0.0) < 1e-6
        active = active[moved]
    return theta, value, done


def _value(s: Floats, theta: Floats) -> Floats:
    """log|Σ| + tr(SΣ⁻¹), infinite where Σ is not positive definite."""
    loading, unique = np.split(theta, 2, axis=1)
    sigma = loading[:, :, None] * loading[:, None, :]
    diagonal = np.arange(loading.shape[1])
    sigma[:, diagonal, diagonal] += unique
    sign, log_det = np.linalg.slogdet(sigma)
    # ll' adds one positive direction, so Σ is positive definite when at most one uniqueness is negative and |Σ| > 0
    inside = ((unique < 0).sum(1) <= 1) & (sign > 0) & np.isfinite(log_det)
    result = np.full(len(s), np.inf)
    inverse = np.linalg.inv(sigma[inside])
    result[inside] = log_det[inside] + np.einsum("bij,bij->b", s[inside], inverse)
    return result


def derivatives(s: Floats, theta: Floats) -> tuple[Floats, Floats, Floats]:
    """Gradient and observed and expected second derivatives of the discrepancy.

    Parameters
    ----------
    s : ndarray (B, k, k)
    theta : ndarray (B, 2k)
        Loadings, then uniquenesses.

    Returns
    -------
    gradient : ndarray (B, 2k)
    observed, expected : ndarray (B, 2k, 2k)
    """
    k = s.shape[1]
    loading, unique = theta[:, :k], theta[:, k:]
    sigma = loading[:, :, None] * loading[:, None, :]
    diagonal = np.arange(k)
    sigma[:, diagonal, diagonal] += unique
    p = np.linalg.inv(sigma)
    m = p @ s @ p
    g = p - m
    pl = (p @ loading[:, :, None])[:, :, 0]
    ml = (m @ loading[:, :, None])[:, :, 0]
    lpl = (loading * pl).sum(1)[:, None, None]
    lml = (loading * ml).sum(1)[:, None, None]
    gradient = np.hstack([2 * (pl - ml), g[:, diagonal, diagonal]])

    outer_pp = pl[:, :, None] * pl[:, None, :]
    outer_pm = pl[:, :, None] * ml[:, None, :]
    observed, expected = np.empty((len(s), 2 * k, 2 * k)), np.empty((len(s), 2 * k, 2 * k))
    expected[:, :k, :k] = 2 * (p * lpl + outer_pp)
    observed[:, :k, :k] = 2 * (g + p * (lml - lpl) + m * lpl - outer_pp + outer_pm + outer_pm.transpose(0, 2, 1))
    expected[:, :k, k:] = 2 * p * pl[:, None, :]
    observed[:, :k, k:] = 2 * (p * (ml - pl)[:, None, :] + m * pl[:, None, :])
    # row i of the cross block is the loading, column j the uniqueness: dG = -p_j p_j' + p_j m_j' + m_j p_j'
    expected[:, k:, k:] = p * p
    observed[:, k:, k:] = p * (2 * m - p)
    for hessian in (observed, expected):
        hessian[:, k:, :k] = hessian[:, :k, k:].transpose(0, 2, 1)
    return gradient, observed, expected


def _direction(gradient: Floats, observed: Floats, expected: Floats) -> Floats:
    """Newton's step, or Fisher's where Newton's does not lead down, or the steepest descent where neither does."""
    step = _solve(observed, gradient)
    uphill = ~((step * gradient).sum(1) < 0)
    if uphill.any():
        step[uphill] = _solve(expected[uphill], gradient[uphill])
        still = ~((step * gradient).sum(1) < 0)
        step[still] = -gradient[still]
    return step


def _solve(hessian: Floats, gradient: Floats) -> Floats:
    """-H⁻¹g for each matrix of the stack, NaN where one is singular."""
    try:
        return np.asarray(-np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0])
    except np.linalg.LinAlgError:
        regular = np.linalg.slogdet(hessian)[0] != 0
        step = np.full(gradient.shape, np.nan)
        if regular.any() and not regular.all():
            step[regular] = _solve(hessian[regular], gradient[regular])
        return step


def _line_search(
    s: Floats, theta: Floats, value: Floats, step: Floats, gradient: Floats
) -> tuple[Floats, Floats, Flags]:
    """Halve each step until the discrepancy falls enough (Armijo), or all but stays where it is at the bottom."""
    slope = (step * gradient).sum(1)
    length = np.ones(len(s))
    theta_new, value_new = theta + step, np.full(len(s), np.inf)
    waiting = np.arange(len(s))
    slack = 1e-13 * (1 + np.abs(value))
    for _ in range(MOST_HALVINGS):
        theta_new[waiting] = theta[waiting] + length[waiting, None] * step[waiting]
        value_new[waiting] = _value(s[waiting], theta_new[waiting])
        target = value[waiting] + 1e-4 * length[waiting] * slope[waiting] + slack[waiting]
        waiting = waiting[~(value_new[waiting] <= target)]
        if not len(waiting):
            break
        length[waiting] /= 2
    moved = np.ones(len(s), bool)
    moved[waiting] = False
    theta_new[waiting], value_new[waiting] = theta[waiting], value[waiting]
    return theta_new, value_new, moved
