"""Newton's method for many correlations at once, each from its own one-dimensional likelihood."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Derivatives = Callable[[Floats, Indices], tuple[Floats, Floats]]

LARGEST_CORRELATION = 0.999
"""Estimates stay within this bound: beyond it two items are one item asked twice, and no likelihood has a maximum."""

LAST_STEP = 1e-7
"""A Newton step smaller than this is the last: convergence is quadratic, so what is left is about its square."""

MOST_STEPS = 100
"""More than bisection alone needs to narrow (-1, 1) to rounding."""


def maximise_correlations(derivatives: Derivatives, start: Floats) -> Floats:
    """The correlations at which each log-likelihood is largest.

    Newton steps, kept inside a bracket that the sign of the score narrows; a step that leaves it, or that would go
    downhill because the likelihood is not concave there, is replaced by a bisection. Pairs that are done drop out.

    Parameters
    ----------
    derivatives : callable (rho (m,), which (m,)) -> (score (m,), curvature (m,))
        First and second derivative of the log-likelihoods of the pairs ``which`` in their correlation.
    start : ndarray (P,)
        First guesses; those outside the bound are pulled in.

    Returns
    -------
    ndarray (P,)
        Within ±:data:`LARGEST_CORRELATION`.
    """
    rho = np.clip(start, -0.95, 0.95)
    lower = np.full(rho.shape, -LARGEST_CORRELATION)
    upper = np.full(rho.shape, LARGEST_CORRELATION)
    active = np.arange(rho.size)
    for _ in range(MOST_STEPS):
        score, curvature = derivatives(rho[active], active)
        here = rho[active]
        low = lower[active] = np.where(score > 0, here, lower[active])
        high = upper[active] = np.where(score < 0, here, upper[active])
        concave = curvature < 0
        step = np.where(concave, -score / np.where(concave, curvature, -1.0), 2.0 * np.sign(score))
        target = here + step
        inside = (target > low) & (target < high) | (score == 0)
        target = np.where(score == 0, here, np.where(inside, target, (low + high) / 2))
        rho[active] = target
        going_on = np.abs(target - here) > LAST_STEP
        active = active[going_on]
        if not active.size:
            break
    return rho
