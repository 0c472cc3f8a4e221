"""Alpha, omega and the table: what they say of answers whose reliability is known, and what they refuse."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Mapping

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
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
from lerende_organisatie.psychometrics.reliability.alpha import cronbach_alpha
from lerende_organisatie.psychometrics.reliability.from_model import reliability_from_model
from lerende_organisatie.psychometrics.reliability.items import item_analysis
from lerende_organisatie.psychometrics.reliability.omega import mcdonald_omega
from lerende_organisatie.psychometrics.reliability.table import COLUMNS, reliability
from tests.reference.data import load

Analysis = Callable[..., object]


def with_covariance(cov: np.ndarray, n: int = 200, seed: int = 1) -> pd.DataFrame:
    """Answers whose sample covariance matrix is exactly this."""
    x = np.random.default_rng(seed).normal(size=(n, len(cov)))
    x -= x.mean(0)
    x = x @ np.linalg.inv(np.linalg.cholesky(np.cov(x.T)).T) @ np.linalg.cholesky(cov).T
    return pd.DataFrame(x, columns=[f"i{j + 1}" for j in range(len(cov))])


def one_factor(loadings: list[float], residuals: list[float]) -> np.ndarray:
    return np.outer(loadings, loadings) + np.diag(residuals)


def likert(n: int = 120, k: int = 5, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, 1)) * 0.8 + rng.normal(size=(n, k)) * 0.6
    answers = np.clip(np.round(y + 3), 1, 5)
    return pd.DataFrame(answers, columns=[f"i{j + 1}" for j in range(k)])


@dataclasses.dataclass(frozen=True)
class Offered:
    """Answers to an instrument as psychometrics sees them."""

    keyed: pd.DataFrame
    scales: Mapping[str, tuple[str, ...]]
    categories: tuple[int, ...]


def survey(n: int = 150) -> Offered:
    frame = pd.concat([likert(n, 4, 3).add_prefix("a_"), likert(n, 3, 4).add_prefix("b_")], axis=1)
    frame.insert(0, "school", "north")
    return Offered(frame, {"a": tuple(frame.columns[1:5]), "b": tuple(frame.columns[5:])}, (1, 2, 3, 4, 5))


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


# ---------------------------------------------------------------------------------------------------- bad input

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
