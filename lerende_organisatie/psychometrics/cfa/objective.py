"""The weighted sum over groups that is minimised, with its gradient, information and exact Hessian in θ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.constraints import Equalities
from lerende_organisatie.psychometrics.cfa.discrepancy import Discrepancy, Distance
from lerende_organisatie.psychometrics.cfa.implied import (
    Directions,
    Implied,
    curvature,
    directions,
    gram,
    implied_moments,
    pull_back,
)
from lerende_organisatie.psychometrics.cfa.matrices import GroupModel
from lerende_organisatie.psychometrics.optimise import Minimum, Point, minimise, outside

Floats = NDArray[np.float64]

TOLERANCE = 1e-12
"""n·g′H⁻¹g at which the estimates count as found: a millionth of a standard error."""


SETTLED = 0.02
"""Change of the function, relative to itself, below which its metric is kept; the optimiser's memory corrects it."""

RENEWED_AFTER = 6
"""Evaluations after which a metric that was kept is taken anew."""


@dataclass(frozen=True, slots=True)
class Term:
    """One group's part of the objective.

    Attributes
    ----------
    group : GroupModel
    discrepancy : Discrepancy
    weight : float
        Its share; shares need not sum to one (n−1 over N, for instance).
    """

    group: GroupModel
    discrepancy: Discrepancy
    weight: float


@dataclass(frozen=True, slots=True)
class Place:
    """One group at one θ."""

    term: Term
    implied: Implied
    distance: Distance
    directions: Directions


@dataclass(frozen=True, slots=True)
class Objective:
    """F(θ) = Σ_g w_g F_g, over the q free rows of the table.

    Attributes
    ----------
    terms : tuple of Term
    size : int
        q.
    means : bool
        Whether means are part of the model.
    """

    terms: tuple[Term, ...]
    size: int
    means: bool

    def places(self, theta: Floats) -> list[Place] | None:
        """Every group at θ; None outside the domain."""
        result = []
        for term in self.terms:
            try:
                now = implied_moments(term.group.fill(theta))
            except np.linalg.LinAlgError:
                return None
            mean = now.mu if self.means else getattr(term.discrepancy, "mean", now.mu)
            distance = term.discrepancy.at(now.sigma, mean)
            if distance is None or not np.isfinite(distance.value):
                return None
            result.append(Place(term, now, distance, directions(term.group, now)))
        return result

    def value(self, places: list[Place]) -> float:
        """F."""
        return sum(x.term.weight * x.distance.value for x in places)

    def gradient(self, places: list[Place]) -> Floats:
        """∂F/∂θ (q,)."""
        result = np.zeros(self.size)
        for x in places:
            d_mu = x.distance.d_mu if self.means else None
            result[x.term.group.index] += x.term.weight * pull_back(x.directions, x.distance.d_sigma, d_mu)
        return result

    def information(self, places: list[Place]) -> Floats:
        """The expected ½F'' (q, q): what scoring steps with, and the expected information per observation."""
        result = np.zeros((self.size, self.size))
        for x in places:
            mean_weight = x.distance.mean_weight if self.means else None
            own = x.term.weight * gram(x.directions, x.distance.weight, mean_weight, x.distance.on_diagonal)
            if len(own) == self.size:  # one group has every parameter, in order
                result += own
            else:
                result[np.ix_(x.term.group.index, x.term.group.index)] += own
        return result

    def information_within(self, places: list[Place], equal: Equalities) -> Floats:
        """The same in what is estimated (r, r)."""
        information = self.information(places)
        return information if equal.trivial else equal.pull_back(information)

    def curvature(self, places: list[Place]) -> Floats:
        """The part of F'' (q, q) that the curvature of the model brings."""
        result = np.zeros((self.size, self.size))
        for x in places:
            at = np.ix_(x.term.group.index, x.term.group.index)
            d_mu = x.distance.d_mu if self.means else None
            result[at] += x.term.weight * curvature(x.term.group, x.implied, x.directions, x.distance.d_sigma, d_mu)
        return result


def solver(information: Floats) -> Callable[[Floats], Floats]:
    """Maps g to information⁻¹ g, with the least ridge that makes it positive definite; factored when first used."""
    found: list[Callable[[Floats], Floats]] = []

    def solve(gradient: Floats) -> Floats:
        if not found:
            found.append(_factored(information))
        return found[0](gradient)

    return solve


def _factored(information: Floats) -> Callable[[Floats], Floats]:
    from scipy.linalg.lapack import dpotrf, dpotrs

    scale = np.sqrt(np.maximum(np.diag(information), 1e-12))
    unit = information / scale[:, None]
    unit /= scale
    ridge = 0.0
    while True:
        moved = unit.copy()
        moved.flat[:: len(unit) + 1] += ridge
        lower, failed = dpotrf(moved.T, lower=True, overwrite_a=True)
        if failed:
            ridge = max(10 * ridge, 1e-8)
            continue
        return lambda g: np.asarray(dpotrs(lower, g / scale, lower=True)[0].reshape(g.shape) / scale, dtype=float)


P = TypeVar("P")


class Criterion(Protocol[P]):
    """What the optimiser minimises: a function of θ by way of its groups, each at its place."""

    def places(self, theta: Floats) -> list[P] | None:
        """Every group at θ; None outside the domain."""

    def value(self, places: list[P]) -> float:
        """F."""

    def gradient(self, places: list[P]) -> Floats:
        """∂F/∂θ (q,)."""

    def information_within(self, places: list[P], equal: Equalities) -> Floats:
        """What stands for ½F'' in what is estimated, K′(½F'')K (r, r)."""


def estimate(objective: Criterion[P], equal: Equalities, start: Floats, n: float, max_iterations: int) -> Minimum:
    """The minimum of the objective over x, θ = θ₀ + Kx, from θ = ``start``.

    The result's ``x`` is θ.
    """
    basis = None if equal.trivial else equal.basis
    kept: list[tuple[float, int, Callable[[Floats], Floats]]] = []  # the metric, the value where it was taken, its age

    def metric(value: float, places: list[P]) -> Callable[[Floats], Floats]:
        if kept and kept[0][1] < RENEWED_AFTER and abs(kept[0][0] - value) < SETTLED * abs(value):
            taken, age, known = kept[0]
            kept[0] = (taken, age + 1, known)
            return known
        information = 2.0 * objective.information_within(places, equal)
        kept[:] = [(value, 0, solver(information))]
        return kept[0][2]

    def evaluate(x: Floats) -> Point:
        places = objective.places(equal.expand(x))
        if places is None:
            return outside(x)
        gradient, value = objective.gradient(places), objective.value(places)
        if basis is not None:
            gradient = basis.T @ gradient
        return Point(value, gradient, metric(value, places))

    found = minimise(evaluate, equal.reduce(start), tolerance=TOLERANCE / n, max_iterations=max_iterations)
    return Minimum(equal.expand(found.x), found.value, found.converged, found.iterations, found.decrement)
