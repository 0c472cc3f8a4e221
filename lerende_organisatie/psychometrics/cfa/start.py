"""Where the optimiser begins: close enough to the solution that scoring needs few steps, computed without iteration.

Loadings come from the centroid of each factor's observed indicators (Thurstone, 1947), signed by the leading
eigenvector; covariances of latent variables from the covariances of those indicators' sums.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.matrices import GroupModel, Matrix
from lerende_organisatie.psychometrics.cfa.table import Parameter, ParameterTable
from lerende_organisatie.psychometrics.moments.complete import GroupMoments

Floats = NDArray[np.float64]


def _centroid(cov: Floats) -> Floats:
    """Loadings of one factor with variance one on k indicators, signs by the leading eigenvector."""
    k = len(cov)
    sd = np.sqrt(np.diag(cov))
    if k == 1:
        return np.asarray(0.9 * sd, dtype=float)
    correlation = cov / np.outer(sd, sd)
    sign = np.where(np.linalg.eigh(correlation)[1][:, -1] < 0, -1.0, 1.0)
    if sign.sum() < 0:
        sign = -sign
    off = correlation * np.outer(sign, sign)
    np.fill_diagonal(off, 0.0)
    total = off.sum()
    loading = off.sum(axis=1) / np.sqrt(total) if total > 0 else np.full(k, 0.5)
    if k == 2:
        loading = np.full(2, np.sqrt(max(off[0, 1], 0.09)))
    return np.asarray(sign * np.clip(loading, 0.15, 0.95) * sd, dtype=float)


def starting_values(table: ParameterTable, groups: list[GroupModel], moments: list[GroupMoments]) -> Floats:
    """A starting value for every free row of the table.

    Returns
    -------
    ndarray (q,)
    """
    theta = np.zeros(len(table.free))
    rows = table.free
    for group, sample in zip(groups, moments, strict=True):
        mine = [rows[i] for i in group.index]
        theta[group.index] = _one_group(table, group, sample, mine)
    given = [(i, row.start) for i, row in enumerate(rows) if row.start is not None]
    for i, value in given:
        theta[i] = float(value or 0.0)
    return theta


def _one_group(table: ParameterTable, group: GroupModel, sample: GroupMoments, rows: list[Parameter]) -> Floats:
    latent = table.variables.latent
    position = {name: i for i, name in enumerate(group.observed)}
    cov, mean = sample.cov, sample.mean
    loading = {}
    weight = np.zeros((len(group.observed), len(latent)))
    for j, factor in enumerate(latent):
        items = [position[i] for i in table.variables.indicators[factor] if i in position]
        if items:
            unit = _centroid(cov[np.ix_(items, items)])
            loading[factor] = dict(zip(items, unit, strict=True))
            weight[items, j] = np.sign(unit) / len(items)
    scale = _scales(group, loading)
    latent_cov = _latent_covariance(table, cov, weight, loading, scale)
    explained = np.zeros(len(group.observed))
    for units in loading.values():
        for i, value in units.items():
            explained[i] = max(explained[i], value**2)
    result = np.zeros(len(rows))
    for k, row in enumerate(rows):
        i, j = int(group.row[k]), int(group.column[k])
        kind = group.matrix[k]
        if row.op == "=~":
            if row.rhs in position and row.lhs in loading:
                result[k] = loading[row.lhs][position[row.rhs]] / scale[row.lhs]
            else:
                result[k] = 1.0 if row.rhs in latent and not _standardised(table, row) else 0.5
        elif kind == Matrix.THETA:
            floor = 0.1 * cov[i, i]
            result[k] = max(cov[i, i] - explained[i], floor) if i == j else 0.0
        elif kind == Matrix.PSI:
            result[k] = _psi_start(row, group, latent_cov, cov, position, i, j, len(latent), table)
        elif kind == Matrix.NU:
            result[k] = mean[i]
        elif kind == Matrix.ALPHA and row.lhs in position:
            result[k] = mean[position[row.lhs]]
    return result


def _standardised(table: ParameterTable, row: Parameter) -> bool:
    """Whether the latent variable of a loading has its variance fixed."""
    return any(r.op == "~~" and r.lhs == r.rhs == row.lhs and r.group == row.group and not r.free for r in table.rows)


def _scales(group: GroupModel, loading: dict[str, dict[int, float]]) -> dict[str, float]:
    """What a latent variable of variance one must be multiplied with so that its fixed loadings hold."""
    scale = {}
    for factor, units in loading.items():
        j = group.eta.index(factor)
        fixed = {i: group.fixed.loading[i, j] for i in units if group.fixed.loading[i, j] != 0.0}
        if fixed:
            i, value = next(iter(fixed.items()))
            scale[factor] = float(units[i] / value)
        else:
            scale[factor] = 1.0
    return scale


def _latent_covariance(
    table: ParameterTable,
    cov: Floats,
    weight: Floats,
    loading: dict[str, dict[int, float]],
    scale: dict[str, float],
) -> Floats:
    """Covariances of latent variables with observed indicators, from the covariances of their indicators' sums."""
    latent = table.variables.latent
    between = weight.T @ cov @ weight
    size = np.array([np.mean(np.abs(list(loading[f].values()))) if f in loading else 1.0 for f in latent])
    correlation = np.clip(between / np.outer(size, size), -0.85, 0.85)
    np.fill_diagonal(correlation, 1.0)
    s = np.array([scale.get(f, 1.0) for f in latent])
    return correlation * np.outer(s, s)


def _psi_start(
    row: Parameter,
    group: GroupModel,
    latent_cov: Floats,
    cov: Floats,
    position: dict[str, int],
    i: int,
    j: int,
    n_latent: int,
    table: ParameterTable,
) -> float:
    """Variances and covariances of what stands in η."""
    depends = bool(
        any(r.op in {"~", "=~"} and (r.lhs if r.op == "~" else r.rhs) == row.lhs for r in table.rows)
    )  # its variance is a residual one
    if i < n_latent and j < n_latent:
        if i == j:
            measured = row.lhs in table.variables.measured_by_observed
            value = float(latent_cov[i, i]) if measured else 0.5
            return 0.5 * value if depends else value
        fixed = group.fixed.latent
        at_one = [fixed[x, x] if fixed[x, x] > 0 else None for x in (i, j)]
        both = row.lhs in table.variables.measured_by_observed and row.rhs in table.variables.measured_by_observed
        if depends or not both:
            return 0.0
        value = float(latent_cov[i, j])
        for x, variance in zip((i, j), at_one, strict=True):
            if variance is not None:
                value *= np.sqrt(variance / latent_cov[x, x])
        return value
    if i >= n_latent and j >= n_latent:
        a, b = position[group.eta[i]], position[group.eta[j]]
        if i == j:
            return float(cov[a, a]) * (0.5 if depends else 1.0)
        return 0.0 if depends else float(cov[a, b])
    return 0.0
