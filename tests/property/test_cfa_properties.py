"""What must hold of a factor analysis whatever the answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.fit import Fit

MODEL = "f =~ a + b + c\ng =~ d + e + h"
ITEMS = ["a", "b", "c", "d", "e", "h"]

quick = settings(max_examples=12, deadline=None, derandomize=True)
pytestmark = pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.LerendeOrganisatieWarning")


@dataclass(frozen=True, slots=True)
class Survey:
    """Answers of two factors, with whatever strength, unit and zero."""

    frame: pd.DataFrame
    seed: int


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """Two correlated factors of three items each, clear enough that there is a minimum inside the domain."""
    seed, n = draw(st.integers(0, 2**31)), draw(st.integers(150, 300))
    rng = np.random.default_rng(seed)
    correlation = draw(st.floats(-0.6, 0.6))
    eta = rng.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], n)
    loading = rng.uniform(0.6, 0.9, 6)
    y = eta[:, [0, 0, 0, 1, 1, 1]] * loading + rng.normal(size=(n, 6)) * np.sqrt(1 - loading**2)
    return Survey(pd.DataFrame(y * rng.uniform(0.5, 3, 6) + rng.normal(size=6), columns=ITEMS), seed)


def table(fit: Fit) -> pd.DataFrame:
    """Estimates by relation; a covariance under either order."""
    rows = fit.parameters
    keys = [
        (a, op, b, g) if op != "~~" or a <= b else (b, op, a, g)
        for a, op, b, g in zip(rows["lhs"], rows["op"], rows["rhs"], rows["group"], strict=True)
    ]
    columns = ["est", "se", "std_all", "free"]
    return rows[columns].set_axis(pd.MultiIndex.from_tuples(keys), axis=0)


def same(one: Fit, other: Fit, columns: tuple[str, ...] = ("est", "se", "std_all"), tol: float = 1e-5) -> None:
    a = table(one)
    b = table(other).loc[a.index]
    scale = np.maximum(np.abs(a["est"]), a["se"])
    for column in columns:
        assert (np.abs(a[column] - b[column]) <= tol * np.maximum(scale, 1e-3)).all(), column
    assert one.chisq == pytest.approx(other.chisq, abs=1e-6 * max(one.chisq, 1))


@quick
@given(survey=surveys(), estimator=st.sampled_from(["ML", "GLS", "ULS"]))
def test_order_of_rows_columns_items_and_factors_does_not_matter(survey: Survey, estimator: str) -> None:
    rng = np.random.default_rng(survey.seed)
    shuffled = survey.frame.sample(frac=1, random_state=survey.seed % 1000)[list(rng.permutation(ITEMS))]
    plain = lo.cfa(MODEL, survey.frame, estimator=estimator)
    same(plain, lo.cfa("g =~ 1*d + h + e\nf =~ 1*a + c + b", shuffled, estimator=estimator))


@quick
@given(survey=surveys(), unit=st.floats(0.01, 100), shift=st.floats(-50, 50))
def test_another_unit_of_an_item_changes_its_own_parameters_as_it_must(
    survey: Survey, unit: float, shift: float
) -> None:
    plain = lo.cfa(MODEL, survey.frame, meanstructure=True)
    moved = lo.cfa(MODEL, survey.frame.assign(b=survey.frame["b"] * unit + shift), meanstructure=True)
    a, b = table(plain), table(moved)
    powers = {("f", "=~", "b", 1): 1, ("b", "~~", "b", 1): 2}
    for key in a.index:
        if key == ("b", "~1", "", 1):
            assert b.loc[key, "est"] == pytest.approx(a.loc[key, "est"] * unit + shift, rel=1e-6, abs=1e-6 * unit)
            continue
        factor = unit ** powers.get(key, 0)
        for column in ("est", "se"):
            assert b.loc[key, column] == pytest.approx(a.loc[key, column] * factor, rel=1e-4, abs=1e-5 * factor), key
    free = a["free"] > 0
    latent = [k for k in a.index[free] if k[1] != "~1"]
    np.testing.assert_allclose(b.loc[latent, "std_all"], a.loc[latent, "std_all"], rtol=1e-4, atol=1e-5)
    assert moved.chisq == pytest.approx(plain.chisq, rel=1e-6, abs=1e-6)


@quick
@given(survey=surveys())
def test_everybody_twice(survey: Survey) -> None:
    once = lo.cfa(MODEL, survey.frame)
    twice = lo.cfa(MODEL, pd.concat([survey.frame, survey.frame], ignore_index=True))
    a, b = table(once), table(twice)
    np.testing.assert_allclose(b["est"], a["est"], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(b["se"] * np.sqrt(2), a["se"], rtol=1e-5, atol=1e-8)
    assert twice.chisq == pytest.approx(2 * once.chisq, rel=1e-6, abs=1e-6)


@quick
@given(survey=surveys(), missing=st.sampled_from(["listwise", "fiml"]))
def test_marker_and_unit_variance_are_one_model(survey: Survey, missing: str) -> None:
    marker = lo.cfa(MODEL, survey.frame, missing=missing)  # type: ignore[arg-type]
    unit = lo.cfa(MODEL, survey.frame, std_lv=True, missing=missing)  # type: ignore[arg-type]
    assert unit.chisq == pytest.approx(marker.chisq, rel=1e-6, abs=1e-6)
    a, b = marker.standardized(), unit.standardized()
    sign = np.sign(a["est_std"] * b["est_std"]).replace(0, 1)  # a factor may stand on its head
    for column in ("est_std", "se"):
        other = b[column] * (sign if column == "est_std" else 1)
        np.testing.assert_allclose(other, a[column], rtol=1e-4, atol=1e-5)
    for name in ("cfi", "rmsea", "srmr", "bic"):
        assert unit.fit_measures[name] == pytest.approx(marker.fit_measures[name], rel=1e-5, abs=1e-6)


@quick
@given(survey=surveys())
def test_published_moments_give_what_the_data_give(survey: Survey) -> None:
    fit = lo.cfa(MODEL, survey.frame, estimator="ML", meanstructure=True)
    moments = lo.cfa(
        MODEL, sample_cov=survey.frame.cov(), sample_nobs=len(survey.frame), sample_mean=survey.frame.mean(),
        meanstructure=True,
    )  # fmt: skip
    same(fit, moments, tol=1e-6)
    np.testing.assert_allclose(moments.fit_measures, fit.fit_measures, rtol=1e-6, atol=1e-8)


@quick
@given(survey=surveys())
def test_complete_answers_by_fiml_are_maximum_likelihood(survey: Survey) -> None:
    same(
        lo.cfa(MODEL, survey.frame, meanstructure=True, information="observed"),
        lo.cfa(MODEL, survey.frame, missing="fiml"),
    )


@quick
@given(survey=surveys())
def test_what_is_held_equal_is_equal_and_costs_fit(survey: Survey) -> None:
    rng = np.random.default_rng(survey.seed)
    frame = survey.frame.assign(team=rng.choice(["one", "two"], len(survey.frame)))
    free = lo.cfa(MODEL, frame, group="team")
    by_option = lo.cfa(MODEL, frame, group="team", group_equal="loadings")
    by_label = lo.cfa("f =~ a + c(p, p)*b + c(q, q)*c\ng =~ d + c(r, r)*e + c(s, s)*h", frame, group="team")
    same(by_option, by_label)
    loadings = by_option.parameters.query("op == '=~'")
    first, second = (loadings[loadings["group"] == g] for g in (1, 2))
    np.testing.assert_array_equal(first["est"].to_numpy(), second["est"].to_numpy())
    np.testing.assert_allclose(first["se"].to_numpy(), second["se"].to_numpy(), rtol=1e-12)
    assert by_option.df == free.df + 4
    assert by_option.chisq >= free.chisq - 1e-6


@quick
@given(survey=surveys())
def test_groups_without_equalities_are_two_analyses(survey: Survey) -> None:
    rng = np.random.default_rng(survey.seed)
    frame = survey.frame.assign(team=np.where(rng.random(len(survey.frame)) < 0.5, "one", "two"))
    together = lo.cfa(MODEL, frame, group="team")
    apart = [lo.cfa(MODEL, part, meanstructure=True) for _, part in frame.groupby("team", sort=False)]
    assert together.chisq == pytest.approx(sum(fit.chisq for fit in apart), rel=1e-6, abs=1e-6)
    for g, fit in enumerate(apart, start=1):
        mine = together.parameters[together.parameters["group"] == g]
        np.testing.assert_allclose(mine["est"].to_numpy(), fit.parameters["est"].to_numpy(), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(mine["se"].to_numpy(), fit.parameters["se"].to_numpy(), rtol=1e-4, atol=1e-6)
