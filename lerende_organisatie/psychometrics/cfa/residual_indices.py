"""Indices of the residuals: RMR, SRMR, CRMR and GFI, of one group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ResidualIndices:
    """One group's residual indices; the ``_nomean`` forms leave the means out.

    Attributes
    ----------
    rmr, srmr, crmr, srmr_mplus : float
        Root mean square of raw residuals; of residuals over the observed standard deviations (Bentler, 1995); of
        residual correlations (Bollen, 1989; Maydeu-Olivares, 2017); and with means and correlations standardised
        each by its own standard deviation (the form of Mplus).
    """

    rmr: float
    rmr_nomean: float
    srmr: float
    srmr_nomean: float
    crmr: float
    crmr_nomean: float
    srmr_mplus: float
    srmr_mplus_nomean: float


def _root(sum_of_squares: float, count: float) -> float:
    return float(np.sqrt(sum_of_squares / count)) if count else 0.0


def residual_indices(
    cov: Floats, sigma: Floats, mean: Floats | None = None, mu: Floats | None = None
) -> ResidualIndices:
    """Residual indices of one group.

    Parameters
    ----------
    cov, sigma : ndarray (p, p)
        Observed and implied covariances.
    mean, mu : ndarray (p,) or None
        Observed and implied means, where means are part of the model.
    """
    p = len(cov)
    lower = np.tril_indices(p)
    below = np.tril_indices(p, -1)
    sd, sd_hat = np.sqrt(np.diag(cov)), np.sqrt(np.maximum(np.diag(sigma), 1e-300))
    raw = (cov - sigma)[lower]
    bentler = ((cov - sigma) / np.outer(sd, sd))[lower]
    correlation = (cov / np.outer(sd, sd) - sigma / np.outer(sd_hat, sd_hat))[below]
    variance = np.diag(cov - sigma) / np.diag(cov)
    gaps: tuple[Floats, Floats, Floats] | None = None
    if mean is not None and mu is not None:
        gaps = mean - mu, (mean - mu) / sd, mean / sd - mu / sd_hat
    full, off = len(raw), len(correlation)
    sums = raw @ raw, bentler @ bentler, correlation @ correlation, correlation @ correlation + variance @ variance
    counts = full, full, off, full
    plain = [_root(float(s), c) for s, c in zip(sums, counts, strict=True)]
    with_means = plain
    if gaps is not None:
        extra = (gaps[0], gaps[1], gaps[1], gaps[2])
        with_means = [_root(float(s + g @ g), c + p) for s, g, c in zip(sums, extra, counts, strict=True)]
    return ResidualIndices(
        with_means[0], plain[0], with_means[1], plain[1], with_means[2], plain[2], with_means[3], plain[3]
    )


def gfi(
    cov: Floats,
    sigma: Floats,
    weight: Floats | None,
    mean: Floats | None = None,
    mu: Floats | None = None,
    covariates: NDArray[np.intp] | None = None,
) -> float:
    """1 − e′Ve / s′Vs (Tanaka & Huba, 1985) of one group, e = s − σ̂.

    Parameters
    ----------
    cov, sigma : ndarray (p, p)
    weight : ndarray (p, p) or None
        W of V = ½(W⊗W): Σ⁻¹ for ML, S⁻¹ for GLS; None weighs every different moment alike, as ULS does.
    mean, mu : ndarray (p,) or None
    covariates : ndarray of int or None
        Variables whose own moments are fixed and left out of s.
    """
    total, level = cov.copy(), None if mean is None else mean.copy()
    if covariates is not None and len(covariates):
        total[np.ix_(covariates, covariates)] = 0.0
        if level is not None:
            level[covariates] = 0.0
    if weight is None:
        lower = np.tril_indices(len(cov))
        above, below = float(((cov - sigma)[lower] ** 2).sum()), float((total[lower] ** 2).sum())
        w = np.eye(len(cov))
    else:
        w = weight
        residual, whole = w @ (cov - sigma), w @ total
        above = 0.5 * float(np.einsum("ij,ji->", residual, residual))
        below = 0.5 * float(np.einsum("ij,ji->", whole, whole))
    if mean is not None and mu is not None and level is not None:
        above += float((mean - mu) @ w @ (mean - mu))
        below += float(level @ w @ level)
    return 1.0 - above / below
