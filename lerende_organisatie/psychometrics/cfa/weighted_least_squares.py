"""Least squares on thresholds, slopes and correlations: F = (s − σ(θ))′W(s − σ(θ)), with its Gauss–Newton metric.

W is Γ⁻¹ (WLS; Browne, 1984; Muthén, 1984), the inverse of Γ's diagonal (DWLS; Muthén, du Toit & Spisic, 1997) or the
identity (ULS). Where thresholds and means are told by their own parameters alone and W is diagonal, the Jacobian
falls into two blocks and the large one holds slopes on covariates and covariances only. Where most of a block is zero
whatever θ is, only the rest of it is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.constraints import Equalities
from lerende_organisatie.psychometrics.cfa.implied import Directions, directions
from lerende_organisatie.psychometrics.cfa.implied_ordinal import (
    OrdinalImplied,
    Statistics,
    dependence_entries,
    dependence_jacobian,
    dependence_support,
    location_entries,
    location_jacobian,
    location_support,
    ordinal_implied,
    ordinal_statistics,
    scale_moves,
)
from lerende_organisatie.psychometrics.cfa.matrices import GroupModel, Matrix
from lerende_organisatie.psychometrics.cfa.sparse import Pattern, Sparse, pattern_of, square, stacked, transposed_times

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a Jacobian, with the columns that are not zero there; the blocks of a Jacobian share no row.

    Attributes
    ----------
    rows : slice
        Of the statistics.
    columns : ndarray of int (c,)
        Of the group's free parameters.
    matrix : ndarray or Sparse (rows, c)
    """

    rows: slice
    columns: Ints
    matrix: Floats | Sparse

    @property
    def values(self) -> Floats:
        """The matrix with its zeros (rows, c)."""
        return self.matrix.dense if isinstance(self.matrix, Sparse) else self.matrix


@dataclass(frozen=True, slots=True)
class Support:
    """Where the two blocks of a Jacobian can be other than zero; None for a block of which that is no small part.

    Attributes
    ----------
    location, covariance : Pattern or None
    """

    location: Pattern | None
    covariance: Pattern | None


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """One group's part of the objective.

    Attributes
    ----------
    group : GroupModel
    at : Statistics
    observed : ndarray (k,)
        s.
    metric : ndarray (k,) or (k, k)
        W, its diagonal where it is diagonal.
    weight : float
        The group's share of the objective.
    parameterization : {"delta", "theta"}
    support : Support
        Of this group's parameters.
    """

    group: GroupModel
    at: Statistics
    observed: Floats
    metric: Floats
    weight: float
    parameterization: str
    support: Support = Support(None, None)

    @property
    def decoupled(self) -> bool:
        """Whether thresholds and means depend on parameters of their own alone, at every θ."""
        kind = self.group.matrix
        return bool(
            self.parameterization == "delta"
            and self.metric.ndim == 1
            and not ((kind == Matrix.ALPHA) | (kind == Matrix.DELTA)).any()
            and not self.group.fixed.latent_intercept.any()
        )

    @property
    def own_of_locations(self) -> Ints:
        """The columns of thresholds and intercepts."""
        return np.flatnonzero((self.group.matrix == Matrix.TAU) | (self.group.matrix == Matrix.NU))

    @property
    def saturated_locations(self) -> bool:
        """Whether every threshold and mean is a parameter of its own within this group."""
        return self.decoupled and len(self.own_of_locations) == self.at.n_locations

    def applied(self, block: Block) -> Floats | Sparse:
        """W times a block of the Jacobian."""
        if isinstance(block.matrix, Sparse) and self.metric.ndim == 1:
            return block.matrix.weighed(self.metric[block.rows])
        return self.apply(block.values, block.rows)

    def apply(self, values: Floats, rows: slice) -> Floats:
        """W values for a block of statistics."""
        if self.metric.ndim == 2:
            return np.asarray(self.metric[rows, rows] @ values, dtype=float)
        own = self.metric[rows]
        return own * values if values.ndim == 1 else own[:, None] * values

    def place(self, theta: Floats) -> WeightedPlace | None:
        """The group at θ; None outside the domain."""
        try:
            now = ordinal_implied(self.group.fill(theta), self.at.ordered, self.parameterization)
        except np.linalg.LinAlgError:
            return None
        if now is None or not np.isfinite(now.moments.sigma).all():
            return None
        residual = self.observed - ordinal_statistics(now, self.at)
        d = directions(self.group, now.moments)
        moves = scale_moves(self.group, now, d, self.at.ordered, self.parameterization)
        return WeightedPlace(self, now, d, moves, residual, self._jacobian(now, d, moves))

    def supported(self, theta: Floats) -> WeightedTerm:
        """The same with its support, taken at a θ that is nowhere special."""
        now = ordinal_implied(self.group.fill(theta), self.at.ordered, self.parameterization)
        if now is None or self.metric.ndim == 2:
            return self
        d = directions(self.group, now.moments)
        moves = scale_moves(self.group, now, d, self.at.ordered, self.parameterization)
        own = self.own_of_locations if self.decoupled else np.arange(len(self.group.index))
        return replace(
            self,
            support=Support(
                pattern_of(location_support(self.group, d, self.at, moves, own)),
                pattern_of(dependence_support(self.group, now, d, self.at, moves, self._others)),
            ),
        )

    @property
    def _others(self) -> Ints:
        """The columns that move slopes and covariances; thresholds, intercepts and means move none."""
        return np.flatnonzero(~np.isin(self.group.matrix, (Matrix.TAU, Matrix.NU, Matrix.ALPHA)))

    def _jacobian(self, now: OrdinalImplied, d: Directions, moves: Floats) -> tuple[Block, ...]:
        every = np.arange(len(self.group.index))
        k, size = self.at.n_locations, self.at.size
        if self.metric.ndim == 1:
            own = self.own_of_locations if self.decoupled else every
            others = self._others
            location, covariance = self.support.location, self.support.covariance
            return (
                Block(
                    slice(0, k),
                    own,
                    location_jacobian(self.group, now, d, self.at, moves, own)
                    if location is None
                    else Sparse(location, location_entries(self.group, now, d, self.at, moves, own, location)),
                ),
                Block(
                    slice(k, size),
                    others,
                    dependence_jacobian(self.group, now, d, self.at, moves, others)
                    if covariance is None
                    else Sparse(covariance, dependence_entries(self.group, now, d, self.at, moves, others, covariance)),
                ),
            )
        parts = (
            location_jacobian(self.group, now, d, self.at, moves, every),
            dependence_jacobian(self.group, now, d, self.at, moves, every),
        )
        return (Block(slice(0, size), every, np.concatenate(parts)),)


@dataclass(frozen=True, slots=True)
class WeightedPlace:
    """One group at one θ.

    Attributes
    ----------
    term : WeightedTerm
    implied : OrdinalImplied
    directions : Directions
    scale_moves : ndarray (p, q)
        ∂t/∂θ.
    residual : ndarray (k,)
        s − σ.
    blocks : tuple of Block
        The Jacobian of σ.
    """

    term: WeightedTerm
    implied: OrdinalImplied
    directions: Directions
    scale_moves: Floats
    residual: Floats
    blocks: tuple[Block, ...]

    @property
    def value(self) -> float:
        """F."""
        return float(self.residual @ self.term.apply(self.residual, slice(0, len(self.residual))))

    @property
    def gradient(self) -> Floats:
        """∂F/∂θ (q_g,) in the group's parameters."""
        result = np.zeros(len(self.term.group.index))
        for block in self.blocks:
            pulled = self.term.apply(self.residual[block.rows], block.rows)
            result[block.columns] -= 2.0 * transposed_times(block.matrix, pulled)
        return result

    @property
    def information(self) -> Floats:
        """Δ′WΔ (q_g, q_g)."""
        q = len(self.term.group.index)
        result = np.zeros((q, q))
        for block in self.blocks:
            at = square(block.columns)
            result[at] += transposed_times(block.matrix, self.term.applied(block))
        return result

    @property
    def whole(self) -> Floats | Sparse:
        """Δ (k, q_g)."""
        parts = [(block.rows, block.columns, block.matrix) for block in self.blocks]
        return stacked(parts, (len(self.residual), len(self.term.group.index)))

    @property
    def jacobian(self) -> Floats:
        """Δ (k, q_g), with its zeros."""
        found = self.whole
        return found.dense if isinstance(found, Sparse) else found

    def pull(self, first: int = 0) -> Floats | Sparse:
        """WΔ from a statistic on, where a block begins (k − first, q_g)."""
        parts = [
            (slice(block.rows.start - first, block.rows.stop - first), block.columns, self.term.applied(block))
            for block in self.blocks
            if block.rows.stop > first
        ]
        return stacked(parts, (len(self.residual) - first, len(self.term.group.index)))


@dataclass(frozen=True, slots=True)
class WeightedObjective:
    """F(θ) = Σ_g w_g F_g, over the free rows of the table; what the optimiser and the identification check need.

    Attributes
    ----------
    terms : tuple of WeightedTerm
    size : int
        Free rows.
    """

    terms: tuple[WeightedTerm, ...]
    size: int

    def places(self, theta: Floats) -> list[WeightedPlace] | None:
        """Every group at θ; None outside the domain."""
        result = []
        for term in self.terms:
            place = term.place(theta)
            if place is None:
                return None
            result.append(place)
        return result

    def value(self, places: list[WeightedPlace]) -> float:
        """F."""
        return sum(x.term.weight * x.value for x in places)

    def gradient(self, places: list[WeightedPlace]) -> Floats:
        """∂F/∂θ (q,)."""
        result = np.zeros(self.size)
        for x in places:
            result[x.term.group.index] += x.term.weight * x.gradient
        return result

    def information(self, places: list[WeightedPlace]) -> Floats:
        """½F'' (q, q) without the curvature of the model: what Gauss–Newton steps with."""
        result = np.zeros((self.size, self.size))
        for x in places:
            result[square(x.term.group.index)] += x.term.weight * x.information
        return result

    def information_within(self, places: list[WeightedPlace], equal: Equalities) -> Floats:
        """The same in what is estimated (r, r)."""
        sparse = all(isinstance(block.matrix, Sparse) for x in places for block in x.blocks)
        moves = moves_of_estimated(places, equal) if sparse else None
        if isinstance(moves, Sparse):
            weights = np.concatenate([x.term.weight * x.term.metric for x in places])
            return moves.transposed_times(moves.weighed(weights))
        information = self.information(places)
        return information if equal.trivial else equal.pull_back(information)


def moves_of_estimated(places: Iterable[WeightedPlace], equal: Equalities) -> Floats | Sparse:
    """The Jacobian of all groups' statistics, one group after the other, in what is estimated (k, r)."""
    own, r, places = equal.column_of, equal.basis.shape[1], tuple(places)
    found = [(x.term.group.index, x.whole) for x in places]
    if own is None or not all(isinstance(whole, Sparse) for _, whole in found):
        parts = [x.jacobian @ equal.basis[x.term.group.index] for x in places]
        return np.concatenate(parts)
    row, column, entries, above = [], [], [], 0
    for index, whole in found:
        assert isinstance(whole, Sparse)
        at = own[index][whole.pattern.column]
        moving = at >= 0
        row.append(whole.pattern.row[moving] + above)
        column.append(at[moving])
        entries.append(whole.entries[moving])
        above += whole.pattern.shape[0]
    pattern = Pattern((above, r), np.concatenate(row), np.concatenate(column))
    return Sparse(pattern, np.concatenate(entries))


def supported(objective: WeightedObjective, theta: Floats) -> WeightedObjective:
    """The objective with what of its Jacobian is zero whatever θ is left out of the computation.

    What a parameter moves at ``theta`` moved at random (with a fixed seed) it moves everywhere: elsewhere a direction
    vanishes on a set of measure zero only.

    Parameters
    ----------
    objective : WeightedObjective
    theta : ndarray (q,)
        Inside the domain.
    """
    rng = np.random.default_rng(1984)
    moved = theta + rng.uniform(0.005, 0.01, len(theta)) * np.maximum(np.abs(theta), 0.1)
    return replace(objective, terms=tuple(term.supported(moved) for term in objective.terms))


def saturated_locations(terms: tuple[WeightedTerm, ...], equal: Equalities) -> bool:
    """Whether all thresholds and means are parameters of their own, which no constraint ties to another."""
    if not all(term.saturated_locations for term in terms):
        return False
    own = np.concatenate([term.group.index[term.own_of_locations] for term in terms])
    used = np.flatnonzero(equal.basis[own].any(axis=0))
    return len(used) == len(own) and not np.delete(equal.basis, own, axis=0)[:, used].any()


def told_exactly(objective: WeightedObjective, equal: Equalities, start: Floats) -> tuple[Floats, Equalities]:
    """Thresholds and means where they are told exactly, and what is left to search for.

    Where they are parameters of their own (:func:`saturated_locations`) no other parameter touches them and they
    reproduce what was observed; elsewhere nothing changes.

    Returns
    -------
    start : ndarray (q,)
    equal : Equalities
        With the thresholds and means held.
    """
    if not saturated_locations(objective.terms, equal):
        return start, equal
    places = objective.places(start)
    assert places is not None
    solved = start.copy()
    for place in places:
        block = place.blocks[0]  # linear in its own parameters, and constant
        step = np.linalg.solve(block.values, place.residual[block.rows])
        solved[place.term.group.index[block.columns]] += step
    own = np.concatenate([term.group.index[term.own_of_locations] for term in objective.terms])
    searched = ~equal.basis[own].any(axis=0)
    offset = equal.offset.copy()
    offset[own] = solved[own]
    return solved, Equalities(offset, equal.basis[:, searched])
