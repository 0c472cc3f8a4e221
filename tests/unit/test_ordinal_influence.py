"""Influence values and Γ: against scores taken numerically, weights, clusters, missing answers and simulation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import ndtr

from lerende_organisatie.psychometrics.moments import ordinal_influence
from lerende_organisatie.psychometrics.moments.bivariate_normal import cell_probabilities
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments, ordinal_moments

ORDERED = np.array([True, False, True, False, True])
CUTS = {0: [-0.5, 0.7], 2: [0.2], 4: [-1.0, 0.0, 0.9]}


def survey(n: int, seed: int, missing: float = 0.0) -> np.ndarray:
    """Five items, three cut into 3, 2 and 4 categories, two continuous with other scales."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, 5)) @ np.linalg.cholesky(0.5 + 0.5 * np.eye(5)).T
    for item, cuts in CUTS.items():
        y[:, item] = np.digitize(y[:, item], cuts)
    y[:, 1] = 3 + 2 * y[:, 1]
    y[:, 3] *= 0.5
    y[rng.random(y.shape) < missing] = np.nan
    return y


def numeric_scores(log: Callable[[np.ndarray], np.ndarray], at: np.ndarray) -> np.ndarray:
    step = 1e-5
    return np.stack([(log(at + step * e) - log(at - step * e)) / (2 * step) for e in np.eye(at.size)], axis=1)


def influence_by_numeric_scores(y: np.ndarray, moments: OrdinalMoments, weights: np.ndarray) -> np.ndarray:
    """A⁻¹ times the scores, written out densely from log-likelihoods that are differentiated numerically."""
    n, p = y.shape
    seen = ~np.isnan(y)
    own = [
        moments.thresholds(j) if ORDERED[j] else np.array([moments.means[j], moments.variances[j]]) for j in range(p)
    ]

    def bounds(j: int, tau: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        edges = np.concatenate([[-40.0], tau, [40.0]])
        code = np.where(seen[:, j], y[:, j], 0).astype(int)
        return edges[code], edges[code + 1]

    def log_one(j: int, at: np.ndarray) -> np.ndarray:
        if ORDERED[j]:
            lower, upper = bounds(j, at)
            return np.where(seen[:, j], np.log(ndtr(upper) - ndtr(lower)), 0)
        return np.where(seen[:, j], -0.5 * np.log(at[1]) - (np.nan_to_num(y[:, j]) - at[0]) ** 2 / (2 * at[1]), 0)

    def log_two(i: int, j: int, at: np.ndarray) -> np.ndarray:
        rho, one, two = at[0], at[1 : 1 + own[i].size], at[1 + own[i].size :]
        both = seen[:, i] & seen[:, j]
        a, b = np.where(both, y[:, i], 0), np.where(both, y[:, j], 0)
        if ORDERED[i] and ORDERED[j]:
            cells = cell_probabilities(one[None], two[None], np.array([rho]))[0]
            value = np.log(cells[a.astype(int), b.astype(int)])
        elif ORDERED[i] or ORDERED[j]:
            item, tau, moment, x = (i, one, two, b) if ORDERED[i] else (j, two, one, a)
            lower, upper = bounds(item, tau)
            z, root = (x - moment[0]) / np.sqrt(moment[1]), np.sqrt(1 - rho**2)
            value = np.log(ndtr((upper - rho * z) / root) - ndtr((lower - rho * z) / root))
            value = value - 0.5 * np.log(moment[1]) - z * z / 2
        else:
            u, v = (a - one[0]) / np.sqrt(one[1]), (b - two[0]) / np.sqrt(two[1])
            value = -0.5 * np.log((1 - rho**2) * one[1] * two[1]) - (u * u - 2 * rho * u * v + v * v) / (
                2 * (1 - rho**2)
            )
        return np.where(both, value, 0)

    first = np.concatenate([[0], np.cumsum([at.size for at in own])])
    q = int(first[-1]) + moments.pair_rows.size
    scores, bread = np.zeros((n, q)), np.zeros((q, q))
    for j in range(p):
        part = slice(first[j], first[j + 1])
        scores[:, part] = numeric_scores(lambda at, j=j: log_one(j, at), own[j])
        bread[part, part] = (scores[:, part] * weights[:, None]).T @ scores[:, part]
    for k, (i, j) in enumerate(zip(moments.pair_rows, moments.pair_columns, strict=True), start=int(first[-1])):
        at = np.concatenate([[moments.correlations[i, j]], own[i], own[j]])
        derivative = numeric_scores(lambda at, i=i, j=j: log_two(i, j, at), at)
        scores[:, k] = derivative[:, 0]
        products = (derivative[:, 0] * weights) @ derivative
        bread[k, k] = products[0]
        bread[k, first[i] : first[i + 1]] = products[1 : 1 + own[i].size]
        bread[k, first[j] : first[j + 1]] = products[1 + own[i].size :]
    raw = np.linalg.solve(bread / n, scores.T)
    # from (thresholds or mean and variance by item, correlations) to the order and scale of the statistics
    deviations = np.sqrt(moments.variances)
    locations = [raw[first[j] : first[j + 1]] if ORDERED[j] else raw[first[j] : first[j] + 1] for j in range(p)]
    variances = [np.zeros(n) if ORDERED[j] else raw[first[j] + 1] for j in range(p)]
    covariances = []
    for k, (i, j) in enumerate(zip(moments.pair_rows, moments.pair_columns, strict=True), start=int(first[-1])):
        rho = moments.correlations[i, j]
        covariances.append(
            deviations[i] * deviations[j] * raw[k]
            + rho * deviations[j] / (2 * deviations[i]) * variances[i]
            + rho * deviations[i] / (2 * deviations[j]) * variances[j]
        )
    return np.vstack([*locations, *[variances[j] for j in range(p) if not ORDERED[j]], *covariances])


@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("weighted", [False, True])
def test_influence_values_equal_those_from_numeric_scores(missing: float, weighted: bool) -> None:
    y = survey(150, 11, missing)
    y = y[~np.isnan(y).all(axis=1)]
    weights = np.random.default_rng(1).uniform(0.5, 2, len(y)) if weighted else np.ones(len(y))
    moments = ordinal_moments(y, ORDERED, weights=weights if weighted else None, missing="pairwise")
    expected = influence_by_numeric_scores(y, moments, weights / weights.mean())
    ours = moments.influence_values()
    assert np.abs(ours - expected).max() < 1e-6 * np.abs(expected).max()
    assert np.array_equal(moments.influence_values(pairs_only=True), ours[-moments.pair_rows.size :])


def test_the_mean_influence_is_zero() -> None:
    moments = ordinal_moments(survey(300, 12), ORDERED)
    assert np.abs(moments.influence_values().mean(axis=1)).max() < 1e-8


def test_gamma_is_the_mean_product_of_influence_values() -> None:
    moments = ordinal_moments(survey(200, 13), ORDERED)
    z = moments.influence_values()
    gamma = moments.asymptotic_covariance()
    assert np.allclose(gamma, z @ z.T / 200, rtol=1e-12, atol=1e-14)
    assert np.allclose(moments.asymptotic_variances(), np.diag(gamma), rtol=1e-12)
    assert np.allclose(moments.asymptotic_variances(pairs_only=True), np.diag(gamma)[-10:], rtol=1e-12)
    assert np.allclose(moments.asymptotic_covariance(pairs_only=True), gamma[-10:, -10:], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_whole_number_weights_equal_rows_written_several_times(missing: str) -> None:
    y = survey(150, 14, 0.0 if missing == "listwise" else 0.1)
    times = np.random.default_rng(2).integers(1, 4, len(y))
    weighted = ordinal_moments(y, ORDERED, weights=times, missing=missing)
    written = np.repeat(np.arange(len(y)), times)
    repeated = ordinal_moments(y[written], ORDERED, clusters=written, missing=missing)
    assert np.allclose(weighted.statistics, repeated.statistics, atol=1e-9)
    # a respondent written w times is a cluster of w, whose answers were drawn once; n is then their sum
    n, total = weighted.n, times.sum()
    expected = repeated.asymptotic_covariance() * (n - 1) / n * n / total
    assert np.allclose(weighted.asymptotic_covariance(), expected, rtol=1e-7, atol=1e-9)


def test_clusters_sum_influence_values_in_whatever_order_the_rows_stand() -> None:
    y = survey(240, 15)
    clusters = np.random.default_rng(3).permutation(np.repeat(np.arange(30), 8))
    moments = ordinal_moments(y, ORDERED, clusters=[f"school {c}" for c in clusters])
    z = moments.influence_values()
    sums = np.stack([z[:, clusters == c].sum(axis=1) for c in range(30)], axis=1)
    assert moments.n_clusters == 30
    assert np.allclose(moments.asymptotic_covariance(), sums @ sums.T / 240 * 30 / 29, rtol=1e-10, atol=1e-12)
    assert np.allclose(moments.asymptotic_variances(), (sums**2).sum(1) / 240 * 30 / 29, rtol=1e-10)


@pytest.mark.parametrize("clustered", [False, True])
def test_gamma_does_not_depend_on_the_size_of_the_blocks(clustered: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    y = survey(101, 16)
    rng = np.random.default_rng(4)
    clusters = rng.integers(0, 20, 101) if clustered else None
    moments = ordinal_moments(y, ORDERED, clusters=clusters, weights=rng.uniform(0.5, 2, 101))
    whole = moments.asymptotic_covariance()
    monkeypatch.setattr(ordinal_influence, "BYTES_AT_ONCE", 8 * len(whole) * 7)
    assert np.allclose(moments.asymptotic_covariance(), whole, rtol=1e-11, atol=1e-13)
    assert np.allclose(moments.asymptotic_variances(), np.diag(whole), rtol=1e-11)


def test_gamma_foretells_the_variance_over_repeated_surveys() -> None:
    """Over 200 surveys a standard deviation is known within 5%, so the mean of 20 ratios within a few per cent."""
    statistics, expected = [], []
    for seed in range(200):
        moments = ordinal_moments(survey(400, 1000 + seed, 0.1), ORDERED, missing="pairwise")
        statistics.append(moments.statistics)
        expected.append(moments.asymptotic_variances() / moments.n)
    ratio = np.std(statistics, axis=0) / np.sqrt(np.mean(expected, axis=0))
    assert abs(ratio.mean() - 1) < 0.04
    assert np.abs(ratio - 1).max() < 0.15
    # the truth: correlations of one half, variances 1 (4 and 1/4 for the continuous items)
    mean = np.mean(statistics, axis=0)
    deviations = np.where(ORDERED, 1.0, [1, 2, 1, 0.5, 1])
    truth = 0.5 * (deviations[moments.pair_rows] * deviations[moments.pair_columns])
    assert np.abs(mean[-10:] - truth).max() < 0.02
    assert np.allclose(mean[: moments.locations.size], [-0.5, 0.7, 3, 0.2, 0, -1, 0, 0.9], atol=0.02)
