"""For one item parameter: which groups share it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONNECT = 0.01
"""Two groups are connected where the difference between them has a larger p-value. Not verified in the publication."""

KEEP = 0.001
"""A group belongs to the set where its difference from the set's average has a larger p-value. Not verified either."""

MOST_ROUNDS = 50


def invariant_groups(estimate: Floats, covariance: Floats, n: Floats) -> NDArray[np.bool_]:
    """The groups whose parameter does not differ from the average of the set.

    Parameters
    ----------
    estimate : ndarray (G,)
        The aligned parameter.
    covariance : ndarray (G, G)
    n : ndarray (G,)
        Respondents, by which the average is weighted.

    Returns
    -------
    ndarray of bool (G,)

    Notes
    -----
    It starts from the largest set of groups of which every two are connected; groups are added and removed until the
    set no longer changes. The largest such set is looked for among runs of groups in the order of their estimates.

    References
    ----------
    Asparouhov & Muthén (2014), doi 10.1080/10705511.2014.919210; Muthén & Asparouhov (2014), doi
    10.3389/fpsyg.2014.00978.
    """
    members = _largest_connected(estimate, covariance)
    for _ in range(MOST_ROUNDS):
        pvalue = _against_average(estimate, covariance, n, members)
        following = pvalue > KEEP
        if not following.any() or (following == members).all():
            break
        members = following
    return members


def average(estimate: Floats, n: Floats, members: NDArray[np.bool_]) -> float:
    """The average over the set, weighted by respondents.

    Parameters
    ----------
    estimate, n : ndarray (G,)
    members : ndarray of bool (G,)

    Returns
    -------
    float
    """
    return float(np.average(estimate[members], weights=n[members]))


def _pvalues(difference: Floats, variance: Floats) -> Floats:
    from scipy.special import ndtr

    z = np.abs(difference) / np.sqrt(np.maximum(variance, 1e-300))
    return 2 * np.asarray(ndtr(-np.where(np.abs(difference) < 1e-12, 0.0, z)))


def _largest_connected(estimate: Floats, covariance: Floats) -> NDArray[np.bool_]:
    own = np.diag(covariance)
    variance = own[:, None] + own - 2 * covariance
    connected = _pvalues(estimate[:, None] - estimate, variance) > CONNECT
    order = np.argsort(estimate)
    ordered = connected[np.ix_(order, order)]
    best: NDArray[np.intp] = order[:1]
    for first in range(len(order)):
        last = first
        while last + 1 < len(order) and ordered[first : last + 1, last + 1].all():
            last += 1
        if last + 1 - first > len(best):
            best = order[first : last + 1]
    return np.isin(np.arange(len(order)), best)


def _against_average(estimate: Floats, covariance: Floats, n: Floats, members: NDArray[np.bool_]) -> Floats:
    share = np.where(members, n, 0.0) / n[members].sum()
    contrast = np.eye(len(n)) - share
    variance = np.einsum("gh,hk,gk->g", contrast, covariance, contrast)
    return _pvalues(contrast @ estimate, variance)
