"""The parameter table compiled once into the matrices of the LISREL form, for each group.

With latent variables η and observed variables y,

    η = α + B η + ζ,  Cov(ζ) = Ψ          y = ν + Λ η + ε,  Cov(ε) = Θ

(Jöreskog, 1973; Bollen, 1989). An observed variable that predicts, is predicted or covaries with a latent variable
enters η as itself: its row of Λ holds a one and its residual variance moves from Θ to Ψ.

Where items are ordinal everything is given the observed covariates x (Muthén, 1984). They stand in η with variance and
mean zero and have no row of Λ, so that Σ and μ are those of y given x = 0, and the slopes of y on x are the columns of
Λ(I−B)⁻¹ that belong to x. A variable that is only predicted stays out of η there: its regressions are entries of Λ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.table import Parameter, ParameterTable

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


class Matrix(IntEnum):
    """The matrices that a parameter can stand in."""

    LAMBDA = 0
    THETA = 1
    PSI = 2
    BETA = 3
    NU = 4
    ALPHA = 5
    TAU = 6
    DELTA = 7


@dataclass(frozen=True, slots=True)
class Matrices:
    """One group's matrices with values.

    Attributes
    ----------
    loading : ndarray (p, m)
        Λ.
    residual : ndarray (p, p)
        Θ.
    latent : ndarray (m, m)
        Ψ.
    regression : ndarray (m, m)
        B.
    intercept : ndarray (p,)
        ν.
    latent_intercept : ndarray (m,)
        α.
    threshold : ndarray (t,)
        τ, item after item.
    scaling : ndarray (p,)
        δ, the scaling factors of ordinal items; one elsewhere.
    """

    loading: Floats
    residual: Floats
    latent: Floats
    regression: Floats
    intercept: Floats
    latent_intercept: Floats
    threshold: Floats
    scaling: Floats

    def all(self) -> tuple[Floats, ...]:
        """The matrices in the order of :class:`Matrix`."""
        return (
            self.loading,
            self.residual,
            self.latent,
            self.regression,
            self.intercept,
            self.latent_intercept,
            self.threshold,
            self.scaling,
        )


@dataclass(frozen=True, slots=True)
class GroupModel:
    """Where one group's parameters stand.

    Attributes
    ----------
    observed : tuple of str
        The p observed variables, as columns of the data.
    eta : tuple of str
        The m variables of η, latent ones first.
    fixed : Matrices
        The fixed values, zero where a parameter is free.
    index : ndarray of int (q,)
        For each free parameter of this group its place in the vector of all groups.
    matrix, row, column : ndarray of int (q,)
        Where it stands; for vectors the column is zero.
    """

    observed: tuple[str, ...]
    eta: tuple[str, ...]
    fixed: Matrices
    index: Ints
    matrix: Ints
    row: Ints
    column: Ints

    def fill(self, theta: Floats) -> Matrices:
        """The matrices at the free parameters ``theta`` (those of all groups)."""
        filled = tuple(values.copy() for values in self.fixed.all())
        mine = theta[self.index]
        for kind in Matrix:
            here = self.matrix == kind
            if not here.any():
                continue
            target, i, j, values = filled[kind], self.row[here], self.column[here], mine[here]
            if target.ndim == 1:
                target[i] = values
            else:
                target[i, j] = values
                if kind in {Matrix.THETA, Matrix.PSI}:
                    target[j, i] = values
        return Matrices(*filled)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one row of the table stands."""

    matrix: Matrix
    row: int
    column: int


def _in_eta(table: ParameterTable) -> tuple[str, ...]:
    """Observed variables that enter η as themselves."""
    latent = set(table.variables.latent)
    inside = {n for r in table.rows if r.op == "~" for n in ((r.rhs,) if table.thresholds else (r.lhs, r.rhs))} - latent
    pairs = [(r.lhs, r.rhs) for r in table.rows if r.op == "~~" and r.lhs != r.rhs]
    while True:
        more = {
            other
            for a, b in pairs
            for one, other in ((a, b), (b, a))
            if (one in latent or one in inside) and other not in latent
        }
        if more <= inside:
            return tuple(name for name in table.variables.observed if name in inside)
        inside |= more


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of rows and columns of the matrices, and where each parameter goes.

    Attributes
    ----------
    observed : tuple of str
        The p rows of Λ; without the covariates that everything is given.
    eta : tuple of str
    thresholds : tuple of (item, threshold)
    n_latent : int
    covariates : tuple of str
        What everything is given, where items are ordinal.
    """

    observed: tuple[str, ...]
    eta: tuple[str, ...]
    thresholds: tuple[tuple[str, str], ...]
    n_latent: int
    covariates: tuple[str, ...]

    def place(self, row: Parameter) -> Place:
        """Where a row of the table stands."""
        inside = set(self.eta)
        if row.op == "=~":
            if row.rhs in inside:
                return Place(Matrix.BETA, self.eta.index(row.rhs), self.eta.index(row.lhs))
            return Place(Matrix.LAMBDA, self.observed.index(row.rhs), self.eta.index(row.lhs))
        if row.op == "~":
            if row.lhs not in inside:
                return Place(Matrix.LAMBDA, self.observed.index(row.lhs), self.eta.index(row.rhs))
            return Place(Matrix.BETA, self.eta.index(row.lhs), self.eta.index(row.rhs))
        if row.op == "~~":
            if row.lhs in inside:
                return Place(Matrix.PSI, self.eta.index(row.lhs), self.eta.index(row.rhs))
            return Place(Matrix.THETA, self.observed.index(row.lhs), self.observed.index(row.rhs))
        if row.op == "~1":
            if row.lhs in inside:
                return Place(Matrix.ALPHA, self.eta.index(row.lhs), 0)
            return Place(Matrix.NU, self.observed.index(row.lhs), 0)
        if row.op == "|":
            return Place(Matrix.TAU, self.thresholds.index((row.lhs, row.rhs)), 0)
        return Place(Matrix.DELTA, self.observed.index(row.lhs), 0)


def layout(table: ParameterTable) -> Layout:
    """Names of rows and columns, the same in every group."""
    dummies = _in_eta(table)
    ordered = tuple((item, f"t{k + 1}") for item, count in table.thresholds.items() for k in range(count))
    fixed = {row.lhs for row in table.rows if row.exogenous} if table.thresholds else set()
    given = tuple(name for name in table.variables.covariates if name in fixed)
    observed = tuple(name for name in table.variables.observed if name not in fixed)
    return Layout(observed, (*table.variables.latent, *dummies), ordered, len(table.variables.latent), given)


def compile_table(table: ParameterTable, exogenous: dict[int, tuple[Floats, Floats]] | None = None) -> list[GroupModel]:
    """One :class:`GroupModel` per group.

    Parameters
    ----------
    table : ParameterTable
    exogenous : dict of group (from 1) to (mean (p,), covariance (p, p))
        The sample moments that fixed covariates take their values from.
    """
    names = layout(table)
    p, m = len(names.observed), len(names.eta)
    groups = []
    free = 0
    for group in range(1, table.n_groups + 1):
        fixed = Matrices(
            np.zeros((p, m)), np.zeros((p, p)), np.zeros((m, m)), np.zeros((m, m)),
            np.zeros(p), np.zeros(m), np.zeros(len(names.thresholds)), np.ones(p),
        )  # fmt: skip
        for k, name in enumerate(names.eta[names.n_latent :]):
            if name in names.observed:
                fixed.loading[names.observed.index(name), names.n_latent + k] = 1.0
        index: list[int] = []
        places: list[Place] = []
        for row in table.rows:
            if row.group != group:
                continue
            place = names.place(row)
            if row.free:
                index.append(free)
                places.append(place)
                free += 1
                continue
            _set_fixed(fixed, place, _fixed_value(row, names, exogenous))
        groups.append(
            GroupModel(
                names.observed,
                names.eta,
                fixed,
                np.array(index, dtype=np.intp),
                np.array([x.matrix for x in places], dtype=np.intp),
                np.array([x.row for x in places], dtype=np.intp),
                np.array([x.column for x in places], dtype=np.intp),
            )
        )
    return groups


def _fixed_value(row: Parameter, names: Layout, exogenous: dict[int, tuple[Floats, Floats]] | None) -> float:
    if not row.exogenous:
        return float(row.value or 0.0)
    if exogenous is None:
        return 0.0
    mean, cov = exogenous[row.group]
    i = names.observed.index(row.lhs)
    return float(mean[i] if row.op == "~1" else cov[i, names.observed.index(row.rhs)])


def _set_fixed(fixed: Matrices, place: Place, value: float) -> None:
    target = fixed.all()[place.matrix]
    if target.ndim == 1:
        target[place.row] = value
        return
    target[place.row, place.column] = value
    if place.matrix in {Matrix.THETA, Matrix.PSI}:
        target[place.column, place.row] = value
