"""Green and Yang's categorical omega as a function of numbers: known cases, limits and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.reliability.categorical_omega import answer_covariances, categorical_omega

LOADINGS = np.array([0.5, 0.7, 0.8, 0.6])
COMMON = np.outer(LOADINGS, LOADINGS)
TOTAL = COMMON + np.diag(1 - LOADINGS**2)


def test_two_parallel_halves_at_the_median_by_hand() -> None:
    """One threshold at zero: P(X > 0, Y > 0) = 1/4 + asin(ρ)/2π (Sheppard, 1899), so the covariance is asin(ρ)/2π."""
    found = categorical_omega(COMMON, TOTAL, [[0.0]] * 4)
    common = np.arcsin(COMMON).sum() / (2 * np.pi)
    total = np.arcsin(TOTAL).sum() / (2 * np.pi)
    assert found.common_variance == pytest.approx(common, rel=1e-12)
    assert found.total_variance == pytest.approx(total, rel=1e-12)
    assert found.estimate == pytest.approx(common / total, rel=1e-12)


def test_equals_the_correlation_of_two_simulated_parallel_sums() -> None:
    rng = np.random.default_rng(21)
    n = 400_000
    eta = rng.normal(size=(n, 1))
    cuts = [np.array([-1.5, -0.5, 0.4, 1.3]) + shift for shift in (-0.3, 0.0, 0.2, 0.5)]

    def total_score() -> np.ndarray:
        y = eta * LOADINGS + rng.normal(size=(n, 4)) * np.sqrt(1 - LOADINGS**2)
        return sum((y[:, i, None] > cut).sum(axis=1) for i, cut in enumerate(cuts))  # type: ignore[return-value]

    found = categorical_omega(COMMON, TOTAL, cuts)
    first, second = total_score(), total_score()
    # five standard errors of a correlation at this n
    assert abs(np.corrcoef(first, second)[0, 1] - found.estimate) < 5 * (1 - found.estimate**2) / np.sqrt(n)
    assert first.var() == pytest.approx(found.total_variance, rel=0.01)


def test_many_categories_come_to_the_omega_of_the_responses() -> None:
    fine = np.linspace(-5, 5, 301)
    found = categorical_omega(COMMON, TOTAL, [fine] * 4)
    assert found.estimate == pytest.approx(COMMON.sum() / TOTAL.sum(), rel=1e-4)


def test_a_category_left_out_is_a_larger_step() -> None:
    cuts = [np.array([-1.0, 0.0, 1.0])] * 4
    merged = categorical_omega(COMMON, TOTAL, [[-1.0, 1.0]] * 4, steps=[[1.0, 2.0]] * 4)
    nobody = [np.array([-1.0, 1.0 - 1e-9, 1.0])] * 4
    assert merged.total_variance == pytest.approx(categorical_omega(COMMON, TOTAL, nobody).total_variance, rel=1e-6)
    assert merged.estimate != pytest.approx(categorical_omega(COMMON, TOTAL, cuts).estimate, rel=1e-3)


def test_a_continuous_item_is_its_own_response() -> None:
    scale = np.array([3.0, 1.0, 1.0, 1.0])
    found = categorical_omega(
        COMMON * np.outer(scale, scale), TOTAL * np.outer(scale, scale), [None, [0.0], [0.0], [0.0]]
    )
    covariance = answer_covariances(TOTAL * np.outer(scale, scale), [None, [0.0], [0.0], [0.0]])
    assert covariance[0, 0] == pytest.approx(9.0)
    assert covariance[0, 1] == pytest.approx(3 * TOTAL[0, 1] / np.sqrt(2 * np.pi))
    assert found.total_variance == pytest.approx(covariance.sum())
    assert categorical_omega(COMMON, TOTAL, [None] * 4).estimate == pytest.approx(COMMON.sum() / TOTAL.sum())


def test_order_of_items_does_not_matter_and_common_bounds_total() -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        loading = rng.uniform(-0.99, 0.99, 5)
        cuts = [np.sort(rng.normal(size=rng.integers(1, 5))) for _ in range(5)]
        common = np.outer(loading, loading)
        total = common + np.diag(1 - loading**2)
        order = rng.permutation(5)
        at = np.ix_(order, order)
        found = categorical_omega(common, total, cuts)
        again = categorical_omega(common[at], total[at], [cuts[i] for i in order])
        assert again.estimate == pytest.approx(found.estimate, rel=1e-12)
        assert 0 <= found.common_variance <= found.total_variance


def test_every_fault_is_named() -> None:
    with pytest.raises(DataError) as caught:
        categorical_omega(np.eye(3), TOTAL, [[0.0], [1.0, 0.5], [0.0], [0.0]], steps=[[1.0, 2.0], None, None, None])
    assert len(caught.value.faults) == 3
    with pytest.raises(DataError, match="beyond one"):
        categorical_omega(COMMON * 3, TOTAL, [[0.0]] * 4)
