"""Local dependence and omega hierarchical: what they find, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning, DataError, ItemWarning, MissingDataWarning, OptionError
from tests.unit.reliability_answers import likert, one_factor, survey, with_covariance


def test_a_pair_that_shares_more_is_found() -> None:
    cov = one_factor([0.7] * 9, [0.51] * 9)
    cov[0, 1] = cov[1, 0] = cov[0, 1] + 0.25
    found = lo.local_dependence(with_covariance(cov, 300)).table
    assert found.loc[found["dependent"], ["first", "second"]].to_numpy().tolist() == [["i1", "i2"]]
    top = found.iloc[0]
    assert (top["first"], top["second"]) == ("i1", "i2")
    assert top["mi"] == found["mi"].max() > 50
    assert not found["redundant"].any()


def test_chance_flags_hardly_any_pair() -> None:
    rng = np.random.default_rng(12)
    flags = []
    for _ in range(40):
        y = rng.normal(size=(120, 1)) * 0.7 + rng.normal(size=(120, 4)) * 0.7
        flags.append(lo.local_dependence(pd.DataFrame(y, columns=list("abcd"))).table["dependent"].any())
    # 5% of scales at most, of which 40 show no more than 6 with probability .99
    assert sum(flags) <= 6


def test_items_of_one_factor_leave_nothing() -> None:
    found = lo.local_dependence(with_covariance(one_factor([0.8, 0.7, 0.6, 0.5], [0.36, 0.51, 0.64, 0.75]))).table
    assert found["residual"].to_numpy() == pytest.approx(0, abs=1e-8)
    assert found["mi"].to_numpy() == pytest.approx(0, abs=1e-8)
    assert not found["dependent"].any()


def test_modification_indices_are_those_of_the_engine() -> None:
    frame = likert(300, 5, 3)
    ours = lo.local_dependence(frame).table.set_index(["first", "second"])
    engine = lo.cfa("f =~ i1 + i2 + i3 + i4 + i5", frame, estimator="ML", std_lv=True).modification_indices()
    engine = engine[engine["op"] == "~~"].set_index(["lhs", "rhs"])
    for pair, row in ours.iterrows():
        assert row["mi"] == pytest.approx(engine.loc[pair, "mi"], rel=1e-5, abs=1e-7)
        assert row["epc"] == pytest.approx(engine.loc[pair, "sepc_all"], rel=1e-5, abs=1e-7)


def test_redundant_items_are_named() -> None:
    frame = likert(200, 4).assign(again=lambda f: f["i1"].where(np.arange(200) > 10, 3))
    table = lo.local_dependence(frame).table.set_index(["first", "second"])
    assert table.loc[("i1", "again"), "redundant"]
    with pytest.raises(OptionError, match="redundant_from"):
        lo.local_dependence(frame, redundant_from=80)


def test_short_scales_say_why_figures_are_missing() -> None:
    with pytest.warns(ItemWarning, match="scale 'b': local dependence is NA: 3 items; 4 are needed"):
        found = lo.local_dependence(survey())
    assert found.table.groupby("scale")["q3"].count().to_dict() == {"a": 6, "b": 0}
    assert found.table["r"].notna().all()
    frame = likert(150, 4)
    frame.loc[:29, "i1"] = np.nan
    with pytest.warns(MissingDataWarning, match="120 of 150"):
        assert lo.local_dependence(frame).n == {"all": 120}


BAD = {
    "constant": (lambda f: f.assign(i2=3.0), "'i2' is constant"),
    "copied": (lambda f: f.assign(copy=f["i2"]), "'i2' and 'copy' are perfectly correlated"),
    "few": (lambda f: f.iloc[:6], "6 respondents for 6 items"),
    "one item": (lambda f: f[["i1"]], "only 'i1' is given"),
    "everything missing": (lambda f: f * np.nan, "has no answers"),
}


@pytest.mark.parametrize(("spoil", "message"), BAD.values(), ids=BAD)
def test_bad_answers_are_named(spoil: Callable[[pd.DataFrame], pd.DataFrame], message: str) -> None:
    with pytest.raises(DataError, match=message):
        lo.local_dependence(spoil(likert(120, 6)))


def test_polychoric_item_rest_undoes_the_categories() -> None:
    rng = np.random.default_rng(5)
    responses = pd.DataFrame(rng.normal(size=(4000, 1)) * 0.7 + rng.normal(size=(4000, 4)) * 0.7, columns=list("abcd"))
    latent = lo.item_analysis(responses).table["item_rest"]
    coarse = lo.item_analysis((responses > 0.8).astype(float), polychoric=True).table
    assert (coarse["item_rest"] < latent - 0.05).all()
    assert coarse["item_rest_polychoric"].to_numpy() == pytest.approx(latent.to_numpy(), abs=0.05)
    with pytest.raises(DataError):
        lo.item_analysis(responses, polychoric=True)
    assert "item_rest_polychoric" not in lo.item_analysis(responses).table


def groups(general: float = 0.6, group: float = 0.5) -> np.ndarray:
    """Twelve items of a bifactor population with three group factors."""
    loadings = np.zeros((12, 4))
    loadings[:, 0] = general
    loadings[np.arange(12), 1 + np.repeat(np.arange(3), 4)] = group
    return np.asarray(loadings @ loadings.T + (1 - general**2 - group**2) * np.eye(12))


def test_omega_hierarchical_of_a_known_population() -> None:
    cov = groups()
    frame = with_covariance(cov, 400)
    found = lo.omega_hierarchical(frame, 3)
    assert found.estimate == pytest.approx((12 * 0.6) ** 2 / cov.sum(), abs=1e-5)
    assert found.total == pytest.approx(1 - 12 * 0.39 / cov.sum(), abs=1e-5)
    assert found.ecv == pytest.approx(0.36 / 0.61, abs=1e-5)
    assert found.groups["general"].to_numpy() == pytest.approx((4 * 0.6) ** 2 / cov[:4, :4].sum(), abs=1e-4)
    model = "\n".join(
        ["g =~ " + " + ".join(frame), *(f"s{f} =~ " + " + ".join(frame.columns[4 * f : 4 * f + 4]) for f in range(3))]
    )
    bifactor = lo.cfa(model, frame, orthogonal=True, std_lv=True, estimator="ML")
    assert lo.reliability(bifactor).table.loc["g", "omega"] == pytest.approx(found.estimate, abs=1e-4)


def test_no_general_factor_is_said() -> None:
    frame = with_covariance(groups(0.05, 0.7), 400)
    with pytest.warns(AssumptionWarning, match="hardly loads on the general one"):
        lo.omega_hierarchical(frame, 3)
    with pytest.raises(OptionError, match="3 or more"):
        lo.omega_hierarchical(frame, 2)
    turned = with_covariance(groups(), 400).assign(i12=lambda f: -f["i12"])
    with pytest.warns(AssumptionWarning, match="'i12' load negatively on the general factor"):
        lo.omega_hierarchical(turned, 3)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [(lambda f: f.assign(i2=3.0), "'i2' is constant"), (lambda f: f * np.nan, "has no answers")],
)
def test_omega_hierarchical_refuses(spoil: Callable[[pd.DataFrame], pd.DataFrame], message: str) -> None:
    with pytest.raises(DataError, match=message):
        lo.omega_hierarchical(spoil(likert(100, 9)), 3)
