"""Ordinal factor analysis: derivatives, invariances, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import (
    AssumptionWarning,
    DataError,
    IdentificationError,
    ImproperSolutionWarning,
    ItemWarning,
    OptionError,
    SmallSampleWarning,
)
from lerende_organisatie.psychometrics.cfa.implied_ordinal import ordinal_implied, ordinal_statistics
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedTerm
from tests.reference.data import load
from tests.reference.models import HS

MIXED = "visual =~ x1 + x2 + y3\ntextual =~ y4 + x5 + x6\nspeed =~ x7 + y8 + x9"
CUT = ["x1", "x2", "x5", "x6", "x7", "x9"]


def data() -> pd.DataFrame:
    return load("holzinger_swineford_ordinal")


def hs(frame: pd.DataFrame | None = None, **options: Any) -> OrdinalFit:
    fit = lo.cfa(HS, data() if frame is None else frame, ordered=True, **options)
    assert isinstance(fit, OrdinalFit)
    return fit


def statistics(term: WeightedTerm, theta: np.ndarray) -> np.ndarray:
    now = ordinal_implied(term.group.fill(theta), term.at.ordered, term.parameterization)
    assert now is not None
    return ordinal_statistics(now, term.at)


CASES: list[dict[str, Any]] = [
    {"model": HS, "ordered": True},
    {"model": HS, "ordered": True, "parameterization": "theta"},
    {"model": MIXED, "ordered": CUT},
    {"model": MIXED, "ordered": CUT, "parameterization": "theta"},
    {"model": HS + "\ng =~ visual + textual + speed", "ordered": True, "parameterization": "theta"},
    *(
        {"model": m, "ordered": o, "parameterization": p, "estimator": e}
        for m, o in ((HS, True), (MIXED, CUT))
        for p in ("delta", "theta")
        for e in ("WLS", "ULSMV")
    ),
    *(
        {"model": m, "ordered": o, "parameterization": p, "group": "school", "group_equal": ("thresholds", "loadings")}
        for m, o in ((HS, True), (MIXED, CUT))
        for p in ("delta", "theta")
    ),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_jacobian_and_gradient_are_the_derivatives(case: int) -> None:
    options = dict(CASES[case])
    check_derivatives(lo.cfa(options.pop("model"), data(), **options), case)


def check_derivatives(fit: Any, case: int) -> None:
    assert isinstance(fit, OrdinalFit)
    rng = np.random.default_rng(case)
    theta = fit.theta * (1 + rng.uniform(-0.1, 0.1, len(fit.theta)))
    places = fit.weighted.places(theta)
    assert places is not None
    step = 1e-6
    gradient = np.zeros(len(theta))
    for k in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[k] += step
        down[k] -= step
        for place in places:
            index = place.term.group.index
            if k not in index:
                continue
            numeric = (statistics(place.term, up) - statistics(place.term, down)) / (2 * step)
            np.testing.assert_allclose(place.jacobian[:, list(index).index(k)], numeric, atol=1e-8)
        above, below = fit.weighted.places(up), fit.weighted.places(down)
        assert above is not None
        assert below is not None
        gradient[k] = (fit.weighted.value(above) - fit.weighted.value(below)) / (2 * step)
    np.testing.assert_allclose(fit.weighted.gradient(places), gradient, rtol=1e-5, atol=1e-5 * np.abs(gradient).max())


CONTINUOUS: list[dict[str, Any]] = [
    *({"model": "visual =~ y1 + y2 + y3\ntextual =~ y4 + y5 + y6", "estimator": e} for e in ("WLS", "DWLS", "ULSMV")),
    {"model": "visual =~ y1 + y2 + y3", "estimator": "WLS", "meanstructure": True},
    {"model": "visual =~ y1 + y2 + y3\ntextual =~ y4 + y5 + y6\ntextual ~ visual + ageyr", "estimator": "WLS"},
    {
        "model": "visual =~ y1 + y2 + y3",
        "estimator": "WLS",
        "group": "school",
        "group_equal": ("loadings", "intercepts"),
    },
    {
        "model": "visual =~ y1 + y2 + y3",
        "estimator": "DWLS",
        "group": "school",
        "group_equal": ("loadings", "intercepts"),
    },
]


@pytest.mark.parametrize("case", range(len(CONTINUOUS)))
def test_jacobian_and_gradient_of_continuous_items(case: int) -> None:
    options = dict(CONTINUOUS[case])
    check_derivatives(lo.sem(options.pop("model"), data(), **options), case)


@pytest.mark.parametrize("case", [1, 3, 15, 16])
def test_standardised_errors_are_those_of_the_delta_method(case: int) -> None:
    options = dict(CASES[case])
    fit = lo.cfa(options.pop("model"), data(), **options)
    assert isinstance(fit, OrdinalFit)
    step = 1e-6
    from dataclasses import replace

    def at(theta: np.ndarray) -> np.ndarray:
        return replace(fit, theta=theta).standardized()["est_std"].to_numpy()

    jacobian = np.column_stack(
        [(at(fit.theta + step * unit) - at(fit.theta - step * unit)) / (2 * step) for unit in np.eye(len(fit.theta))]
    )
    numeric = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", jacobian, fit.vcov, jacobian), 0))
    np.testing.assert_allclose(fit.standardized()["se"], numeric, atol=1e-7)


def test_parameterisations_are_one_model() -> None:
    delta, theta = hs(), hs(parameterization="theta")
    assert abs(delta.chisq - theta.chisq) < 1e-7 * delta.chisq
    names = ["chisq_scaled", "cfi_scaled", "cfi_robust", "rmsea_robust", "srmr"]
    np.testing.assert_allclose(delta.fit_measures[names], theta.fit_measures[names], rtol=1e-6)
    for column in ("est_std", "se"):
        np.testing.assert_allclose(delta.standardized()[column], theta.standardized()[column], atol=1e-6)


def test_what_must_not_matter_does_not() -> None:
    fit = hs()
    rows = data().sample(frac=1.0, random_state=3)
    recoded = data()
    for i in range(1, 10):
        recoded[f"x{i}"] = recoded[f"x{i}"].map({1: -4, 2: 0, 3: 17})
    for frame in (rows, recoded):
        again = hs(frame)
        np.testing.assert_allclose(again.theta, fit.theta, rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(again.fit_measures["chisq_scaled"], fit.fit_measures["chisq_scaled"], rtol=1e-7)
    turned = data()
    for item in ("x1", "x2", "x3"):
        turned[item] = 4 - turned[item]
    again = hs(turned)
    np.testing.assert_allclose(again.chisq, fit.chisq, rtol=1e-7)
    np.testing.assert_allclose(again.theta[:6], fit.theta[:6], rtol=1e-6)


def test_twice_the_data_changes_the_errors_and_tests_only() -> None:
    fit, twice = hs(), hs(pd.concat([data(), data()], ignore_index=True))
    np.testing.assert_allclose(twice.theta, fit.theta, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(twice.vcov * 601, fit.vcov * 300, rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(twice.chisq / 601, fit.chisq / 300, rtol=1e-7)


def test_thresholds_held_or_searched_for_give_the_same() -> None:
    """The fast way for saturated thresholds against the general one, which a label that ties nothing takes."""
    fast = hs()
    slow = lo.cfa(f"{HS}\nx1 | a*t1\nx1 | b*t2\nb == a + {float(np.diff(fast.ordinal[0].locations[:2])[0])!r}", data(),
                  ordered=True)  # fmt: skip
    assert slow.df == fast.df + 1
    np.testing.assert_allclose(slow.chisq, fast.chisq, rtol=1e-6)
    np.testing.assert_allclose(slow.parameters["est"], fast.parameters["est"], atol=1e-5)


def test_wlsmv_is_what_ordinal_items_are_fitted_by() -> None:
    assert hs().estimator.name == "WLSMV"
    assert lo.cfa(HS, data()).estimator.name == "MLR"


def test_the_result_reads_like_any_other() -> None:
    fit = hs()
    text = fit.summary()
    assert all(word in text for word in ("Thresholds", "scaled chi-square(24)", "robust CFI"))
    assert len(fit.r2) == 9
    np.testing.assert_allclose(fit.r2["r2"], fit.standardized()["est_std"][:9] ** 2, atol=1e-8)
    assert not fit.second_opinion().available


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"estimator": "WLSMV"}, "ordered=True"),
        ({"estimator": "wlsm"}, "ordered=True"),
        ({"ordered": True, "estimator": "ML"}, "not offered for ordinal items"),
        ({"ordered": True, "missing": "fiml"}, "listwise, pairwise"),
        ({"missing": "pairwise"}, "declare them with ordered"),
        ({"ordered": ["x1", "nothing"]}, "'nothing'"),
        ({"ordered": ["z1"]}, "none of the items"),
        ({"ordered": True, "parameterization": "gamma"}, "delta, theta"),
        ({"ordered": True, "meanstructure": False}, "thresholds"),
        ({"ordered": True, "information": "observed"}, "expected information"),
        ({"ordered": True, "group_equal": "loadings"}, "needs group"),
    ],
)
def test_what_does_not_go_together_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        lo.cfa(HS, data(), **options)


def test_ordinal_items_need_data() -> None:
    with pytest.raises(OptionError, match="need data"):
        lo.cfa(HS, sample_cov=data()[[f"x{i}" for i in range(1, 10)]].cov(), sample_nobs=301, ordered=True)


def test_only_fits_of_one_kind_are_compared() -> None:
    frame = data()
    ordinal, plain = hs(estimator="ULS"), lo.cfa(HS, frame, estimator="ULS", meanstructure=True)
    with pytest.raises(OptionError, match="fit both"):
        lo.compare(ordinal, plain)
    turned = "speed =~ x7 + x8 + x9\ntextual =~ x4 + x5 + x6\nvisual =~ x1 + x2 + x3"
    nested = lo.cfa(turned, frame, ordered=True, orthogonal=True)
    with pytest.raises(OptionError, match="different orders"):
        lo.compare(hs(), nested)


def test_an_ordinal_outcome_is_as_good_as_an_indicator() -> None:
    outcome = lo.sem("textual =~ x4 + x5 + x6\nx9 ~ textual", data(), ordered=True)
    indicator = lo.cfa("textual =~ x4 + x5 + x6 + x9", data(), ordered=True)
    assert outcome.df == indicator.df
    assert outcome.chisq == pytest.approx(indicator.chisq, rel=1e-8)


def test_an_ordinal_predictor_is_refused_and_the_way_round_works() -> None:
    with pytest.raises(OptionError, match=r"predict others \(x9\)"):
        lo.sem("textual =~ x4 + x5 + x6\ntextual ~ x9\nx9 ~ ageyr", data(), ordered=["x4", "x5", "x6", "x9"])
    around = lo.sem("textual =~ x4 + x5 + x6\nspeed =~ x9\nspeed ~~ 1*speed\ntextual ~ speed", data(), ordered=True)
    indicator = lo.cfa("textual =~ x4 + x5 + x6 + x9", data(), ordered=True)
    assert around.df == indicator.df
    assert around.chisq == pytest.approx(indicator.chisq, rel=1e-8)


def test_a_category_that_a_group_never_chose_is_named() -> None:
    frame = data()
    frame.loc[(frame["school"] == "Pasteur") & (frame["x4"] == 3), "x4"] = 2
    with pytest.raises(DataError, match="'x4': nobody in group 'Pasteur' answered 3; merge"):
        hs(frame, group="school")


def test_wls_needs_enough_respondents() -> None:
    with pytest.raises(DataError, match="WLSMV"):
        hs(data().head(40), estimator="WLS")


def test_a_negative_residual_variance_is_named() -> None:
    rng = np.random.default_rng(5)
    factor = rng.normal(size=150)
    frame = pd.DataFrame(
        {
            f"a{i}": 1 + np.digitize(x * factor + np.sqrt(1 - x * x) * rng.normal(size=150), [-0.5, 0.5])
            for i, x in enumerate((0.97, 0.3, 0.25))
        }
    )
    with pytest.warns(ImproperSolutionWarning, match="negative residual variance .* of 'a0'") as seen:
        lo.cfa("f =~ a0 + a1 + a2", frame, ordered=True)
    assert seen[0].filename == __file__  # it points at the caller


def test_fewer_respondents_than_parameters_is_said() -> None:
    frame = load("holzinger_swineford").head(12)
    with pytest.warns(SmallSampleWarning, match="12 respondents for 14 free parameters") as seen:
        lo.cfa("f =~ x1 + x2 + x3 + x4\ng =~ x5 + x6 + x4", frame, estimator="ML")
    assert {w.filename for w in seen} == {__file__}


@pytest.mark.parametrize("ordered", [True, False])
def test_a_single_group_is_said(ordered: bool) -> None:
    with pytest.warns(AssumptionWarning, match="all rows are in one group, 'a'"):
        lo.cfa(HS, data().assign(g="a"), group="g", ordered=ordered)


def test_an_item_asked_twice_is_named() -> None:
    with pytest.warns(ItemWarning, match="between 'x1' and 'x2'") as seen:
        hs(data().assign(x2=data()["x1"]))
    assert seen[0].filename == __file__


def test_an_unidentified_ordinal_model_is_refused() -> None:
    with pytest.raises(IdentificationError):
        lo.cfa("f =~ x1 + x2", data(), ordered=True)
