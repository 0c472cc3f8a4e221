"""Squared Mahalanobis distances of respondents, also of those who left answers out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.moments.incomplete import IncompleteData

Floats = NDArray[np.float64]


def squared_distances(data: IncompleteData, mean: Floats, cov: Floats) -> Floats:
    """Each respondent's squared distance from the mean, over the items that they answered.

    d² = (y_o - μ_o)′ Σ_oo⁻¹ (y_o - μ_o). With K = Σ⁻¹, Σ_oo⁻¹ = K_oo - K_om K_mm⁻¹ K_mo, so that only a block of the
    size of what is missing is inverted.

    Parameters
    ----------
    data : IncompleteData of n rows and p items
    mean : ndarray (p,)
    cov : positive definite ndarray (p, p)

    Returns
    -------
    ndarray (n,)

    References
    ----------
    Mahalanobis, P. C. (1936). On the generalised distance in statistics. Little, R. J. A., & Smith, P. J. (1987).
    Editing and imputing for quantitative survey data. JASA, 82, 58-68 (incomplete rows).
    """
    inverse = np.linalg.inv(cov)
    z = np.where(data.present, data.values - mean, 0.0)
    kz = z @ inverse
    distance = np.einsum("ij,ij->i", z, kz)
    for batch in data.batches:
        if batch.missing.shape[1] == 0:
            continue
        rows, index = batch.rows, batch.missing
        block = inverse[index[:, :, None], index[:, None, :]]
        pulled = np.take_along_axis(kz[rows], index, axis=1)
        distance[rows] -= np.einsum("bi,bi->b", pulled, np.linalg.solve(block, pulled[:, :, None])[:, :, 0])
    return np.asarray(np.maximum(distance, 0.0))


def distance_pvalues(distance: Floats, answered: NDArray[np.intp]) -> Floats:
    """The chance of a distance at least as large, by chi-square with one degree of freedom per answer.

    Parameters
    ----------
    distance : ndarray (n,)
    answered : ndarray of int (n,)

    Returns
    -------
    ndarray (n,)
        NaN for a respondent without answers.
    """
    from scipy.special import chdtrc

    return np.where(answered > 0, chdtrc(np.maximum(answered, 1), distance), np.nan)
