"""Scores of respondents, sandwiches and scaled tests: derivatives, invariances, and what must not matter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import OptionError, ScaledTestWarning, SmallSampleWarning
from lerende_organisatie.psychometrics.cfa.casewise import (
    complete_scores,
    incomplete_scores,
    moment_scores,
    within_clusters,
)
from lerende_organisatie.psychometrics.cfa.robust import model_spots
from lerende_organisatie.psychometrics.cfa.sandwich import _kernel_part, huber_scores, kernel_traces, saturated_trace
from lerende_organisatie.psychometrics.moments.incomplete import by_pattern, expectation

MODEL = "f =~ a + b + c\ng =~ d + e + h\nh ~~ c"
ITEMS = list("abcdeh")


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    n = 400
    factors = rng.standard_t(6, (n, 2)) @ np.array([[1.0, 0.5], [0.0, 0.8]])
    y = np.repeat(factors, 3, axis=1) * [1, 0.8, 0.7, 1, 0.9, 0.6] + rng.standard_t(5, (n, 6)) * 0.7
    frame = pd.DataFrame(y, columns=ITEMS)
    frame["school"] = rng.integers(0, 60, n)
    frame["weight"] = rng.uniform(0.5, 2.0, n)
    frame["group"] = np.where(rng.random(n) < 0.4, "nl", "en")
    return frame


@pytest.fixture(scope="module")
def scattered(survey: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(8)
    frame = survey.copy()
    values = frame[ITEMS].to_numpy().copy()
    values[rng.random(values.shape) < 0.15] = np.nan
    frame[ITEMS] = values
    return frame.dropna(how="all", subset=ITEMS)


def loglik(values: np.ndarray, mu: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Loglikelihood of every row, the plain way."""
    result = []
    for row in values:
        o = ~np.isnan(row)
        z, s = (row - mu)[o], sigma[np.ix_(o, o)]
        result.append(-0.5 * (o.sum() * np.log(2 * np.pi) + np.linalg.slogdet(s)[1] + z @ np.linalg.solve(s, z)))
    return np.array(result)


def numeric_scores(fit: Any, values: np.ndarray) -> np.ndarray:
    columns = []
    for k in range(len(fit.theta)):
        step = 1e-5 * max(1.0, abs(fit.theta[k]))
        moved = []
        for sign in (1, -1):
            theta = fit.theta.copy()
            theta[k] += sign * step
            place = fit.objective.places(theta)[0]
            moved.append(loglik(values, place.implied.mu, place.implied.sigma))
        columns.append((moved[0] - moved[1]) / (2 * step))
    return np.array(columns).T


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_scores_are_derivatives(survey: pd.DataFrame, scattered: pd.DataFrame, missing: Any) -> None:
    frame = (survey if missing == "listwise" else scattered).iloc[:60]
    fit = lo.cfa(MODEL, frame, estimator="MLR", missing=missing, meanstructure=True)
    scores = huber_scores(model_spots(fit)[0])
    assert np.allclose(scores, numeric_scores(fit, frame[ITEMS].to_numpy()), atol=1e-6)


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_scores_sum_to_the_gradient(survey: pd.DataFrame, scattered: pd.DataFrame, missing: Any) -> None:
    frame = survey if missing == "listwise" else scattered
    fit = lo.cfa(MODEL, frame, estimator="MLR", missing=missing, meanstructure=True)
    theta = fit.theta * 1.07 + 0.01
    places = fit.objective.places(theta)
    assert places is not None
    place = places[0]
    moments = fit.moments[0]
    assert moments.data is not None
    if moments.incomplete is None:
        scores = complete_scores(
            moments.data.values - place.implied.mu, place.distance.weight, place.directions, means=True
        )
    else:
        scores = incomplete_scores(moments.incomplete, place.implied.mu, place.distance.weight, place.directions)
    assert np.allclose(scores.sum(axis=0), -0.5 * len(frame) * fit.objective.gradient(places), atol=1e-8 * len(frame))


def test_scores_in_the_moments_sum_to_their_gradient(scattered: pd.DataFrame) -> None:
    fit = lo.cfa(MODEL, scattered, estimator="MLR", missing="fiml")
    data = fit.moments[0].data
    assert data is not None
    rows = by_pattern(data)
    place = fit.places[0].implied
    now = expectation(rows, place.mu, place.sigma)
    assert now is not None
    scores = moment_scores(rows, place.mu, now.inverse).sum(axis=0)
    k = now.inverse
    i, j = np.tril_indices(6)
    second = k @ (now.cross - len(scattered) * place.sigma) @ k
    assert np.allclose(scores[:6], k @ now.deviation)
    assert np.allclose(scores[6:], second[i, j] * np.where(i == j, 0.5, 1.0))


def test_sums_within_clusters() -> None:
    scores = np.arange(12.0).reshape(6, 2)
    cluster = np.array([2, 0, 1, 2, 0, 2])
    sums = within_clusters(scores, cluster)
    assert np.array_equal(sums, np.array([scores[cluster == c].sum(axis=0) for c in range(3)]))
    assert within_clusters(scores, None) is scores


def numbers(fit: Any) -> np.ndarray:
    names = ["chisq_scaled", "chisq_scaling_factor", "cfi_robust", "rmsea_robust", "tli_scaled"]
    return np.concatenate([fit.theta, np.sqrt(np.diag(fit.vcov)), fit.fit_measures[names].to_numpy()])


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_the_order_of_rows_does_not_matter(survey: pd.DataFrame, scattered: pd.DataFrame, missing: Any) -> None:
    frame = survey if missing == "listwise" else scattered
    shuffled = frame.sample(frac=1.0, random_state=3)
    for options in ({}, {"cluster": "school"}, {"sampling_weights": "weight"}):
        a, b = (lo.cfa(MODEL, f, estimator="MLR", missing=missing, **options) for f in (frame, shuffled))
        assert np.allclose(numbers(a), numbers(b), rtol=1e-6)


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_equal_weights_are_no_weights(survey: pd.DataFrame, scattered: pd.DataFrame, missing: Any) -> None:
    frame = (survey if missing == "listwise" else scattered).assign(weight=3.0)
    a = lo.cfa(MODEL, frame, estimator="MLR", missing=missing)
    b = lo.cfa(MODEL, frame, estimator="MLR", missing=missing, sampling_weights="weight")
    assert np.allclose(numbers(a), numbers(b), rtol=1e-6)


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_whole_weights_give_the_estimates_of_repeated_rows(
    survey: pd.DataFrame, scattered: pd.DataFrame, missing: Any
) -> None:
    frame = (survey if missing == "listwise" else scattered).reset_index(drop=True)
    frame["weight"] = 1 + np.arange(len(frame)) % 3
    frame["row"] = np.arange(len(frame))
    repeated = frame.loc[frame.index.repeat(frame["weight"])]
    a = lo.cfa(MODEL, frame, missing=missing, sampling_weights="weight", cluster="row")
    b = lo.cfa(MODEL, repeated, missing=missing, cluster="row")
    assert np.allclose(a.theta, b.theta, rtol=1e-6)
    # copies of a row are one cluster, so the two also agree on everything that rests on clusters
    assert np.allclose(a.vcov, b.vcov, rtol=1e-5, atol=1e-9)
    share = len(frame) / len(repeated)
    assert a.fit_measures["chisq_scaled"] == pytest.approx(b.fit_measures["chisq_scaled"], rel=1e-5)
    assert a.fit_measures["chisq"] == pytest.approx(b.chisq * share, rel=1e-6)


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_a_cluster_for_each_row_is_no_cluster(survey: pd.DataFrame, scattered: pd.DataFrame, missing: Any) -> None:
    frame = survey if missing == "listwise" else scattered
    frame = frame.assign(row=np.arange(len(frame)))
    n = len(frame)
    a = lo.cfa(MODEL, frame, estimator="MLR", missing=missing, meanstructure=True)
    b = lo.cfa(MODEL, frame, estimator="MLR", missing=missing, cluster="row")
    assert np.allclose(b.vcov, a.vcov * n / (n - 1), rtol=1e-7, atol=1e-12)
    factor = b.fit_measures["chisq_scaling_factor"] / a.fit_measures["chisq_scaling_factor"]
    assert factor == pytest.approx(n / (n - 1), rel=1e-7)


def test_kernel_traces_are_those_of_the_moments(survey: pd.DataFrame) -> None:
    """tr(UΓ) and tr((UΓ)²) against matrices of the size of the moments."""
    fit = lo.cfa(MODEL, survey, estimator="MLMV", meanstructure=True)
    spot = model_spots(fit)[0]
    z = survey[ITEMS].to_numpy() - survey[ITEMS].to_numpy().mean(axis=0)
    i, j = np.tril_indices(6)
    moments = np.hstack([z, z[:, i] * z[:, j]])
    gamma = np.cov(moments.T, bias=True)
    k, c = spot.inverse, np.where(i == j, 0.5, 1.0)
    weight = np.zeros((27, 27))
    weight[:6, :6] = k
    pairs = k[np.ix_(i, i)] * k[np.ix_(j, j)] + k[np.ix_(i, j)] * k[np.ix_(j, i)]
    weight[6:, 6:] = c[:, None] * c * pairs
    d = spot.directions
    delta = np.vstack([d.m * d.u, d.c * (d.u[i] * d.v[j] + d.v[i] * d.u[j])])
    middle = np.linalg.inv(delta.T @ weight @ delta)
    product = (weight - weight @ delta @ middle @ delta.T @ weight) @ gamma
    basis = np.eye(len(fit.theta))
    first, second = kernel_traces([spot], basis, np.linalg.inv(fit.information_at_estimates) / fit.n_obs, squared=True)
    assert first == pytest.approx(np.trace(product), rel=1e-9)
    assert second == pytest.approx(np.trace(product @ product), rel=1e-9)


def test_saturated_trace_of_normal_answers_counts_the_moments() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(200_000, 1)) + rng.normal(size=(200_000, 3)), columns=["a", "b", "c"])
    fit = lo.cfa("f =~ a + b + c", frame, estimator="MLR")
    # six covariances; the standard error of the mean over 200,000 respondents is 0.02
    assert saturated_trace(model_spots(fit)[0]) == pytest.approx(6.0, abs=0.1)


def test_normal_answers_leave_the_tests_alone() -> None:
    rng = np.random.default_rng(2)
    eta = rng.normal(size=(50_000, 1))
    frame = pd.DataFrame(eta + rng.normal(size=(50_000, 6)), columns=ITEMS)
    plain = lo.cfa("f =~ a + b + c + d + e + h", frame)
    for estimator in ("MLR", "MLM", "MLMV", "MLMVS"):
        fit = lo.cfa("f =~ a + b + c + d + e + h", frame, estimator=estimator)
        assert np.allclose(np.diag(fit.vcov), np.diag(plain.vcov), rtol=0.03)
        assert fit.fit_measures["chisq_scaling_factor"] == pytest.approx(1.0, abs=0.02)
        assert fit.chisq == pytest.approx(plain.chisq, rel=1e-8)


def test_a_group_fitted_apart_and_together(survey: pd.DataFrame) -> None:
    together = lo.cfa(MODEL, survey, estimator="MLMV", group="group")
    apart = [
        lo.cfa(MODEL, survey[survey["group"] == g], estimator="MLMV", meanstructure=True) for g in together.group_labels
    ]
    parts = [one.robust_parts.model for one in apart]
    whole = together.robust_parts.model
    assert whole is not None
    assert whole.first == pytest.approx(sum(p.first for p in parts if p is not None), rel=1e-8)
    assert whole.second == pytest.approx(sum(p.second for p in parts if p is not None), rel=1e-8)


def test_clusters_make_mlr_of_ml(survey: pd.DataFrame) -> None:
    fit = lo.cfa(MODEL, survey, cluster="school")
    assert fit.estimator.name == "MLR"
    assert fit.estimator.se == "robust.cluster"
    other = lo.cfa(MODEL, survey, estimator="MLR", cluster="school")
    assert np.allclose(numbers(fit), numbers(other))


def test_few_clusters_are_told(survey: pd.DataFrame) -> None:
    frame = survey.assign(school=np.arange(len(survey)) % 5)
    with pytest.warns(SmallSampleWarning, match="5 clusters for 20 free parameters"):
        lo.cfa(MODEL, frame, cluster="school")


def test_rows_without_a_cluster_are_left_out_and_told(survey: pd.DataFrame) -> None:
    frame = survey.copy()
    frame.loc[frame.index[:7], "school"] = np.nan
    with pytest.warns(lo.errors.MissingDataWarning, match="7 rows have no cluster"):
        fit = lo.cfa(MODEL, frame, cluster="school")
    assert fit.n_obs == len(survey) - 7


def test_a_negative_scaling_factor_is_told() -> None:
    """One respondent far from 24 others: the difference of the two traces falls below zero."""
    rng = np.random.default_rng(17)
    frame = pd.DataFrame(rng.normal(size=(25, 6)) + rng.normal(size=(25, 1)), columns=ITEMS)
    frame.loc[0] *= 6.0
    fit = lo.cfa("f =~ a + b + c + d + e + h", frame, estimator="MLR")
    with pytest.warns(ScaledTestWarning, match="could not be computed"):
        measures = fit.fit_measures
    assert np.isnan(measures[["chisq_scaled", "cfi_scaled", "cfi_robust", "rmsea_ci_upper_robust"]]).all()
    assert np.isfinite(measures[["chisq", "cfi", "baseline_chisq_scaled"]]).all()


def test_both_ways_to_the_squared_trace(survey: pd.DataFrame) -> None:
    """By respondents and by moments, with fixed covariates and without."""
    for model in (MODEL, "f =~ a + b + c\nf ~ d + e"):
        fit = lo.sem(model, survey, estimator="MLMV", meanstructure=True)
        spot, basis = model_spots(fit)[0], np.eye(len(fit.theta))
        part = _kernel_part(spot, basis, np.linalg.cholesky(np.linalg.inv(fit.information_at_estimates) / fit.n_obs))
        p = len(fit.observed_names)
        by_moments = part._squared_by_features(p * (p + 3) // 2 + len(fit.theta))
        assert by_moments == pytest.approx(float((part.block(slice(None)) ** 2).sum()), rel=1e-9)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"estimator": "MLM", "cluster": "school"}, "does not go with cluster"),
        ({"estimator": "GLS", "sampling_weights": "weight"}, "does not go with sampling_weights"),
        ({"estimator": "MLMV", "missing": "fiml"}, "needs complete data"),
        ({"cluster": "a"}, "both the cluster and a variable"),
    ],
)
def test_what_does_not_go_together(survey: pd.DataFrame, options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        lo.cfa(MODEL, survey, **options)


def test_moments_have_no_respondents(survey: pd.DataFrame) -> None:
    with pytest.raises(OptionError, match="needs data"):
        lo.cfa(MODEL, estimator="MLR", sample_cov=survey[ITEMS].cov(), sample_nobs=400)
