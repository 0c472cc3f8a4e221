"""Factors out of a correlation matrix: minimum residuals, principal axes and maximum likelihood.

All three are minimised over the uniquenesses alone, the loadings being eigenvectors given these, by Newton steps with
the exact second derivatives of Jöreskog. Minimum residuals and principal axes have the same stationary points: where
the loadings reproduce the communalities. They differ in what they do when a communality wants to exceed one: minimum
residuals stops at a uniqueness of .005, as ``psych`` and ``factanal`` do; principal axes goes on.

References
----------
Harman, H. H., & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika, 31, 351-368.
Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32, 443-482. Jöreskog,
K. G. (1977). Factor analysis by least-squares and maximum-likelihood methods. In Statistical methods for digital
computers (pp. 125-153). Wiley.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["minres", "ml", "pa"]

METHOD_SOURCES: dict[Method, str] = {"minres": "harman1966", "ml": "joreskog1967", "pa": "harman1966"}
"""What to cite for a method; principal axes have the solution of minimum residuals."""
METHODS: tuple[Method, ...] = ("minres", "ml", "pa")

SMALLEST_UNIQUENESS = 0.005
"""Below this a uniqueness is held: a Heywood case."""
MOST_STEPS = 300
GRADIENT_TOLERANCE = 1e-9
MOST_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Extracted:
    """Unrotated factors.

    Attributes
    ----------
    loadings : ndarray (p, m)
    uniquenesses : ndarray (p,)
    minimum : float
        Half the sum of squared residuals (minres, pa), or the ML discrepancy.
    converged : bool
    held : ndarray (p,) of bool
        Uniquenesses that stopped at their bound.
    """

    loadings: Floats
    uniquenesses: Floats
    minimum: float
    converged: bool
    held: NDArray[np.bool_]


def extract(matrix: Floats, n_factors: int, method: Method, start: Floats) -> Extracted:
    """Extract factors.

    Parameters
    ----------
    matrix : ndarray (p, p)
        Correlations; positive definite for ``"ml"``.
    n_factors : int
    method : "minres", "ml" or "pa"
    start : ndarray (p,)
        Uniquenesses to start from.

    Returns
    -------
    Extracted
    """
    if method == "ml":
        x, value, done = _newton(_Likelihood(matrix, n_factors).step, np.log(start), np.log(SMALLEST_UNIQUENESS), 0.0)
        uniquenesses = np.exp(x)
        root = np.sqrt(uniquenesses)
        gamma, vector = np.linalg.eigh(matrix / np.outer(root, root))
        gamma, vector = gamma[::-1][:n_factors], vector[:, ::-1][:, :n_factors]
        loadings = root[:, None] * vector * np.sqrt(np.maximum(gamma - 1, 0))
    else:
        lowest = SMALLEST_UNIQUENESS if method == "minres" else -np.inf
        highest = 1.0 if method == "minres" else np.inf
        uniquenesses, value, done = _newton(_LeastSquares(matrix, n_factors).step, start, lowest, highest)
        gamma, vector = np.linalg.eigh(matrix - np.diag(uniquenesses))
        gamma, vector = gamma[::-1][:n_factors], vector[:, ::-1][:, :n_factors]
        loadings = vector * np.sqrt(np.maximum(gamma, 0))
    held = uniquenesses <= SMALLEST_UNIQUENESS * (1 + 1e-9) if method != "pa" else np.zeros(len(matrix), dtype=bool)
    return Extracted(loadings, uniquenesses, value, done, held)


Step = Callable[[Floats], tuple[float, Floats, Floats, Floats]]


@dataclass(frozen=True, slots=True)
class _LeastSquares:
    """Half the sum of squares of the eigenvalues that the factors leave, in the uniquenesses."""

    matrix: Floats
    m: int

    def step(self, x: Floats) -> tuple[float, Floats, Floats, Floats]:
        """Value, gradient, Hessian and a positive definite stand-in for it."""
        gamma, vector = np.linalg.eigh(self.matrix - np.diag(x))
        rest = len(x) - self.m
        low, left, high, kept = gamma[:rest], vector[:, :rest], gamma[rest:], vector[:, rest:]
        gradient = -(left**2 * low).sum(1)
        expected = (left @ left.T) ** 2
        hessian = expected.copy()
        for value, own in zip(high, kept.T, strict=True):
            hessian += 2 * ((left * (low / np.minimum(low - value, -1e-12))) @ left.T) * np.outer(own, own)
        return float((low**2).sum() / 2), gradient, hessian, expected


@dataclass(frozen=True, slots=True)
class _Likelihood:
    """The ML discrepancy in the logarithms of the uniquenesses."""

    matrix: Floats
    m: int

    def step(self, x: Floats) -> tuple[float, Floats, Floats, Floats]:
        """Value, gradient, Hessian and a positive definite stand-in for it."""
        root = np.exp(x / 2)
        gamma, vector = np.linalg.eigh(self.matrix / np.outer(root, root))
        rest = len(x) - self.m
        low, left, high, kept = np.maximum(gamma[:rest], 1e-300), vector[:, :rest], gamma[rest:], vector[:, rest:]
        value = float((low - np.log(low) - 1).sum())
        gradient = (left**2 * (1 - low)).sum(1)
        projector = left @ left.T
        hessian = ((left * low) @ left.T) * projector
        for one, own in zip(high, kept.T, strict=True):
            weight = -(1 - low) * (low + one) / np.minimum(low - one, -1e-12)
            hessian += ((left * weight) @ left.T) * np.outer(own, own)
        return value, gradient, hessian, projector**2


def _newton(step: Step, start: Floats, lowest: float, highest: float) -> tuple[Floats, float, bool]:
    """Minimise within bounds: Newton in the free directions, the stand-in Hessian where Newton points uphill."""
    x = np.clip(start, lowest, highest)
    value, gradient, hessian, expected = step(x)
    for _ in range(MOST_STEPS):
        free = ~(((x <= lowest) & (gradient > 0)) | ((x >= highest) & (gradient < 0)))
        if not free.any() or np.abs(gradient[free]).max() < GRADIENT_TOLERANCE:
            return x, value, True
        move = np.zeros_like(x)
        for candidate in (hessian, expected + 1e-6 * np.eye(len(x))):
            try:
                factor = np.linalg.cholesky(candidate[np.ix_(free, free)])
            except np.linalg.LinAlgError:
                continue
            move[free] = -np.linalg.solve(factor.T, np.linalg.solve(factor, gradient[free]))
            break
        else:
            move[free] = -gradient[free]
        length = 1.0
        for _ in range(MOST_HALVINGS):
            tried = np.clip(x + length * move, lowest, highest)
            found = step(tried)
            if np.isfinite(found[0]) and found[0] <= value + 1e-4 * float(gradient @ (tried - x)) + 1e-14 * abs(value):
                break
            length /= 2
        else:
            return x, value, bool(np.abs(gradient[free]).max() < 1e-6)
        x, (value, gradient, hessian, expected) = tried, found
    return x, value, False
