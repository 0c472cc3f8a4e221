"""A sample from the population has the population's properties."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from lerende_organisatie.psychometrics.simulation.draws import (
    cluster_sizes,
    left_open,
    nested_factor_scores,
    normal_sample,
    ordinal_answers,
)
from lerende_organisatie.psychometrics.simulation.population import (
    LOADINGS,
    OrdinalPopulation,
    evenly_spread,
    plausible_population,
)

N = 200_000
FOUR_SIGMA = 4 / np.sqrt(N)
"""Four standard errors of a mean or correlation of this many independent draws."""


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_evenly_spread_fills_the_interval_without_trend() -> None:
    values = evenly_spread(65, 0.60, 0.85)
    assert len(np.unique(values)) == 65
    counts, _ = np.histogram(values, bins=5, range=(0.60, 0.85))
    assert counts.min() >= 11
    assert abs(np.corrcoef(np.arange(65), values)[0, 1]) < 0.2


@pytest.mark.parametrize("categories", [2, 3, 5, 7])
def test_a_plausible_population_is_proper(categories: int) -> None:
    population = plausible_population([0, 0, 0, 1, 1, 2, -1], categories)
    assert population.thresholds.shape == (7, categories - 1)
    assert (np.diff(population.thresholds, axis=1) > 0).all()
    assert np.linalg.eigvalsh(population.factor_correlations).min() > 0
    loads = population.loadings != 0
    assert loads.sum(axis=1).tolist() == [1, 1, 1, 1, 1, 1, 0]
    used = population.loadings[loads]
    assert used.min() >= LOADINGS[0]
    assert used.max() <= LOADINGS[1]
    np.testing.assert_allclose(population.residual_sd[6], 1.0)


def test_answers_have_the_marginals_of_the_thresholds() -> None:
    population = plausible_population([0, 0, 1], 4)
    scores = normal_sample(rng(), N, np.zeros(2), population.factor_correlations)
    category = ordinal_answers(np.random.default_rng(8), population, scores)
    below = norm.cdf(population.thresholds)
    for cut in range(3):
        np.testing.assert_allclose((category <= cut).mean(axis=0), below[:, cut], atol=FOUR_SIGMA / 2)


def test_answers_of_two_items_agree_as_the_loadings_say() -> None:
    population = OrdinalPopulation(np.array([[0.8], [0.6]]), np.eye(1), np.zeros((2, 1)))
    category = ordinal_answers(rng(), population, np.random.default_rng(9).standard_normal((N, 1)))
    both_high = 0.25 + np.arcsin(0.48) / (2 * np.pi)  # Sheppard (1899), quadrant probability
    assert (category.sum(axis=1) == 2).mean() == pytest.approx(both_high, abs=FOUR_SIGMA / 2)


def test_factor_scores_have_the_intraclass_correlation() -> None:
    cluster = np.repeat(np.arange(N // 10), 10)
    correlations = np.array([[1.0, 0.5], [0.5, 1.0]])
    scores = nested_factor_scores(rng(), correlations, cluster, 0.3, np.zeros(N))
    groups = scores.reshape(-1, 10, 2)
    within = groups.var(axis=1, ddof=1).mean(axis=0)
    between = groups.mean(axis=1).var(axis=0, ddof=1) - within / 10
    np.testing.assert_allclose(between / (between + within), 0.3, atol=0.015)
    assert np.corrcoef(scores.T)[0, 1] == pytest.approx(0.5, abs=0.02)


def test_the_shift_is_planted() -> None:
    cluster = np.zeros(N, dtype=np.int64)
    shift = np.where(np.arange(N) % 2 == 0, 0.4, 0.0)
    scores = nested_factor_scores(rng(), np.eye(1), cluster, 0.0, shift)
    difference = scores[::2].mean() - scores[1::2].mean()
    assert difference == pytest.approx(0.4, abs=2 * FOUR_SIGMA)


@pytest.mark.parametrize(("n", "clusters", "smallest"), [(1703, 178, 2), (5, 5, 2), (7, 5, 2), (100, 1, 2)])
def test_everyone_is_in_a_cluster(n: int, clusters: int, smallest: int) -> None:
    sizes = cluster_sizes(rng(), n, np.ones(clusters), smallest)
    assert sizes.sum() == n
    assert sizes.min() >= min(smallest, n // clusters)


def test_missing_answers_come_at_the_rate_asked_for() -> None:
    assert left_open(rng(), (N // 10, 10), 0.05).mean() == pytest.approx(0.05, abs=FOUR_SIGMA)
    assert not left_open(rng(), (100, 10), 0.0).any()


def test_a_normal_sample_has_its_moments_and_may_be_singular() -> None:
    covariance = np.array([[4.0, 2.0], [2.0, 1.0]])
    sample = normal_sample(rng(), N, np.array([1.0, -1.0]), covariance)
    np.testing.assert_allclose(sample.mean(axis=0), [1.0, -1.0], atol=2 * FOUR_SIGMA)
    np.testing.assert_allclose(np.cov(sample.T), covariance, rtol=2 * FOUR_SIGMA)
    np.testing.assert_allclose(sample[:, 0] - 1.0, 2 * (sample[:, 1] + 1.0), atol=1e-6)


def test_a_covariance_that_is_none_is_refused() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        normal_sample(rng(), 10, np.zeros(2), np.array([[1.0, 2.0], [2.0, 1.0]]))
