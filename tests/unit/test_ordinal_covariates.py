"""Ordinal items given observed covariates: the moments, the model's derivatives, what is refused, and a known truth."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments, ordinal_moments

ITEMS = ["i1", "i2", "i3", "i4"]
MIMIC = "f =~ i1 + i2 + i3 + i4\nf ~ age + woman\ni3 ~ age"
LOADINGS = np.array([0.8, 0.7, 0.75, 0.6])
BETA = np.array([0.03, -0.4])
DIRECT = 0.02
ORDINAL = [True, True, False, True]


def survey(n: int, seed: int, missing: float = 0.0) -> pd.DataFrame:
    """Four items of three categories whose factor depends on age and gender, the third on age by itself too."""
    rng = np.random.default_rng(seed)
    age, woman = rng.integers(22, 65, n).astype(float), rng.integers(0, 2, n).astype(float)
    f = (age - 40) * BETA[0] + woman * BETA[1] + rng.normal(size=n)
    y = f[:, None] * LOADINGS + rng.normal(size=(n, 4)) * np.sqrt(1 - LOADINGS**2)
    y[:, 2] += DIRECT * (age - 40)
    answers = np.digitize(y, [-0.7, 0.4]).astype(float)
    answers[rng.random(answers.shape) < missing] = np.nan
    frame = pd.DataFrame(answers, columns=ITEMS).assign(age=age, woman=woman, y3=y[:, 2] + rng.normal(size=n))
    return frame.assign(school=rng.integers(0, 40, n), weight=rng.integers(1, 3, n).astype(float))


def fitted(frame: pd.DataFrame, model: str = MIMIC, **options: object) -> OrdinalFit:
    fit = lo.sem(model, frame, ordered=[i for i in ITEMS if i in model], **options)  # type: ignore[arg-type]
    assert isinstance(fit, OrdinalFit)
    return fit


def values(frame: pd.DataFrame) -> np.ndarray:
    return frame[["i1", "i2", "y3", "i4"]].to_numpy()


@pytest.mark.parametrize("missing", [0.0, 0.1])
@pytest.mark.parametrize("weighted", [False, True])
def test_without_covariates_regressions_are_tables(missing: float, weighted: bool) -> None:
    frame = survey(300, 1, missing)
    weights = frame["weight"].to_numpy() if weighted else None
    plain = ordinal_moments(values(frame), ORDINAL, missing="pairwise", weights=weights)
    none = ordinal_moments(values(frame), ORDINAL, missing="pairwise", weights=weights, covariates=np.empty((300, 0)))
    assert none.names == plain.names
    np.testing.assert_allclose(none.statistics, plain.statistics, atol=1e-8)
    np.testing.assert_allclose(none.asymptotic_covariance(), plain.asymptotic_covariance(), rtol=1e-6, atol=1e-7)


def given_age(frame: pd.DataFrame, scale: float = 1.0, shift: float = 0.0) -> OrdinalMoments:
    x = frame[["age", "woman"]].to_numpy() * [scale, 1.0] + [shift, 0.0]
    return ordinal_moments(values(frame), ORDINAL, missing="pairwise", covariates=x, covariate_names=["age", "woman"])


def test_units_of_covariates_change_slopes_alone() -> None:
    frame = survey(300, 2, 0.1)
    plain, months = given_age(frame), given_age(frame, 12.0, -480.0)
    np.testing.assert_allclose(months.slopes, plain.slopes / [12.0, 1.0], rtol=1e-7)
    np.testing.assert_allclose(months.correlations, plain.correlations, atol=1e-9)
    shift = (plain.slopes @ [40.0, 0.0])[plain.location_items]
    cut = np.asarray(ORDINAL)[plain.location_items]
    np.testing.assert_allclose(months.locations, plain.locations + np.where(cut, -shift, shift), atol=1e-8)


def test_influence_values_are_scores_of_the_whole() -> None:
    moments = given_age(survey(400, 3))
    z = moments.influence_values()
    assert z.shape == (moments.statistics.size, 400)
    # the estimates solve their score equations
    np.testing.assert_allclose(z.mean(axis=1), 0.0, atol=1e-7)


def test_a_weight_of_two_is_two_respondents() -> None:
    frame = survey(200, 4)
    twice = frame.loc[frame.index.repeat(frame["weight"].astype(int))]
    a, b = fitted(frame, sampling_weights="weight"), fitted(twice)
    np.testing.assert_allclose(a.ordinal[0].statistics, b.ordinal[0].statistics, atol=1e-8)
    x = frame[["age", "woman"]].to_numpy()
    np.testing.assert_allclose(a.ordinal[0].slopes[2], given_probit(frame["i3"], x, frame["weight"]), atol=1e-5)


def given_probit(y: pd.Series, x: np.ndarray, weights: pd.Series) -> np.ndarray:
    """The slopes of an ordered probit regression by a general optimiser."""
    from scipy.optimize import minimize
    from scipy.stats import norm

    z = (x - x.mean(0)) / x.std(0)

    def minus(at: np.ndarray) -> float:
        edges = np.array([-np.inf, at[0], at[0] + np.exp(at[1]), np.inf])
        code, shift = y.to_numpy(int), z @ at[2:]
        return -float(weights @ np.log(norm.cdf(edges[code + 1] - shift) - norm.cdf(edges[code] - shift)))

    found = minimize(minus, np.zeros(4), method="BFGS", options={"gtol": 1e-7})
    return np.asarray(found.x[2:] / x.std(0))


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
def test_the_jacobian_is_that_of_finite_differences(parameterization: str) -> None:
    frame = survey(300, 5)
    model = "f =~ i1 + i2 + y3\ng =~ i3 + i4\nf ~ age\ng ~ f + woman\ni4 ~ age"
    equal = ("loadings", "thresholds")
    halves = frame.assign(half=np.arange(300) % 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.ImproperSolutionWarning)  # two factors where there is one
        fit = fitted(halves, model, parameterization=parameterization, group="half", group_equal=equal)
    for g, place in enumerate(fit.weighted_places):
        index = place.term.group.index
        for k, column in enumerate(index):
            move = np.zeros(fit.theta.size)
            move[column] = 1e-6
            here, there = place.term.place(fit.theta + move), place.term.place(fit.theta - move)
            assert here is not None
            assert there is not None
            slope = (there.residual - here.residual) / 2e-6
            np.testing.assert_allclose(place.jacobian[:, k], slope, atol=1e-6, err_msg=f"{g} {fit.table.free[column]}")


def test_parameterisations_agree_where_nothing_is_held_equal() -> None:
    frame = survey(300, 6)
    delta, theta = fitted(frame), fitted(frame, parameterization="theta")
    assert delta.chisq == pytest.approx(theta.chisq, rel=1e-7)
    a, b = (fit.standardized().set_index(["lhs", "op", "rhs"]) for fit in (delta, theta))
    rows = [key for key in a.index if key[1] in {"=~", "~"}]
    np.testing.assert_allclose(a.loc[rows, "est_std"], b.loc[rows, "est_std"], atol=1e-6)
    np.testing.assert_allclose(a.loc[rows, "se"], b.loc[rows, "se"], atol=1e-6)


def test_clusters_of_one_are_no_clusters() -> None:
    frame = survey(200, 7).assign(own=np.arange(200))
    plain, alone = fitted(frame), fitted(frame, cluster="own")
    np.testing.assert_allclose(alone.vcov, plain.vcov * 200 / 199, rtol=1e-6)


def test_gamma_sums_influence_within_clusters() -> None:
    frame = survey(300, 7)
    plain, schools = fitted(frame), fitted(frame, cluster="school")
    np.testing.assert_allclose(schools.ordinal[0].statistics, plain.ordinal[0].statistics, atol=1e-12)
    z = np.zeros((plain.ordinal[0].statistics.size, 40))
    np.add.at(z.T, schools.ordinal[0].influence.clusters, plain.ordinal[0].influence_values().T)
    gamma = z @ z.T / 300 * 40 / 39
    np.testing.assert_allclose(schools.ordinal[0].asymptotic_covariance(), gamma, rtol=1e-9, atol=1e-9)


def test_rows_without_a_covariate_are_left_out_with_a_warning() -> None:
    frame = survey(300, 8, 0.1)
    frame.loc[:19, "age"] = np.nan
    with pytest.warns(lo.errors.MissingDataWarning, match="20 rows miss a fixed covariate"):
        fit = fitted(frame, missing="pairwise")
    assert fit.n_obs == 280
    again = fitted(frame.iloc[20:], missing="pairwise")
    np.testing.assert_allclose(fit.theta, again.theta, atol=1e-8)


def test_a_direct_effect_has_the_largest_modification_index() -> None:
    frame = survey(1500, 9)
    fit = fitted(frame, MIMIC.replace("\ni3 ~ age", ""))
    first = fit.modification_indices().iloc[0]
    assert tuple(first[["lhs", "op", "rhs"]]) == ("i3", "~", "age")
    with_it = fitted(frame)
    # a score test and the difference that it stands for
    assert first["mi"] == pytest.approx(fit.chisq - with_it.chisq, rel=0.25)
    found = lo.compare(fit, with_it)
    assert found.df_diff == 1
    assert found.pvalue < 0.01


def test_tables_of_a_fit_have_slopes() -> None:
    fit = fitted(survey(300, 10))
    implied = fit.implied_moments()[0]
    assert implied.slopes is not None
    residual = fit.residuals().table.query("op == '~'")
    assert len(residual) == 8
    np.testing.assert_allclose(implied.slopes.to_numpy().ravel(), residual["implied"], atol=1e-12)
    np.testing.assert_allclose(implied.slopes["age"]["i1"], fit.parameters.query("lhs == 'f' and rhs == 'age'")["est"])
    means = fit.parameters.query("lhs == 'age' and op == '~1'")["est"]
    assert means.item() == pytest.approx(survey(300, 10)["age"].mean())
    assert np.isfinite(fit.corrected_test("unbiased-trace").pvalue)
    assert np.isfinite(fit.bootstrap(3).table["se"]).all()


def test_scores_know_covariates_and_direct_effects() -> None:
    from scipy.optimize import minimize_scalar
    from scipy.stats import norm

    frame = survey(300, 11)
    fit = fitted(frame)
    est = fit.parameters.set_index(["lhs", "op", "rhs"])["est"]

    def minus(eta: float, row: pd.Series) -> float:
        expected = est["f", "~", "age"] * row["age"] + est["f", "~", "woman"] * row["woman"]
        value = 0.5 * (eta - expected) ** 2 / est["f", "~~", "f"]
        for item in ITEMS:
            edges = np.array([-np.inf, est[item, "|", "t1"], est[item, "|", "t2"], np.inf])
            shift = est["f", "=~", item] * eta + (est["i3", "~", "age"] * row["age"] if item == "i3" else 0.0)
            low, high = (edges[int(row[item]) : int(row[item]) + 2] - shift) / np.sqrt(est[item, "~~", item])
            value -= np.log(norm.cdf(high) - norm.cdf(low))
        return float(value)

    scores = fit.factor_scores().table["f"]
    for i in range(5):
        found = minimize_scalar(minus, bounds=(-5, 5), args=(frame.loc[i],), method="bounded", options={"xatol": 1e-9})
        assert scores[i] == pytest.approx(found.x, abs=1e-5)


def test_covariates_that_cannot_be_are_named() -> None:
    frame = survey(200, 12).assign(man=lambda f: 1 - f["woman"], same=1.0)
    with pytest.raises(lo.errors.DataError, match=r"covariate 'man' follows from 'age', 'woman'"):
        fitted(frame, "f =~ i1 + i2 + i3 + i4\nf ~ age + woman + man")
    with pytest.raises(lo.errors.DataError, match="covariate 'same' is the same for everybody"):
        fitted(frame, "f =~ i1 + i2 + i3 + i4\nf ~ same")
    told = frame.assign(told=frame["i1"])
    with pytest.raises(lo.errors.DataError, match="covariate 'told' tells an answer to item 'i1'"):
        fitted(told, "f =~ i1 + i2 + i3 + i4\nf ~ told")
    never = frame.assign(i1=np.where(frame["woman"] == 1, 2.0, frame["i1"]))
    with pytest.raises(lo.errors.DataError, match="covariate 'woman' tells an answer to item 'i1'"):
        fitted(never)


def test_what_is_not_offered_says_what_to_do() -> None:
    frame = survey(200, 13)
    with pytest.raises(lo.errors.OptionError, match="leave it out of ordered"):
        lo.sem(MIMIC, frame, ordered=[*ITEMS, "woman"])
    with pytest.raises(lo.errors.OptionError, match="age ~~ age"):
        fitted(frame, fixed_x=False)
    with pytest.raises(lo.errors.OptionError, match=r"ordinal variables that predict others \(i4\)"):
        lo.sem("f =~ i1 + i2 + i3\ni4 ~ age\nf ~ i4", frame, ordered=ITEMS)
    with pytest.raises(lo.errors.OptionError, match="given covariates"):
        lo.invariance(MIMIC, frame, group="woman", estimator="WLSMV", ordered=ITEMS)
    with pytest.raises(lo.errors.DataError, match="is that of all respondents"):
        lo.reliability(fitted(frame))


def test_an_outcome_of_a_factor_is_none_of_its_items() -> None:
    frame = survey(400, 14)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.ItemWarning)
        alone = lo.reliability(fitted(frame, "f =~ i1 + i2 + i4"))
        beside = lo.reliability(fitted(frame, "f =~ i1 + i2 + i4\ni3 ~ f"))
    assert beside.table["k"].tolist() == alone.table["k"].tolist() == [3]
    assert beside.table["omega"].item() == pytest.approx(alone.table["omega"].item(), abs=0.05)


def test_intervals_cover_a_known_truth() -> None:
    """Regressions of the factor, and the direct effect, in units where the first loading is one."""
    truth = np.array([*(LOADINGS[0] * BETA), DIRECT])
    draws = 60
    found, covered = np.empty((draws, 3)), np.empty((draws, 3))
    for k in range(draws):
        table = fitted(survey(300, 1000 + k)).parameters
        rows = table[(table["op"] == "~")]
        found[k] = rows["est"]
        covered[k] = (rows["ci_lower"] < truth) & (truth < rows["ci_upper"])
    error = found.std(axis=0, ddof=1) / np.sqrt(draws)
    # residual variances given the factor are not one: items are in units of their own residual given covariates
    np.testing.assert_array_less(np.abs(found.mean(axis=0) - truth), 4 * error + 0.03 * np.abs(truth))
    # sixty intervals of 95% cover fewer than 50 or more than 60 times once in two thousand
    assert (covered.sum(axis=0) >= 50).all()
