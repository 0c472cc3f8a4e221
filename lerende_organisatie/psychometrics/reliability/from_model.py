"""Reliability of factors in a fitted model: composite reliability and average variance extracted, from its matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FactorReliability:
    """Figures per factor.

    Attributes
    ----------
    omega : ndarray (m,)
        Composite reliability: the share of the variance of the sum of the factor's items that the factor accounts for.
    ave : ndarray (m,)
        Average variance extracted: the factor's share in the sum of the variances of its items.
    k : ndarray (m,) of int
        Items that load on the factor.
    """

    omega: Floats
    ave: Floats
    k: NDArray[np.int64]


def reliability_from_model(
    loadings: Floats, psi: Floats, theta: Floats, sample_cov: Floats | None = None
) -> FactorReliability:
    """Composite reliability and average variance extracted of every factor that items load on.

    Parameters
    ----------
    loadings : ndarray (p, m)
        Unstandardised loadings Λ; an item belongs to the factors on which its loading is not zero.
    psi : ndarray (m, m)
        Covariance matrix of the factors; of a model with second-order factors the implied one, of the first-order
        factors.
    theta : ndarray (p, p)
        Residual covariance matrix.
    sample_cov : ndarray (p, p), optional
        Observed covariances for the denominators; without it those that the model implies.

    Returns
    -------
    FactorReliability

    Raises
    ------
    DataError
        Shapes that do not fit, or a factor without items.

    References
    ----------
    Raykov, T. (2001). Estimation of congeneric scale reliability using covariance structure analysis with nonlinear
    constraints. British Journal of Mathematical and Statistical Psychology, 54, 315-323. Fornell, C., & Larcker, D. F.
    (1981). Evaluating structural equation models with unobservable variables and measurement error. Journal of
    Marketing Research, 18, 39-50.
    """
    p, m = loadings.shape
    faults = [
        f"{name} has shape {matrix.shape}, not {(size, size)}"
        for name, matrix, size in (("psi", psi, m), ("theta", theta, p), ("sample_cov", sample_cov, p))
        if matrix is not None and matrix.shape != (size, size)
    ]
    belongs = loadings != 0
    faults += [f"factor {f} has no items; leave it out" for f in np.flatnonzero(~belongs.any(0))]
    if faults:
        raise DataError("reliability from a model", faults)
    total = loadings @ psi @ loadings.T + theta if sample_cov is None else sample_cov
    variance = np.diag(psi)
    among = np.einsum("if,ij,jf->f", belongs.astype(float), total, belongs.astype(float))
    return FactorReliability(
        omega=loadings.sum(0) ** 2 * variance / among,
        ave=(loadings**2).sum(0) * variance / (belongs * np.diag(total)[:, None]).sum(0),
        k=belongs.sum(0),
    )
