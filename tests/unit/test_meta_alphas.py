"""Alphas of several studies pooled: the likelihood, the interval's coverage, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import t

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.printed.pooling import between_variance, random_effects
from lerende_organisatie.psychometrics.reliability.intervals import bonett_bounds
from tests.unit.test_published_studies import study


def table(**changed: object) -> pd.DataFrame:
    columns: dict[str, object] = {
        "study": list("ABCDEF"),
        "alpha": [0.82, 0.88, 0.79, 0.85, 0.86, 0.71],
        "n": [412, 230, 655, 310, 198, 90],
        "items": [7, 7, 8, 7, 6, 7],
    }
    return pd.DataFrame({**columns, **changed})


def restricted(tau2: float, values: np.ndarray, variances: np.ndarray) -> float:
    """The restricted likelihood by definition: minus twice the log-density of contrasts that have no mean."""
    k = len(values)
    contrasts = np.hstack([-np.ones((k - 1, 1)), np.eye(k - 1)])
    cov = contrasts @ np.diag(variances + tau2) @ contrasts.T
    d = contrasts @ values
    return float(np.linalg.slogdet(cov)[1] + d @ np.linalg.solve(cov, d))


@pytest.mark.parametrize("seed", range(8))
def test_reml_is_the_highest_restricted_likelihood(seed: int) -> None:
    rng = np.random.default_rng(seed)
    variances = rng.uniform(0.002, 0.05, 7)
    values = rng.normal(-1.8, np.sqrt(variances + [0, 0.04][seed % 2]))
    ours = between_variance(values, variances)
    found = minimize_scalar(restricted, (0, 2), bounds=(0, 2), args=(values, variances), options={"xatol": 1e-11})
    # a search by values alone finds a minimum to about the root of machine precision
    assert ours == pytest.approx(found.x, abs=2e-7)
    grid = np.concatenate([[0], np.geomspace(1e-7, 2, 400)])
    assert restricted(ours, values, variances) <= min(restricted(x, values, variances) for x in grid) + 1e-12


def test_the_interval_of_hartung_knapp_sidik_jonkman_by_least_squares() -> None:
    """It is that of a weighted regression on a constant whose error variance is estimated."""
    variances = np.array([0.01, 0.02, 0.005, 0.03])
    values = np.array([-1.6, -2.1, -1.9, -1.2])
    root = 1 / np.sqrt(variances + 0.02)
    solution = np.linalg.lstsq(root[:, None], root * values)
    value = solution[0][0]
    se = np.sqrt(solution[1][0] / 3 / (root @ root))
    ours = random_effects(values, variances, 0.02, 0.9)
    assert ours.value == pytest.approx(value, rel=1e-12)
    assert ours.se == pytest.approx(se, rel=1e-12)
    assert ours.interval.upper == pytest.approx(value + t.ppf(0.95, 3) * se, rel=1e-12)


@pytest.mark.parametrize("tau", [0.0, 0.25])
def test_the_interval_covers(tau: float) -> None:
    """Alphas drawn from Feldt's distribution: (1 - alpha)/(1 - estimate) is F with n - 1 and (n - 1)(k - 1) df."""
    rng = np.random.default_rng(11)
    studies, items, mean, runs = 8, 7, np.log(0.15), 500
    covered = 0
    for _ in range(runs):
        n = rng.integers(100, 600, studies)
        truth = rng.normal(mean, tau, studies)
        values = truth - np.log(rng.f(n - 1, (n - 1) * (items - 1)))
        variances = 2 * items / ((items - 1) * (n - 2))
        found = random_effects(values, variances, between_variance(values, variances), 0.95).interval
        covered += found.lower <= mean <= found.upper
    # three Monte Carlo standard errors around the nominal level
    assert abs(covered / runs - 0.95) < 3 * np.sqrt(0.95 * 0.05 / runs)


def test_the_forest_has_what_the_plot_shows() -> None:
    pooled = lo.meta_alphas(table())
    forest = pooled.forest.set_index("study")
    assert list(forest.index[-3:]) == ["random effects", "fixed effect", "prediction"]
    lower, upper = bonett_bounds(0.85, 310, 7, 0.95)
    assert forest.loc["D", "ci_upper"] - forest.loc["D", "ci_lower"] == pytest.approx(upper - lower, rel=0.02)
    assert forest.loc[list("ABCDEF"), "weight_random"].sum() == pytest.approx(1)
    assert pooled.prediction_lower is not None
    assert pooled.prediction_lower < pooled.ci_lower < pooled.estimate < pooled.ci_upper
    assert pooled.table.loc["fixed effect", "estimate"] == forest.loc["fixed effect", "alpha"]
    axes = pooled.plot().axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == list(forest.index)


def test_the_same_alpha_everywhere_has_no_spread() -> None:
    pooled = lo.meta_alphas(table(alpha=0.8))
    assert pooled.estimate == pytest.approx(0.8)
    assert pooled.tau2 == pooled.i2 == 0
    assert pooled.q == pytest.approx(0, abs=1e-12)


def test_studies_and_table_give_the_same() -> None:
    given = []
    for name, alpha, n in [
        ("a", ".75", "25"),
        ("b", ".81", "60"),
        ("c", ".70", "300"),
        ("d", ".78", "81"),
        ("e", ".8", "95"),
    ]:
        one = study() | {"name": name, "sample": {"unit": "staff", "n": {"printed": n, "source": "table"}}}
        one["dimensions"][0]["alpha"]["printed"] = alpha
        given.append(lo.study_from_mapping(one))
    pooled = lo.meta_alphas([*given, "kools2020"], dimension="one")
    assert pooled.left_out == ("kools2020: no alpha was printed for one",)
    rows = (
        table()
        .iloc[:5]
        .assign(study=list("abcde"), alpha=[0.75, 0.81, 0.70, 0.78, 0.8], n=[25, 60, 300, 81, 95], items=3)
    )
    pd.testing.assert_frame_equal(pooled.forest, lo.meta_alphas(rows).forest)
    with pytest.raises(DataError, match="choose a dimension"):
        lo.meta_alphas(given)


def test_few_studies_are_said() -> None:
    with pytest.warns(SmallSampleWarning, match="2 studies"):
        pooled = lo.meta_alphas(table().iloc[:2])
    assert pooled.prediction_lower is None


def test_every_fault_is_named_at_once() -> None:
    bad = table(
        alpha=[0.8, 1.0, None, 0.8, 0.8, 0.8], n=[2, 50, 50, 50, 50, 50], items=[7, 7, 7, 1, 7, 7], study=list("ABCDEE")
    )
    with pytest.raises(DataError) as fault:
        lo.meta_alphas(bad)
    assert [line.partition(":")[0] for line in fault.value.faults] == ["A", "B", "C", "D", "E"]
    with pytest.raises(DataError, match="no column 'items'"):
        lo.meta_alphas(table().drop(columns="items"))
    with pytest.raises(DataError, match="at least two"):
        lo.meta_alphas(table().iloc[:1])
    with pytest.raises(DataError, match="one study cannot be pooled"):
        lo.meta_alphas("kools2020")
    with pytest.raises(OptionError, match="between 0 and 1"):
        lo.meta_alphas(table(), level=95)
