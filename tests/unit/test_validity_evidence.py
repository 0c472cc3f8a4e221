"""Discriminant, bifactor and criterion evidence: definitions, verdicts and bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.moments.data import draw_sample
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments
from lerende_organisatie.psychometrics.validity.bifactor import indices
from lerende_organisatie.psychometrics.validity.criterion import correlation_with_error
from lerende_organisatie.psychometrics.validity.ratio import ratios
from lerende_organisatie.psychometrics.validity.resampling import covariance_influence

TWO = "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6"


def answers(correlation: float = 0.5, n: int = 500, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    eta = rng.normal(size=(n, 2)) @ np.linalg.cholesky(np.array([[1.0, correlation], [correlation, 1.0]])).T
    x = 0.8 * np.repeat(eta, 3, axis=1) + 0.6 * rng.normal(size=(n, 6))
    frame = pd.DataFrame(x, columns=[f"x{j + 1}" for j in range(6)])
    return frame.assign(outcome=0.5 * eta[:, 0] + rng.normal(size=n), noise=rng.normal(size=n))


def test_geometric_ratios_are_the_factor_correlation_whatever_the_loadings() -> None:
    loading = np.array([0.9, 0.5, 0.7, 0.8, 0.3, 0.6])
    matrix = np.outer(loading, loading)
    matrix[:3, 3:] *= 0.4
    matrix[3:, :3] *= 0.4
    np.fill_diagonal(matrix, 1.0)
    at = ((0, 1, 2), (3, 4, 5))
    assert ratios(matrix[None], at, "geometric")[0, 0] == pytest.approx(0.4)
    assert ratios(matrix[None] * 4, at, "arithmetic")[0, 0] != pytest.approx(0.4, abs=1e-3)


@pytest.mark.parametrize("ratio", [lo.htmt, lo.htmt2])
def test_bootstrap_intervals_hold_the_ratio(ratio: object) -> None:
    found = ratio(TWO, answers(), n_boot=200, seed=3)  # type: ignore[operator]
    row = found.pairs.iloc[0]
    assert row["ci_lower"] < row["estimate"] < row["ci_upper"]
    assert row["estimate"] == found.table.loc["a", "b"]
    # the error of a correlation of .5 between factors of reliability .85
    assert 0.02 < row["se"] < 0.06
    assert ratio(TWO, answers(), n_boot=200, seed=3).pairs.equals(found.pairs)  # type: ignore[operator]
    assert ratio(TWO, answers()).pairs["se"].isna().all()  # type: ignore[operator]


def test_bootstrap_with_missing_answers_refits_the_moments() -> None:
    frame = answers(n=150)
    frame.iloc[::9, 2] = np.nan
    found = lo.htmt2(TWO, frame, missing="fiml", n_boot=100)
    assert np.isfinite(found.pairs[["se", "ci_lower", "ci_upper"]].to_numpy(dtype=float)).all()
    assert found.n == 150


def test_too_few_draws() -> None:
    with pytest.raises(OptionError, match="n_boot"):
        lo.htmt(TWO, answers(), n_boot=10)


@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.ImproperSolutionWarning")  # a correlation above one
@pytest.mark.parametrize(("correlation", "problem"), [(0.3, "none"), (0.99, "severe")])
def test_correlations_are_graded_by_their_interval(correlation: float, problem: str) -> None:
    fit = lo.cfa(TWO, answers(correlation), estimator="ML")
    row = lo.discriminant(fit).table.iloc[0]
    assert row["problem"] == problem
    assert row["z_one"] == pytest.approx((row["correlation"] - 1) / row["se"])
    assert (row["p_cutoff"] < 0.05) == (problem == "none")
    assert np.isnan(row["chisq_one"])


@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.ImproperSolutionWarning")
def test_a_correlation_beyond_one_is_not_smaller_than_one() -> None:
    """At the boundary half of all samples lie beyond it; counting them would double the rate of false findings."""
    fit = lo.cfa(TWO, answers(0.999, seed=3), estimator="ML")
    row = lo.discriminant(fit, likelihood_ratio=True).table.iloc[0]
    assert row["correlation"] > 1
    assert (row["chisq_one"], row["p_chisq_one"]) == (0.0, 1.0)


def test_a_negative_correlation_is_held_against_minus_one() -> None:
    frame = answers(0.6)
    frame[["x4", "x5", "x6"]] *= -1
    fit = lo.cfa(TWO, frame, estimator="ML")
    plain = lo.discriminant(lo.cfa(TWO, answers(0.6), estimator="ML"), likelihood_ratio=True).table.iloc[0]
    row = lo.discriminant(fit, likelihood_ratio=True).table.iloc[0]
    assert abs(row["correlation"]) == pytest.approx(abs(plain["correlation"]), abs=1e-5)
    assert row["chisq_one"] == pytest.approx(plain["chisq_one"], rel=1e-4)


def test_fornell_and_larcker_by_hand() -> None:
    fit = lo.cfa(TWO, answers(0.5), estimator="ML")
    row = lo.fornell_larcker(fit).table.iloc[0]
    loadings = fit.parameters.query("op == '=~' and lhs == 'a'")["std_all"]
    assert row["ave_a"] == pytest.approx((loadings**2).mean())
    assert row["shared"] == pytest.approx(row["correlation"] ** 2)
    assert row["distinct"]
    assert not lo.fornell_larcker(lo.cfa(TWO, answers(0.98), estimator="ML")).table.iloc[0]["distinct"]


def test_one_factor_has_nothing_to_be_told_apart_from() -> None:
    fit = lo.cfa("a =~ x1 + x2 + x3", answers(), estimator="ML")
    for evidence in (lo.discriminant, lo.fornell_larcker):
        with pytest.raises(DataError, match="no two correlated factors"):
            evidence(fit)
    with pytest.raises(OptionError, match="cutoff"):
        lo.discriminant(lo.cfa(TWO, answers(), estimator="ML"), 85)


BIFACTOR = np.array(
    [[0.7, 0.4, 0], [0.6, 0.3, 0], [0.5, 0.5, 0], [0.6, 0, 0.3], [0.7, 0, 0.2], [0.5, 0, 0.6]], dtype=float
)


def test_bifactor_indices_are_what_they_are_called() -> None:
    residual = 1 - (BIFACTOR**2).sum(1)
    found = indices(BIFACTOR, residual, [[0, 1, 2], [3, 4, 5]])
    sigma = BIFACTOR @ BIFACTOR.T + np.diag(residual)
    ones = np.ones(6)
    # omega hierarchical is the squared correlation of the total with the general factor
    assert found.factors[0, 2] == pytest.approx((ones @ BIFACTOR[:, 0]) ** 2 / (ones @ sigma @ ones))
    assert found.factors[0, 1] == pytest.approx(1 - residual.sum() / sigma.sum())
    # determinacy is the correlation of a factor with its best estimate
    best = np.linalg.solve(sigma, BIFACTOR[:, 0])
    assert found.factors[0, 5] == pytest.approx(best @ BIFACTOR[:, 0] / np.sqrt(best @ sigma @ best))
    part = np.array([1, 1, 1, 0, 0, 0.0])
    assert found.factors[1, 2] == pytest.approx((part @ BIFACTOR[:, 1]) ** 2 / (part @ sigma @ part))
    assert found.factors[1, 3] == pytest.approx(found.factors[1, 2] / found.factors[1, 1])
    assert found.puc == pytest.approx(9 / 15)
    common = (BIFACTOR**2).sum(0)
    assert found.factors[0, 0] == pytest.approx(common[0] / common.sum())
    assert found.i_ecv[0] == pytest.approx(0.49 / 0.65)
    # H is the determinacy that a factor would have if it were alone
    alone = np.outer(BIFACTOR[:, 0], BIFACTOR[:, 0]) + np.diag(1 - BIFACTOR[:, 0] ** 2)
    assert found.factors[0, 4] == pytest.approx(BIFACTOR[:, 0] @ np.linalg.solve(alone, BIFACTOR[:, 0]))


def bifactor_answers() -> pd.DataFrame:
    pattern = np.kron(np.eye(3), np.full((4, 1), 0.45))
    pattern = np.column_stack([np.full(12, 0.65), pattern])
    rng = np.random.default_rng(5)
    x = rng.normal(size=(1500, 4)) @ pattern.T + rng.normal(size=(1500, 12)) * np.sqrt(1 - (pattern**2).sum(1))
    return pd.DataFrame(x, columns=[f"x{j + 1}" for j in range(12)])


GROUPS = "\n".join(f"s{g + 1} =~ " + " + ".join(f"x{4 * g + j + 1}" for j in range(4)) for g in range(3))
GENERAL = "g =~ " + " + ".join(f"x{j + 1}" for j in range(12))


def test_indices_from_a_fit_are_near_those_of_the_population() -> None:
    fit = lo.cfa(f"{GENERAL}\n{GROUPS}", bifactor_answers(), estimator="ML", orthogonal=True, std_lv=True)
    found = lo.bifactor_indices(fit)
    assert found.general == "g"
    assert found.ecv == pytest.approx(0.65**2 / (0.65**2 + 0.45**2), abs=0.05)
    assert found.puc == pytest.approx(48 / 66)
    total = 144 * 0.65**2 + 3 * 16 * 0.45**2 + 12 * (1 - 0.65**2 - 0.45**2)
    assert found.omega_hierarchical == pytest.approx(144 * 0.65**2 / total, abs=0.03)
    assert list(found.table.index) == ["g", "s1", "s2", "s3"]
    assert np.isfinite(found.table.to_numpy(dtype=float)).all()


def test_what_is_no_bifactor_model_is_named() -> None:
    frame = bifactor_answers()
    with pytest.raises(DataError, match="orthogonal=True"):
        lo.bifactor_indices(lo.cfa(GROUPS, frame, estimator="ML"))
    with pytest.raises(DataError, match="no factor is general"):
        lo.bifactor_indices(lo.cfa(GROUPS, frame, estimator="ML", orthogonal=True))
    with pytest.raises(DataError, match="'q' is no factor"):
        lo.bifactor_indices(lo.cfa(GROUPS, frame, estimator="ML"), general="q")


SCALES = {"a": ["x1", "x2", "x3"], "b": ["x4", "x5", "x6"]}


def test_every_hypothesis_has_its_verdict() -> None:
    stated = [
        lo.Hypothesis("a", "outcome", "positive", "theory", at_least=0.2),
        lo.Hypothesis("a", "noise", "positive", "an earlier study", at_least=0.3),
        lo.Hypothesis("a", "b", "positive", "theory", at_least=0.4, at_most=0.8),
        lo.Hypothesis("b", "noise", "none", "theory"),
    ]
    found = lo.criterion_validity(answers(), stated, scales=SCALES)
    assert list(found.table["verdict"]) == ["confirmed", "refuted", "undecided", "confirmed"]
    assert found.share_in_line == pytest.approx(found.table["in_line"].mean())
    assert found.enough == (found.share_in_line >= 0.75)
    row = found.table.iloc[0]
    score = answers()[["x1", "x2", "x3"]].mean(axis=1)
    assert row["estimate"] == pytest.approx(score.corr(answers()["outcome"]))


def test_the_error_of_a_correlation_is_that_of_normal_theory_where_that_holds() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=20_000)
    y = 0.6 * x + 0.8 * rng.normal(size=20_000)
    r, se = correlation_with_error(x, y, None)
    assert se == pytest.approx((1 - r**2) / np.sqrt(20_000), rel=0.05)
    # respondents given twice are no more respondents
    twice = np.repeat(np.arange(20_000), 2)
    again, clustered = correlation_with_error(np.repeat(x, 2), np.repeat(y, 2), twice)
    assert again == pytest.approx(r)
    assert clustered == pytest.approx(se, rel=1e-3)


def test_clusters_widen_the_interval() -> None:
    rng = np.random.default_rng(4)
    school = np.repeat(np.arange(40), 10)
    frame = pd.DataFrame({"school": school})
    frame["x"] = rng.normal(size=40)[school] + 0.5 * rng.normal(size=400)
    frame["y"] = 0.3 * frame["x"] + rng.normal(size=40)[school] + 0.5 * rng.normal(size=400)
    stated = [lo.Hypothesis("x", "y", "positive", "theory")]
    apart = lo.criterion_validity(frame, stated)
    nested = lo.criterion_validity(frame, stated, cluster="school")
    assert nested.table["se"].iloc[0] > 2 * apart.table["se"].iloc[0]
    assert nested.n_clusters == 40


def test_bad_hypotheses_and_data_are_named() -> None:
    with pytest.raises(OptionError, match="needs a source"):
        lo.Hypothesis("a", "b", "positive", " ")
    with pytest.raises(OptionError, match="at_least < at_most"):
        lo.Hypothesis("a", "b", "positive", "theory", at_least=0.5, at_most=0.3)
    with pytest.raises(OptionError, match="direction"):
        lo.Hypothesis("a", "b", "up", "theory")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="takes no at_least"):
        lo.Hypothesis("a", "b", "none", "theory", at_least=0.1)
    with pytest.raises(OptionError, match="at least one"):
        lo.criterion_validity(answers(), [])
    stated = [lo.Hypothesis("x1", "flat", "positive", "theory"), lo.Hypothesis("x1", "rare", "positive", "theory")]
    frame = answers().assign(flat=1.0, rare=np.nan)
    with pytest.raises(DataError) as caught:
        lo.criterion_validity(frame, stated)
    assert len(caught.value.faults) == 2
    with pytest.raises(DataError, match="'nowhere' is not in the data"):
        lo.criterion_validity(frame, [lo.Hypothesis("x1", "nowhere", "positive", "theory")])
    with pytest.raises(OptionError, match="stated 2 times"):
        lo.criterion_validity(frame, [lo.Hypothesis("x1", "x2", "positive", "theory")] * 2)


def test_draws_by_influence_agree_with_an_em_for_every_draw() -> None:
    """Their standard errors differ by what 200 draws leave to chance: 5% of each, so 15% is three of these."""
    frame = answers()
    frame = frame.mask(np.random.default_rng(4).random(frame.shape) < 0.08)
    found = {
        how: lo.htmt2(TWO, frame, missing="fiml", n_boot=200, resample=how).pairs.iloc[0]  # type: ignore[arg-type]
        for how in ("refit", "linear")
    }
    assert found["linear"]["estimate"] == found["refit"]["estimate"]
    assert found["linear"]["se"] == pytest.approx(found["refit"]["se"], rel=0.15)
    with pytest.raises(OptionError, match="resample"):
        lo.htmt(TWO, frame, missing="fiml", n_boot=200, resample="em")  # type: ignore[arg-type]


def test_influence_on_covariances_of_complete_answers_is_their_deviation() -> None:
    """Where nothing is missing, a respondent bears on a covariance by z_i z_j less its mean."""
    frame = answers()
    group = draw_sample(frame, tuple(frame.columns), complete=False).groups[0]
    moments = incomplete_moments(group, tuple(frame.columns))
    z = group.values - moments.mean
    i, j = np.tril_indices(len(moments.mean))
    expected = z[:, i] * z[:, j] - moments.cov[i, j]
    np.testing.assert_allclose(covariance_influence(moments), expected, rtol=0, atol=1e-9)
