"""What a fit to ordinal items minimises: the weights by the estimator's row, and two objectives out of the moments.

The weighted one is minimised; the plain one holds the distance between covariances, for the tables that need it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.cfa.discrepancy import LeastSquares
from lerende_organisatie.psychometrics.cfa.estimators import Estimator
from lerende_organisatie.psychometrics.cfa.implied_ordinal import statistics_of
from lerende_organisatie.psychometrics.cfa.matrices import GroupModel
from lerende_organisatie.psychometrics.cfa.objective import Objective, Term
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedObjective, WeightedTerm
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments

Floats = NDArray[np.float64]


def metric(moments: OrdinalMoments, row: Estimator) -> Floats:
    """W: the inverse of Γ, of its diagonal, or ones.

    Raises
    ------
    DataError
        Γ has no inverse.
    """
    if row.discrepancy == "ULS":
        return np.ones(len(moments.statistics))
    if row.discrepancy == "DWLS":
        return np.asarray(1.0 / moments.asymptotic_variances(), dtype=float)
    gamma = moments.asymptotic_covariance()
    scale = np.sqrt(np.diag(gamma))
    values = np.linalg.eigvalsh(gamma / np.outer(scale, scale))
    if values[0] < 1e-10 * values[-1]:
        raise DataError(
            "the data",
            [
                f"WLS needs the inverse of a {len(gamma)} × {len(gamma)} matrix, which {moments.n} respondents cannot "
                f"give; use estimator={'WLSMV' if moments.ordered.any() else 'DWLS'!r}, which needs its diagonal only"
            ],
        )
    inverse = np.linalg.inv(gamma)
    return np.asarray(0.5 * (inverse + inverse.T), dtype=float)


def ordinal_objectives(
    groups: list[GroupModel],
    ordinal: list[OrdinalMoments],
    moments: list[GroupMoments],
    row: Estimator,
    parameterization: str,
    size: int,
) -> tuple[WeightedObjective, Objective]:
    """What is minimised, and the plain distance of the covariances, over all groups.

    Parameters
    ----------
    groups : list of GroupModel
    ordinal : list of OrdinalMoments
    moments : list of GroupMoments
        The same as means and covariances.
    row : Estimator
    parameterization : {"delta", "theta"}
    size : int
        Free rows of the table.
    """
    n = float(sum(m.n for m in ordinal))
    shares = [(m.n - 1.0) / n for m in ordinal]
    weighted = WeightedObjective(
        tuple(
            WeightedTerm(group, statistics_of(m, group.eta), m.statistics, metric(m, row), share, parameterization)
            for group, m, share in zip(groups, ordinal, shares, strict=True)
        ),
        size,
    )
    plain = tuple(
        Term(group, LeastSquares(m.cov, m.mean, np.eye(len(m.mean)), on_diagonal=0.5), share)
        for group, m, share in zip(groups, moments, shares, strict=True)
    )
    return weighted, Objective(plain, size, means=True)
