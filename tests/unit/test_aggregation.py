"""Aggregation: what is taken as data, edge cases, the verdict, and figures worked out by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning, DataError, MissingDataWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.aggregation.agreement import distribution_variance, rwg_multiple
from lerende_organisatie.psychometrics.aggregation.one_way import cluster_sums, ratio_interval, reml
from lerende_organisatie.psychometrics.aggregation.verdict import verdict_of
from tests.reference.data import load

SCALE = ["a1", "a2", "a3", "a4"]


@pytest.fixture(scope="module")
def survey() -> lo.Responses:
    return lo.simulate(lo.load_instrument("slo"), n=600, schools=50, seed=3)


def test_responses_bring_cluster_scales_and_categories(survey: lo.Responses) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        icc = lo.icc(survey).table
        agreement = lo.rwg(survey)
    assert list(icc.index[:8]) == list(survey.scales)
    assert set(survey.item_ids) <= set(icc.index)
    assert len(agreement.table) == 50
    assert agreement.per_scale.loc["vision"].index.equals(agreement.table.index)
    assert agreement.null.value == 2.0
    frame = survey.keyed[[*survey.scales["vision"], "school"]]
    alone = lo.rwg(frame, "school", categories=5).table
    pd.testing.assert_frame_equal(agreement.per_scale.loc["vision"], alone)


def test_cluster_is_a_name_a_series_or_a_reordered_series() -> None:
    frame = load("schools_unequal")
    by_name = lo.icc(frame[["a1", "school"]], "school").table
    pd.testing.assert_frame_equal(by_name, lo.icc(frame[["a1"]], frame["school"]).table)
    pd.testing.assert_frame_equal(by_name, lo.icc(frame[["a1"]], frame["school"].sample(frac=1, random_state=1)).table)
    pd.testing.assert_frame_equal(by_name, lo.icc(frame[["a1", "school"]], frame["school"]).table)


def test_rows_without_cluster_are_left_out_and_said() -> None:
    frame = load("schools_unequal")[["a1", "school"]].astype(float)
    frame.loc[:20, "school"] = np.nan
    with pytest.warns(MissingDataWarning, match="21 of"):
        found = lo.icc(frame, "school").table
    assert found.loc["a1", "n"] == len(frame) - 21


@pytest.mark.parametrize(
    ("frame", "cluster", "match"),
    [
        (pd.DataFrame({"x": [1.0, 2.0], "s": ["a", "b"]}), "s", "no cluster has two people"),
        (pd.DataFrame({"x": [1.0, 2.0], "s": ["a", "a"]}), "s", "in 1 cluster"),
        (pd.DataFrame({"x": [1.0, 2.0], "s": ["a", "a"]}), "school", "'school' is not in the data"),
        (pd.DataFrame({"x": ["p", "q"], "s": ["a", "a"]}), "s", "not numeric"),
        (pd.DataFrame({"s": ["a", "a"]}), "s", "no column to analyse"),
        (pd.DataFrame({"x": [1.0, 2.0]}), pd.Series(["a"]), "1 labels"),
    ],
)
def test_what_cannot_be_analysed_is_refused(frame: pd.DataFrame, cluster: str | pd.Series, match: str) -> None:
    with pytest.raises(DataError, match=match):
        lo.icc(frame, cluster)


def test_no_cluster_and_wrong_nulls_are_refused() -> None:
    frame = load("schools_unequal")[[*SCALE, "school"]]
    with pytest.raises(OptionError, match="cluster="):
        lo.icc(frame)
    for null in ("skewed", -1.0, [0.5, 0.5], "slight_skew"):
        with pytest.raises(OptionError, match="null_variance"):
            lo.rwg(frame, "school", categories=7, null_variance=null)
    with pytest.warns(AssumptionWarning, match="span"):
        lo.rwg(frame, "school", categories=3)


def test_named_nulls_have_their_printed_variances() -> None:
    frame = load("schools_unequal")[[*SCALE, "school"]]
    printed = {"slight_skew": 1.34, "moderate_skew": 0.90, "heavy_skew": 0.44, "triangular": 4 / 3, "uniform": 2.0}
    for name, variance in printed.items():
        assert lo.rwg(frame, "school", categories=5, null_variance=name).null.value == pytest.approx(variance)
    assert distribution_variance([0.2] * 5) == pytest.approx(2.0)


def test_rwg_by_hand() -> None:
    people = pd.DataFrame({"x": [4, 4, 5, 1, 5], "y": [4, 5, 5, 1, 5], "s": [1, 1, 1, 2, 2]})
    table = lo.rwg(people, "s", categories=5).table
    q = (1 / 3) / 2
    assert table.loc[1, "rwg_j"] == pytest.approx(2 * (1 - q) / (2 * (1 - q) + q))
    assert table.loc[2, "rwg_j"] == 0  # more spread than at random
    assert table.loc[2, "rwg_j_lindell"] == pytest.approx(1 - 8 / 2)
    assert table.loc[1, "ad"] == pytest.approx(4 / 9)
    assert table.loc[1, "ad_median"] == pytest.approx(1 / 3)
    assert rwg_multiple(np.zeros((1, 3)), 2.0)[0] == 1


def test_a_cluster_of_one_has_no_agreement_and_that_is_said() -> None:
    people = pd.DataFrame({"x": [4, 4, 5], "s": [1, 1, 2]})
    with pytest.warns(SmallSampleWarning, match="fewer than two"):
        table = lo.rwg(people, "s", categories=5).table
    assert np.isnan(table.loc[2, ["rwg_j", "ad"]].astype(float)).all()
    assert table.loc[2, "n"] == 1


def test_wald_interval_holds_where_the_f_statistic_is_a_quantile() -> None:
    """At either end of the interval Wald's ratio has tail probability .025."""
    from scipy import stats

    frame = load("schools_unequal")
    code = frame["school"].to_numpy().astype(np.intp)
    sums = cluster_sums(frame[["a1"]].to_numpy(float), code, 90)
    n, mean = sums.n[:, 0], sums.mean[:, 0]
    tails = []
    for end in ratio_interval(sums, 0.95):
        w = n / (1 + n * end[0])
        centre = (w @ mean) / w.sum()
        ratio = (w @ (mean - centre) ** 2) / 89 / (sums.within.sum() / (n.sum() - 90))
        tails.append(stats.f.sf(ratio, 89, n.sum() - 90))
    assert tails == pytest.approx([0.025, 0.975], abs=1e-9)


def test_reml_minimises_the_restricted_likelihood() -> None:
    frame = load("schools_unequal")
    y, school = frame["a2"].to_numpy(), frame["school"].to_numpy()
    few = school < 9
    y, school = y[few], school[few]
    same = school[:, None] == school[None, :]
    found = reml(cluster_sums(y[:, None], school.astype(np.intp), 9))

    def criterion(log_variances: np.ndarray) -> float:
        between, within = np.exp(log_variances)
        v = between * same + within * np.eye(len(y))
        solved = np.linalg.solve(v, np.column_stack([np.ones(len(y)), y]))
        mean = solved[:, 1].sum() / solved[:, 0].sum()
        rest = y - mean
        log_det = np.linalg.slogdet(v)[1] + np.log(solved[:, 0].sum())
        return float(log_det + rest @ (solved[:, 1] - mean * solved[:, 0]))

    best = optimize.minimize(criterion, [-1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-11})
    assert np.exp(best.x) == pytest.approx([found.between[0], found.within[0]], rel=1e-5)


def test_many_columns_at_once_are_each_as_if_alone() -> None:
    frame = load("schools_unequal")
    frame.loc[::7, "a1"] = np.nan
    together = lo.icc(frame[["a1", "a2", "flat", "school"]], "school").table
    for column in ("a1", "a2", "flat"):
        alone = lo.icc(frame[[column, "school"]], "school").table
        pd.testing.assert_series_equal(together.loc[column], alone.loc[column], rtol=1e-10)


def test_aggregation_gives_evidence_rules_and_a_verdict(survey: lo.Responses) -> None:
    found = lo.aggregation(survey)
    assert list(found.table.index) == list(survey.scales)
    row = found.table.loc["vision"]
    assert row["icc1"] == pytest.approx(lo.icc(survey).table.loc["vision", "icc1"])
    assert row["verdict"] == verdict_of(row["schools_differ"], row["staff_agree"], row["means_reliable"])
    assert set(found.rules.index) == {"schools_differ", "staff_agree", "means_reliable"}
    assert found.rules["source"].str.len().min() > 10
    frame = load("schools_unequal")[[*SCALE, "school"]]
    assert list(lo.aggregation(frame, "school", categories=5).table.index) == ["all"]


def test_verdicts() -> None:
    assert verdict_of(True, True, True) == "supported"
    assert verdict_of(True, True, False).startswith("supported for relations")
    assert verdict_of(False, False, True) == "not supported"
    assert len({verdict_of(a, b, c) for a in (True, False) for b in (True, False) for c in (True, False)}) == 5
