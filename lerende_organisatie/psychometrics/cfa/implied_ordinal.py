"""The statistics that a model implies for ordinal items, beside continuous ones, and their Jacobian.

An ordinal item is cut from a response y* with implied mean μ_i and variance Σ_ii, of which the data tell nothing; they
are scaled by t_i, so that what is compared with the data is

    thresholds  t_i (τ − μ_i),    covariances  t_i t_j Σ_ij,

and for continuous items (t_i = 1) means and variances as they are. In the delta parameterisation t_i = δ_i is
a parameter (or fixed at one) and the residual variance is what is left of 1/δ_i²; in the theta parameterisation the
residual variance is the parameter (or fixed at one) and t_i = Σ_ii^−½ (Muthén & Asparouhov, 2002).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.implied import Directions, Implied, implied_moments, jacobian
from lerende_organisatie.psychometrics.cfa.matrices import GroupModel, Matrices, Matrix
from lerende_organisatie.psychometrics.cfa.sparse import Pattern
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Which statistic stands where: thresholds and means by item, variances of continuous items, covariances.

    Attributes
    ----------
    ordered : ndarray (p,) of bool
    item : ndarray of int (L,)
        The item of each location.
    threshold : ndarray of int (L,)
        The place of each location in τ; −1 for the mean of a continuous item.
    variance : ndarray of int (V,)
        The continuous items.
    row, column : ndarray of int (P,)
        The items of each covariance.
    """

    ordered: NDArray[np.bool_]
    item: Ints
    threshold: Ints
    variance: Ints
    row: Ints
    column: Ints

    @property
    def n_locations(self) -> int:
        """L."""
        return len(self.item)

    @property
    def size(self) -> int:
        """All statistics."""
        return len(self.item) + len(self.variance) + len(self.row)


def statistics_of(moments: OrdinalMoments) -> Statistics:
    """The order in which :class:`~.moments.ordinal.OrdinalMoments` holds its statistics."""
    cut = moments.ordered[moments.location_items]
    return Statistics(
        moments.ordered,
        moments.location_items.astype(np.intp),
        np.where(cut, np.cumsum(cut) - 1, -1).astype(np.intp),
        np.flatnonzero(~moments.ordered),
        moments.pair_rows.astype(np.intp),
        moments.pair_columns.astype(np.intp),
    )


@dataclass(frozen=True, slots=True)
class OrdinalImplied:
    """One group's responses at one θ.

    Attributes
    ----------
    matrices : Matrices
        With the residual variances (delta) or scaling factors (theta) of ordinal items that follow from the others.
    moments : Implied
        Σ and μ of the responses y*.
    scale : ndarray (p,)
        t.
    """

    matrices: Matrices
    moments: Implied
    scale: Floats

    @property
    def scaled(self) -> Floats:
        """The covariances that the data tell of, t_i t_j Σ_ij (p, p)."""
        return self.moments.sigma * np.outer(self.scale, self.scale)


def ordinal_implied(x: Matrices, ordered: NDArray[np.bool_], parameterization: str) -> OrdinalImplied | None:
    """Moments and scale of the responses; None where a variance is not positive (theta).

    Parameters
    ----------
    x : Matrices
        As the parameters fill them.
    ordered : ndarray (p,) of bool
    parameterization : {"delta", "theta"}
    """
    items = np.flatnonzero(ordered)
    if parameterization == "theta":
        now = implied_moments(x)
        variance = np.diag(now.sigma)
        if not (variance[items] > 0).all():
            return None
        scale = np.ones(len(ordered))
        scale[items] = 1.0 / np.sqrt(variance[items])
        return OrdinalImplied(replace(x, scaling=scale), now, scale)
    residual = x.residual.copy()
    residual[items, items] = 0.0
    now = implied_moments(replace(x, residual=residual))
    with np.errstate(divide="ignore"):
        total = 1.0 / x.scaling[items] ** 2
    if not np.isfinite(total).all():
        return None
    residual[items, items] = total - now.sigma[items, items]
    sigma = now.sigma.copy()
    sigma[items, items] = total
    return OrdinalImplied(replace(x, residual=residual), replace(now, sigma=sigma), x.scaling)


def ordinal_statistics(now: OrdinalImplied, at: Statistics) -> Floats:
    """The implied statistics, in the order of the observed ones (k,)."""
    cut = at.threshold >= 0
    mean = now.moments.mu[at.item]
    location = mean.copy()
    location[cut] = now.scale[at.item[cut]] * (now.matrices.threshold[at.threshold[cut]] - mean[cut])
    covariance = now.scale[at.row] * now.scale[at.column] * now.moments.sigma[at.row, at.column]
    return np.concatenate([location, now.moments.sigma[at.variance, at.variance], covariance])


def scale_moves(
    group: GroupModel, now: OrdinalImplied, d: Directions, ordered: NDArray[np.bool_], parameterization: str
) -> Floats:
    """∂t/∂θ (p, q)."""
    moves = np.zeros((len(ordered), len(group.index)))
    if parameterization == "delta":
        k = np.flatnonzero(group.matrix == Matrix.DELTA)
        moves[group.row[k], k] = 1.0
        return moves
    items = np.flatnonzero(ordered)
    moves[items] = -(now.scale[items, None] ** 3) * d.c * d.u[items] * d.v[items]
    return moves


def location_jacobian(
    group: GroupModel, now: OrdinalImplied, d: Directions, at: Statistics, moves: Floats, columns: Ints
) -> Floats:
    """∂(thresholds and means)/∂θ for some columns of the group's parameters (L, columns)."""
    mean_moves = (d.m[columns] * d.u[:, columns])[at.item]
    cut = np.flatnonzero(at.threshold >= 0)
    item = at.item[cut]
    result = mean_moves.copy()
    distance = now.matrices.threshold[at.threshold[cut]] - now.moments.mu[item]
    result[cut] = -now.scale[item, None] * mean_moves[cut] + distance[:, None] * moves[item][:, columns]
    place = np.full(len(now.matrices.threshold), -1)
    place[at.threshold[cut]] = cut
    own = np.flatnonzero(group.matrix[columns] == Matrix.TAU)
    row = place[group.row[columns[own]]]
    result[row, own] += now.scale[at.item[row]]
    return result


def covariance_jacobian(now: OrdinalImplied, d: Directions, at: Statistics, moves: Floats, columns: Ints) -> Floats:
    """∂(variances of continuous items, covariances)/∂θ for some columns (V + P, columns)."""
    part = Directions(d.u[:, columns], d.v[:, columns], d.c[columns], d.m[columns])
    t, sigma = now.scale, now.moments.sigma
    below = jacobian(part, at.row, at.column)
    below *= (t[at.row] * t[at.column])[:, None]
    mine = moves[:, columns]
    if mine.any():
        value = sigma[at.row, at.column][:, None]
        below += value * (t[at.column, None] * mine[at.row] + t[at.row, None] * mine[at.column])
    return np.concatenate([jacobian(part, at.variance, at.variance), below])


def location_entries(
    group: GroupModel,
    now: OrdinalImplied,
    d: Directions,
    at: Statistics,
    moves: Floats,
    columns: Ints,
    pattern: Pattern,
) -> Floats:
    """The entries of :func:`location_jacobian` at the places of a pattern (k,)."""
    row, column = pattern.row, columns[pattern.column]
    item, threshold = at.item[row], at.threshold[row]
    mean_moves = d.m[column] * d.u[item, column]
    cut = threshold >= 0
    tau = np.append(now.matrices.threshold, 0.0)[threshold]  # a mean has none
    own = (group.matrix[column] == Matrix.TAU) & (group.row[column] == threshold)
    scale = now.scale[item]
    moved = scale * (own - mean_moves) + (tau - now.moments.mu[item]) * moves[item, column]
    return np.where(cut, moved, mean_moves)


def covariance_entries(
    now: OrdinalImplied, d: Directions, at: Statistics, moves: Floats, columns: Ints, pattern: Pattern
) -> Floats:
    """The entries of :func:`covariance_jacobian` at the places of a pattern (k,)."""
    i = np.concatenate([at.variance, at.row])[pattern.row]
    j = np.concatenate([at.variance, at.column])[pattern.row]
    k = columns[pattern.column]
    t, q = now.scale, d.u.shape[1]
    left, right = i * q + k, j * q + k
    u, v, s = d.u.ravel(), d.v.ravel(), moves.ravel()
    moved = t[i] * t[j] * d.c[k] * (u[left] * v[right] + v[left] * u[right])
    return np.asarray(moved + now.moments.sigma[i, j] * (t[j] * s[left] + t[i] * s[right]), dtype=float)


def location_support(
    group: GroupModel, d: Directions, at: Statistics, moves: Floats, columns: Ints
) -> NDArray[np.bool_]:
    """Where :func:`location_jacobian` can be other than zero (L, columns)."""
    cut = at.threshold >= 0
    result = ((d.m != 0) & (d.u != 0))[:, columns][at.item]
    result |= (moves != 0)[:, columns][at.item] & cut[:, None]
    tau = (group.matrix == Matrix.TAU)[columns]
    return np.asarray(result | (tau & (group.row[columns] == at.threshold[:, None])), dtype=bool)


def covariance_support(d: Directions, at: Statistics, moves: Floats, columns: Ints) -> NDArray[np.bool_]:
    """Where :func:`covariance_jacobian` can be other than zero (V + P, columns)."""
    u, v, s = ((x != 0)[:, columns] for x in (d.u, d.v, moves))
    i, j = np.concatenate([at.variance, at.row]), np.concatenate([at.variance, at.column])
    return np.asarray((u[i] & v[j]) | (v[i] & u[j]) | s[i] | s[j], dtype=bool)
