"""Bounds, split halves, ordinal reliability: known answers, and bad ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, ItemWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.reliability.greatest_lower_bound import largest_error_variances
from lerende_organisatie.psychometrics.reliability.splits import balanced_splits, best_splits, split_coefficients
from tests.unit.reliability_answers import Analysis, likert, one_factor, survey, with_covariance

NEEDS_AN_INVERSE: tuple[Analysis, ...] = (lo.guttman, lo.glb, lo.ordinal_alpha, lo.omega_categorical)
ANALYSES = (*NEEDS_AN_INVERSE, lo.split_half)


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: f.assign(i2=3.0), r"item 'i2' is constant \(every answer is 3\)"),
        (lambda f: f * np.nan, r"item 'i1' has no answers"),
        (lambda f: f[["i1"]], r"only 'i1' is given"),
        (lambda f: f.iloc[:0], r"has no answers"),
    ],
    ids=["constant", "everything missing", "one item", "no rows"],
)
def test_bad_answers_are_named(analysis: Analysis, spoil: Callable[[pd.DataFrame], pd.DataFrame], message: str) -> None:
    with pytest.raises(DataError, match=message):
        analysis(spoil(likert()))


@pytest.mark.parametrize("analysis", NEEDS_AN_INVERSE, ids=lambda f: f.__name__)
def test_dependent_items_and_few_respondents_are_named(analysis: Analysis) -> None:
    with pytest.raises(DataError, match=r"'i2' and 'copy' are perfectly correlated"):
        analysis(likert().assign(copy=lambda f: f["i2"]))
    with pytest.raises(DataError, match="5 respondents for 5 items"):
        analysis(likert().iloc[:5])


def test_split_half_of_few_respondents_warns() -> None:
    with pytest.warns(SmallSampleWarning, match="5 respondents for 5 items"):
        assert np.isfinite(lo.split_half(likert().iloc[:5]).maximum)


def test_items_that_cancel_are_refused() -> None:
    frame = likert(k=2).assign(i2=lambda f: -f["i1"])
    for analysis in (lo.guttman, lo.split_half, lo.glb):
        with pytest.raises(DataError, match="the same for everyone"):
            analysis(frame)
    with pytest.warns(ItemWarning, match="'i1' runs against"):
        lo.split_half(likert().assign(i1=lambda f: -f["i1"]))


def test_a_scale_of_the_responses_is_named() -> None:
    responses = survey()
    assert lo.guttman(responses, "a").items == responses.scales["a"]
    assert lo.ordinal_alpha(responses, "b").k == 3


def test_parallel_items_have_one_reliability() -> None:
    frame = with_covariance(np.full((4, 4), 0.4) + 0.6 * np.eye(4), n=1200)
    alpha = 4 * 0.4 / (1 + 3 * 0.4)
    table = lo.guttman(frame).table
    assert table.loc[["lambda2", "lambda3", "lambda4"], "estimate"].tolist() == pytest.approx([alpha] * 3)
    assert lo.glb(frame).estimate == pytest.approx(alpha, abs=1e-7)
    assert lo.split_half(frame).mean == pytest.approx(alpha)


def test_the_greatest_lower_bound_of_one_factor_is_omega() -> None:
    loadings, residuals = [0.8, 0.7, 0.6, 0.5, 0.7], [0.36, 0.51, 0.64, 0.75, 0.51]
    frame = with_covariance(one_factor(loadings, residuals), n=1200)
    found = lo.glb(frame)
    assert found.error_variances == pytest.approx(residuals, abs=1e-5)
    assert found.estimate == pytest.approx(sum(loadings) ** 2 / (sum(loadings) ** 2 + sum(residuals)), abs=1e-6)


def test_an_error_variance_of_zero_is_found() -> None:
    # one item is nearly the sum of the others: the rest leaves it no error, and an unbounded search would go below zero
    loadings = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [2, 2, 2]])
    cov = loadings @ loadings.T + np.diag([0.5, 0.5, 0.5, 0.01])
    error, dual = largest_error_variances(cov)
    assert error.min() >= 0
    assert dual - error.sum() < 1e-6 * cov.sum()
    assert np.linalg.eigvalsh(cov - np.diag(error))[0] > -1e-10


def test_the_certificate_can_fail() -> None:
    cov = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    error, dual = largest_error_variances(cov)
    assert dual - 0.9 * error.sum() > 1e-3


def test_small_samples_are_warned_about() -> None:
    with pytest.warns(SmallSampleWarning, match="120 respondents: the greatest lower bound is too high"):
        lo.glb(likert())


@pytest.mark.parametrize("k", [2, 5, 6])
def test_every_split_stands_there_once(k: int) -> None:
    signs, exhaustive = balanced_splits(k, 100, 1)
    cov = np.cov(np.random.default_rng(3).normal(size=(k, 50)) + np.random.default_rng(4).normal(size=50))
    by_hand = {
        round(4 * cov[np.ix_(a, [j for j in range(k) if j not in a])].sum() / cov.sum(), 10)
        for a in combinations(range(k), k // 2)
    }
    assert exhaustive
    assert set(np.round(split_coefficients(cov, signs), 10)) == by_hand
    assert len(signs) == len(by_hand)


def test_the_search_finds_what_looking_at_all_finds() -> None:
    cov = with_covariance(np.diag(np.ones(10)) * 0.5 + 0.5, n=60).iloc[:40].cov().to_numpy()
    signs, _ = balanced_splits(10, 100, 1)
    everything = best_splits(cov, signs, exhaustive=True)
    searched = best_splits(cov, signs[np.random.default_rng(1).permutation(len(signs))[:20]], exhaustive=False)
    assert searched.largest == pytest.approx(everything.largest)
    assert searched.smallest == pytest.approx(everything.smallest)


def test_long_scales_are_sampled_and_the_seed_decides() -> None:
    frame = pd.concat([likert(150, 10, s).add_prefix(f"s{s}_") for s in (1, 2)], axis=1)
    found = lo.split_half(frame, n_splits=500)
    assert (found.exhaustive, found.n_splits) == (False, 500)
    assert found == lo.split_half(frame, n_splits=500)
    assert sorted(found.best[0] + found.best[1]) == sorted(frame.columns)
    assert found.minimum <= found.lower <= found.median <= found.upper <= found.maximum
    with pytest.raises(OptionError, match="n_splits"):
        lo.split_half(frame, n_splits=3)


def test_ordinal_alpha_of_two_categories_is_that_of_the_responses() -> None:
    rng = np.random.default_rng(11)
    responses = rng.multivariate_normal(np.zeros(4), np.full((4, 4), 0.5) + 0.5 * np.eye(4), size=20_000)
    frame = pd.DataFrame((responses > 0.3).astype(float), columns=list("abcd"))
    found = lo.ordinal_alpha(frame)
    assert found.estimate == pytest.approx(0.8, abs=0.01)
    assert found.ci_lower < 0.8 < found.ci_upper
    assert found.estimate > lo.cronbach_alpha(frame).estimate + 0.1


def test_the_error_of_ordinal_alpha_is_that_of_leaving_respondents_out() -> None:
    frame = likert(150, 4, 7)
    whole = lo.ordinal_alpha(frame)
    left_out = np.array([lo.ordinal_alpha(frame.drop(index=row)).estimate for row in frame.index])
    jackknife = np.sqrt(149 / 150 * ((left_out - left_out.mean()) ** 2).sum())
    # empty cells of these small tables make the jackknife jumpy
    assert whole.se == pytest.approx(jackknife, rel=0.1)


def test_categorical_omega_is_that_of_the_fitted_model() -> None:
    frame = likert(400, 5, 9)
    fit = lo.cfa("f =~ i1 + i2 + i3 + i4 + i5", frame, estimator="WLSMV", ordered=True)
    table = lo.reliability(fit).table
    found = lo.omega_categorical(frame)
    assert found.estimate == pytest.approx(table.loc["f", "omega"], abs=1e-6)
    assert found.model == pytest.approx(table.loc["f", "omega_model"], abs=1e-6)
    assert found.estimate < lo.ordinal_alpha(frame).estimate
    with pytest.raises(DataError, match="needs 3 items"):
        lo.omega_categorical(frame, ["i1", "i2"])


def test_bonett_and_feldt_agree_in_large_samples() -> None:
    frame = likert(2000)
    bonett, feldt = (lo.cronbach_alpha(frame, interval=kind) for kind in ("bonett", "feldt"))  # type: ignore[arg-type]
    assert (bonett.ci_lower, bonett.ci_upper) == pytest.approx((feldt.ci_lower, feldt.ci_upper), abs=5e-4)
    assert bonett.ci_lower != feldt.ci_lower


def test_the_smallest_detectable_change_follows_from_the_error() -> None:
    row = lo.reliability(likert()).table.loc["all"]
    assert row["sdc"] == pytest.approx(1.96 * np.sqrt(2) * row["sem"], rel=1e-4)
