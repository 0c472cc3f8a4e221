"""The unbiased tr((UΓ)²): exact sums, unbiased over repeated surveys, and the test that rests on it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.information import moment_jacobian
from lerende_organisatie.psychometrics.cfa.unbiased_trace import GramSums, gram_sums
from lerende_organisatie.repeat import repeat
from tests.reference.data import load
from tests.reference.models import HS

MODEL = "f =~ y1 + y2 + y3 + y4\ng =~ y5 + y6 + y7 + y8"
NAMES = [f"y{i + 1}" for i in range(8)]


def survey(rng: np.random.Generator, n: int, schools: int | None = None, categories: bool = False) -> pd.DataFrame:
    factor = rng.normal(size=(n, 2)) @ np.array([[1.0, 0.4], [0.0, 0.9]])
    y = 0.7 * factor[:, np.repeat([0, 1], 4)] + rng.normal(size=(n, 8))
    if schools:
        school = np.arange(n) % schools
        y += 0.5 * rng.normal(size=(schools, 8))[school]
    y = 1.0 + (y[:, :, None] > np.array([-1.0, 0.0, 1.0])).sum(axis=2) if categories else y
    frame = pd.DataFrame(y, columns=NAMES)
    return frame.assign(school=school) if schools else frame


def himeno_yamada(x: np.ndarray, u: np.ndarray) -> float:
    """With S the covariance matrix of the rows of x: what is unbiased for tr((US)²), from its definition."""
    n = len(x)
    s = np.cov(x.T)
    q = sum(float(z @ u @ z) ** 2 for z in x - x.mean(axis=0)) / (n - 1)
    us = u @ s
    inside = (n - 1) * (n - 2) * np.trace(us @ us) + np.trace(us) ** 2 - n * q
    return float((n - 1) / (n * (n - 2) * (n - 3)) * inside)


def complete_u(fit: lo.cfa.__class__, means: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """U, and what each row brings to the moments, from their definitions; by duplication matrix, p* × p*."""
    place, moments = fit.places[0], fit.moments[0]
    p = len(moments.mean)
    i, j = np.tril_indices(p)
    k = place.distance.weight
    v = np.zeros((len(i), len(i)))
    for a in range(len(i)):
        for b in range(len(i)):
            c = (0.5 if i[a] == j[a] else 1.0) * (0.5 if i[b] == j[b] else 1.0)
            v[a, b] = c * (k[i[a], i[b]] * k[j[a], j[b]] + k[i[a], j[b]] * k[j[a], i[b]])
    delta = moment_jacobian(place.directions)[p:] @ fit.equalities.basis
    rows = None
    z = moments.data.values - moments.mean
    w = np.ones(len(z)) if moments.data.weight is None else moments.data.weight
    rows = (z[:, i] * z[:, j] - moments.cov[i, j]) * w[:, None]
    if means:
        whole = np.zeros((p + len(i), p + len(i)))
        whole[:p, :p], whole[p:, p:] = k, v
        v, delta = whole, moment_jacobian(place.directions) @ fit.equalities.basis
        rows = np.concatenate([z * w[:, None], rows], axis=1)
    pulled = v @ delta
    return v - pulled @ np.linalg.solve(delta.T @ pulled, pulled.T), rows, w


@pytest.mark.parametrize("case", ["plain", "means", "clusters", "weights", "few rows"])
def test_the_sums_are_those_of_the_definition(case: str) -> None:
    rng = np.random.default_rng(3)
    frame = survey(rng, 38 if case == "few rows" else 120, schools=30 if case == "clusters" else None)
    if case == "weights":
        frame["w"] = rng.uniform(0.5, 2.0, len(frame))
    fit = lo.cfa(
        MODEL, frame, estimator="MLMV" if case in {"plain", "means", "few rows"} else "MLR",
        meanstructure=case != "plain", cluster="school" if case == "clusters" else None,
        sampling_weights="w" if case == "weights" else None,
    )  # fmt: skip
    u, rows, w = complete_u(fit, fit.objective.means)
    units = rows
    if case == "clusters":
        units = pd.DataFrame(rows).groupby(frame["school"].to_numpy()).sum().to_numpy()
    scale = len(units) / w.sum()  # Γ is N times the variance of a mean
    found = fit.unbiased_traces
    assert found.first == pytest.approx(scale * np.trace(u @ np.cov(units.T)), rel=1e-8)
    assert found.second == pytest.approx(scale**2 * himeno_yamada(units, u), rel=1e-8)


def test_the_sums_of_ordinal_items_are_those_of_the_definition() -> None:
    frame = survey(np.random.default_rng(4), 150, schools=50, categories=True)
    fit = lo.cfa(MODEL, frame, estimator="WLSMV", ordered=NAMES, cluster="school")
    place = fit.sandwich_places[0]
    w, delta = np.diag(place.term.metric), place.jacobian
    u = w - w @ delta @ fit.bread @ delta.T @ w
    z = fit.ordinal[0].influence_values()
    units = pd.DataFrame(z.T).groupby(frame["school"].to_numpy()).sum().to_numpy()
    found = fit.unbiased_traces
    scale = len(units) / len(frame)
    assert found.first == pytest.approx(scale * np.trace(u @ np.cov(units.T)), rel=1e-8)
    assert found.second == pytest.approx(scale**2 * himeno_yamada(units, u), rel=1e-8)


def test_blocks_and_the_smaller_side_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(40, 12))
    wide, own = gram_sums([x], 40, 3)
    blocks, other = gram_sums([x[:7], x[7:]], 40, 3)
    assert blocks.second == pytest.approx(wide.second)
    np.testing.assert_allclose(blocks.diagonal, wide.diagonal)
    np.testing.assert_allclose(own, other)
    narrow, _ = gram_sums([x[:9]], 9, 3)
    a = x[:9] @ np.diag([1.0] * 9 + [-1.0] * 3) @ x[:9].T
    assert narrow.second == pytest.approx((a**2).sum())


def _three(rng: np.random.Generator, _: int) -> tuple[float, float, float]:
    """The plain estimate of tr(S²), that of the first order, and the unbiased one; 40 units of 30 variables."""
    x = rng.standard_t(8, size=(40, 30)) * np.sqrt(0.75)
    x -= x.mean(axis=0)
    a = x @ x.T / 39
    sums = GramSums((a**2).sum(), np.diag(a))
    return sums.second, (sums.second - (sums.diagonal**2).sum()) * 40 / 39, sums.unbiased


def test_the_estimate_is_unbiased_where_the_plain_one_doubles() -> None:
    """The true value is 30; the standard error of the mean of 400 draws is about 0.15."""
    plain, first_order, unbiased = np.mean(repeat(_three, range(400), seed=2), axis=0)
    assert plain > 50
    assert first_order > 30.4
    assert unbiased == pytest.approx(30.0, abs=0.6)


def test_groups_are_corrected_one_by_one() -> None:
    """Two groups without a shared parameter are two surveys: the traces add up."""
    frame = load("holzinger_swineford")
    together = lo.cfa(HS, frame, estimator="MLMV", group="school").unbiased_traces
    parts = [part for _, part in frame.groupby("school")]
    apart = [lo.cfa(HS, part, estimator="MLMV", meanstructure=True).unbiased_traces for part in parts]
    for name in ("first", "second"):
        assert getattr(together, name) == pytest.approx(sum(getattr(x, name) for x in apart), rel=1e-5), name


def test_incomplete_answers_without_a_gap_are_complete() -> None:
    """With nothing missing the saturated information is that of normal theory, but for its being observed."""
    frame = survey(np.random.default_rng(6), 4000)
    complete = lo.cfa(MODEL, frame, estimator="MLR", meanstructure=True).corrected_test("unbiased-trace")
    incomplete = lo.cfa(MODEL, frame, estimator="MLR", missing="fiml").corrected_test("unbiased-trace")
    assert incomplete.chisq == pytest.approx(complete.chisq, rel=0.02)


def _trace_and_variance(rng: np.random.Generator, _: int) -> tuple[float, float, float]:
    """40 clusters of different sizes: the trace over all respondents, V, and V as if sizes were alike."""
    size = rng.integers(5, 15, 40)
    x = rng.standard_t(8, size=(40, 30)) * np.sqrt(0.75 * size)[:, None]
    a = (x**2).sum(axis=1) / size.sum()
    sums = GramSums(0.0, a)
    return a.sum(), sums.variance(size / size.sum()), sums.variance(np.full(40, 1 / 40))


def test_the_trace_varies_as_it_is_said_to() -> None:
    trace, variance, unlike = np.array(repeat(_trace_and_variance, range(600), seed=3)).T
    assert variance.mean() == pytest.approx(trace.var(ddof=1), rel=0.2)
    assert unlike.mean() > 1.5 * variance.mean()


def test_weights_that_few_clusters_tell_make_the_statistic_too_large() -> None:
    """Normal sums over C clusters: the relative variance of an estimated variance is 2/C."""
    frame = survey(np.random.default_rng(8), 600, schools=60, categories=True)
    fit = lo.cfa(MODEL, frame, estimator="WLSMV", ordered=NAMES, cluster="school")
    assert fit.unbiased_traces.factor == pytest.approx(1 - 2 / 60, abs=0.012)
    assert lo.cfa(MODEL, frame[NAMES], estimator="ULSMV", ordered=True).unbiased_traces.factor == 1.0


def test_the_corrected_test_of_a_fit() -> None:
    frame = load("holzinger_swineford")
    fit = lo.cfa(HS, frame, estimator="MLMV")
    test = fit.corrected_test("unbiased-trace")
    assert test.chisq == pytest.approx(test.factor * fit.chisq + test.shift)
    assert test.factor > 1 / fit.fit_measures["chisq_scaling_factor"]  # the plain trace is too large
    assert test.df == fit.df
    adjusted = lo.cfa(HS, frame, estimator="MLMVS").corrected_test("unbiased-trace")
    assert adjusted.df > lo.cfa(HS, frame, estimator="MLMVS").fit_measures["df_scaled"]


def test_where_it_does_not_hold_it_is_refused() -> None:
    frame = load("holzinger_swineford")
    with pytest.raises(lo.errors.OptionError, match="'swain' and 'bartlett'"):
        lo.cfa(HS, frame, estimator="ML").corrected_test("unbiased-trace")
    with pytest.raises(lo.errors.OptionError, match="unbiased-trace"):
        lo.cfa(HS, frame, estimator="MLR").corrected_test("swain")
