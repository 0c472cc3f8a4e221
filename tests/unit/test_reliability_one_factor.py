"""The one-factor model on stacks of covariance matrices, and the derivatives that everything rests on."""

from __future__ import annotations

import numpy as np
import pytest

from lerende_organisatie.psychometrics.reliability.coefficients import (
    alpha,
    alpha_gradient,
    omega,
    omega_gradient,
)
from lerende_organisatie.psychometrics.reliability.one_factor import derivatives, fit_one_factor
from lerende_organisatie.psychometrics.reliability.products import (
    correlations,
    covariance,
    covariances,
    influences,
    products,
)


def wishart(k: int, n: int, batch: int, seed: int) -> np.ndarray:
    """Covariance matrices of samples from a one-factor population with a little misfit."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(batch, n, 1)) * rng.uniform(0.5, 1, k) + rng.normal(size=(batch, n, k))
    x[:, :, 0] += 0.4 * x[:, :, 1]
    return np.array([np.cov(sample.T) for sample in x])


def value(s: np.ndarray, theta: np.ndarray) -> float:
    k = len(s)
    sigma = np.outer(theta[:k], theta[:k]) + np.diag(theta[k:])
    return float(np.linalg.slogdet(sigma)[1] + np.trace(s @ np.linalg.inv(sigma)))


def numerical_gradient(of, at: np.ndarray, step: float = 1e-6) -> np.ndarray:
    return np.array([(of(at + step * e) - of(at - step * e)) / (2 * step) for e in np.eye(len(at))])


def test_derivatives_equal_finite_differences() -> None:
    s = wishart(4, 80, 1, 3)
    theta = np.array([[0.8, 0.5, 0.9, 0.7, 1.1, 0.6, 1.3, 0.9]])
    gradient, observed, expected = (found[0] for found in derivatives(s, theta))
    assert gradient == pytest.approx(numerical_gradient(lambda t: value(s[0], t), theta[0]), abs=1e-7)
    second = np.array([numerical_gradient(lambda t, i=i: derivatives(s, t[None])[0][0, i], theta[0]) for i in range(8)])
    assert observed == pytest.approx(second, abs=1e-6)
    # at S equal to Σ the observed and the expected second derivatives are the same
    sigma = np.outer(theta[0, :4], theta[0, :4]) + np.diag(theta[0, 4:])
    at_truth = derivatives(sigma[None], theta)
    assert at_truth[1] == pytest.approx(at_truth[2], abs=1e-12)
    assert not np.allclose(observed, expected, atol=1e-3)


@pytest.mark.parametrize("k", [3, 5, 11])
def test_a_stack_is_fitted_as_each_matrix_alone(k: int) -> None:
    stack = wishart(k, 150, 20, k)
    together = fit_one_factor(stack)
    assert together.converged.all()
    for i in (0, 7, 19):
        alone = fit_one_factor(stack[i : i + 1])
        assert together.loadings[i] == pytest.approx(alone.loadings[0], abs=1e-8)
        assert together.discrepancy[i] == pytest.approx(alone.discrepancy[0], abs=1e-10)
    assert (together.discrepancy > -1e-12).all()


def test_the_minimum_is_one_and_the_start_does_not_matter() -> None:
    stack = wishart(6, 200, 10, 1)
    ours = fit_one_factor(stack)
    other = fit_one_factor(stack, (np.full(6, 0.3), np.full(6, 0.91)))
    assert other.loadings == pytest.approx(ours.loadings, abs=1e-7)
    theta = np.hstack([ours.loadings, ours.uniquenesses])
    assert np.abs(derivatives(stack, theta)[0]).max() < 1e-7
    assert (np.linalg.eigvalsh(derivatives(stack, theta)[1]) > 0).all()


def test_units_do_not_matter() -> None:
    stack = wishart(5, 100, 4, 2)
    units = np.array([1, 10, 0.1, 1000, 1])
    scaled = fit_one_factor(stack * np.outer(units, units))
    assert scaled.loadings == pytest.approx(fit_one_factor(stack).loadings * units, rel=1e-6)


def test_matrices_that_cannot_be_fitted_are_marked_and_leave_the_others_alone() -> None:
    stack = wishart(4, 100, 4, 6)
    expected = fit_one_factor(stack).loadings[3]
    stack[0] = np.ones((4, 4))
    stack[1, 2] = stack[1, :, 2] = 0
    stack[2] = np.nan
    found = fit_one_factor(stack)
    assert found.converged.tolist() == [False, False, False, True]
    assert np.isnan(found.loadings[:3]).all()
    assert found.loadings[3] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("total", ["observed", "model"])
def test_the_derivative_of_omega_goes_through_the_estimates(total: str) -> None:
    s = wishart(5, 60, 1, 9)[0]

    def omega_of(cov: np.ndarray) -> float:
        fit = fit_one_factor(cov[None])
        return float(omega(fit.loadings[0], fit.uniquenesses[0], cov, total))

    fit = fit_one_factor(s[None])
    ours = omega_gradient(fit.loadings[0], fit.uniquenesses[0], s, total)
    for i, j in ((0, 0), (1, 3), (4, 2)):
        step = np.zeros((5, 5))
        step[i, j] = step[j, i] = 1e-5
        expected = (omega_of(s + step) - omega_of(s - step)) / 2e-5
        assert (ours * (step > 0)).sum() == pytest.approx(expected, abs=1e-8)


def gapped(n: int = 40, seed: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1)) + rng.normal(size=(n, 4))
    x[rng.random(x.shape) < 0.15] = np.nan
    return x


@pytest.mark.parametrize("complete", [True, False])
def test_weighted_covariances_equal_those_of_repeated_rows(complete: bool) -> None:
    x = np.nan_to_num(gapped()) if complete else gapped()
    weights = np.random.default_rng(0).integers(0, 4, (6, len(x))).astype(float)
    ours = covariances(products(x), weights)
    for weight, cov in zip(weights, ours, strict=True):
        assert cov == pytest.approx(covariance(np.repeat(x, weight.astype(int), axis=0)), abs=1e-12)


def test_pairwise_covariances_and_correlations_equal_those_of_pandas() -> None:
    import pandas as pd

    x = gapped()
    assert covariance(x) == pytest.approx(pd.DataFrame(x).cov().to_numpy(), abs=1e-12)
    assert correlations(x) == pytest.approx(pd.DataFrame(x).corr().to_numpy(), abs=1e-12)


@pytest.mark.parametrize("complete", [True, False])
def test_influences_are_derivatives_to_the_weights(complete: bool) -> None:
    x = np.nan_to_num(gapped()) if complete else gapped()
    n = len(x)
    cov = covariance(x)
    ours = influences(x, cov, alpha_gradient(cov))
    assert ours.sum() == pytest.approx(0, abs=1e-10)
    of = products(x)
    for row in (0, 11, 25):
        step = np.zeros((2, n))
        step[:, row] = 1e-5, -1e-5
        above, below = alpha(covariances(of, 1 + step))
        # weights leave n - 1 in the divisor where the influence has n
        assert ours[row] == pytest.approx(n * (above - below) / 2e-5, abs=2 / n * np.abs(ours).max())
