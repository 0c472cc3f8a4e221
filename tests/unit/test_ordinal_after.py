"""After a fit to ordinal items: posterior modes by their definition, residuals by simulation, the bootstrap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning, DataError, ImproperSolutionWarning, OptionError
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.ordinal_refit import refit_ordinal
from tests.reference.data import load
from tests.reference.models import HS
from tests.unit.test_cfa_ordinal_clusters import survey

METRIC = ("thresholds", "loadings")


def data() -> pd.DataFrame:
    return load("holzinger_swineford_ordinal")


def hs(model: str = HS, frame: pd.DataFrame | None = None, **options: Any) -> OrdinalFit:
    fit = lo.cfa(model, data() if frame is None else frame, ordered=True, **options)
    assert isinstance(fit, OrdinalFit)
    return fit


def log_posterior(fit: OrdinalFit, group: int, answers: np.ndarray, eta: np.ndarray) -> float:
    """By its definition, from the table of parameters alone."""
    from scipy.stats import multivariate_normal, norm

    rows = fit.parameters.query(f"group == {group + 1}")
    value = {(r.lhs, r.op, r.rhs): r.est for r in rows.itertuples()}
    latent = fit.latent_names
    mean = [value.get((f, "~1", ""), 0.0) for f in latent]
    cov = [[value.get((f, "~~", g), value.get((g, "~~", f), 0.0)) for g in latent] for f in latent]
    total = multivariate_normal(mean, cov).logpdf(eta)
    for item, answer in zip(fit.observed_names, answers, strict=True):
        if np.isnan(answer):
            continue
        loading = np.array([value.get((f, "=~", item), 0.0) for f in latent])
        cuts = [-np.inf, value[item, "|", "t1"], value[item, "|", "t2"], np.inf]
        edges = (np.array(cuts[int(answer) - 1 : int(answer) + 1]) - loading @ eta) / np.sqrt(value[item, "~~", item])
        total += np.log(norm.cdf(edges[1]) - norm.cdf(edges[0]))
    return float(total)


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
def test_scores_are_the_modes_of_the_posterior(parameterization: str) -> None:
    """Also in the second group, where responses have variances and factors means: no step makes them more likely."""
    fit = hs(group="school", group_equal=METRIC, parameterization=parameterization)
    assert fit.sample is not None
    scores = fit.factor_scores().table
    step = 1e-4
    for group, rows in enumerate(fit.sample.groups):
        for row in range(0, 60, 12):
            mode = scores.loc[rows.rows[row]].to_numpy()
            here = log_posterior(fit, group, rows.values[row], mode)
            for move in step * np.eye(3):
                up = log_posterior(fit, group, rows.values[row], mode + move)
                down = log_posterior(fit, group, rows.values[row], mode - move)
                assert here > max(up, down)
                # the slope is nothing beside the curvature: the mode lies within a hundredth of a step
                assert abs(up - down) < 2e-2 * (2 * here - up - down)


def test_both_parameterisations_have_one_score() -> None:
    """In units of the factors' standard deviations."""
    delta, theta = (hs(group="school", group_equal=METRIC, parameterization=p) for p in ("delta", "theta"))
    a, b = delta.factor_scores(), theta.factor_scores()
    scale = [np.sqrt(np.diag(x.implied_moments()[0].latent_cov)) for x in (delta, theta)]
    np.testing.assert_allclose(a.table / scale[0], b.table / scale[1], atol=1e-5)
    np.testing.assert_allclose(a.determinacy, b.determinacy, atol=1e-6)


def test_from_continuous_items_the_mode_is_the_regression_score() -> None:
    cut = ["x1"]
    model = "f =~ y2 + y3 + y7 + x1\ng =~ y4 + y5 + y6"
    frame = data()
    fit = lo.cfa(model, frame, ordered=cut)
    # without its answer to the one ordinal item a respondent is scored from continuous ones alone
    alone = frame.assign(x1=frame["x1"].where(frame.index >= 5))
    part = lo.cfa(model, alone, ordered=cut, missing="pairwise")
    scores = part.factor_scores().table.iloc[:5].to_numpy()
    assert isinstance(part, OrdinalFit)
    implied = part.weighted_places[0].implied.moments
    names = list(part.observed_names)
    at = [names.index(x) for x in names if x != "x1"]
    z = frame[[names[i] for i in at]].to_numpy()[:5] - implied.mu[at]
    expected = z @ np.linalg.solve(implied.sigma[np.ix_(at, at)], implied.cross[at])
    np.testing.assert_allclose(scores, expected, atol=1e-8)
    assert fit.factor_scores().method == "EBM"


def test_determinacy_is_the_correlation_with_the_factor() -> None:
    rng = np.random.default_rng(11)
    n, loading = 20_000, np.array([0.5, 0.6, 0.7, 0.8, 0.75, 0.65])
    eta = rng.normal(size=n)
    y = eta[:, None] * loading + rng.normal(size=(n, 6)) * np.sqrt(1 - loading**2)
    frame = pd.DataFrame(1 + (y[:, :, None] > np.array([-1.2, -0.2, 0.9])).sum(axis=2), columns=list("abcdef"))
    found = lo.cfa("eta =~ a + b + c + d + e + f", frame, ordered=True)
    scores = found.factor_scores()
    told = float(np.corrcoef(scores.table["eta"], eta)[0, 1])
    # the posterior's variance is taken from the curvature at its mode, which is a little narrower than its own
    assert scores.determinacy.loc["eta", "all"] == pytest.approx(told, abs=0.01)


def test_scores_that_would_mislead_are_refused_or_said() -> None:
    with pytest.raises(OptionError, match="posterior modes: 'EBM'"):
        hs().factor_scores("regression")
    with pytest.warns(AssumptionWarning, match="which the model denies of 'x1' and 'x2'"):
        hs(HS + "\nx1 ~~ x2").factor_scores()
    frame = data()
    frame["x3"] = np.where(np.arange(len(frame)) % 40 == 0, 4 - frame["x2"], frame["x2"])
    with pytest.warns(ImproperSolutionWarning, match="Heywood"):
        fit = hs("visual =~ x1 + x2 + x3", frame)
    with pytest.raises(DataError, match="the residual variance of 'x"):
        fit.factor_scores()


def test_a_group_is_its_own_analysis_after_the_fit_too() -> None:
    together = hs(group="school")
    for g, (label, part) in enumerate(data().groupby("school", sort=False)):
        alone = hs(frame=part)
        assert together.group_labels[g] == label
        mine = together.residuals().table.query(f"group == {g + 1}")
        np.testing.assert_allclose(mine["standardized"], alone.residuals().table["standardized"], atol=1e-4)
        np.testing.assert_allclose(
            together.factor_scores().table.loc[part.index], alone.factor_scores().table, atol=1e-5
        )
        np.testing.assert_allclose(together.implied_moments()[g].cov, alone.implied_moments()[0].cov, atol=1e-6)


def test_implied_thresholds_are_the_observed_ones_where_each_has_its_own_parameter() -> None:
    fit = hs()
    implied = fit.implied_moments()[0]
    assert implied.thresholds is not None
    np.testing.assert_allclose(implied.thresholds, fit.ordinal[0].locations, atol=1e-9)
    assert implied.thresholds.index[0] == "x1|t1"
    np.testing.assert_allclose(np.diag(implied.cov), 1.0)


def test_standardised_residuals_spread_as_they_should_where_the_model_holds() -> None:
    """Over 60 surveys from a one-factor model: 15 correlations each, with standard deviation one."""
    rng = np.random.default_rng(12)
    loading = np.linspace(0.5, 0.8, 6)
    found = []
    for _ in range(60):
        y = rng.normal(size=(500, 1)) * loading + rng.normal(size=(500, 6)) * np.sqrt(1 - loading**2)
        frame = pd.DataFrame((y[:, :, None] > np.array([-0.8, 0.5])).sum(axis=2), columns=list("abcdef"))
        table = lo.cfa("eta =~ a + b + c + d + e + f", frame, ordered=True).residuals().table
        found.append(table.query("op == '~~' and lhs != rhs")["standardized"].to_numpy())
    assert np.std(found) == pytest.approx(1.0, abs=0.1)
    assert abs(np.mean(found)) < 0.15


def test_the_bootstrap_agrees_with_the_errors_and_draws_whole_schools() -> None:
    frame = survey(np.random.default_rng(3), schools=60, size=6)
    model = "f =~ i0 + i1 + i2 + i3 + i4 + i5"
    fit = lo.cfa(model, frame, ordered=True, cluster="school", std_lv=True)
    again = refit_ordinal(fit, np.random.default_rng(5))
    assert isinstance(again, OrdinalFit)
    assert again.n_obs == 360
    assert again.ordinal[0].n_clusters == 60
    rows = again.sample.groups[0].rows  # type: ignore[union-attr]
    assert set(np.bincount(frame["school"].to_numpy()[rows], minlength=60) % 6) == {0}
    drawn = fit.bootstrap(60, seed=2)
    ratio = drawn.table["se"].to_numpy() / np.sqrt(np.diag(fit.vcov))
    assert 0.85 < np.median(ratio) < 1.15
    plain = lo.cfa(model, frame, ordered=True, std_lv=True)
    assert np.median(drawn.table["se"].to_numpy() / np.sqrt(np.diag(plain.vcov))) > 1.1


def test_the_bootstrap_does_not_depend_on_processes_and_keeps_what_is_asked() -> None:
    fit = hs()
    one = fit.bootstrap(6, seed=4, statistic=lambda f: f.fit_measures[["cfi", "srmr"]])
    two = fit.bootstrap(6, seed=4, statistic=lambda f: f.fit_measures[["cfi", "srmr"]], n_jobs=2)
    np.testing.assert_array_equal(one.draws, two.draws)
    assert one.table.loc["srmr", "est"] == pytest.approx(fit.fit_measures["srmr"])


def test_a_draw_without_a_category_has_no_solution() -> None:
    frame = data()
    frame.loc[0, "x1"] = 0  # one answer that two in five draws do not have
    assert frame["x1"].nunique() == 4
    fit = hs("visual =~ x1 + x2 + x3", frame)
    with pytest.warns(lo.errors.ConvergenceWarning, match="had no solution"):
        found = fit.bootstrap(20, seed=1)
    assert found.n_failed > 2
