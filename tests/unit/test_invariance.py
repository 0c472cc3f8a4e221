"""The ladder of invariance: its levels, the identification of ordinal items, what cannot be tested, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, ItemWarning, ModelSyntaxError, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.invariance.collapse import join_categories
from lerende_organisatie.psychometrics.invariance.rules import RULES, Change, judge
from tests.reference.data import load
from tests.reference.models import HS

MODEL = "f =~ x1 + x2 + x3 + x4\ng =~ x5 + x6 + x7 + x8"
ITEMS = [f"x{i}" for i in range(1, 9)]


def responses(n: int = 800, seed: int = 4, shift: float = 0.0) -> pd.DataFrame:
    """Continuous answers of two language versions; ``shift`` biases x3 in the second, g is half a unit higher there."""
    rng = np.random.default_rng(seed)
    second = np.arange(n) % 2 == 1
    factors = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], n) + np.outer(second, [0.0, 0.5])
    y = np.repeat(factors, 4, axis=1) * 0.8 + rng.normal(size=(n, 8)) * 0.6
    y[second, 2] += shift
    frame = pd.DataFrame(y, columns=ITEMS)
    frame["language"] = np.where(second, "nl", "en")
    frame["school"] = rng.integers(0, 150, n)
    return frame


def cut(frame: pd.DataFrame, *cuts: float) -> pd.DataFrame:
    """The same answers on an ordinal scale."""
    result = frame.copy()
    result[ITEMS] = 1.0 + np.searchsorted(cuts, frame[ITEMS].to_numpy())
    return result


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return responses()


@pytest.fixture(scope="module")
def continuous(answers: pd.DataFrame) -> lo.Invariance:
    return lo.invariance(MODEL, answers, group="language")


def test_continuous_levels(continuous: lo.Invariance) -> None:
    table = continuous.table
    assert list(table.index) == ["configural", "metric", "scalar", "strict"]
    assert table["df_diff"].tolist()[1:] == [6, 6, 8]
    assert table["compared_with"].tolist() == ["", "configural", "metric", "scalar"]
    assert set(table["delta_index"]) == {"robust"}
    assert np.allclose(table["delta_cfi"].iloc[1:], np.diff(table["cfi_robust"]))
    assert continuous.supported == "strict"
    assert table["supported"].all()


def test_levels_equal_group_equal(answers: pd.DataFrame, continuous: lo.Invariance) -> None:
    """Identified by latent variances here and by markers there: the same models."""
    equal: tuple[str, ...] = ()
    for level, more in (("configural", ()), ("metric", ("loadings",)), ("scalar", ("intercepts",))):
        equal += more
        fit = lo.cfa(MODEL, answers, group="language", group_equal=equal)
        assert continuous.table.loc[level, "chisq"] == pytest.approx(fit.chisq, rel=1e-6)


def test_group_partial(answers: pd.DataFrame) -> None:
    found = lo.invariance(MODEL, answers, group="language", group_partial=["f =~ x2", "x3 ~ 1"])
    assert found.table["df_diff"].tolist()[1:] == [5, 5, 8]
    fit = lo.cfa(
        MODEL, answers, group="language", group_equal=("loadings", "intercepts"), group_partial=["f =~ x2", "x3 ~ 1"]
    )
    assert found.table.loc["scalar", "chisq"] == pytest.approx(fit.chisq, rel=1e-6)
    with pytest.raises(ModelSyntaxError, match="x9"):
        lo.invariance(MODEL, answers, group="language", group_partial=["f =~ x9"])


def test_latent_means(answers: pd.DataFrame, continuous: lo.Invariance) -> None:
    means = continuous.latent_means()
    assert means.allowed
    assert means.table["allowed"].all()
    g = means.table.set_index("factor").loc["g"]
    assert g["ci_lower"] < 0.5 < g["ci_upper"]
    assert g["estimate"] == pytest.approx(0.5, abs=0.2)
    assert g["d_ci_lower"] < g["d"] < g["d_ci_upper"]
    biased = lo.invariance(MODEL, responses(shift=1.5), group="language")
    assert biased.supported == "metric"
    marked = biased.latent_means()
    assert not marked.allowed
    assert "scalar" in marked.objection
    with pytest.raises(OptionError, match="no means"):
        biased.latent_means("metric")


def test_d_is_of_the_pooled_deviation(continuous: lo.Invariance) -> None:
    fit = continuous.fits["scalar"]
    pooled = np.mean([place.implied.latent_cov[1, 1] for place in fit.places])
    row = continuous.latent_means().table.iloc[1]
    assert row["d"] == pytest.approx(row["estimate"] / np.sqrt(pooled))


def test_ordinal_levels(answers: pd.DataFrame) -> None:
    found = lo.invariance(MODEL, cut(answers, -1, 0, 1), group="language", ordered=True)
    assert found.table["df_diff"].tolist()[1:] == [8, 6, 6, 8]
    assert set(found.table["delta_index"]) == {"scaled"}
    assert found.latent_means().allowed
    strict = found.fits["strict"]
    theta = strict.parameters.query("op == '~~' and lhs == rhs and group == 2 and lhs in @ITEMS")
    assert np.allclose(theta["est"], 1.0)


def test_three_categories(answers: pd.DataFrame) -> None:
    """Equal thresholds are then no restriction."""
    table = lo.invariance(MODEL, cut(answers, -0.5, 0.5), group="language", ordered=True).table
    assert table.loc["thresholds", "df_diff"] == 0
    assert table.loc["thresholds", "chisq"] == pytest.approx(table.loc["configural", "chisq"], rel=1e-6)
    assert "three categories" in table.loc["thresholds", "reason"]


def test_two_categories(answers: pd.DataFrame) -> None:
    """The first level that restricts anything is scalar; those before it stay as rows with NA and the reason."""
    data = answers.copy()
    data[ITEMS] = 1.0 + (answers[ITEMS] > np.linspace(-0.6, 0.6, 8)[[0, 3, 5, 7, 1, 2, 4, 6]])
    found = lo.invariance(MODEL, data, group="language", ordered=True)
    table = found.table
    assert table.loc[["thresholds", "metric"], "chisq"].isna().all()
    assert set(found.untested) == {"thresholds", "metric"}
    assert table.loc["scalar", "compared_with"] == "configural"
    assert table.loc["scalar", "df_diff"] == 2 * (4 - 2)
    assert table.loc["strict", "df_diff"] == 8
    assert found.supported == "strict"


def test_items_of_two_and_four_categories(answers: pd.DataFrame) -> None:
    """A two-category item is not restricted before the scalar level."""
    mixed = cut(answers, -1, 0, 1)
    mixed["x1"] = np.where(mixed["x1"] > 2, 2.0, 1.0)
    found = lo.invariance(MODEL, mixed, group="language", ordered=True)
    assert found.table["df_diff"].tolist()[1:] == [7, 5, 6, 8]
    assert "x1" in found.table.loc["metric", "reason"]
    left_free = lo.invariance(MODEL, mixed, group="language", ordered=True, group_partial=["f =~ x1", "x1 | t1"])
    assert left_free.table.loc["metric", "chisq"] == pytest.approx(found.table.loc["metric", "chisq"], rel=1e-6)


def test_ordinal_beside_continuous(answers: pd.DataFrame) -> None:
    data = cut(answers, -1, 0, 1)
    data[["x7", "x8"]] = answers[["x7", "x8"]]
    found = lo.invariance(MODEL, data, group="language", ordered=ITEMS[:6])
    assert found.table["df_diff"].tolist()[1:] == [6, 6, 6, 8]


def test_second_order(answers: pd.DataFrame) -> None:
    rng = np.random.default_rng(2)
    top = rng.normal(size=len(answers))
    frame = answers[["language"]].copy()
    for j in range(11):
        if j in {0, 4, 8}:
            factor = 0.8 * top + 0.6 * rng.normal(size=len(frame))
        frame[f"x{j + 1}"] = 0.8 * factor + 0.6 * rng.normal(size=len(frame))
    model = MODEL + "\nk =~ x9 + x10 + x11\nall =~ f + g + k"
    found = lo.invariance(model, frame, group="language")
    assert found.table["df_diff"].tolist()[1:3] == [10, 8]  # 8 + 2 loadings; 11 intercepts less 3 means
    assert set(found.latent_means().table["factor"]) == {"f", "g", "k"}


def test_many_groups_and_clusters(answers: pd.DataFrame) -> None:
    frame = answers.assign(level=np.arange(len(answers)) % 5)
    found = lo.invariance(MODEL, frame, group="level", estimator="MLR", cluster="school")
    assert found.table.loc["metric", "df_diff"] == 24
    assert len(found.latent_means().table) == 8


def test_fiml(answers: pd.DataFrame) -> None:
    frame = answers.copy()
    frame.loc[frame.index[::7], "x1"] = np.nan
    found = lo.invariance(MODEL, frame, group="language", missing="fiml")
    assert sum(found.n.values()) == len(frame)
    assert np.isfinite(found.table["cfi_robust"]).all()


def test_group_of_responses() -> None:
    class WithDesign:
        def __init__(self, frame: pd.DataFrame) -> None:
            self.keyed, self.scales, self.categories = frame, {"f": ITEMS}, (1, 2)

        def design(self, use: str) -> pd.Series | None:
            return self.keyed["language"] if use == "group" else None

    assert lo.invariance("f =~ x1 + x2 + x3", WithDesign(responses(200))).group == "language"
    with pytest.raises(OptionError, match="group='language'"):
        lo.invariance(MODEL, responses(200))


# bad input ----------------------------------------------------------------------------------------------------------


def test_labels_that_differ_in_case(answers: pd.DataFrame) -> None:
    frame = answers.copy()
    frame.loc[frame.index[1::4], "language"] = "NL "
    with pytest.raises(DataError, match="differ only in case or spaces"):
        lo.invariance(MODEL, frame, group="language")


def test_a_group_too_small(answers: pd.DataFrame) -> None:
    frame = answers.copy()
    frame.loc[frame.index[:6], "language"] = "fr"
    with pytest.warns(SmallSampleWarning, match="'fr' has 6 usable rows for 8 items"):
        found = lo.invariance(MODEL, frame, group="language")
    assert set(found.group_labels) == {"nl", "en"}
    assert "'fr'" in found.left_out[0]
    with pytest.raises(DataError, match="fewer than two groups"):
        lo.invariance(MODEL, frame[frame["language"].isin(["fr", "nl"])], group="language")


def test_one_group_or_none(answers: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="1 group"):
        lo.invariance(MODEL, answers[answers["language"] == "nl"], group="language")
    with pytest.raises(DataError, match="did you mean 'language'"):
        lo.invariance(MODEL, answers, group="Language")


def test_an_item_missing_in_one_version(answers: pd.DataFrame) -> None:
    frame = answers.copy()
    frame.loc[frame["language"] == "nl", "x4"] = np.nan
    with pytest.warns(ItemWarning, match="item 'x4': nobody in group 'nl' answered it"):
        found = lo.invariance(MODEL, frame, group="language")
    assert "x4" not in found.fits["scalar"].observed_names
    assert "x4" in found.left_out[0]


def test_a_category_unused_in_one_group(answers: pd.DataFrame) -> None:
    frame = cut(answers, -1, 0, 1)
    lowest = (frame["language"] == "nl") & (frame["x5"] == 1)
    frame.loc[lowest, "x5"] = 2.0
    with pytest.raises(DataError, match=r"item 'x5': nobody in group 'nl' answered 1.*collapse='pooled'"):
        lo.invariance(MODEL, frame, group="language", ordered=True)
    found = lo.invariance(MODEL, frame, group="language", ordered=True, collapse="pooled")
    assert found.collapsed.to_dict("records") == [
        {"item": "x5", "category": 1.0, "into": 2.0, "groups": "nl", "n": int((frame["x5"] == 1).sum())}
    ]
    assert found.table["df_diff"].tolist()[1] == 7
    with pytest.raises(OptionError, match="collapse='both'"):
        lo.invariance(MODEL, frame, group="language", collapse="both")  # type: ignore[arg-type]


def test_wlsmv_needs_ordered(answers: pd.DataFrame) -> None:
    with pytest.raises(OptionError, match="ordered=True"):
        lo.invariance(MODEL, cut(answers, -1, 0, 1), group="language", estimator="WLSMV")


def test_joining_goes_to_the_rarer_neighbour() -> None:
    values = np.array([1, 1, 2, 3, 4, 4.0, 1, 1, 1, 3, 4, 4, 4, np.nan])
    groups = [np.arange(6), np.arange(6, 14)]
    now, joined = join_categories(values, groups, ["a", "b"], "q")
    assert np.array_equal(now, np.where(values == 2, 3.0, values), equal_nan=True)
    assert (joined[0].category, joined[0].into, joined[0].groups, joined[0].n) == (2.0, 3.0, ("b",), 1)


@pytest.mark.parametrize(
    ("cfi", "rmsea", "srmr", "outcome"),
    [
        (-0.009, 0.014, 0.029, "holds"),
        (-0.011, 0.016, 0.0, "fails"),
        (-0.011, 0.0, 0.031, "fails"),
        (-0.011, 0.0, 0.0, "doubtful"),
        (0.0, 0.016, 0.0, "holds"),
        (np.nan, np.nan, np.nan, "not tested"),
    ],
)
def test_the_rule_of_chen(cfi: float, rmsea: float, srmr: float, outcome: str) -> None:
    assert judge(RULES[0], Change("metric", cfi, rmsea, srmr, 1000, 2, ordinal=False)).outcome == outcome


def test_rules_say_what_they_were_derived_for() -> None:
    for rule in RULES:
        verdict = judge(rule, Change("metric", -0.003, 0.0, 0.0, 1000, 12, ordinal=True))
        assert verdict.source
        assert verdict.derived_for
        assert verdict.as_derived == (rule.name == "rutkowski2017")
    assert judge(RULES[2], Change("metric", -0.019, 0.02, 0.0, 1000, 12, ordinal=False)).outcome == "holds"
    assert judge(RULES[3], Change("scalar", -0.019, 0.02, 0.0, 1000, 12, ordinal=True)).outcome == "not derived"


TESTS = [f"x{i}" for i in range(1, 10)]


def test_a_configural_model_that_does_not_fit_says_why_nothing_is_supported() -> None:
    data = load("holzinger_swineford")
    found = lo.invariance("g =~ " + " + ".join(TESTS), data, group="school")
    assert found.supported is None
    row = found.table.loc["configural"]
    assert f"CFI {row['cfi_robust']:.3f}" in row["reason"]
    assert "0.90" in row["reason"]
    assert found.level("configural").reason == ""


@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.LerendeOrganisatieWarning")
def test_a_level_that_answers_hardly_identify_is_named_with_what_to_do() -> None:
    data = load("holzinger_swineford_ordinal")
    data[TESTS] = 1.0 + (data[TESTS] > 1)
    found = lo.invariance(HS, data, group="school", ordered=True)
    reason = found.table.loc["scalar", "reason"]
    for part in ("scalar level", "hardly identify", "'Grant-White'", "strict level", "two categories", "145 respond"):
        assert part in reason, part
    assert "strict" in found.fits
