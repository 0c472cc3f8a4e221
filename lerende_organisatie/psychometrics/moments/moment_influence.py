"""How each respondent bears on means, variances and covariances of continuous items, without assuming a distribution.

A mean, a variance and a covariance are averages over respondents, of y_i − ȳ_i and (y_i − ȳ_i)(y_j − ȳ_j), so that the
mean outer product of these values less the averages is n times their covariance matrix, Γ (Browne, 1984).

References
----------
Browne, M. W. (1984). Asymptotically distribution-free methods for the analysis of covariance structures. British
Journal of Mathematical and Statistical Psychology, 37, 62-83.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class MomentInfluence:
    """Influence on sample moments of continuous items.

    Parameters
    ----------
    deviations : ndarray (p, n)
        Answers less their means.
    cov : ndarray (p, p)
        Divisor n.
    rows, columns : ndarray (P,)
        Items of each covariance, row > column.
    means : bool
        Whether means are among the statistics.
    """

    deviations: Floats
    cov: Floats
    rows: Indices
    columns: Indices
    means: bool

    weights: None = None
    clusters: None = None
    n_clusters: None = None

    @property
    def n(self) -> int:
        """Respondents."""
        return int(self.deviations.shape[1])

    @property
    def n_locations(self) -> int:
        """Means."""
        return len(self.cov) if self.means else 0

    @property
    def n_variances(self) -> int:
        """Items."""
        return len(self.cov)

    @property
    def n_pairs(self) -> int:
        """Covariances."""
        return len(self.rows)

    def values(self, chosen: slice | Indices, pairs_only: bool) -> Floats:
        """Influence of m respondents on the statistics (q, m), in the order means, variances, covariances."""
        z = self.deviations[:, chosen]
        below = z[self.rows] * z[self.columns] - self.cov[self.rows, self.columns][:, None]
        if pairs_only:
            return below
        own = z * z - np.diag(self.cov)[:, None]
        return np.concatenate([z, own, below] if self.means else [own, below])
