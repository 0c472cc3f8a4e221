"""One optimiser for everything that is estimated by iteration.

Each point brings its own metric, the information matrix or what stands for it, so a first step is a step of Fisher
scoring (or of EM); a memory of the last steps corrects the metric as the limited-memory BFGS method does (Nocedal,
1980), which makes the end superlinear where scoring alone is slow: heavy missingness, badly fitting models.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MEMORY = 12
"""Steps remembered; more did not save iterations on any model of the benchmarks."""

ACCEPTABLE = 1e4
"""How many times the tolerance still counts as converged where rounding leaves nothing more to gain."""

ARMIJO = 1e-4
"""The least share of the promised decrease that a step must bring (Nocedal & Wright, 2006, p. 33)."""


@dataclass(frozen=True, slots=True)
class Point:
    """The function at one place.

    Attributes
    ----------
    value : float
        Infinite outside the domain.
    gradient : ndarray (q,)
    precondition : callable
        Maps a gradient to a step: the inverse metric at this place.
    """

    value: float
    gradient: Floats
    precondition: Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Minimum:
    """Where the optimiser stopped.

    Attributes
    ----------
    x : ndarray (q,)
    value : float
    converged : bool
    iterations : int
    decrement : float
        g′H⁻¹g at the end, in units of the function: twice what is left to gain, to first order.
    """

    x: Floats
    value: float
    converged: bool
    iterations: int
    decrement: float


def outside(x: Floats) -> Point:
    """A point outside the domain."""
    return Point(np.inf, np.zeros_like(x), lambda g: g)


def minimise(
    evaluate: Callable[[Floats], Point], start: Floats, *, tolerance: float, max_iterations: int = 500
) -> Minimum:
    """The minimum of a smooth function from a starting point inside its domain.

    Parameters
    ----------
    evaluate : callable
        Gives a :class:`Point`; its value is infinite outside the domain.
    start : ndarray (q,)
    tolerance : float
        Stop when the decrement g′H⁻¹g falls below it.
    max_iterations : int

    Returns
    -------
    Minimum
        ``converged`` is False where the iterations ran out or no step brought a decrease.
    """
    x, point = start, evaluate(start)
    pairs: deque[tuple[Floats, Floats, float]] = deque(maxlen=MEMORY)
    decrement = np.inf
    idle = 0  # steps in a row that did not lower the value
    if not len(x):
        return Minimum(x, point.value, True, 0, 0.0)
    for iteration in range(max_iterations):
        plain = point.precondition(point.gradient)
        decrement = float(point.gradient @ plain)
        if abs(decrement) < tolerance:
            return Minimum(x, point.value, True, iteration, decrement)
        step = -_two_loops(point, pairs) if pairs else -plain
        slope = float(point.gradient @ step)
        if slope >= 0:
            pairs.clear()
            step, slope = -plain, -decrement
        found = _line_search(evaluate, x, point, step, slope)
        if idle >= 2 and abs(decrement) < ACCEPTABLE * tolerance:
            return Minimum(x, point.value, True, iteration, decrement)
        if found is None and pairs:
            pairs.clear()
            found = _line_search(evaluate, x, point, -plain, -decrement)
        if found is None:
            return Minimum(x, point.value, abs(decrement) < ACCEPTABLE * tolerance, iteration, decrement)
        moved, new = found
        idle = idle + 1 if new.value >= point.value else 0
        change = new.gradient - point.gradient
        curvature = float(moved @ change)
        if curvature > 1e-10 * float(np.sqrt((moved @ moved) * (change @ change))):
            pairs.append((moved, change, 1.0 / curvature))
        x, point = x + moved, new
    return Minimum(x, point.value, False, max_iterations, decrement)


def _line_search(
    evaluate: Callable[[Floats], Point], x: Floats, point: Point, step: Floats, slope: float
) -> tuple[Floats, Point] | None:
    """The step, shortened until the function decreases enough; None where no length does."""
    noise = 4 * np.finfo(float).eps * max(abs(point.value), 1.0)
    length = 1.0
    for _ in range(40):
        new = evaluate(x + length * step)
        if new.value <= point.value + ARMIJO * length * slope + noise:
            return length * step, new
        if np.isfinite(new.value):
            gain = new.value - point.value - length * slope
            quadratic = -slope * length**2 / (2 * gain) if gain > 0 else 0.5 * length
            length = float(np.clip(quadratic, 0.1 * length, 0.5 * length))
        else:
            length *= 0.5
    return None


def _two_loops(point: Point, pairs: deque[tuple[Floats, Floats, float]]) -> Floats:
    """The gradient in the corrected metric (Nocedal & Wright, 2006, algorithm 7.4)."""
    r = point.gradient.copy()
    weights = []
    for s, y, rho in reversed(pairs):
        weight = rho * float(s @ r)
        weights.append(weight)
        r -= weight * y
    r = point.precondition(r)
    for (s, y, rho), weight in zip(pairs, reversed(weights), strict=True):
        r += s * (weight - rho * float(y @ r))
    return r
