"""Differential item functioning: what was planted is found and nothing else; faults are said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime

import lerende_organisatie as lo
from lerende_organisatie.errors import (
    ConvergenceWarning,
    DataError,
    ItemWarning,
    MissingDataWarning,
    OptionError,
    SmallSampleWarning,
)
from lerende_organisatie.psychometrics.dif.cumulative_logit import _derivatives, fit_cumulative_logit
from lerende_organisatie.psychometrics.dif.mantel_haenszel import mantel_test, standardised_mean_difference

CUTS = np.array([-1.5, -0.5, 0.5, 1.5])


def survey(seed: int = 3, n: int = 800, k: int = 8, groups: tuple[str, ...] = ("en", "nl")) -> pd.DataFrame:
    """One scale; in every group but the first item 2 is easier and item 5 says less about the trait."""
    rng = np.random.default_rng(seed)
    code = np.arange(n) % len(groups)
    trait = rng.normal(size=n) + 0.4 * code
    answers = 0.7 * trait[:, None] + rng.normal(size=(n, k)) * np.sqrt(1 - 0.49)
    answers[:, 2] += 0.7 * (code > 0)
    answers[:, 5] = np.where(code > 0, 0.1 * trait + rng.normal(size=n), answers[:, 5])
    frame = pd.DataFrame(1 + (answers[:, :, None] > CUTS).sum(2), columns=[f"i{j}" for j in range(k)])
    return frame.assign(lang=np.array(groups)[code])


def test_planted_items_are_found_and_the_others_are_not() -> None:
    found = lo.dif(survey(), "lang", adjust="holm")
    table = found.table
    assert table.index[table["flagged"]].tolist() == ["i2", "i5"]
    assert table.loc["i2", "kind"] == "uniform"
    assert table.loc["i5", "kind"] == "nonuniform"
    assert found.groups == ("en", "nl")
    assert found.anchors["all"] == tuple(f"i{j}" for j in (0, 1, 3, 4, 6, 7))
    assert table.loc["i2", "log_odds"] > 0
    assert table.loc["i2", "smd"] > 0
    assert table.loc["i2", "effect"] in {"B", "C"}
    assert (table.loc[~table["flagged"], "effect"] == "A").all()


def test_parts_of_the_tests_add_up() -> None:
    table = lo.dif(survey(), "lang").table
    assert table["chisq"].to_numpy() == pytest.approx((table["chisq_uniform"] + table["chisq_nonuniform"]).to_numpy())
    parts = table["delta_nagelkerke_uniform"] + table["delta_nagelkerke_nonuniform"]
    assert table["delta_nagelkerke"].to_numpy() == pytest.approx(parts.to_numpy())
    assert (table["pvalue_bh"] <= table["pvalue_holm"]).all()
    assert (table["pvalue"] <= table["pvalue_bh"]).all()


def test_the_other_group_as_reference_turns_the_signs() -> None:
    one = lo.dif(survey(), "lang", purify=False).table
    other = lo.dif(survey(), "lang", purify=False, reference="nl").table
    assert other["log_odds"].to_numpy() == pytest.approx(-one["log_odds"].to_numpy(), abs=1e-7)
    assert other["chisq"].to_numpy() == pytest.approx(one["chisq"].to_numpy())
    assert other["mantel"].to_numpy() == pytest.approx(one["mantel"].to_numpy())
    assert other["gmh"].to_numpy() == pytest.approx(one["gmh"].to_numpy())


def test_three_groups() -> None:
    found = lo.dif(survey(n=1200, groups=("en", "nl", "cy")), "lang", adjust="holm")
    assert found.table["df"].eq(4).all()
    assert found.table["mantel_df"].eq(2).all()
    assert found.table["gmh_df"].eq(8).all()
    assert "smd" not in found.table
    assert set(found.table.index[found.table["flagged"]]) >= {"i2", "i5"}


def test_curves_rise_and_differ_for_the_planted_item() -> None:
    curves = lo.dif(survey(), "lang").curves.set_index(["item", "group"])
    english, dutch = curves.loc[("i2", "en"), "expected"], curves.loc[("i2", "nl"), "expected"]
    assert (np.diff(english) > 0).all()
    middle = slice(8, 17)
    assert (dutch.to_numpy()[middle] > english.to_numpy()[middle]).all()
    assert curves["expected"].between(1, 5).all()


def test_the_scales_of_responses_are_matched_on_their_own_sums() -> None:
    frame = survey()
    scales = {"a": ["i0", "i1", "i2", "i3"], "b": ["i4", "i5", "i6", "i7"]}
    both = lo.dif(frame, "lang", scales=scales, adjust="none", purify=False).table
    alone = lo.dif(frame, "lang", items=scales["b"], adjust="none", purify=False).table
    assert both.loc[scales["b"], "chisq"].to_numpy() == pytest.approx(alone["chisq"].to_numpy())
    assert both["scale"].tolist() == ["a"] * 4 + ["b"] * 4


def test_derivatives_of_the_cumulative_logit() -> None:
    rng = np.random.default_rng(1)
    counts, x = rng.integers(0, 6, (7, 4)).astype(float), rng.normal(size=(7, 2))
    theta = np.array([-1.0, 0.2, 1.1, 0.4, -0.3])
    _, gradient, information = _derivatives(theta, counts, x, 3)
    numeric = approx_fprime(theta, lambda t: _derivatives(t, counts, x, 3)[0], 1e-7)
    assert gradient == pytest.approx(numeric, rel=1e-5, abs=1e-5)
    hessian = np.array(
        [approx_fprime(theta, lambda t, i=i: _derivatives(t, counts, x, 3)[1][i], 1e-7) for i in range(5)]
    )
    assert -information == pytest.approx(hessian, rel=1e-5, abs=1e-4)


def test_without_predictors_the_thresholds_are_the_logits_of_the_shares() -> None:
    counts = np.array([[3.0, 5.0, 2.0], [1.0, 2.0, 7.0]])
    fit = fit_cumulative_logit(counts, np.empty((2, 0)))
    share = np.array([4, 11]) / 20
    assert fit.thresholds == pytest.approx(np.log(share / (1 - share)))
    assert fit.converged


def test_mantel_of_two_groups_by_its_own_formula() -> None:
    """Mantel (1963): the focal group's summed answers less what each stratum leads to expect, squared."""
    rng = np.random.default_rng(5)
    counts, y = rng.integers(1, 9, (4, 2, 3)).astype(float), np.array([1.0, 2.0, 3.0])
    observed = expected = variance = 0.0
    for stratum in counts:
        total, focal = stratum.sum(axis=0), stratum[1].sum()
        n = total.sum()
        observed += stratum[1] @ y
        expected += focal * (total @ y) / n
        variance += focal * (n - focal) / (n**2 * (n - 1)) * (n * (total @ y**2) - (total @ y) ** 2)
    assert mantel_test(counts, y).chisq == pytest.approx((observed - expected) ** 2 / variance)


def test_the_standardised_difference_of_shifted_answers() -> None:
    counts = np.array([[[5.0, 0, 0], [0, 7.0, 0]], [[0, 2.0, 0], [0, 0, 9.0]]])
    assert standardised_mean_difference(counts, np.array([1.0, 2.0, 3.0])) == pytest.approx(1)


def test_all_faults_at_once() -> None:
    frame = survey().assign(i0=3, i1=lambda f: f["i1"].where(f["lang"] == "en"))
    with pytest.raises(DataError) as caught:
        lo.dif(frame, "lang")
    assert "constant" in str(caught.value)
    assert "no answers in group 'nl'" in str(caught.value)
    with pytest.raises(DataError, match="differ only in case"):
        lo.dif(survey(groups=("en", "EN")), "lang")
    with pytest.raises(DataError, match="two or more"):
        lo.dif(survey(groups=("en",)), "lang")
    with pytest.raises(DataError, match="group column 'language'"):
        lo.dif(survey(), "language")
    with pytest.raises(DataError, match="three or more"):
        lo.dif(survey(), "lang", items=["i0", "i1"])
    with pytest.raises(DataError, match="answers in categories"):
        lo.dif(survey().assign(i0=lambda f: np.arange(len(f))), "lang")


def test_options_that_cannot_be() -> None:
    with pytest.raises(OptionError, match="adjust"):
        lo.dif(survey(), "lang", adjust="bonferroni")
    with pytest.raises(OptionError, match="alpha"):
        lo.dif(survey(), "lang", alpha=5)
    with pytest.raises(OptionError, match="reference"):
        lo.dif(survey(), "lang", reference="fr")
    with pytest.raises(OptionError, match="not both"):
        lo.dif(survey(), "lang", items=["i0", "i1", "i2"], scales={"a": ["i0", "i1", "i2"]})


def test_small_groups_and_lost_rows_are_warned_of() -> None:
    with pytest.warns(SmallSampleWarning, match="nl 40"):
        lo.dif(survey(n=80).assign(lang=["en", "nl"] * 40), "lang", purify=False)
    gaps = survey().astype({"i0": float})
    gaps.loc[gaps.index % 4 == 0, "i0"] = np.nan
    with pytest.warns(MissingDataWarning, match="600 of 800"):
        lo.dif(gaps, "lang", purify=False)


def test_a_reversed_item_is_warned_of() -> None:
    with pytest.warns(ItemWarning, match="'i4' falls as the other items rise"):
        lo.dif(survey().assign(i4=lambda f: 6 - f["i4"]), "lang", purify=False)


def test_the_group_must_be_named_where_the_data_do_not_know_it() -> None:
    with pytest.raises(OptionError, match="name it, as in group="):
        lo.dif(survey().drop(columns="lang"))


def test_a_model_that_runs_off_is_said() -> None:
    rng = np.random.default_rng(2)
    trait = np.repeat([1.0, 5.0], 100)
    frame = pd.DataFrame({f"i{j}": trait for j in range(3)}).assign(lang=rng.permutation(["en", "nl"] * 100))
    with pytest.warns(ConvergenceWarning, match="run off to infinity"):
        table = lo.dif(frame, "lang", purify=False).table
    assert not table["converged"].any()
