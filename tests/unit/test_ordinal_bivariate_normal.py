"""The bivariate normal distribution on grids: against quadrature of another integral, and its derivatives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from lerende_organisatie.psychometrics.moments.bivariate_normal import (
    cell_curvatures,
    cell_probabilities,
    cell_slopes,
    grid_cdf,
    strip_slopes,
)

CORRELATIONS = (
    0.0,
    0.1,
    -0.29,
    0.31,
    0.6,
    -0.74,
    0.76,
    0.924,
    -0.924,
    0.926,
    -0.926,
    0.97,
    -0.99,
    0.999,
    0.9999,
    -0.9999,
)


def by_conditioning(h: float, k: float, rho: float) -> float:
    """∫ φ(x) Φ((k - ρx)/√(1-ρ²)) dx up to h, split where the integrand turns."""
    root = np.sqrt((1 - rho) * (1 + rho))
    turn = k / rho if rho else 0.0
    splits = [turn + sign * root * width for width in (0, 1, 3, 8) for sign in (-1, 1)] + [-10.0, -3.0, 0.0, 3.0]
    edges = [-38.0, *sorted(x for x in set(splits) if -38 < x < h), h]
    density = lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * ndtr((k - rho * x) / root)  # noqa: E731
    return sum(quad(density, a, b, epsabs=1e-15, epsrel=1e-13)[0] for a, b in pairwise(edges))


@pytest.mark.parametrize("rho", CORRELATIONS)
def test_the_distribution_function_is_exact_to_1e_13(rho: float) -> None:
    rng = np.random.default_rng(7)
    h, k = np.sort(rng.normal(0, 1.5, 5)), np.sort(rng.normal(0, 1.5, 6))
    # equal and nearly equal thresholds are the hard places near ±1
    k[1], k[2], k[3] = h[2], -h[3], h[1] + 1e-4
    cdf = grid_cdf(h[None], k[None], np.array([rho]))[0]
    exact = np.array([[by_conditioning(a, b, rho) for b in k] for a in h])
    assert np.abs(cdf - exact).max() < 1e-13
    scipy = [[multivariate_normal.cdf([a, b], cov=[[1, rho], [rho, 1]]) for b in k] for a in h]
    assert np.abs(cdf - scipy).max() < 1e-10


def test_far_thresholds_keep_probabilities_between_zero_and_one() -> None:
    h = np.array([[-8.0, -1.0, 8.0]])
    for rho in (-0.9999, -0.5, 0.5, 0.9999):
        cdf = grid_cdf(h, h, np.array([rho]))
        assert np.isfinite(cdf).all()
        assert (cdf >= 0).all()
        assert (cdf <= 1).all()


GRID = np.array([0.0, 0.5, -0.85, 0.94, -0.96])
H = np.tile(np.array([-1.2, 0.1, 0.9]), (GRID.size, 1)) + np.linspace(-0.2, 0.3, GRID.size)[:, None]
K = np.tile(np.array([-0.4, 0.8]), (GRID.size, 1))


def test_cells_sum_to_one_and_to_their_margins() -> None:
    cells = cell_probabilities(H, K, GRID)
    assert np.allclose(cells.sum((1, 2)), 1, atol=1e-14)
    assert np.allclose(np.cumsum(cells.sum(2), axis=1)[:, :-1], ndtr(H), atol=1e-14)
    assert np.allclose(np.cumsum(cells.sum(1), axis=1)[:, :-1], ndtr(K), atol=1e-14)


def test_slopes_and_curvatures_in_rho_equal_finite_differences() -> None:
    step = 1e-5
    slopes, curvatures = cell_curvatures(H, K, GRID)
    assert np.array_equal(slopes, cell_slopes(H, K, GRID))
    numeric = (cell_probabilities(H, K, GRID + step) - cell_probabilities(H, K, GRID - step)) / (2 * step)
    assert np.abs(slopes - numeric).max() < 1e-7
    numeric = (cell_slopes(H, K, GRID + step) - cell_slopes(H, K, GRID - step)) / (2 * step)
    assert np.abs(curvatures - numeric).max() < 1e-5 * np.abs(curvatures).max()


def test_strip_slopes_equal_finite_differences() -> None:
    step = 1e-5
    slopes = strip_slopes(H, K, GRID)
    for a in range(H.shape[1]):
        shift = np.zeros(H.shape[1])
        shift[a] = step
        numeric = (cell_probabilities(H + shift, K, GRID) - cell_probabilities(H - shift, K, GRID)) / (2 * step)
        # what category a gains, category a + 1 loses, and nothing else moves
        assert np.abs(numeric[:, a] - slopes[:, a]).max() < 1e-8
        assert np.abs(numeric[:, a + 1] + slopes[:, a]).max() < 1e-8
        others = np.delete(numeric, (a, a + 1), axis=1)
        assert np.abs(others).max(initial=0) < 1e-9
