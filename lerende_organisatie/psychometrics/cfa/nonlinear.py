"""Equality constraints that are not linear, by the method of multipliers.

The objective gets the terms λ′h(θ) + ½ρ‖h(θ)‖² and is minimised again with better multipliers λ until the constraints
h(θ) = 0 hold to rounding (Hestenes, 1969; Powell, 1969; Nocedal & Wright, 2006, chapter 17). At the solution the
constraints are replaced by their tangents, θ = θ̂ + Kx, and everything after the fit goes on as for linear ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.constraints import Equalities, Quantity, bent_constraints, equalities
from lerende_organisatie.psychometrics.cfa.objective import TOLERANCE, Objective, estimate, solver
from lerende_organisatie.psychometrics.cfa.table import ParameterTable
from lerende_organisatie.psychometrics.optimise import Minimum, Point, minimise, outside

Floats = NDArray[np.float64]

HELD = 1e-10
"""How far a constraint may be from zero at the end, in units of its own expression."""

ROUNDS = 60
"""Updates of the multipliers at most; each takes a constraint nearer by the factor that the penalty buys, about ten."""


def estimate_constrained(
    objective: Objective, table: ParameterTable, start: Floats, n: float, max_iterations: int
) -> tuple[Minimum, Equalities]:
    """The minimum under every constraint of the table, linear or not, and the tangent of the constraints there."""
    linear, bent = equalities(table), bent_constraints(table)
    if bent:
        return estimate_under(objective, linear, bent, start, n, max_iterations)
    return estimate(objective, linear, start, n, max_iterations), linear


def estimate_under(
    objective: Objective,
    linear: Equalities,
    functions: tuple[Quantity, ...],
    start: Floats,
    n: float,
    max_iterations: int,
) -> tuple[Minimum, Equalities]:
    """The minimum of the objective where all functions are zero, and the tangent of the constraints there.

    Parameters
    ----------
    objective : Objective
    linear : Equalities
        Labels and linear constraints, which hold at every step.
    functions : tuple of Quantity
        Zero where the constraints hold.
    start : ndarray (q,)
    n : float
        Observations.
    max_iterations : int
        Of each round.

    Returns
    -------
    Minimum
        Its ``x`` is θ; converged only where the constraints hold.
    Equalities
        The tangent space at θ.
    """
    multipliers = np.zeros(len(functions))
    places = objective.places(linear.expand(linear.reduce(start)))
    size = 1.0 if places is None else float(np.mean(np.diag(objective.information(places))))
    penalty = 10.0 * size
    x = linear.reduce(start)
    iterations, worst = 0, np.inf
    found = Minimum(x, np.inf, False, 0, np.inf)

    def heights(theta: Floats) -> Floats:
        return np.array([f.value(theta) for f in functions])

    def slopes(theta: Floats) -> Floats:
        return np.array([f.gradient(theta) for f in functions]) @ linear.basis

    for _ in range(ROUNDS):

        def evaluate(x: Floats, weights: Floats = multipliers, rho: float = penalty) -> Point:
            theta = linear.expand(x)
            places, h = objective.places(theta), heights(theta)
            if places is None or not np.isfinite(h).all():
                return outside(x)
            j = slopes(theta)
            pull = weights + rho * h
            gradient = linear.basis.T @ objective.gradient(places) + j.T @ pull
            metric = 2.0 * linear.basis.T @ objective.information(places) @ linear.basis + rho * j.T @ j
            value = objective.value(places) + float(weights @ h) + 0.5 * rho * float(h @ h)
            return Point(value, gradient, solver(metric))

        found = minimise(evaluate, x, tolerance=TOLERANCE / n, max_iterations=max_iterations)
        x, iterations = found.x, iterations + found.iterations
        h = heights(linear.expand(x))
        largest = float(np.abs(h).max())
        if largest < HELD:
            break
        multipliers = multipliers + penalty * h
        if largest > 0.25 * worst:
            penalty *= 10.0
        worst = largest
    theta = linear.expand(x)
    last = objective.places(theta)
    value = np.inf if last is None else objective.value(last)
    _, s, vt = np.linalg.svd(slopes(theta))
    rank = int((s > 1e-10 * max(1.0, float(s[0]))).sum())
    held = bool(np.abs(heights(theta)).max() < HELD)
    minimum = Minimum(theta, value, found.converged and held, iterations, found.decrement)
    return minimum, Equalities(theta, linear.basis @ vt[rank:].T)
