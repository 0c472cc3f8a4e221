"""The simplicity function of alignment: rather a few parameters far apart than all of them somewhat apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Simplicity:
    """The loss and its derivatives in the aligned parameters.

    Attributes
    ----------
    value : float
    by_parameter : ndarray (Y,)
        What each parameter contributes.
    slope : ndarray (G, Y)
    curvature : ndarray (Y, G, G) or None
        Second derivatives between groups, where asked for.
    """

    value: float
    by_parameter: Floats
    slope: Floats
    curvature: Floats | None


def pair_weights(n: Floats) -> Floats:
    """√(n_g n_h) for every two groups, scaled to a mean of one; zero on the diagonal.

    Parameters
    ----------
    n : ndarray (G,)

    Returns
    -------
    ndarray (G, G)
    """
    weights = np.sqrt(np.outer(n, n))
    np.fill_diagonal(weights, 0.0)
    scaled: Floats = weights / (weights.sum() / (len(n) * (len(n) - 1)))
    return scaled


def simplicity(values: Floats, weights: Floats, epsilon: float, second: bool = False) -> Simplicity:
    """Σ over parameters and pairs of groups of w_gh f(y_g − y_h), with f(x) = (x² + ε)^¼.

    Parameters
    ----------
    values : ndarray (G, Y)
        Aligned parameters.
    weights : ndarray (G, G)
    epsilon : float
        Keeps f smooth at zero.
    second : bool
        Whether second derivatives are wanted.

    Returns
    -------
    Simplicity

    References
    ----------
    Asparouhov & Muthén (2014), doi 10.1080/10705511.2014.919210.
    """
    columns = values.T
    gap = columns[:, :, None] - columns[:, None, :]
    square = gap**2 + epsilon
    root = np.sqrt(square)
    loss = np.sqrt(root)
    weighted = weights * loss
    by_parameter = weighted.sum(axis=(1, 2)) / 2
    third = loss / square  # (x² + ε)^(-3/4)
    slope = (weights * (0.5 * gap * third)).sum(axis=2).T
    curved = None
    if second:
        curved = -weights * (0.5 * third - 0.75 * gap**2 * third / square)
        at = np.arange(len(weights))
        curved[:, at, at] = -curved.sum(axis=2)
    return Simplicity(float(by_parameter.sum()), by_parameter, slope, curved)
