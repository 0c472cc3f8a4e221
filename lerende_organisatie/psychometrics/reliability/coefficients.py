"""Reliability coefficients and their derivatives, from covariance matrices."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.reliability.one_factor import derivatives

Floats = NDArray[np.float64]
TotalVariance = Literal["observed", "model"]


def alpha(cov: Floats) -> Floats:
    """Coefficient alpha of each covariance (raw) or correlation (standardised) matrix.

    Parameters
    ----------
    cov : ndarray (..., k, k)

    Returns
    -------
    ndarray (...)
        k / (k - 1) times one minus the share of the item variances in the variance of their sum.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297-334.
    """
    k = cov.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(k / (k - 1) * (1 - np.trace(cov, axis1=-2, axis2=-1) / cov.sum((-2, -1))))


def alpha_gradient(cov: Floats) -> Floats:
    """Derivatives of alpha to the elements of the covariance matrix.

    Parameters
    ----------
    cov : ndarray (k, k)

    Returns
    -------
    symmetric ndarray (k, k)
    """
    k = len(cov)
    total = cov.sum()
    return np.asarray(k / (k - 1) * (np.trace(cov) / total**2 - np.eye(k) / total))


def correlation(cov: Floats) -> Floats:
    """The correlation matrix of each covariance matrix.

    Parameters
    ----------
    cov : ndarray (..., k, k)
    """
    sd = np.sqrt(np.diagonal(cov, axis1=-2, axis2=-1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(cov / (sd[..., :, None] * sd[..., None, :]))


def average_interitem(corr: Floats) -> float:
    """The mean of the correlations between different items.

    Parameters
    ----------
    corr : ndarray (k, k)
    """
    return float(np.mean(corr[np.triu_indices(len(corr), 1)]))


def omega(loadings: Floats, uniquenesses: Floats, cov: Floats, total_variance: TotalVariance) -> Floats:
    """Omega total: the share of the variance of the sum that one common factor accounts for.

    Parameters
    ----------
    loadings, uniquenesses : ndarray (..., k)
    cov : ndarray (..., k, k)
    total_variance : "observed" or "model"
        The denominator: the variance of the observed sum, or the variance that the model implies for it.

    Returns
    -------
    ndarray (...)

    References
    ----------
    McDonald, R. P. (1999). Test theory: a unified treatment, ch. 6. Bentler, P. M. (2009). Alpha, dimension-free, and
    model-based internal consistency reliability. Psychometrika, 74, 137-143 (observed variance in the denominator).
    """
    common = loadings.sum(-1) ** 2
    total = cov.sum((-2, -1)) if total_variance == "observed" else common + uniquenesses.sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(common / total)


def omega_gradient(loadings: Floats, uniquenesses: Floats, cov: Floats, total_variance: TotalVariance) -> Floats:
    """Derivatives of omega to the elements of the covariance matrix, through the ML estimates and the denominator.

    The estimates are an implicit function of S: d(theta) = -H⁻¹ d(gradient), with H the observed second derivatives of
    the discrepancy. So the result is exact whether or not the one-factor model holds.

    Parameters
    ----------
    loadings, uniquenesses : ndarray (k,)
        The ML estimates for ``cov``.
    cov : ndarray (k, k)
    total_variance : "observed" or "model"

    Returns
    -------
    symmetric ndarray (k, k)
    """
    k = len(loadings)
    theta = np.concatenate([loadings, uniquenesses])[None]
    hessian = derivatives(cov[None], theta)[1][0]
    total_loading, unique = loadings.sum(), uniquenesses.sum()
    common = total_loading**2
    total = cov.sum() if total_variance == "observed" else common + unique
    if total_variance == "observed":
        to_theta = np.concatenate([np.full(k, 2 * total_loading / total), np.zeros(k)])
    else:
        to_theta = np.concatenate([np.full(k, 2 * total_loading * unique), np.full(k, -common)]) / total**2
    a, b = np.split(np.linalg.solve(hessian, to_theta), 2)
    precision = np.linalg.inv(np.outer(loadings, loadings) + np.diag(uniquenesses))
    half = np.outer(precision @ a, precision @ loadings)
    gradient = half + half.T + (precision * b) @ precision
    if total_variance == "observed":
        gradient = gradient - common / total**2
    return np.asarray(gradient)
