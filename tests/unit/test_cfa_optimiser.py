"""The one optimiser: minima, steps outside the domain, stopping."""

from __future__ import annotations

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.objective import solver
from lerende_organisatie.psychometrics.optimise import Point, minimise, outside
from tests.reference.data import load
from tests.reference.models import DIRECT


def quadratic(h: np.ndarray, centre: np.ndarray, metric: np.ndarray):
    def evaluate(x: np.ndarray) -> Point:
        gap = x - centre
        return Point(0.5 * float(gap @ h @ gap) + 3.0, h @ gap, lambda g: np.linalg.solve(metric, g))

    return evaluate


def matrices(seed: int = 1, q: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(q, q))
    return a @ a.T + 0.1 * np.eye(q), rng.normal(size=q)


def test_the_exact_metric_needs_one_step() -> None:
    h, centre = matrices()
    found = minimise(quadratic(h, centre, h), np.zeros(6), tolerance=1e-20)
    assert (found.converged, found.iterations) == (True, 1)
    np.testing.assert_allclose(found.x, centre, atol=1e-10)
    assert found.value == pytest.approx(3.0)


def test_a_poor_metric_is_corrected() -> None:
    h, centre = matrices()
    found = minimise(quadratic(h, centre, np.eye(6)), np.zeros(6), tolerance=1e-18)
    assert found.converged
    np.testing.assert_allclose(found.x, centre, atol=1e-7)
    assert found.iterations < 40  # steepest descent with this condition number needs hundreds


def test_a_valley_that_is_not_quadratic() -> None:
    def rosenbrock(x: np.ndarray) -> Point:
        a, b = x
        gradient = np.array([-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)])
        return Point((1 - a) ** 2 + 100 * (b - a * a) ** 2, gradient, lambda g: g / 200)

    found = minimise(rosenbrock, np.array([-1.2, 1.0]), tolerance=1e-16)
    assert found.converged
    np.testing.assert_allclose(found.x, [1.0, 1.0], atol=1e-6)


def test_the_domain_is_not_left() -> None:
    """x − log x has its minimum at one and no value at or below zero, where a full first step would lead."""
    seen = []

    def evaluate(x: np.ndarray) -> Point:
        seen.append(float(x[0]))
        if x[0] <= 0:
            return outside(x)
        return Point(float(x[0] - np.log(x[0])), 1.0 - 1.0 / x, lambda g: 100.0 * g)

    found = minimise(evaluate, np.array([4.0]), tolerance=1e-14)
    assert min(seen) <= 0
    assert found.converged
    assert found.x[0] == pytest.approx(1.0, abs=1e-7)


def test_running_out_of_iterations_is_said() -> None:
    h, centre = matrices()
    found = minimise(quadratic(h, centre, np.eye(6)), np.zeros(6), tolerance=1e-18, max_iterations=2)
    assert (found.converged, found.iterations) == (False, 2)


def test_a_wrong_gradient_does_not_count_as_a_minimum() -> None:
    found = minimise(lambda x: Point(float(x @ x), -2.0 * x, lambda g: g), np.ones(2), tolerance=1e-12)
    assert not found.converged


def test_nothing_to_estimate() -> None:
    found = minimise(lambda x: Point(2.5, x, lambda g: g), np.zeros(0), tolerance=1e-12)
    assert (found.converged, found.value) == (True, 2.5)


def test_the_solver_solves_and_bridges_a_singular_metric() -> None:
    h, g = matrices()
    np.testing.assert_allclose(solver(h)(g), np.linalg.solve(h, g), rtol=1e-9)
    flat = np.diag([1.0, 2.0, 0.0])
    step = solver(flat)(np.array([1.0, 1.0, 0.0]))
    np.testing.assert_allclose(step, [1.0, 0.5, 0.0], atol=1e-6)
    assert np.isfinite(solver(-np.eye(2))(np.ones(2))).all()


@pytest.mark.parametrize("estimator", ["ML", "GLS", "ULS"])
def test_the_gradient_vanishes_at_the_estimates(estimator: str) -> None:
    fit = lo.sem(DIRECT, load("holzinger_swineford"), estimator=estimator)
    slope = fit.objective.gradient(list(fit.places))
    decrement = fit.n_obs * slope @ np.linalg.solve(2.0 * fit.objective.information(list(fit.places)), slope)
    assert fit.converged
    assert abs(decrement) < 1e-9
