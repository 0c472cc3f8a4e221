"""Starting values where items are ordinal: those of the correlations, thresholds as observed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.matrices import GroupModel, Matrix
from lerende_organisatie.psychometrics.cfa.start import starting_values
from lerende_organisatie.psychometrics.cfa.table import ParameterTable
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.data import GroupData
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments

Floats = NDArray[np.float64]

LEAST_UNIQUE = 0.1
"""The smallest share of a response's variance that is taken to be its own, before anything is estimated."""


def correlation_moments(moments: OrdinalMoments, data: GroupData) -> GroupMoments:
    """Means and covariances of the responses behind the answers, ordinal ones with mean zero and variance one."""
    sign, log_det = np.linalg.slogdet(moments.covariance)
    return GroupMoments(
        data.label,
        float(moments.n),
        moments.means,
        moments.covariance,
        float(log_det) if sign > 0 else float("nan"),
        float("nan"),
        data,
    )


def _own_scale(moments: OrdinalMoments) -> Floats:
    """Standard deviations of the responses whose residual variance is one, from squared multiple correlations (p,)."""
    correlation = moments.correlations
    unique = np.full(len(correlation), 0.5)
    values = np.linalg.eigvalsh(correlation)
    if values[0] > 1e-6:
        unique = 1.0 / np.diag(np.linalg.inv(correlation))
    unique = np.maximum(unique, LEAST_UNIQUE)
    return np.where(moments.ordered, 1.0 / np.sqrt(unique), 1.0)


def ordinal_start(
    table: ParameterTable, groups: list[GroupModel], ordinal: list[OrdinalMoments], moments: list[GroupMoments]
) -> Floats:
    """A starting value for every free row of the table (q,)."""
    if all(row.start is not None for row in table.free):
        return np.array([row.start or 0.0 for row in table.free])
    scales = [np.ones(len(m.mean)) for m in moments]
    if table.parameterization == "theta":
        scales = [_own_scale(m) for m in ordinal]
    scaled = [replace(m, cov=m.cov * np.outer(s, s)) for m, s in zip(moments, scales, strict=True)]
    theta = starting_values(table, groups, scaled)
    given = np.array([row.start is not None for row in table.free], dtype=bool)
    for group, sample, scale in zip(groups, ordinal, scales, strict=True):
        cut = sample.ordered[sample.location_items]
        tau = sample.locations[cut] * scale[sample.location_items[cut]]
        values = theta[group.index]
        at = group.matrix == Matrix.TAU
        values[at] = tau[group.row[at]]
        values[group.matrix == Matrix.DELTA] = 1.0
        own = np.flatnonzero((group.matrix == Matrix.THETA) & (group.row == group.column))
        values[own[sample.ordered[group.row[own]]]] = 1.0
        theta[group.index] = np.where(given[group.index], theta[group.index], values)
    return theta
