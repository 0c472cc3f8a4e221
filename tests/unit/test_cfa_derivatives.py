"""First and second derivatives of every discrepancy against finite differences, on general models."""

from __future__ import annotations

import numpy as np
import pytest

from lerende_organisatie.psychometrics.cfa.implied import directions, implied_moments
from lerende_organisatie.psychometrics.cfa.information import (
    expected_information,
    moment_jacobian,
    observed_information,
)
from lerende_organisatie.psychometrics.cfa.objective import Objective
from lerende_organisatie.psychometrics.moments.data import draw_sample
from lerende_organisatie.psychometrics.moments.incomplete import by_pattern, expectation
from lerende_organisatie.psychometrics.moments.incomplete_information import saturated_information
from tests.unit.cfa_models import MODELS, Setting, answers, gradient, setting, value

HOW = ("ML", "GLS", "ULS", "FIML")
CASES = [(m, h, means) for m in MODELS for h in HOW for means in (True, False) if means or h != "FIML"]
CASES = [(m, h, means) for m, h, means in CASES if means or m != "latent means"]
STEP = 1e-6

cases = pytest.mark.parametrize(("model", "how", "means"), CASES)


def numeric_gradient(at: Setting) -> np.ndarray:
    steps = STEP * np.eye(len(at.theta))
    return np.array([(value(at, at.theta + s) - value(at, at.theta - s)) / (2 * STEP) for s in steps])


def numeric_hessian(at: Setting) -> np.ndarray:
    steps = STEP * np.eye(len(at.theta))
    return np.array([(gradient(at, at.theta + s) - gradient(at, at.theta - s)) / (2 * STEP) for s in steps])


@cases
def test_gradient(model: str, how: str, means: bool) -> None:
    at = setting(model, how, means=means)
    numeric = numeric_gradient(at)
    assert np.abs(numeric).max() > 0.01
    np.testing.assert_allclose(gradient(at, at.theta), numeric, rtol=1e-6, atol=1e-6 * np.abs(numeric).max())


@cases
def test_observed_information_is_half_the_hessian(model: str, how: str, means: bool) -> None:
    at = setting(model, how, means=means)
    places = at.objective.places(at.theta)
    assert places is not None
    exact = 2.0 * observed_information(at.objective, places)
    if how == "ULS":  # its information weighs variances as one moment each, its discrepancy as half a square
        plain = 2.0 * observed_information(at.objective, [replace_diagonal(x) for x in places])
        assert not np.allclose(exact, plain)
        exact = plain
    numeric = numeric_hessian(at)
    np.testing.assert_allclose(exact, numeric, rtol=1e-5, atol=1e-6 * np.abs(numeric).max())


def replace_diagonal(place: object) -> object:
    """A place whose information weighs variances as the discrepancy of ULS does."""
    from dataclasses import replace

    return replace(place, distance=replace(place.distance, on_diagonal=0.0))  # type: ignore[type-var, attr-defined]


def test_several_groups_add_up() -> None:
    at = setting("second order", "ML", means=True, groups=2)
    np.testing.assert_allclose(gradient(at, at.theta), numeric_gradient(at), rtol=1e-6, atol=1e-6)
    places = at.objective.places(at.theta)
    assert places is not None
    exact = 2.0 * observed_information(at.objective, places)
    np.testing.assert_allclose(exact, numeric_hessian(at), rtol=1e-5, atol=1e-5)
    first = at.objective.terms[0].group.index
    assert not exact[np.ix_(first, at.objective.terms[1].group.index)].any()


@pytest.mark.parametrize("model", MODELS)
def test_moments_move_as_the_jacobian_says(model: str) -> None:
    at = setting(model, "ML", means=True)
    group = at.objective.terms[0].group
    i, j = np.tril_indices(len(group.observed))

    def moments(theta: np.ndarray) -> np.ndarray:
        now = implied_moments(group.fill(theta))
        return np.concatenate([now.mu, now.sigma[i, j]])

    now = implied_moments(group.fill(at.theta))
    steps = STEP * np.eye(len(at.theta))
    numeric = np.array([(moments(at.theta + s) - moments(at.theta - s)) / (2 * STEP) for s in steps]).T
    np.testing.assert_allclose(moment_jacobian(directions(group, now)), numeric, atol=1e-7)


@pytest.mark.parametrize("model", ["factors", "regressions", "latent means"])
def test_expected_information_is_what_the_observed_comes_to_where_the_model_holds(model: str) -> None:
    """With the implied moments in place of the sample's, the observed information of complete data is the expected."""
    from dataclasses import replace

    at = setting(model, "ML", means=True)
    term = at.objective.terms[0]
    now = implied_moments(term.group.fill(at.theta))
    held = replace(term.discrepancy, cov=now.sigma, mean=now.mu)  # type: ignore[type-var]
    objective = Objective((replace(term, discrepancy=held),), at.objective.size, True)
    places = objective.places(at.theta)
    assert places is not None
    expected = expected_information(objective, places)
    np.testing.assert_allclose(observed_information(objective, places), expected, atol=1e-10)


def saturated() -> tuple[object, np.ndarray, np.ndarray]:
    frame = answers(3, n=40, missing=0.2).iloc[:, :4]
    data = by_pattern(draw_sample(frame, tuple(frame.columns), complete=False).groups[0])
    rng = np.random.default_rng(4)
    mix = rng.normal(size=(4, 4))
    return data, rng.normal(size=4) * 0.3, mix @ mix.T + np.eye(4)


def test_loglikelihood_of_incomplete_rows_is_that_of_scipy() -> None:
    from scipy.stats import multivariate_normal

    data, mu, sigma = saturated()
    by_row = 0.0
    for values, present in zip(data.values, data.present, strict=True):  # type: ignore[attr-defined]
        at = np.flatnonzero(present)
        if len(at):
            by_row += multivariate_normal(mu[at], sigma[np.ix_(at, at)]).logpdf(values[at])
    now = expectation(data, mu, sigma)  # type: ignore[arg-type]
    assert now is not None
    assert now.loglik == pytest.approx(by_row, rel=1e-12)


def test_saturated_information_is_minus_the_numeric_hessian() -> None:
    data, mu, sigma = saturated()
    p = len(mu)
    i, j = np.tril_indices(p)
    double = np.where(i == j, 1.0, 2.0)

    def score(x: np.ndarray) -> np.ndarray:
        full = np.empty((p, p))
        full[i, j] = full[j, i] = x[p:]
        now = expectation(data, x[:p], full)  # type: ignore[arg-type]
        assert now is not None
        k = now.inverse
        g = 0.5 * k @ (now.cross - len(data.values) * full) @ k  # type: ignore[attr-defined]
        return np.concatenate([k @ now.deviation, double * g[i, j]])

    x = np.concatenate([mu, sigma[i, j]])
    steps = STEP * np.eye(len(x))
    numeric = -np.array([(score(x + s) - score(x - s)) / (2 * STEP) for s in steps])
    ours = saturated_information(data, mu, np.linalg.inv(sigma), "observed")  # type: ignore[arg-type]
    np.testing.assert_allclose(ours, numeric, rtol=1e-5, atol=1e-6 * np.abs(numeric).max())


def test_expected_saturated_information_is_the_mean_of_the_observed() -> None:
    """Over answers drawn from (μ, Σ), with who answered what as it is."""
    from dataclasses import replace

    data, mu, sigma = saturated()
    inverse = np.linalg.inv(sigma)
    expected = saturated_information(data, mu, inverse, "expected")  # type: ignore[arg-type]
    rng = np.random.default_rng(8)
    draws = []
    for _ in range(400):
        values = np.where(data.present, rng.multivariate_normal(mu, sigma, len(data.values)), 0.0)  # type: ignore[attr-defined]
        draws.append(saturated_information(replace(data, values=values), mu, inverse, "observed"))  # type: ignore[type-var, arg-type]
    spread = np.std(draws, axis=0) / np.sqrt(len(draws))
    assert (np.abs(np.mean(draws, axis=0) - expected) <= 5 * spread + 1e-9).all()
