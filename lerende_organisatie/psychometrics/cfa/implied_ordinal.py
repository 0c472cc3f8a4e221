"""The statistics that a model implies for ordinal items, beside continuous ones, and their Jacobian.

An ordinal item is cut from a response y* with implied mean μ_i and variance Σ_ii, of which the data tell nothing; they
are scaled by t_i, so that what is compared with the data is

    thresholds  t_i (τ − μ_i),    covariances  t_i t_j Σ_ij,

and for continuous items (t_i = 1) means and variances as they are. Given observed covariates x these are the moments
at x = 0 and of what x leaves, and beside them stand the slopes t_i Π_ix, with Π the columns of Λ(I−B)⁻¹ that belong
to x. In the delta parameterisation t_i = δ_i is a parameter (or fixed at one) and the residual variance is what is
left of 1/δ_i²; in the theta parameterisation the residual variance is the parameter (or fixed at one) and t_i =
Σ_ii^−½ (Muthén & Asparouhov, 2002).
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
    """Which statistic stands where: thresholds and means by item, slopes, variances of continuous items, covariances.

    Attributes
    ----------
    ordered : ndarray (p,) of bool
    item : ndarray of int (L,)
        The item of each location.
    threshold : ndarray of int (L,)
        The place of each location in τ; −1 for the mean of a continuous item.
    slope_item, slope_eta : ndarray of int (S,)
        The item of each slope, and the place of its covariate in η.
    variance : ndarray of int (V,)
        The continuous items.
    row, column : ndarray of int (P,)
        The items of each covariance.
    """

    ordered: NDArray[np.bool_]
    item: Ints
    threshold: Ints
    slope_item: Ints
    slope_eta: Ints
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
        return self.first_variance + len(self.variance) + len(self.row)

    @property
    def first_variance(self) -> int:
        """Where variances begin, after locations and slopes."""
        return len(self.item) + len(self.slope_item)


def statistics_of(moments: OrdinalMoments, eta: tuple[str, ...]) -> Statistics:
    """The order in which :class:`~.moments.ordinal.OrdinalMoments` holds its statistics; ``eta`` names what is in η."""
    cut = moments.ordered[moments.location_items]
    given = np.array([eta.index(name) for name in moments.covariates], dtype=np.intp)
    items = np.arange(len(moments.items))
    return Statistics(
        moments.ordered,
        moments.location_items.astype(np.intp),
        np.where(cut, np.cumsum(cut) - 1, -1).astype(np.intp),
        np.repeat(items, len(given)),
        np.tile(given, len(items)),
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
    slope = now.scale[at.slope_item] * now.moments.total_loading[at.slope_item, at.slope_eta]
    return np.concatenate([location, slope, now.moments.sigma[at.variance, at.variance], covariance])


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


def slope_jacobian(
    group: GroupModel, now: OrdinalImplied, d: Directions, at: Statistics, moves: Floats, columns: Ints
) -> Floats:
    """∂(slopes)/∂θ for some columns (S, columns): λ_ij and β_ij move L_x along A_jx u."""
    own = np.flatnonzero(_structural(group)[columns])
    column = columns[own]
    reached = now.moments.inverse[np.ix_(group.column[column], at.slope_eta)].T
    result = now.moments.total_loading[at.slope_item, at.slope_eta][:, None] * moves[at.slope_item][:, columns]
    result[:, own] += now.scale[at.slope_item, None] * reached * d.u[at.slope_item][:, column]
    return result


def dependence_jacobian(
    group: GroupModel, now: OrdinalImplied, d: Directions, at: Statistics, moves: Floats, columns: Ints
) -> Floats:
    """∂(slopes, variances of continuous items, covariances)/∂θ for some columns (S + V + P, columns)."""
    part = Directions(d.u[:, columns], d.v[:, columns], d.c[columns], d.m[columns])
    t, sigma = now.scale, now.moments.sigma
    below = jacobian(part, at.row, at.column)
    below *= (t[at.row] * t[at.column])[:, None]
    mine = moves[:, columns]
    if mine.any():
        value = sigma[at.row, at.column][:, None]
        below += value * (t[at.column, None] * mine[at.row] + t[at.row, None] * mine[at.column])
    slopes = slope_jacobian(group, now, d, at, moves, columns)
    return np.concatenate([slopes, jacobian(part, at.variance, at.variance), below])


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


def dependence_entries(
    group: GroupModel,
    now: OrdinalImplied,
    d: Directions,
    at: Statistics,
    moves: Floats,
    columns: Ints,
    pattern: Pattern,
) -> Floats:
    """The entries of :func:`dependence_jacobian` at the places of a pattern (k,)."""
    n_slopes = len(at.slope_item)
    sloped = np.flatnonzero(pattern.row < n_slopes)
    other = np.flatnonzero(pattern.row >= n_slopes)
    result = np.empty(len(pattern.row))
    row, k = pattern.row[sloped], columns[pattern.column[sloped]]
    item, x = at.slope_item[row], at.slope_eta[row]
    structural = _structural(group)[k]
    reached = now.moments.inverse[np.where(structural, group.column[k], 0), x] * structural
    result[sloped] = now.scale[item] * reached * d.u[item, k] + now.moments.total_loading[item, x] * moves[item, k]
    row, k = pattern.row[other] - n_slopes, columns[pattern.column[other]]
    i = np.concatenate([at.variance, at.row])[row]
    j = np.concatenate([at.variance, at.column])[row]
    t, q = now.scale, d.u.shape[1]
    left, right = i * q + k, j * q + k
    u, v, s = d.u.ravel(), d.v.ravel(), moves.ravel()
    moved = t[i] * t[j] * d.c[k] * (u[left] * v[right] + v[left] * u[right])
    result[other] = moved + now.moments.sigma[i, j] * (t[j] * s[left] + t[i] * s[right])
    return result


def _structural(group: GroupModel) -> NDArray[np.bool_]:
    """Which parameters are loadings or regressions, which alone move what η is told by covariates."""
    return np.isin(group.matrix, (Matrix.LAMBDA, Matrix.BETA))


def location_support(
    group: GroupModel, d: Directions, at: Statistics, moves: Floats, columns: Ints
) -> NDArray[np.bool_]:
    """Where :func:`location_jacobian` can be other than zero (L, columns)."""
    cut = at.threshold >= 0
    result = ((d.m != 0) & (d.u != 0))[:, columns][at.item]
    result |= (moves != 0)[:, columns][at.item] & cut[:, None]
    tau = (group.matrix == Matrix.TAU)[columns]
    return np.asarray(result | (tau & (group.row[columns] == at.threshold[:, None])), dtype=bool)


def dependence_support(
    group: GroupModel, now: OrdinalImplied, d: Directions, at: Statistics, moves: Floats, columns: Ints
) -> NDArray[np.bool_]:
    """Where :func:`dependence_jacobian` can be other than zero (S + V + P, columns)."""
    u, v, s = ((x != 0)[:, columns] for x in (d.u, d.v, moves))
    structural = _structural(group)[columns]
    reached = now.moments.inverse[np.ix_(np.where(structural, group.column[columns], 0), at.slope_eta)].T != 0
    slopes = (reached & structural & u[at.slope_item]) | s[at.slope_item]
    i, j = np.concatenate([at.variance, at.row]), np.concatenate([at.variance, at.column])
    return np.concatenate([slopes, (u[i] & v[j]) | (v[i] & u[j]) | s[i] | s[j]]).astype(bool)
