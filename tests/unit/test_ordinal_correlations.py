"""Polychoric, polyserial and normal correlations: derivatives, largest likelihood, known truth, bounds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from lerende_organisatie.psychometrics.moments.bivariate_normal import cell_probabilities
from lerende_organisatie.psychometrics.moments.correlation_newton import LARGEST_CORRELATION, maximise_correlations
from lerende_organisatie.psychometrics.moments.polychoric import (
    fill_empty_cell,
    joint_counts,
    polychoric_correlations,
    polychoric_scores,
    tables_of,
)
from lerende_organisatie.psychometrics.moments.polyserial import (
    answer_bounds,
    answer_probability,
    normal_correlation_curves,
    normal_correlations,
    polyserial_correlations,
)
from lerende_organisatie.psychometrics.moments.thresholds import threshold_influence, thresholds_from_counts

H = np.array([[-1.3, -0.2, 1.1], [-0.9, 0.3, 1.5]])
K = np.array([[-0.6, 0.7], [0.0, 1.2]])


@pytest.mark.parametrize("rho", [-0.97, -0.4, 0.0, 0.5, 0.93, 0.99])
def test_tables_of_exact_probabilities_give_their_correlation_back(rho: float) -> None:
    truth = np.array([rho, -rho])
    tables = 1000 * cell_probabilities(H, K, truth)
    assert np.abs(polychoric_correlations(tables, H, K) - truth).max() < 1e-10


def test_polychoric_scores_equal_finite_differences_of_the_log_likelihood() -> None:
    rng = np.random.default_rng(3)
    rho, n, step = np.array([0.45, -0.3]), 500.0, 1e-5
    tables = rng.multinomial(500, cell_probabilities(H, K, rho).reshape(2, -1)).reshape(2, 4, 3).astype(float)
    scores = polychoric_scores(tables, H, K, rho, n)
    log = lambda h, k, r: np.log(cell_probabilities(h, k, r))  # noqa: E731
    slope = (log(H, K, rho + step) - log(H, K, rho - step)) / (2 * step)
    assert np.abs(scores.rho - slope).max() < 1e-6
    assert np.allclose(scores.information, (tables / n * slope**2).sum((1, 2)), rtol=1e-7)
    for a in range(3):
        shift = np.eye(3)[a] * step
        by_threshold = (log(H + shift, K, rho) - log(H - shift, K, rho)) / (2 * step)
        assert np.allclose(scores.row_products[:, a], (tables / n * slope * by_threshold).sum((1, 2)), atol=1e-7)
    for b in range(2):
        shift = np.eye(2)[b] * step
        by_threshold = (log(H, K + shift, rho) - log(H, K - shift, rho)) / (2 * step)
        assert np.allclose(scores.column_products[:, b], (tables / n * slope * by_threshold).sum((1, 2)), atol=1e-7)


def test_polyserial_derivatives_equal_finite_differences() -> None:
    rng = np.random.default_rng(4)
    z, tau, step = rng.normal(0, 1.5, (2, 200)), np.array([-0.8, 0.4, 1.3]), 1e-5
    codes = rng.integers(0, 4, 200)
    rho = np.array([0.6, -0.85])
    lower, upper = answer_bounds(codes, tau)

    def log(z: np.ndarray, tau: np.ndarray, rho: np.ndarray) -> np.ndarray:
        root = np.sqrt(1 - rho * rho)[:, None]
        below, above = answer_bounds(codes, tau)
        left, right = (below - rho[:, None] * z) / root, (above - rho[:, None] * z) / root
        flip = np.where(left > 0, -1, 1)
        return np.log(flip * (ndtr(flip * right) - ndtr(flip * left)))

    answer = answer_probability(z, lower, upper, rho)
    assert np.allclose(answer.slope, (log(z, tau, rho + step) - log(z, tau, rho - step)) / (2 * step), atol=1e-5)
    forward = answer_probability(z, lower, upper, rho + step).slope
    backward = answer_probability(z, lower, upper, rho - step).slope
    assert np.allclose(answer.curvature, (forward - backward) / (2 * step), rtol=1e-5, atol=1e-5)
    assert np.allclose(answer.shift, (log(z + step, tau, rho) - log(z - step, tau, rho)) / (2 * step), atol=1e-6)
    for t in range(3):
        shift = np.eye(3)[t] * step
        numeric = (log(z, tau + shift, rho) - log(z, tau - shift, rho)) / (2 * step)
        ours = np.where(codes == t, answer.upper, 0) + np.where(codes == t + 1, answer.lower, 0)
        assert np.allclose(ours, numeric, atol=1e-6)


def test_the_polyserial_correlation_counts_respondents_far_out() -> None:
    rng = np.random.default_rng(5)
    z = rng.normal(size=400)
    codes = np.digitize(0.6 * z + 0.8 * rng.normal(size=400), [-0.5, 0.8])
    z[0], codes[0] = 6.5, 0
    z = (z - z.mean()) / z.std()
    tau = thresholds_from_counts(np.bincount(codes).astype(float))
    rho = polyserial_correlations(z[None], codes, tau)
    lower, upper = answer_bounds(codes, tau)
    assert abs(answer_probability(z[None], lower, upper, rho).slope.sum()) < 1e-6
    without = polyserial_correlations(np.where(np.arange(400) == 0, np.nan, z)[None], codes, tau)
    assert abs(rho - without)[0] > 0.005


def test_curves_of_the_normal_correlation_equal_finite_differences() -> None:
    rho, step = np.array([0.3, -0.8]), 1e-6
    squares, products, totals = np.array([210.0, 190.0]), np.array([40.0, -70.0]), np.array([100.0, 101.0])

    def log(r: np.ndarray) -> np.ndarray:
        residual = 1 - r * r
        return -totals / 2 * np.log(residual) - (squares - 2 * r * products) / (2 * residual)

    score, curvature = normal_correlation_curves(rho, squares, products, totals)
    assert np.allclose(score, (log(rho + step) - log(rho - step)) / (2 * step), rtol=1e-7)
    forward = normal_correlation_curves(rho + step, squares, products, totals)[0]
    backward = normal_correlation_curves(rho - step, squares, products, totals)[0]
    assert np.allclose(curvature, (forward - backward) / (2 * step), rtol=1e-7)


def test_normal_correlations_are_pearsons_for_complete_answers_also_near_one() -> None:
    rng = np.random.default_rng(6)
    y = rng.normal(size=(3, 300))
    y[2] = y[1] + 1e-3 * y[0]
    z = (y - y.mean(1, keepdims=True)) / y.std(1, keepdims=True)
    assert np.allclose(normal_correlations(z), np.corrcoef(y), atol=1e-14)


def test_newton_stays_inside_the_bound_where_the_likelihood_has_no_maximum() -> None:
    tables = np.array([np.diag([30.0, 50.0, 20.0]), np.diag([20.0, 50.0, 30.0])[::-1]])
    tau = thresholds_from_counts(np.array([30.0, 50.0, 20.0]))
    h = np.stack([tau, thresholds_from_counts(np.array([30.0, 50.0, 20.0]))])
    k = np.stack([tau, thresholds_from_counts(np.array([20.0, 50.0, 30.0]))])
    rho = polychoric_correlations(tables, h, k)
    assert np.allclose(rho, [LARGEST_CORRELATION, -LARGEST_CORRELATION], atol=1e-6)


def test_newton_falls_back_on_bisection_where_a_step_would_leave_the_bracket() -> None:
    # the score of -√(1.01 - (ρ - 0.9)²) style valleys: flat far away, so that a Newton step overshoots
    def derivatives(rho: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        away = rho - 0.9
        return -np.arctan(50 * away), -50 / (1 + (50 * away) ** 2)

    assert np.abs(maximise_correlations(derivatives, np.array([-0.9, 0.0, 0.95])) - 0.9).max() < 1e-10


def test_counts_by_matrix_product_equal_counting() -> None:
    rng = np.random.default_rng(8)
    sizes = np.array([2, 5, 3])
    codes = np.stack([rng.integers(0, size + 1, 200) for size in sizes]).astype(np.int16)
    weights = rng.uniform(0.5, 2, 200)
    first = np.array([0, 2, 7])
    for weight in (None, weights):
        counts = joint_counts(codes, sizes, weight)
        table = tables_of(counts, first, np.array([1]), np.array([0]), (5, 2))[0]
        expected = np.zeros((6, 3))
        np.add.at(expected, (codes[1], codes[0]), 1 if weight is None else weight)
        assert np.allclose(table, expected[:-1, :-1])
        assert np.allclose(np.diag(counts)[7:], np.bincount(codes[2], weight, 4)[:-1])


def test_an_empty_cell_is_filled_with_the_margins_kept() -> None:
    tables = np.array([[[0, 20], [30, 50]], [[20, 0], [30, 50]], [[0, 5], [5, 0]], [[1, 2], [3, 4]]], dtype=float)
    filled, which = fill_empty_cell(tables)
    assert which.tolist() == [True, True, False, False]
    assert filled[0].tolist() == [[0.5, 19.5], [29.5, 50.5]]
    assert filled[1].tolist() == [[19.5, 0.5], [30.5, 49.5]]
    assert np.array_equal(filled[2:], tables[2:])
    assert np.array_equal(filled.sum(1), tables.sum(1))
    larger = np.zeros((1, 2, 3))
    assert fill_empty_cell(larger)[0] is larger


def test_threshold_influence_is_the_derivative_of_the_thresholds_in_a_respondents_weight() -> None:
    counts, step = np.array([12.0, 30.0, 7.0, 51.0]), 1e-5
    tau = thresholds_from_counts(counts)
    table = threshold_influence(counts, tau, 120.0)
    for category in range(4):
        more = thresholds_from_counts(counts + step * np.eye(4)[category])
        less = thresholds_from_counts(counts - step * np.eye(4)[category])
        assert np.allclose(table[category] / 120.0, (more - less) / (2 * step), rtol=1e-6)
    assert not table[4].any()
