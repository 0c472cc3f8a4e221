"""What breaks a level: score tests, the stepwise search, sizes of item bias, what it does to the means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

import lerende_organisatie as lo
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.invariance.release import holm, release_tests
from tests.unit.test_invariance import ITEMS, MODEL, cut, responses


@pytest.fixture(scope="module")
def biased() -> lo.Invariance:
    return lo.invariance(MODEL, responses(shift=0.5), group="language")


@pytest.fixture(scope="module")
def biased_ordinal() -> lo.Invariance:
    return lo.invariance(MODEL, cut(responses(shift=0.5), -1, 0, 1), group="language", ordered=True)


def test_the_plain_score_test() -> None:
    """Without a robust estimator it is the score test of the fit, and the change that of the second group."""
    found = lo.invariance(MODEL, responses(shift=0.5), group="language", estimator="ML")
    ours = found.release_tests("scalar").set_index("parameter")
    theirs = found.fits["scalar"].score_tests().table
    for _, row in theirs.iterrows():
        if "~ 1" not in row["lhs"]:
            continue
        mine = ours.loc[row["lhs"].replace(" (group 1)", "")]
        assert mine["chisq"] == pytest.approx(row["chisq"], rel=1e-5, abs=1e-4)
        assert mine["epc"] == pytest.approx(row["epc_rhs"] - row["epc_lhs"], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("ordinal", [False, True])
def test_the_change_to_expect(ordinal: bool, biased: lo.Invariance, biased_ordinal: lo.Invariance) -> None:
    """It is about what releasing gives, and the test about the difference of chi-squares."""
    found = biased_ordinal if ordinal else biased
    best = found.release_tests("scalar").iloc[0]
    assert best["parameter"] == "x3 ~ 1"
    data = cut(responses(shift=0.5), -1, 0, 1) if ordinal else responses(shift=0.5)
    freed = lo.invariance(MODEL, data, group="language", ordered=ordinal, group_partial=["x3 ~ 1"])
    level = freed.fits["scalar"]
    intercepts = level.parameters.query("lhs == 'x3' and op == '~1'")["est"]
    assert best["epc"] == pytest.approx(intercepts.iloc[1] - intercepts.iloc[0], rel=0.1)
    assert best["chisq"] == pytest.approx(lo.compare(level, found.fits["scalar"]).chisq_diff, rel=0.25)


def test_tests_of_a_level_that_has_none(biased: lo.Invariance) -> None:
    with pytest.raises(OptionError, match="no equalities to release"):
        biased.release_tests("configural")
    with pytest.raises(OptionError, match="level='thresholds'"):
        biased.release_tests("thresholds")


def test_holm() -> None:
    assert holm(np.array([0.04, 0.01, 0.03])).tolist() == pytest.approx([0.06, 0.03, 0.06])


@pytest.mark.parametrize("ordinal", [False, True])
def test_search(ordinal: bool, biased: lo.Invariance, biased_ordinal: lo.Invariance) -> None:
    before = biased_ordinal if ordinal else biased
    found = before.partial_search()
    assert found.items == ("x3",)
    assert found.released == ("x3 ~ 1",)
    assert found.looked_at == (40 if ordinal else 16)
    assert (found.steps["pvalue_adjusted"] < 0.05).all()
    assert all("no relation left" in why for why in found.stopped.values())
    assert before.supported == "metric"
    assert found.result.supported == "strict"
    shift = found.mean_shift.set_index("factor")
    assert abs(shift.loc["f", "estimate_partial"]) < 0.1 < shift.loc["f", "estimate_full"]
    assert shift.loc["g", "shift"] == pytest.approx(0.0, abs=1e-3)
    bias = found.item_bias.set_index("item")
    assert bias.index[bias["free"]].tolist() == ["x3"]
    assert bias["dmacs"].idxmax() == "x3"


def test_search_among_equal_items() -> None:
    found = lo.invariance(MODEL, responses(seed=9), group="language").partial_search()
    assert found.steps.empty
    assert found.result.table["chisq"].tolist() == pytest.approx(found.before.table["chisq"].tolist())


def test_a_released_loading_takes_its_intercept_along() -> None:
    frame = responses()
    second = frame["language"] == "nl"
    frame.loc[second, "x6"] = 0.3 * frame.loc[second, "x5"] + np.random.default_rng(1).normal(size=second.sum())
    found = lo.invariance(MODEL, frame, group="language").partial_search()
    assert "g =~ x6" in found.released
    assert ("x6", "~1", "") in found.result.partial


def test_enough_items_stay_equal() -> None:
    """Every item is biased; the search stops before a factor has too few left."""
    frame = responses()
    rng = np.random.default_rng(3)
    second = frame["language"] == "nl"
    frame.loc[second, ITEMS] += rng.normal(size=8) * 0.4
    found = lo.invariance(MODEL, frame, group="language", estimator="ML").partial_search(levels=["scalar"])
    assert len(found.items) <= 4
    assert set(found.stopped) == {"scalar"}


def test_options_of_the_search(biased: lo.Invariance) -> None:
    with pytest.raises(OptionError, match="alpha=2"):
        biased.partial_search(alpha=2)
    with pytest.raises(OptionError, match="choose from metric, scalar, strict"):
        biased.partial_search(levels=["thresholds"])


def test_several_groups() -> None:
    frame = responses().assign(level=lambda d: np.arange(len(d)) % 4)
    frame.loc[frame["level"] == 2, "x7"] += 0.8
    found = lo.invariance(MODEL, frame, group="level")
    best = found.release_tests("scalar").iloc[0]
    assert (best["parameter"], best["group"], best["df"]) == ("x7 ~ 1", "2", 3)
    assert len(release_tests(found.fits["metric"], "metric")) == 8


# sizes of bias ------------------------------------------------------------------------------------------------------


def focal(fit: lo.Fit) -> tuple[float, float]:
    """Mean and standard deviation of f in the second group."""
    return float(fit.matrices[1].latent_intercept[0]), float(np.sqrt(fit.places[1].implied.latent_cov[0, 0]))


def test_dmacs_of_a_continuous_item(biased: lo.Invariance) -> None:
    """Equal to the integral as written."""
    found = biased.partial_search()
    fit, row = found.result.fits["scalar"], found.item_bias.set_index("item").loc["x3"]
    mean, sd = focal(fit)
    intercepts = [x.intercept[2] for x in fit.matrices]
    slopes = [x.loading[2, 0] for x in fit.matrices]

    def difference(eta: float) -> float:
        return float(intercepts[1] - intercepts[0] + (slopes[1] - slopes[0]) * eta)

    squared = integrate.quad(lambda e: difference(e) ** 2 * stats.norm.pdf(e, mean, sd), mean - 8 * sd, mean + 8 * sd)[
        0
    ]
    data = responses(shift=0.5)
    deviations = data.groupby("language")["x3"].std()
    assert row["dmacs"] == pytest.approx(np.sqrt(squared) / deviations.mean(), rel=1e-6)  # groups of one size
    assert row["signed"] == pytest.approx(row["unsigned"])


def test_bias_of_an_ordinal_item_is_on_the_expected_score(biased_ordinal: lo.Invariance) -> None:
    found = biased_ordinal.partial_search()
    fit, row = found.result.fits["scalar"], found.item_bias.set_index("item").loc["x3"]
    mean, sd = focal(fit)

    def score(g: int, eta: float) -> float:
        x = fit.matrices[g]
        z = (x.intercept[2] + x.loading[2, 0] * eta - x.threshold[6:9]) / np.sqrt(x.residual[2, 2])
        return float(1.0 + stats.norm.cdf(z).sum())

    def average(power: int) -> float:
        return float(
            integrate.quad(
                lambda e: (score(1, e) - score(0, e)) ** power * stats.norm.pdf(e, mean, sd),
                mean - 8 * sd,
                mean + 8 * sd,
            )[0]
        )

    assert row["signed"] == pytest.approx(average(1), rel=1e-5)
    deviations = cut(responses(shift=0.5), -1, 0, 1).groupby("language")["x3"].std()
    assert row["dmacs"] == pytest.approx(np.sqrt(average(2)) / deviations.mean(), rel=1e-5)


def test_an_item_of_two_factors() -> None:
    frame = responses(shift=0.5)
    frame["x8"] = 0.5 * frame["x1"] + 0.5 * frame["x5"] + np.random.default_rng(5).normal(size=len(frame))
    frame.loc[frame["language"] == "nl", "x8"] += 0.6
    model = MODEL + "\nf =~ x8"
    found = lo.invariance(model, frame, group="language", group_partial=["x8 ~ 1", "g =~ x8", "f =~ x8", "x3 ~ 1"])
    fit = found.fits["scalar"]
    row = next(r for r in found.item_bias("scalar").to_dict("records") if r["item"] == "x8")
    difference = fit.matrices[1].loading[7] - fit.matrices[0].loading[7]
    mean = fit.matrices[1].latent_intercept
    expected = fit.matrices[1].intercept[7] - fit.matrices[0].intercept[7] + difference @ mean
    spread = difference @ fit.places[1].implied.latent_cov @ difference
    assert row["signed"] == pytest.approx(expected)
    sd = pd.Series(frame.groupby("language")["x8"].std()).mean()
    assert row["dmacs"] == pytest.approx(np.sqrt(expected**2 + spread) / sd, rel=1e-6)
