"""A population of ordinal answers: loadings, factor correlations and thresholds, the same for every draw.

The values are arbitrary but plausible, and a fixed function of the shape of the questionnaire: two draws with different
seeds come from one population, so a simulation over seeds estimates something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GOLDEN = (5**0.5 - 1) / 2

LOADINGS = (0.60, 0.85)
"""Standardised loadings spread evenly over this interval."""

SECOND_ORDER_LOADINGS = (0.74, 0.88)
"""Loadings of the factors on one general factor; their products are the factor correlations (about .65)."""

THRESHOLDS = (-1.75, 0.95)
"""First and last threshold of an item of average popularity: most answers fall above the middle of the scale."""

POPULARITY = 0.35
"""How far an item's thresholds move up or down at most, in standard deviations of the latent answer."""


@dataclass(frozen=True, slots=True)
class OrdinalPopulation:
    """Where ordinal answers come from: y* = Λη + ε with unit variances, cut at the thresholds.

    Attributes
    ----------
    loadings : ndarray (p, m)
        Standardised; an item without a loading answers at random.
    factor_correlations : ndarray (m, m)
    thresholds : ndarray (p, c - 1)
        Increasing in each row.
    """

    loadings: NDArray[np.float64]
    factor_correlations: NDArray[np.float64]
    thresholds: NDArray[np.float64]

    @property
    def residual_sd(self) -> NDArray[np.float64]:
        """Standard deviations of ε that bring the latent answers to variance one, shape (p,)."""
        explained = np.einsum("im,mk,ik->i", self.loadings, self.factor_correlations, self.loadings)
        return np.asarray(np.sqrt(1.0 - explained))


def evenly_spread(count: int, low: float, high: float, start: float = 0.0) -> NDArray[np.float64]:
    """A fixed sequence without trend that fills an interval evenly (multiples of the golden ratio, modulo one).

    Parameters
    ----------
    count : int
    low, high : float
        The interval.
    start : float
        Where the sequence begins, so that two sequences of one length are not the same.

    Returns
    -------
    ndarray (count,)

    References
    ----------
    Weyl, H. (1916). Über die Gleichverteilung von Zahlen mod. Eins. Mathematische Annalen, 77, 313-352.
    """
    return np.asarray(low + (high - low) * np.mod(start + GOLDEN * np.arange(1, count + 1), 1.0))


def plausible_population(factor_of_item: Sequence[int], n_categories: int) -> OrdinalPopulation:
    """A plausible population for a questionnaire of this shape.

    Parameters
    ----------
    factor_of_item : sequence of p int
        The factor (0 to m - 1) on which each item loads; a negative number for an item that loads on none.
    n_categories : int
        Two or more answer categories.

    Returns
    -------
    OrdinalPopulation
    """
    factor = np.asarray(factor_of_item, dtype=int)
    p, m = len(factor), int(factor.max(initial=0)) + 1
    loadings = np.zeros((p, m))
    belongs = factor >= 0
    loadings[belongs, factor[belongs]] = evenly_spread(p, *LOADINGS)[belongs]
    general = evenly_spread(m, *SECOND_ORDER_LOADINGS)
    correlations = np.outer(general, general)
    np.fill_diagonal(correlations, 1.0)
    first, last = THRESHOLDS
    cuts = np.linspace(first, last, n_categories - 1) if n_categories > 2 else np.array([(first + last) / 2])
    thresholds = cuts + evenly_spread(p, -POPULARITY, POPULARITY, start=0.5)[:, None]
    return OrdinalPopulation(loadings, correlations, thresholds)
