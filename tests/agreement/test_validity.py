"""Convergent and discriminant evidence and reliability of fitted factors beside semTools; the opinion of semopy."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, ItemWarning, MissingDataWarning, OptionError
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.reliability.fitted import reliability_of_fit
from tests.conftest import Reference
from tests.reference.close import CLOSED_FORM, ESTIMATES, STANDARD_ERRORS, assert_close
from tests.reference.data import load
from tests.reference.models import BFI, COVARIATES, HS, LABELS, POLITICAL

BIFACTOR = "g =~ x1+x2+x3+x4+x5+x6+x7+x8+x9\nv =~ x1+x2+x3\nt =~ x4+x5+x6"
SECOND_ORDER = HS + "\ng =~ visual + textual + speed"

FITS: dict[str, Callable[[], Fit]] = {
    "hs": lambda: lo.cfa(HS, load("holzinger_swineford")),
    "bfi": lambda: lo.cfa(BFI, load("bfi")),
    "hs_std_lv": lambda: lo.cfa(HS, load("holzinger_swineford"), std_lv=True),
    "hs_groups": lambda: lo.cfa(HS, load("holzinger_swineford"), group="school"),
    "hs_crossloading": lambda: lo.cfa(HS + "\nvisual =~ x9", load("holzinger_swineford")),
    "hs_residuals": lambda: lo.cfa(HS + "\nx1 ~~ x2", load("holzinger_swineford")),
    "hs_second_order": lambda: lo.cfa(SECOND_ORDER, load("holzinger_swineford")),
    "hs_incomplete": lambda: lo.cfa(HS, load("holzinger_swineford_incomplete"), missing="fiml"),
}

pytestmark = pytest.mark.filterwarnings(
    "ignore:listwise deletion:lerende_organisatie.errors.MissingDataWarning",
    "ignore:loadings of both signs:lerende_organisatie.errors.ItemWarning",
)


@pytest.mark.parametrize(("name", "model", "data"), [("htmt_hs", HS, "holzinger_swineford"), ("htmt_bfi", BFI, "bfi")])
def test_htmt_equals_semtools(name: str, model: str, data: str, reference: Reference) -> None:
    values = reference("validity")[name]
    ours = lo.htmt(model, load(data)).table
    assert list(ours.index) == list(ours.columns) == values["names"]
    assert_close(ours, values["values"], CLOSED_FORM, what="HTMT")


@pytest.mark.parametrize(
    ("name", "model", "data"), [("htmt2_hs", HS, "holzinger_swineford"), ("htmt2_bfi", BFI, "bfi")]
)
def test_htmt2_equals_semtools(name: str, model: str, data: str, reference: Reference) -> None:
    values = reference("validity")[name]
    ours = lo.htmt2(model, load(data)).table
    assert_close(ours.loc[values["names"], values["names"]], values["values"], CLOSED_FORM, what="HTMT2")


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_a_correlation_of_one_is_tested_as_lavaan_does(estimator: str, reference: Reference) -> None:
    chisq, df, pvalue = reference("validity")["against_one"][estimator]
    fit = lo.cfa(HS, load("holzinger_swineford"), estimator=estimator)
    table = lo.discriminant(fit, likelihood_ratio=True).table.set_index(["factor_a", "factor_b"])
    row = table.loc[("visual", "speed")]
    assert df == 1
    # the difference of two minima, each exact to about 1e-8; scaled ones magnify the difference in the estimates
    assert_close(row["chisq_one"], chisq, ESTIMATES if estimator == "ML" else STANDARD_ERRORS, what="chi-square")
    # lavaan looks on both sides of one, where no correlation can be
    assert_close(2 * row["p_chisq_one"], pvalue, 1e-3, what="p-value")


def by_group(figures: Any, factor: str) -> np.ndarray:
    """A factor's figure in every group; NaN where semTools gives none."""
    return np.atleast_1d(np.array(figures[factor], dtype=float))


@pytest.mark.parametrize("name", FITS)
def test_ave_and_omega_equal_semtools(name: str, reference: Reference) -> None:
    values = reference("validity")[name]
    fit = FITS[name]()
    found = reliability_of_fit(fit).table
    extracted = lo.ave(fit).table
    factors = [f for f in values["ave"] if f != "group"]
    assert sorted(set(found.index)) == sorted(set(extracted.index)) == sorted(factors)
    for factor in factors:
        mine = found.loc[[factor]].sort_values("group")
        theirs = by_group(values["ave"], factor)
        if not np.isnan(theirs).any():  # semTools gives none where an item loads on several factors
            assert_close(mine["ave"], theirs, ESTIMATES, what=f"AVE of {factor}")
            assert_close(extracted.loc[[factor]].sort_values("group")["ave"], theirs, ESTIMATES, what="ave()")
        # an omega near zero, of loadings that cancel, is compared on the scale of a tenth
        floor = np.full(len(mine), 0.1)
        assert_close(mine["omega"], by_group(values["omega"], factor), ESTIMATES, floor, f"omega of {factor}")
        assert_close(mine["omega_model"], by_group(values["omega_model"], factor), ESTIMATES, floor, "from the model")


def test_a_crossloading_leaves_the_other_factors_alone(reference: Reference) -> None:
    values = reference("validity")["hs_crossloading"]["ave"]
    assert [f for f in values if values[f] is not None] == ["textual"]
    table = lo.ave(FITS["hs_crossloading"]()).table
    assert table["ave"].between(0, 1).all()


def test_ave_of_standardised_loadings_and_its_root() -> None:
    fit = FITS["hs"]()
    table = lo.ave(fit).table
    loadings = fit.parameters.query("op == '=~'").groupby("lhs", sort=False)["std_all"]
    np.testing.assert_allclose(table["ave_standardized"], loadings.apply(lambda x: (x**2).mean())[table.index])
    np.testing.assert_allclose(table["root_ave"] ** 2, table["ave"])


def test_htmt_of_incomplete_answers() -> None:
    complete = lo.htmt(HS, load("holzinger_swineford"), missing="fiml")
    np.testing.assert_allclose(complete.table, lo.htmt(HS, load("holzinger_swineford")).table, rtol=1e-5)
    gaps = load("holzinger_swineford_incomplete")
    every = lo.htmt(HS, gaps, missing="fiml")
    with pytest.warns(MissingDataWarning, match="leaves out"):
        some = lo.htmt(HS, gaps)
    assert every.n > some.n
    assert np.abs(every.table - complete.table).max(axis=None) < 0.15


def test_htmt_leaves_out_factors_without_two_items() -> None:
    assert list(lo.htmt(SECOND_ORDER + "\none =~ x1", load("holzinger_swineford")).table.index) == [
        "visual", "textual", "speed",
    ]  # fmt: skip


@pytest.mark.parametrize("model", ["f =~ x1 + x2 + x3", "f =~ x1\ng =~ x2 + x3", "x1 ~ x2"])
def test_htmt_needs_two_factors(model: str) -> None:
    with pytest.raises(DataError, match="at least two with two or more observed items"):
        lo.htmt(model, load("holzinger_swineford"))


def test_htmt_of_what_is_not_offered() -> None:
    with pytest.raises(OptionError, match="missing='pairwise' is not offered"):
        lo.htmt(HS, load("holzinger_swineford"), missing="pairwise")  # type: ignore[arg-type]


def test_a_path_model_has_no_factor() -> None:
    fit = lo.sem("x1 ~ x2 + x3", load("holzinger_swineford"))
    for evidence in (lo.ave, reliability_of_fit):
        with pytest.raises(DataError, match="no factor with observed items"):
            evidence(fit)


def test_loadings_that_cancel_are_said() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingDataWarning)
        fit = FITS["bfi"]()
    with pytest.warns(ItemWarning, match="loadings of both signs"):
        reliability_of_fit(fit)


SEMOPY = 2e-5
"""Where its optimiser stops, in units of the estimate or its standard error, whichever is larger."""

OPINIONS: dict[str, Callable[[], Fit]] = {
    "hs": FITS["hs"],
    "second order": FITS["hs_second_order"],
    "political": lambda: lo.sem(POLITICAL, load("political_democracy")),
    "std_lv": FITS["hs_std_lv"],
    "bifactor": lambda: lo.cfa(BIFACTOR, load("holzinger_swineford"), orthogonal=True, std_lv=True),
    "GLS": lambda: lo.cfa(HS, load("holzinger_swineford"), estimator="GLS"),
    "incomplete": FITS["hs_incomplete"],
}


@pytest.mark.parametrize("name", OPINIONS)
def test_semopy_is_of_the_same_opinion(name: str) -> None:
    fit = OPINIONS[name]()
    opinion = fit.second_opinion()
    assert opinion.available, opinion.note
    assert opinion.largest_difference < SEMOPY
    loadings = [row for row in fit.table.free if row.op == "=~"]
    assert len(opinion.table) >= len(loadings) + len(fit.observed_names)
    np.testing.assert_allclose(opinion.table["est"] - opinion.table["semopy"], opinion.table["difference"])
    assert opinion.version[0].isdigit()


def test_a_wrong_estimate_would_be_noticed() -> None:
    from dataclasses import replace

    fit = FITS["hs"]()
    assert replace(fit, theta=fit.theta * 1.01).second_opinion().largest_difference > 5e-3


@pytest.mark.parametrize(
    ("name", "fit", "note"),
    [
        ("groups", FITS["hs_groups"], "fits groups apart"),
        ("equalities", lambda: lo.cfa(LABELS, load("holzinger_swineford")), "no equality constraints"),
    ],
)
def test_semopy_without_an_opinion(name: str, fit: Callable[[], Fit], note: str) -> None:
    opinion = fit().second_opinion()
    assert not opinion.available
    assert note in opinion.note
    assert opinion.table.empty
    assert np.isnan(opinion.largest_difference)


def test_semopy_on_covariates_says_what_it_did() -> None:
    opinion = lo.sem(COVARIATES, load("holzinger_swineford")).second_opinion()
    assert opinion.available
    assert opinion.largest_difference < SEMOPY
