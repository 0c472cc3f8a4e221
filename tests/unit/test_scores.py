"""Scores with their standard error of measurement."""

from __future__ import annotations

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import OptionError, SmallSampleWarning
from lerende_organisatie.responses.responses import Responses


@pytest.fixture(scope="module")
def responses() -> Responses:
    return lo.simulate(lo.load_instrument("slo"), n=300, seed=4)


@pytest.fixture(scope="module")
def complete() -> Responses:
    return lo.simulate(lo.load_instrument("slo"), n=300, seed=4, missing=0.0)


def test_the_error_is_that_of_the_reliability_table(complete: Responses) -> None:
    scores, table = lo.score(complete), lo.reliability(complete).table
    np.testing.assert_allclose(scores.alpha, table["alpha"], rtol=1e-12)
    np.testing.assert_allclose(scores.sem, table["sem"], rtol=1e-10)
    assert list(scores.sem.index) == list(complete.scales)
    assert (scores.n_alpha == 300).all()


def test_the_error_is_on_the_scale_of_the_scores(responses: Responses) -> None:
    mean, total, percent = (lo.score(responses, method=method) for method in ("mean", "sum", "pomp"))
    np.testing.assert_allclose(total.sem, mean.sem * mean.n_items, rtol=1e-12)
    np.testing.assert_allclose(percent.sem, mean.sem * 100 / 4, rtol=1e-12)


def test_the_error_is_the_spread_of_observed_around_true_scores() -> None:
    """With parallel items the standard error of measurement is the standard deviation of score minus true score."""
    frame = lo.simulate("t =~ 1*a + 1*b + 1*c + 1*d", n=50_000, seed=2)
    alpha = lo.cronbach_alpha(frame).estimate
    observed = frame.mean(axis=1).std()
    assert observed * np.sqrt(1 - alpha) == pytest.approx(np.sqrt(1 / 4), rel=0.02)


def test_the_missing_answers_decide_who_has_a_score(responses: Responses) -> None:
    half, all_ = lo.score(responses), lo.score(responses, minimum_answered=1.0)
    assert (all_.n_scored == all_.n_alpha).all()
    assert (half.n_scored > all_.n_scored).all()


def test_a_structure_by_name(responses: Responses) -> None:
    assert lo.score(responses, structure="theory7").table.shape == (300, 7)
    with pytest.raises(OptionError):
        lo.score(responses, structure="nine")


def test_too_few_complete_answers_leave_no_error_and_say_so() -> None:
    one = lo.simulate(lo.load_instrument("slo"), n=1, seed=4, missing=0.0)
    with pytest.warns(SmallSampleWarning, match="no standard error of measurement"):
        scores = lo.score(one)
    assert scores.sem.isna().all()
    assert scores.table.notna().all(axis=None)


def test_it_is_frozen(responses: Responses) -> None:
    scores = lo.score(responses)
    with pytest.raises(AttributeError):
        scores.sem = None
    assert "300 respondents" in repr(scores)
