"""How far implied moments are from observed ones: a value, its gradient in (Σ, μ), and the metric of its information.

Every discrepancy is that of one group, scaled so that chi-square is the sum over groups of n·F (or (n−1)·F), and so
that ½·F'' is the information per observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.estimators import Estimator
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.incomplete import IncompleteData, expectation
from lerende_organisatie.psychometrics.positive_definite import inverse_and_log_det

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Distance:
    """A discrepancy at one place.

    Attributes
    ----------
    value : float
        F.
    d_sigma : ndarray (p, p)
        ∂F/∂Σ, symmetric, so that dF = tr(d_sigma dΣ).
    d_mu : ndarray (p,)
        ∂F/∂μ.
    weight : ndarray (p, p)
        W of the information ½ tr(W dΣ W dΣ) + dμ′ W_μ dμ.
    mean_weight : ndarray (p, p)
        W_μ.
    on_diagonal : float
        What the information weighs squared changes of variances with on top of that. The information of ULS takes every
        different moment once, with weight one, where F takes half of each variance's square.
    """

    value: float
    d_sigma: Floats
    d_mu: Floats
    weight: Floats
    mean_weight: Floats
    on_diagonal: float = 0.0


class Discrepancy(Protocol):
    """What the optimiser needs of a discrepancy."""

    def at(self, sigma: Floats, mu: Floats) -> Distance | None:
        """The discrepancy at (Σ, μ); None outside its domain."""


def _inverse(sigma: Floats) -> tuple[Floats, float] | None:
    """Σ⁻¹ and log|Σ|; None where Σ is not positive definite."""
    try:
        return inverse_and_log_det(sigma)
    except np.linalg.LinAlgError:
        return None


@dataclass(frozen=True, slots=True)
class MaximumLikelihood:
    """F = log|Σ| + tr(SΣ⁻¹) − log|S| − p + (ȳ−μ)′Σ⁻¹(ȳ−μ) (Jöreskog, 1967)."""

    cov: Floats
    mean: Floats
    log_det: float

    def at(self, sigma: Floats, mu: Floats) -> Distance | None:
        """The discrepancy at (Σ, μ); None where Σ is not positive definite."""
        found = _inverse(sigma)
        if found is None:
            return None
        inverse, log_det = found
        gap = self.mean - mu
        scatter = self.cov + np.outer(gap, gap)
        ks = inverse @ scatter
        value = log_det - self.log_det + float(np.trace(ks)) - len(mu)
        return Distance(value, inverse - ks @ inverse, -2.0 * inverse @ gap, inverse, inverse)


@dataclass(frozen=True, slots=True)
class FullInformation:
    """F = −(2/n)(ℓ(Σ, μ) − ℓ₁), ℓ the loglikelihood of the answers given (Arbuckle, 1996)."""

    data: IncompleteData
    loglik: float
    n: float

    def at(self, sigma: Floats, mu: Floats) -> Distance | None:
        """The discrepancy at (Σ, μ); None where Σ is not positive definite."""
        now = expectation(self.data, mu, sigma)
        if now is None:
            return None
        k = now.inverse
        d_sigma = -k @ (now.cross / self.n - sigma) @ k
        return Distance(-2.0 * (now.loglik - self.loglik) / self.n, d_sigma, -2.0 * k @ now.deviation / self.n, k, k)


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """F = ½ tr[((S−Σ)W)²] + (ȳ−μ)′W(ȳ−μ), with W = S⁻¹ (GLS; Browne, 1974) or W = I (ULS)."""

    cov: Floats
    mean: Floats
    weight: Floats
    on_diagonal: float = 0.0

    def at(self, sigma: Floats, mu: Floats) -> Distance | None:
        """The discrepancy at (Σ, μ); defined everywhere."""
        w = self.weight
        gap = self.mean - mu
        residual = w @ (self.cov - sigma)
        value = 0.5 * float(np.einsum("ij,ji->", residual, residual)) + float(gap @ w @ gap)
        return Distance(value, -residual @ w, -2.0 * w @ gap, w, w, self.on_diagonal)


def discrepancy(moments: GroupMoments, row: Estimator) -> Discrepancy:
    """The discrepancy that an estimator minimises in one group."""
    if moments.incomplete is not None:
        return FullInformation(moments.incomplete, moments.loglik, moments.n)
    if row.discrepancy == "ML":
        return MaximumLikelihood(moments.cov, moments.mean, moments.log_det)
    cov = moments.cov * moments.n / (moments.n - 1) if row.unbiased else moments.cov
    if row.discrepancy == "GLS":
        return LeastSquares(cov, moments.mean, np.asarray(np.linalg.inv(cov), dtype=float))
    return LeastSquares(cov, moments.mean, np.eye(len(cov)), on_diagonal=0.5)
