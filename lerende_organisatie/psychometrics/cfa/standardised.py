"""Standardised estimates and their derivatives, for standard errors by the delta method.

With Σ and Ω the implied covariances of y and η: λ_ij √(Ω_jj/Σ_ii), β_ij √(Ω_jj/Ω_ii), residual variances as shares
θ_ii/Σ_ii and ψ_jj/Ω_jj, covariances as correlations of what they relate (residuals where they are residual), intercepts
over standard deviations. ``std_lv`` does the latent part alone (Bollen, 1989, p. 349).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.implied import Directions, Implied
from lerende_organisatie.psychometrics.cfa.matrices import GroupModel, Layout, Matrices, Matrix
from lerende_organisatie.psychometrics.cfa.table import Parameter

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

Standardisation = Literal["std_lv", "std_all"]


@dataclass(frozen=True, slots=True)
class Standardised:
    """Standardised values of some rows of the table.

    Attributes
    ----------
    estimate : ndarray (r,)
    scale : ndarray (r,)
        What the raw values were multiplied with.
    jacobian : ndarray (r, q_g)
        Derivatives in the group's free parameters; without columns where not asked for.
    """

    estimate: Floats
    scale: Floats
    jacobian: Floats


@dataclass(frozen=True, slots=True)
class Derived:
    """How what follows from the parameters moves, where variances of ordinal items or their scales do.

    Attributes
    ----------
    total, residual, scaling : ndarray (p, q)
        Derivatives of Σ_ii, of Θ_ii and of the scaling factors.
    ordered : ndarray (p,) of bool
    """

    total: Floats
    residual: Floats
    scaling: Floats
    ordered: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Spread:
    """Standard deviations, with the derivatives of their logarithms."""

    sd: Floats
    d_log: Floats

    def at(self, index: Ints) -> tuple[Floats, Floats]:
        return self.sd[index], self.d_log[index]


def _spread(variance: Floats, d_variance: Floats) -> _Spread:
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.sqrt(np.where(variance > 0, variance, np.nan))
        return _Spread(sd, d_variance / (2.0 * np.where(variance > 0, variance, np.nan))[:, None])


def standardise(
    rows: list[Parameter],
    names: Layout,
    group: GroupModel,
    x: Matrices,
    now: Implied,
    d: Directions | None,
    kind: Standardisation,
    derived: Derived | None = None,
) -> Standardised:
    """Standardised values of rows of one group, with their derivatives in its free parameters.

    Parameters
    ----------
    rows : list of Parameter
        Rows of that group, free or fixed.
    names : Layout
    group, x, now, d
        The group's model, matrices, implied moments and directions; without directions there are no derivatives.
    kind : {"std_lv", "std_all"}
    derived : Derived or None
        Where items are ordinal.
    """
    places = [names.place(row) for row in rows]
    matrix = np.array([p.matrix for p in places])
    i = np.array([p.row for p in places], dtype=np.intp)
    j = np.array([p.column for p in places], dtype=np.intp)
    estimate = np.array([_value(x, p.matrix, p.row, p.column) for p in places])
    q = 0 if d is None else len(group.index)
    moved = np.zeros((len(rows), q))
    moves_y, moves_eta = np.zeros((len(x.residual), q)), np.zeros((len(x.latent), q))
    moves_psi, moves_theta = moves_eta, moves_y
    if d is not None:
        moved[np.flatnonzero([row.free for row in rows]), np.arange(q)] = 1.0
        moves_y, moves_eta = 2.0 * d.c * d.u * d.v, _latent_variance_moves(group, now, d)
        moves_psi = _diagonal_moves(group, Matrix.PSI, len(x.latent))
        moves_theta = _diagonal_moves(group, Matrix.THETA, len(x.residual))
        if derived is not None:
            moves_y, moves_theta = derived.total, derived.residual
            _follow(moved, matrix, i, j, derived)
    y, eta = _spread(np.diag(now.sigma), moves_y), _spread(np.diag(now.latent_cov), moves_eta)
    psi, theta = _spread(np.diag(x.latent), moves_psi), _spread(np.diag(x.residual), moves_theta)
    if kind == "std_lv":
        y, theta = _unscaled(y), _unscaled(theta)
        eta, psi = _latent_only(eta, names.n_latent), _latent_only(psi, names.n_latent)
    log_scale_moves = np.zeros_like(moved)
    scale = np.ones(len(rows))

    def multiply(at: Ints, spread: _Spread, index: Ints, power: int) -> None:
        sd, d_log = spread.at(index)
        scale[at] *= sd**power
        log_scale_moves[at] += power * d_log

    for m in Matrix:
        at = np.flatnonzero(matrix == m)
        if not len(at):
            continue
        a, b = i[at], j[at]
        if m == Matrix.LAMBDA:
            multiply(at, eta, b, 1)
            multiply(at, y, a, -1)
        elif m == Matrix.BETA:
            multiply(at, eta, b, 1)
            multiply(at, eta, a, -1)
        elif m in {Matrix.THETA, Matrix.PSI}:
            total, own = (y, theta) if m == Matrix.THETA else (eta, psi)
            variances, covariances = at[a == b], at[a != b]
            multiply(variances, total, i[variances], -2)
            multiply(covariances, own, i[covariances], -1)
            multiply(covariances, own, j[covariances], -1)
        elif m in {Matrix.NU, Matrix.ALPHA}:
            multiply(at, y if m == Matrix.NU else eta, a, -1)
        elif m == Matrix.TAU:
            items = [names.observed.index(names.thresholds[k][0]) for k in a]
            multiply(at, y, np.array(items, dtype=np.intp), -1)
        elif kind == "std_all":  # a scaling factor is one over the standard deviation that it scales
            scale[at] = 1.0 / estimate[at]
            log_scale_moves[at] = -moved[at] / estimate[at, None]
    standardised = estimate * scale
    # a parameter fixed at zero stays zero whatever its scale
    standardised = np.where(estimate == 0.0, 0.0, standardised)
    jacobian = moved * scale[:, None] + standardised[:, None] * log_scale_moves
    return Standardised(standardised, scale, jacobian)


def _follow(moved: Floats, matrix: Ints, i: Ints, j: Ints, derived: Derived) -> None:
    """Put in how rows move that follow from others: residual variances and scaling factors of ordinal items."""
    variances = np.flatnonzero((matrix == Matrix.THETA) & (i == j))
    variances = variances[derived.ordered[i[variances]]]
    moved[variances] = derived.residual[i[variances]]
    scales = np.flatnonzero(matrix == Matrix.DELTA)
    moved[scales] = derived.scaling[i[scales]]


def _value(x: Matrices, matrix: Matrix, row: int, column: int) -> float:
    values = x.all()[matrix]
    return float(values[row] if values.ndim == 1 else values[row, column])


def _latent_variance_moves(group: GroupModel, now: Implied, d: Directions) -> Floats:
    """∂Ω_jj/∂θ_k, (m, q)."""
    result = np.zeros((now.latent_cov.shape[0], len(group.index)))
    a = now.inverse
    k = np.flatnonzero(group.matrix == Matrix.PSI)
    result[:, k] = 2.0 * d.c[k] * a[:, group.row[k]] * a[:, group.column[k]]
    k = np.flatnonzero(group.matrix == Matrix.BETA)
    result[:, k] = 2.0 * a[:, group.row[k]] * now.latent_cov[:, group.column[k]]
    return result


def _diagonal_moves(group: GroupModel, matrix: Matrix, size: int) -> Floats:
    """∂(diagonal element)/∂θ_k of Θ or Ψ."""
    result = np.zeros((size, len(group.index)))
    k = np.flatnonzero((group.matrix == matrix) & (group.row == group.column))
    result[group.row[k], k] = 1.0
    return result


def _unscaled(spread: _Spread) -> _Spread:
    return _Spread(np.ones_like(spread.sd), np.zeros_like(spread.d_log))


def _latent_only(spread: _Spread, n_latent: int) -> _Spread:
    sd, d_log = spread.sd.copy(), spread.d_log.copy()
    sd[n_latent:], d_log[n_latent:] = 1.0, 0.0
    return _Spread(sd, d_log)
