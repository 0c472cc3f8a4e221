"""Alpha, omega and the table: what they say of answers whose reliability is known, and what they refuse."""

from __future__ import annotations

import dataclasses
import warnings

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from lerende_organisatie.errors import (
    DataError,
    ItemWarning,
    MissingDataWarning,
)
from lerende_organisatie.psychometrics.reliability.alpha import cronbach_alpha
from lerende_organisatie.psychometrics.reliability.items import item_analysis
from lerende_organisatie.psychometrics.reliability.omega import mcdonald_omega
from lerende_organisatie.psychometrics.reliability.table import COLUMNS, reliability
from tests.unit.reliability_answers import Offered, likert, one_factor, survey, with_covariance

# ---------------------------------------------------------------------------------------------------- known answers


def test_alpha_of_parallel_items_is_spearman_brown() -> None:
    r, k = 0.4, 6
    ours = cronbach_alpha(with_covariance(np.full((k, k), r) + (1 - r) * np.eye(k)))
    assert ours.estimate == pytest.approx(k * r / (1 + (k - 1) * r), abs=1e-12)
    assert ours.standardised == pytest.approx(ours.estimate, abs=1e-12)
    assert ours.average_interitem == pytest.approx(r, abs=1e-12)
    assert (ours.n, ours.k) == (200, 6)


def test_omega_of_one_factor_data_is_the_share_of_the_factor_and_above_alpha() -> None:
    loadings, residuals = [0.9, 0.7, 0.5, 0.4], [0.3, 0.5, 0.8, 0.6]
    frame = with_covariance(one_factor(loadings, residuals))
    share = sum(loadings) ** 2 / (sum(loadings) ** 2 + sum(residuals))
    for total in ("observed", "model"):
        ours = mcdonald_omega(frame, total_variance=total)
        assert ours.estimate == pytest.approx(share, abs=1e-9)
        assert ours.loadings == pytest.approx(loadings, abs=1e-8)
        assert ours.uniquenesses == pytest.approx(residuals, abs=1e-8)
    assert cronbach_alpha(frame).estimate < share


def test_omega_of_three_items_is_exact() -> None:
    frame = with_covariance(np.array([[1, 0.42, 0.35], [0.42, 1, 0.3], [0.35, 0.3, 1]]))
    assert mcdonald_omega(frame).loadings == pytest.approx([0.7, 0.6, 0.5], abs=1e-9)


def test_loadings_have_a_positive_sum_when_most_items_are_reversed() -> None:
    with pytest.warns(ItemWarning, match="reverse-keyed"):
        ours = mcdonald_omega(with_covariance(one_factor([-0.9, -0.7, -0.5, 0.4], [0.3, 0.5, 0.8, 0.6])))
    assert ours.loadings == pytest.approx([0.9, 0.7, 0.5, -0.4], abs=1e-8)


@pytest.mark.parametrize("interval", ["feldt", "delta", "bootstrap"])
def test_every_interval_of_alpha_holds_the_estimate_and_widens_with_the_level(interval: str) -> None:
    narrow, wide = (cronbach_alpha(likert(), interval=interval, level=level) for level in (0.8, 0.99))
    assert wide.ci_lower < narrow.ci_lower < narrow.estimate < narrow.ci_upper < wide.ci_upper < 1
    assert narrow.se > 0


def test_bootstrap_and_delta_agree_on_a_large_sample() -> None:
    frame = likert(3000)
    for analysis in (cronbach_alpha, mcdonald_omega):
        delta, drawn = (analysis(frame, interval=interval) for interval in ("delta", "bootstrap"))
        # 2,000 draws know a standard deviation to 1.6%; four of these
        assert drawn.se == pytest.approx(delta.se, rel=0.065)


def test_bootstrap_depends_on_the_seed_and_not_on_the_processes() -> None:
    frame = likert(2500)
    one, two, other = (
        mcdonald_omega(frame, interval="bootstrap", n_boot=900, seed=seed, n_jobs=jobs)
        for seed, jobs in ((1, 1), (1, 2), (2, 1))
    )
    # summation order may differ between one thread and two
    assert one.ci_lower == pytest.approx(two.ci_lower, abs=1e-12)
    assert one.ci_upper == pytest.approx(two.ci_upper, abs=1e-12)
    assert one.ci_lower != pytest.approx(other.ci_lower, abs=1e-6)


def test_progress_of_the_bootstrap_is_told() -> None:
    told: list[tuple[int, int]] = []
    cronbach_alpha(likert(), interval="bootstrap", progress=lambda done, total: told.append((done, total)))
    assert told
    assert told[-1][0] == told[-1][1]


def test_listwise_counts_the_complete_rows_of_the_scale_and_pairwise_the_smallest_pair() -> None:
    frame = likert(100)
    frame.loc[:2, "i1"] = np.nan
    frame.loc[3:6, "i2"] = np.nan
    frame.loc[7, :] = np.nan
    assert cronbach_alpha(frame).n == 92
    assert cronbach_alpha(frame, ["i3", "i4", "i5"]).n == 99
    assert cronbach_alpha(frame, missing="pairwise").n == 92
    assert cronbach_alpha(frame).estimate == cronbach_alpha(frame.dropna()).estimate


def test_pairwise_figures_are_finite_and_equal_listwise_ones_without_gaps() -> None:
    frame = likert(300)
    a, b = (reliability(frame, missing=rule).table for rule in ("listwise", "pairwise"))
    pd.testing.assert_frame_equal(a, b)
    gaps = frame.mask(np.random.default_rng(1).random(frame.shape) < 0.04)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingDataWarning)
        for interval in ("analytic", "bootstrap"):
            table = reliability(gaps, missing="pairwise", interval=interval, n_boot=200).table
            assert np.isfinite(table.to_numpy(dtype=float)).all()


def test_pairwise_delta_interval_follows_the_bootstrap() -> None:
    frame = likert(2000)
    gaps = frame.mask(np.random.default_rng(1).random(frame.shape) < 0.2)
    for analysis in (cronbach_alpha, mcdonald_omega):
        delta, drawn = (analysis(gaps, missing="pairwise", interval=interval) for interval in ("delta", "bootstrap"))
        assert drawn.se == pytest.approx(delta.se, rel=0.065)


# ---------------------------------------------------------------------------------------------------- the table


def test_table_has_one_row_per_scale_and_the_columns_that_scripts_rely_on() -> None:
    table = reliability(survey()).table
    assert tuple(table.columns) == COLUMNS
    assert table.index.tolist() == ["a", "b"]
    assert table.loc["a", "k"] == 4
    assert np.isfinite(table.to_numpy(dtype=float)).all()


def test_table_describes_the_mean_over_the_items() -> None:
    data = survey()
    row = reliability(data).table.loc["b"]
    score = data.keyed[list(data.scales["b"])].mean(axis=1)
    assert row["mean"] == pytest.approx(score.mean())
    assert row["sd"] == pytest.approx(score.std())
    assert row["sem"] == pytest.approx(score.std() * np.sqrt(1 - row["alpha"]))
    assert row["floor"] == pytest.approx((score == 1).mean())
    assert row["ceiling"] == pytest.approx((score == 5).mean())
    assert 0 < row["ceiling"] < 1


def test_a_scale_of_two_items_has_alpha_and_says_why_omega_is_na() -> None:
    with pytest.warns(ItemWarning, match="scale 'pair': omega is NA: it needs 3 items; 2 are given"):
        table = reliability(likert(), {"pair": ["i1", "i2"], "rest": ["i3", "i4", "i5"]}).table
    assert table["alpha"].notna().all()
    assert table["omega"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    "data", [likert(), pa.table(likert()), nw.from_native(likert())], ids=lambda d: type(d).__name__
)
def test_any_frame_gives_the_same(data: object) -> None:
    assert reliability(data).table.loc["all", "alpha"] == cronbach_alpha(likert()).estimate


def test_a_scale_is_known_by_name() -> None:
    data = survey()
    assert cronbach_alpha(data, "b").items == data.scales["b"]
    with pytest.warns(ItemWarning, match="'b_i1', 'b_i2', 'b_i3' run against"):
        # two scales that have nothing to do with each other
        assert cronbach_alpha(data).k == 7
    with pytest.raises(DataError, match=r"'c' is not a scale of the data: its scales are a, b"):
        cronbach_alpha(data, "c")
    with pytest.raises(DataError, match="give a list of columns"):
        cronbach_alpha(likert(), "i1")


def test_results_say_what_they_rest_on() -> None:
    result = reliability(likert(), interval="bootstrap", n_boot=100, seed=5)
    assert (result.interval, result.n_boot, result.seed, result.missing) == ("bootstrap", 100, 5, "listwise")
    assert reliability(likert()).seed is None
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.level = 0.5


# ---------------------------------------------------------------------------------------------------- items


def test_items_by_definition() -> None:
    frame = likert(80)
    analysis = item_analysis(frame)
    table = analysis.table
    assert table.index.tolist() == list(frame.columns)
    for item in frame:
        others = frame.drop(columns=item)
        assert table.loc[item, "item_rest"] == pytest.approx(frame[item].corr(others.sum(axis=1)))
        assert table.loc[item, "item_total"] == pytest.approx(frame[item].corr(frame.sum(axis=1)))
        assert table.loc[item, "alpha_if_deleted"] == pytest.approx(cronbach_alpha(others).estimate)
        assert table.loc[item, "skew"] == pytest.approx(frame[item].skew())
        assert table.loc[item, "kurtosis"] == pytest.approx(frame[item].kurt())
        assert (
            analysis.counts.loc[item].to_dict()
            == frame[item].value_counts().reindex(range(1, 6), fill_value=0).to_dict()
        )
    assert analysis.distribution.sum(axis=1).to_numpy() == pytest.approx(1)
    assert analysis.categories == {"all": (1.0, 2.0, 3.0, 4.0, 5.0)}


def test_floor_and_ceiling_are_of_the_categories_and_not_of_the_answers_seen() -> None:
    frame = likert().clip(2, 4)
    assert item_analysis(frame).table["floor"].gt(0).all()
    offered = item_analysis(Offered(frame, {"s": tuple(frame.columns)}, (1, 2, 3, 4, 5)))
    assert offered.table["floor"].eq(0).all()
    assert offered.distribution.columns.tolist() == [1, 2, 3, 4, 5]
    assert item_analysis(frame, categories=range(1, 6)).table["ceiling"].eq(0).all()


def test_share_missing_and_n_are_of_the_item() -> None:
    frame = likert(100)
    frame.loc[:4, "i2"] = np.nan
    table = item_analysis(frame).table
    assert table["n"].tolist() == [100, 95, 100, 100, 100]
    assert table["share_missing"].to_numpy() == pytest.approx([0, 0.05, 0, 0, 0])


def test_measurements_have_no_table_of_categories() -> None:
    assert item_analysis(with_covariance(np.eye(3) * 0.5 + 0.5)).counts.shape == (3, 0)


def test_an_answer_off_the_scale_is_named() -> None:
    frame = likert()
    frame.loc[3, "i4"] = 7
    for analysis in (item_analysis, reliability):
        with pytest.raises(DataError, match=r"item 'i4' holds 7, .* categories 1 to 5 \(1 times\)"):
            analysis(frame, categories=range(1, 6))


def test_two_items_have_no_alpha_if_deleted() -> None:
    assert item_analysis(likert(k=2)).table["alpha_if_deleted"].isna().all()
