"""Influence values of items given covariates, kept for every respondent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class CasewiseInfluence:
    """Influence on thresholds and means, slopes, variances and covariances, in this order.

    Attributes
    ----------
    by_statistic : ndarray (q, n)
        Without weights.
    weights : ndarray (n,) or None
        Sampling weights with mean one.
    clusters : ndarray (n,) of int or None
        Cluster numbers 0 ... C - 1.
    n_locations, n_slopes, n_variances, n_pairs : int
    """

    by_statistic: Floats
    weights: Floats | None
    clusters: Indices | None
    n_locations: int
    n_slopes: int
    n_variances: int
    n_pairs: int

    @property
    def n(self) -> int:
        """Respondents."""
        return int(self.by_statistic.shape[1])

    @property
    def n_clusters(self) -> int | None:
        """Clusters, or None where there are none."""
        return None if self.clusters is None else int(self.clusters.max()) + 1

    def values(self, chosen: slice | Indices, pairs_only: bool) -> Floats:
        """Influence of m respondents on the statistics (q, m), or on the covariances alone."""
        first = len(self.by_statistic) - self.n_pairs if pairs_only else 0
        return np.array(self.by_statistic[first:, chosen])
