"""Alpha, omega and the table: what they refuse, and what they warn of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from lerende_organisatie.errors import (
    ConvergenceWarning,
    DataError,
    ImproperSolutionWarning,
    ItemWarning,
    MissingDataWarning,
    OptionError,
    SmallSampleWarning,
)
from lerende_organisatie.psychometrics.cfa import cfa
from lerende_organisatie.psychometrics.reliability.alpha import cronbach_alpha
from lerende_organisatie.psychometrics.reliability.from_model import reliability_from_model
from lerende_organisatie.psychometrics.reliability.items import item_analysis
from lerende_organisatie.psychometrics.reliability.omega import mcdonald_omega
from lerende_organisatie.psychometrics.reliability.table import reliability
from lerende_organisatie.studies.simulation import simulate
from tests.reference.data import load
from tests.unit.reliability_answers import Analysis, likert, one_factor, with_covariance

ANALYSES: tuple[Analysis, ...] = (cronbach_alpha, mcdonald_omega, item_analysis, reliability)


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: f.assign(i2=3.0), r"item 'i2' is constant \(every answer is 3\)"),
        (lambda f: f.assign(i2=np.nan, i3=np.nan), r"(?s)item 'i2' has no answers.*item 'i3' has no answers"),
        (lambda f: f.assign(i2="often"), r"column 'i2' is not numeric"),
        (lambda f: f[["i1"]], r"only 'i1' is given"),
        (lambda f: f.iloc[:1], r"1 of 1 answering respondents"),
        (lambda f: f.iloc[:0], r"has no answers"),
        (lambda f: f.assign(i2=np.inf), r"column 'i2' holds an infinite value"),
        (lambda f: f.where(np.eye(len(f), 5, dtype=bool)).iloc[:5], r"0 of 5 answering respondents .*pairwise"),
    ],
    ids=["constant", "empty", "words", "one item", "one row", "no rows", "infinite", "no complete row"],
)
def test_bad_answers_are_named(analysis: Analysis, spoil: Callable[[pd.DataFrame], pd.DataFrame], message: str) -> None:
    with pytest.raises(DataError, match=message):
        analysis(spoil(likert()))


def test_an_item_that_is_constant_among_the_complete_rows_is_named() -> None:
    frame = likert(40)
    frame.loc[frame["i1"] != 3, "i2"] = np.nan
    with pytest.raises(DataError, match=r"'i1' is constant .* among the \d+ respondents who answered every item"):
        cronbach_alpha(frame)


def test_absent_and_doubled_items_are_named() -> None:
    with pytest.raises(DataError, match="column 'x9' is not in the data"):
        cronbach_alpha(likert(), ["i1", "x9"])
    with pytest.raises(DataError, match="'i1' is named 2 times"):
        cronbach_alpha(likert(), ["i1", "i1", "i2"])


def test_faults_of_all_scales_are_listed_at_once() -> None:
    frame = likert().assign(i1=1.0, i4=2.0)
    with pytest.raises(DataError) as caught:
        reliability(frame, {"first": ["i1", "i2", "i3"], "second": ["i4", "i5"], "third": ["i2"]})
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "scale 'first'",
        "scale 'second'",
        "scale 'third'",
    ]


def test_pairs_that_nobody_answered_together_are_named() -> None:
    frame = likert(60)
    frame.loc[:29, "i1"] = np.nan
    frame.loc[30:, "i4"] = np.nan
    with pytest.raises(DataError, match="items 'i1' and 'i4' were answered together by 0 respondents"):
        cronbach_alpha(frame, missing="pairwise")


def test_items_that_run_against_the_scale_are_named() -> None:
    bfi = load("bfi")
    with pytest.warns(ItemWarning, match="items 'E1', 'E2' run against the other items of the scale; reverse-keyed"):
        ours = cronbach_alpha(bfi, [f"E{i}" for i in range(1, 6)])
    assert ours.estimate < 0
    assert ours.ci_lower < ours.estimate < ours.ci_upper


def test_a_sum_that_does_not_vary_is_refused() -> None:
    frame = likert(k=2).assign(i2=lambda f: -f["i1"])
    with pytest.raises(DataError, match="the sum of items 'i1', 'i2' is the same for everyone"):
        cronbach_alpha(frame)
    with pytest.raises(DataError, match="the same for everyone"):
        item_analysis(frame)
    with pytest.raises(DataError, match="the sum of standardised items 'i1', 'i2' is the same for everyone"):
        cronbach_alpha(frame * [1, 2])


def test_perfectly_correlated_items_stop_omega_and_not_alpha() -> None:
    frame = likert(k=3).assign(copy=lambda f: 2 * f["i2"] + 1)
    assert cronbach_alpha(frame).estimate > 0
    with pytest.raises(DataError, match=r"items 'i2' and 'copy' are perfectly correlated \(r = 1\)"):
        mcdonald_omega(frame)
    with pytest.warns(ItemWarning, match=r"omega is NA: items 'i2' and 'copy' are perfectly correlated"):
        row = reliability(frame).table.loc["all"]
    assert row[["omega", "omega_ci_lower", "omega_ci_upper"]].isna().all()
    assert row["alpha"] == cronbach_alpha(frame).estimate


def test_an_item_that_is_a_sum_of_others_stops_omega() -> None:
    frame = likert(k=3).assign(both=lambda f: f["i1"] + f["i3"])
    with pytest.raises(DataError, match="items 'i1', 'i3', 'both' depend on each other"):
        mcdonald_omega(frame)


def test_fewer_respondents_than_items() -> None:
    frame = likert(4, 6, 11)
    with pytest.raises(DataError, match="4 respondents for 6 items; more respondents than items are needed"):
        mcdonald_omega(frame)
    with pytest.warns(SmallSampleWarning, match="4 respondents for 6 items"):
        cronbach_alpha(frame)


def test_a_heywood_case_is_named() -> None:
    frame = with_covariance(np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]]))
    with pytest.warns(ImproperSolutionWarning, match="item 'i1' has a residual variance of -0.28"):
        ours = mcdonald_omega(frame)
    # l1 l2 = .8, l1 l3 = .8, l2 l3 = .5 have one solution
    assert ours.loadings == pytest.approx([0.8 / np.sqrt(0.5), np.sqrt(0.5), np.sqrt(0.5)], abs=1e-7)


def test_items_without_one_factor_are_refused() -> None:
    frame = with_covariance(np.array([[1, 0.5, 0.5], [0.5, 1, -0.4], [0.5, -0.4, 1]]))
    with pytest.raises(DataError, match="no maximum likelihood solution"):
        mcdonald_omega(frame)
    with pytest.warns(ItemWarning, match="omega is NA: the one-factor model has no maximum likelihood solution"):
        reliability(frame)


def test_failed_draws_are_counted() -> None:
    frame = with_covariance(one_factor([0.6, 0.5, 0.3], [0.6, 0.8, 0.9]), n=30)
    with pytest.warns(ConvergenceWarning, match="no solution in"):
        ours = mcdonald_omega(frame, interval="bootstrap", n_boot=500)
    assert 0 < ours.draws_failed < 500
    assert np.isfinite([ours.ci_lower, ours.ci_upper]).all()


def test_a_factor_whose_items_cancel_says_so() -> None:
    """Its composite reliability is that of a sum in which the items work against each other."""
    frame = simulate("f =~ 0.8*a + 0.8*b + 0.8*c + 0.8*d", n=300, seed=3)
    plain = reliability(cfa("f =~ a + b + c + d", frame)).table["omega"]["f"]
    against = cfa("f =~ a + b + c + d", frame.assign(c=-frame["c"]))
    with pytest.warns(ItemWarning, match=r"loadings of both signs \(f: 'c' against the others\)"):
        assert reliability(against).table["omega"]["f"] < 0.75 * plain  # .39 against .72 in the population


def test_a_large_listwise_loss_is_told() -> None:
    frame = likert(100)
    frame.loc[:11, "i1"] = np.nan
    with pytest.warns(MissingDataWarning, match="listwise deletion leaves 88 of 100"):
        cronbach_alpha(frame)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"missing": "fiml"}, "missing must be"),
        ({"level": 95}, "level must lie between 0 and 1"),
        ({"interval": "exact"}, "interval must be"),
        ({"interval": "bootstrap", "n_boot": 5}, "n_boot must be 100 or more"),
        ({"interval": "bootstrap", "seed": -1}, "seed must be"),
    ],
)
@pytest.mark.parametrize("analysis", [cronbach_alpha, mcdonald_omega, reliability], ids=lambda f: f.__name__)
def test_options_that_are_not_offered_are_refused(analysis: Analysis, options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        analysis(likert(), **options)


def test_more_options_that_are_not_offered() -> None:
    with pytest.raises(OptionError, match="total_variance must be"):
        mcdonald_omega(likert(), total_variance="implied")
    with pytest.raises(OptionError, match="scales must map a name to its items"):
        reliability(likert(), ["i1", "i2"])
    with pytest.raises(OptionError, match="scale 's': give a list of items"):
        reliability(likert(), {"s": "i1"})
    with pytest.raises(OptionError, match="categories must be two or more increasing"):
        item_analysis(likert(), categories=[5, 4])


# ---------------------------------------------------------------------------------------------------- from a model


def test_reliability_from_matrices_by_hand() -> None:
    loadings = np.array([[1.0, 0], [0.5, 0], [0, 1.0], [0, 2.0]])
    ours = reliability_from_model(loadings, np.array([[2.0, 0.3], [0.3, 1.0]]), np.diag([1.0, 1.0, 2.0, 3.0]))
    assert ours.omega == pytest.approx([4.5 / 6.5, 9 / 14])
    assert ours.ave == pytest.approx([2.5 / 4.5, 5 / 10])
    assert ours.k.tolist() == [2, 2]


def test_matrices_that_do_not_fit_are_refused() -> None:
    with pytest.raises(DataError, match=r"(?s)psi has shape.*factor 1 has no items"):
        reliability_from_model(np.array([[1.0, 0], [1.0, 0]]), np.eye(3), np.eye(2))
