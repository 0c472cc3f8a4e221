"""What must hold of a factor analysis of ordinal items whatever the answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.fit import Fit
from tests.property.test_cfa_properties import ITEMS, MODEL, same

pytestmark = pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.LerendeOrganisatieWarning")

quick = settings(max_examples=8, deadline=None, derandomize=True)

ESTIMATORS = st.sampled_from(["WLSMV", "DWLS", "ULSMV", "WLSM"])
PARAMETERIZATIONS = st.sampled_from(["delta", "theta"])


@st.composite
def answers(draw: st.DrawFn) -> pd.DataFrame:
    """Two correlated factors of three items each, in two to five categories, clear enough to have a solution."""
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    n = draw(st.integers(250, 400))
    eta = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], n)
    loading = rng.uniform(0.65, 0.85, 6)
    y = eta[:, [0, 0, 0, 1, 1, 1]] * loading + rng.normal(size=(n, 6)) * np.sqrt(1 - loading**2)
    cuts = [np.array([-0.9, -0.3, 0.4, 1.0])[:: draw(st.integers(1, 2))] for _ in range(6)]
    frame = {name: 1 + (y[:, i, None] > cut).sum(axis=1) for i, (name, cut) in enumerate(zip(ITEMS, cuts, strict=True))}
    return pd.DataFrame(frame).assign(team=rng.choice(["one", "two"], n))


def fitted(frame: pd.DataFrame, model: str = MODEL, estimator: str = "WLSMV", parameterization: str = "delta") -> Fit:
    return lo.cfa(model, frame, ordered=True, estimator=estimator, parameterization=parameterization)  # type: ignore[arg-type]


@quick
@given(frame=answers(), estimator=ESTIMATORS, parameterization=PARAMETERIZATIONS)
def test_order_of_rows_columns_items_and_factors_does_not_matter(
    frame: pd.DataFrame, estimator: str, parameterization: str
) -> None:
    shuffled = frame.sample(frac=1, random_state=1)[["team", *reversed(ITEMS)]]
    plain = fitted(frame, estimator=estimator, parameterization=parameterization)
    turned = fitted(shuffled, "g =~ 1*d + h + e\nf =~ 1*a + c + b", estimator, parameterization)
    same(plain, turned)


@quick
@given(frame=answers(), estimator=ESTIMATORS, shift=st.integers(-20, 20), stretch=st.floats(0.1, 30))
def test_other_numbers_for_the_categories_in_the_same_order_change_nothing(
    frame: pd.DataFrame, estimator: str, shift: int, stretch: float
) -> None:
    other = frame.copy()
    for k, item in enumerate(ITEMS):
        other[item] = np.exp(frame[item] / 3.0) * stretch + shift if k % 2 else frame[item] ** 3 + shift
    a, b = fitted(frame, estimator=estimator), fitted(other, estimator=estimator)
    np.testing.assert_allclose(b.parameters[["est", "se"]], a.parameters[["est", "se"]], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(b.fit_measures, a.fit_measures, rtol=1e-9, atol=1e-12)


@quick
@given(frame=answers(), estimator=ESTIMATORS, parameterization=PARAMETERIZATIONS)
def test_everybody_twice(frame: pd.DataFrame, estimator: str, parameterization: str) -> None:
    """Thresholds and correlations stay; errors and χ² go by N − 1, which is n·F's multiplier here."""
    once = fitted(frame, estimator=estimator, parameterization=parameterization)
    twice = fitted(pd.concat([frame, frame], ignore_index=True), MODEL, estimator, parameterization)
    n = len(frame)
    np.testing.assert_allclose(twice.theta, once.theta, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(twice.vcov * (2 * n - 1), once.vcov * (n - 1), rtol=1e-3, atol=1e-5 * once.vcov.max())
    assert twice.chisq == pytest.approx(once.chisq * (2 * n - 1) / (n - 1), rel=1e-5, abs=1e-5)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(frame=answers(), parameterization=PARAMETERIZATIONS)
def test_the_order_of_groups_does_not_matter_and_free_groups_are_analyses_of_their_own(
    frame: pd.DataFrame, parameterization: str
) -> None:
    sizes = [set(part[item]) for _, part in frame.groupby("team") for item in ITEMS]
    if sizes[: len(ITEMS)] != sizes[len(ITEMS) :]:
        return  # a category that one group never chose is refused, see the unit tests
    one = frame.sort_values("team", kind="stable")
    two = frame.sort_values("team", ascending=False, kind="stable")
    options = {"ordered": True, "group": "team", "parameterization": parameterization}
    a, b = lo.cfa(MODEL, one, **options), lo.cfa(MODEL, two, **options)  # type: ignore[arg-type]
    assert a.chisq == pytest.approx(b.chisq, rel=1e-6, abs=1e-6)
    swapped = b.parameters.assign(group=3 - b.parameters["group"]).sort_values("group", kind="stable")
    np.testing.assert_allclose(swapped["est"], a.parameters["est"], rtol=1e-4, atol=1e-5)
    apart = [fitted(part, parameterization=parameterization) for _, part in one.groupby("team")]
    assert a.chisq == pytest.approx(sum(fit.chisq for fit in apart), rel=1e-6, abs=1e-6)
    equal = lo.cfa(MODEL, one, group_equal=("thresholds", "loadings"), **options)  # type: ignore[arg-type]
    other = lo.cfa(MODEL, two, group_equal=("thresholds", "loadings"), **options)  # type: ignore[arg-type]
    assert equal.chisq == pytest.approx(other.chisq, rel=1e-5, abs=1e-5)  # whichever group sets the scale


@quick
@given(frame=answers(), estimator=ESTIMATORS)
def test_both_parameterisations_and_both_ways_to_identify_are_one_model(frame: pd.DataFrame, estimator: str) -> None:
    delta = fitted(frame, estimator=estimator)
    theta = fitted(frame, estimator=estimator, parameterization="theta")
    unit = lo.cfa(MODEL, frame, ordered=True, estimator=estimator, std_lv=True)
    for other in (theta, unit):
        assert other.chisq == pytest.approx(delta.chisq, rel=1e-6, abs=1e-6)
        loadings = [x.standardized().query("op == '=~'")["est_std"].to_numpy() for x in (delta, other)]
        np.testing.assert_allclose(np.abs(loadings[1]), np.abs(loadings[0]), rtol=1e-4, atol=1e-5)


@quick
@given(frame=answers(), estimator=st.sampled_from(["WLS", "DWLS", "ULSMV"]), unit=st.floats(0.2, 20))
def test_continuous_items_by_weighted_least_squares(frame: pd.DataFrame, estimator: str, unit: float) -> None:
    """Rows and items in any order; WLS and DWLS know no units, ULS does."""
    plain = lo.cfa(MODEL, frame, estimator=estimator)
    same(plain, lo.cfa("g =~ 1*d + h + e\nf =~ 1*a + c + b", frame.sample(frac=1, random_state=2), estimator=estimator))
    if estimator != "ULSMV":
        rescaled = lo.cfa(MODEL, frame.assign(b=frame["b"] * unit), estimator=estimator)
        assert rescaled.chisq == pytest.approx(plain.chisq, rel=1e-5, abs=1e-5)
