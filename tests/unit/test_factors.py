"""Exploratory factor analysis and Procrustes rotation: derivatives, recovery, order and signs, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import (
    AssumptionWarning,
    DataError,
    ImproperSolutionWarning,
    ItemWarning,
    OptionError,
    SmallSampleWarning,
)
from lerende_organisatie.psychometrics.structure import extraction
from lerende_organisatie.psychometrics.structure.factor_fit import factor_fit, noncentrality
from lerende_organisatie.psychometrics.structure.rotation import rotate
from tests.unit.test_dimensionality import survey

PATTERN = np.kron(np.eye(3), np.array([[0.8], [0.7], [0.6], [0.5]]))
PHI = np.array([[1.0, 0.3, 0.2], [0.3, 1.0, 0.4], [0.2, 0.4, 1.0]])


def population(pattern: np.ndarray = PATTERN, phi: np.ndarray = PHI) -> np.ndarray:
    matrix = pattern @ phi @ pattern.T
    np.fill_diagonal(matrix, 1.0)
    return matrix


def answers_with(matrix: np.ndarray, n: int = 400) -> pd.DataFrame:
    """Answers whose correlations are exactly those of the matrix."""
    z = np.random.default_rng(1).normal(size=(n, len(matrix)))
    z -= z.mean(0)
    z = z @ np.linalg.inv(np.linalg.cholesky(z.T @ z / (n - 1))).T
    return pd.DataFrame(z @ np.linalg.cholesky(matrix).T, columns=[f"x{j + 1}" for j in range(len(matrix))])


@pytest.mark.parametrize("kind", ["_LeastSquares", "_Likelihood"])
def test_derivatives_are_those_of_differences(kind: str) -> None:
    frame = survey(200)
    step = getattr(extraction, kind)(frame.corr().to_numpy(), 2).step
    x = np.random.default_rng(1).uniform(0.4, 0.8, 10)
    x = np.log(x) if kind == "_Likelihood" else x
    _, gradient, hessian, _ = step(x)
    h = 1e-5
    ends = [(step(x + h * e), step(x - h * e)) for e in np.eye(10)]
    assert gradient == pytest.approx(np.array([(a[0] - b[0]) / (2 * h) for a, b in ends]), abs=1e-8)
    assert hessian == pytest.approx(np.array([(a[1] - b[1]) / (2 * h) for a, b in ends]), abs=1e-8)


@pytest.mark.parametrize("method", ["minres", "ml", "pa"])
@pytest.mark.parametrize("rotation", ["oblimin", "geomin", "target"])
def test_a_population_is_found_again(method: str, rotation: str) -> None:
    target = np.where(PATTERN > 0, np.nan, 0.0) if rotation == "target" else None
    found = lo.efa(answers_with(population()), 3, rotation, method=method, target=target)  # type: ignore[arg-type]
    # without cross-loadings target is exact; the other criteria weigh how near to nothing the small loadings are
    tolerance = 1e-5 if rotation == "target" else 0.06
    order = np.argmax(found.loadings.iloc[[0, 4, 8]].to_numpy(), axis=1)
    assert sorted(order) == [0, 1, 2]
    assert found.loadings.to_numpy()[:, order] == pytest.approx(PATTERN, abs=tolerance)
    assert found.communalities.to_numpy() == pytest.approx((PATTERN**2).sum(1), abs=1e-6)
    assert found.fit["max_residual"] < 1e-6
    assert found.fit["chisq"] == pytest.approx(0, abs=1e-6)
    assert found.fit["df"] == 33
    assert found.fit["rmsea"] == 0


def test_factors_stand_in_order_and_look_upwards() -> None:
    found = lo.efa(survey() * -1, 2)
    assert list(found.loadings.columns) == ["F1", "F2"]
    assert (found.loadings.sum() > 0).all()
    assert found.variance["ss_loadings"].is_monotonic_decreasing
    assert found.variance["ss_loadings"].sum() == pytest.approx(found.communalities.sum())
    assert found.starts_agreeing == 10
    np.testing.assert_allclose(found.structure, found.loadings @ found.factor_correlations.to_numpy())
    np.testing.assert_allclose(np.diag(found.residuals), found.uniquenesses, atol=1e-8)


def test_a_target_gives_its_names_order_and_signs() -> None:
    first = lo.efa(survey(), 2)
    target = -first.loadings[["F2", "F1"]].rename(columns={"F2": "b", "F1": "a"}).iloc[::-1]
    turned = lo.efa(survey(), 2, "target", target=target)
    assert list(turned.loadings.columns) == ["b", "a"]
    np.testing.assert_allclose(turned.loadings.to_numpy(), -first.loadings[["F2", "F1"]].to_numpy(), atol=1e-5)
    found = lo.procrustes(first, target)
    assert found.congruence.min() > 0.97
    assert found.rmse < 0.1


def test_oblique_procrustes_finds_what_an_orthogonal_one_cannot() -> None:
    unrotated = lo.efa(answers_with(population()), 3, "none")
    frame = pd.DataFrame(PATTERN, unrotated.loadings.index, ["v", "p", "o"]).replace(0.0, np.nan)
    near, exact = lo.procrustes(unrotated, frame), lo.procrustes(unrotated, frame, oblique=True)
    assert exact.rmse < 1e-5 < near.rmse
    assert exact.overall == pytest.approx(1)
    assert exact.factor_correlations.to_numpy() == pytest.approx(PHI, abs=1e-4)
    assert near.factor_correlations.to_numpy() == pytest.approx(np.eye(3))
    # where it was before is no matter
    again = lo.procrustes(lo.efa(answers_with(population()), 3), frame)
    assert again.loadings.to_numpy() == pytest.approx(near.loadings.to_numpy(), abs=1e-6)


def test_a_heywood_case_is_named() -> None:
    pattern = np.array([[0.99], [0.6], [0.6], [0.6]])
    matrix = population(pattern, np.ones((1, 1)))
    matrix[0, 1] = matrix[1, 0] = 0.78
    for method in ("minres", "ml"):
        with pytest.warns(ImproperSolutionWarning, match="Heywood case: 'x1' with a uniqueness held at 0.005"):
            lo.efa(answers_with(matrix), 1, method=method)  # type: ignore[arg-type]
    with pytest.warns(ImproperSolutionWarning, match="communality above one"):
        lo.efa(answers_with(matrix), 1, method="pa")


def test_too_many_factors() -> None:
    with pytest.raises(OptionError, match="between 1 and 6"):
        lo.efa(survey(), 7)
    with pytest.raises(OptionError, match="between 1 and 1"):
        lo.efa(survey()[["i1", "i2", "i3"]], 2)
    with pytest.raises(OptionError, match="whole number"):
        lo.efa(survey(), 2.5)  # type: ignore[arg-type]
    with pytest.warns(AssumptionWarning, match="that is not a factor"):
        lo.efa(survey(), 4)


def test_bad_input_is_named() -> None:
    with pytest.raises(DataError, match="'i2' is constant"):
        lo.efa(survey().assign(i2=1.0), 2)
    with pytest.raises(DataError, match="three items"):
        lo.efa(survey()[["i1", "i2"]], 1)
    frame = survey()
    frame["copy"] = frame["i1"]
    with pytest.raises(DataError, match="perfectly correlated"):
        lo.efa(frame, 2, method="ml")
    with pytest.warns(ItemWarning, match="'i1' and 'copy' are perfectly correlated"):
        lo.efa(frame, 2)
    with pytest.raises(DataError, match="8 respondents for 10 items"):
        lo.efa(survey(8, seed=4), 2, method="ml")
    with pytest.raises(OptionError, match="method"):
        lo.efa(frame, 2, method="gls")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="needs a target"):
        lo.efa(survey(), 2, "target")
    with pytest.raises(OptionError, match="has 3 factors"):
        lo.efa(survey(), 2, "target", target=np.ones((10, 3)))
    with pytest.raises(DataError, match="'i1' is not in the target"):
        lo.efa(survey(), 2, "target", target=pd.DataFrame(np.ones((9, 2)), [f"i{j}" for j in range(2, 11)]))


@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.LerendeOrganisatieWarning")
def test_hardly_more_people_than_items_is_warned_about() -> None:
    with pytest.warns(SmallSampleWarning, match="9 respondents for 10 items"):
        lo.efa(survey(9, seed=2), 1)


def test_procrustes_names_what_does_not_fit() -> None:
    first = lo.efa(survey(), 2)
    with pytest.raises(DataError, match="2 factors, the target 3"):
        lo.procrustes(first, np.ones((10, 3)))
    with pytest.raises(DataError, match="'F2' of the target has no loadings"):
        lo.procrustes(first, first.loadings.assign(F2=np.nan))
    with pytest.raises(DataError, match="it has 4 rows; there are 10 items"):
        lo.procrustes(first, np.ones((4, 2)))


def test_polychoric_factors_have_no_chi_square_and_say_so() -> None:
    found = lo.efa(survey(), 2, correlation="polychoric")
    assert found.fit[["chisq", "pvalue", "rmsea", "tli"]].isna().all()
    assert found.fit[["rmsr", "srmr", "df"]].notna().all()
    assert found.loadings.to_numpy().max() > lo.efa(survey(), 2).loadings.to_numpy().max()


def test_fit_without_degrees_of_freedom() -> None:
    pattern = np.array([[0.8], [0.7], [0.6]])
    found = factor_fit(population(pattern, np.ones((1, 1))), pattern, 1 - pattern[:, 0] ** 2, 100, True)
    assert found["df"] == 0
    assert found["chisq"] == pytest.approx(0)
    assert np.isnan(found["rmsea"])


def test_noncentrality_is_where_the_distribution_says() -> None:
    from scipy.stats import ncx2

    at = noncentrality(80.0, 40, 0.05)
    assert ncx2.cdf(80.0, 40, at) == pytest.approx(0.05)
    assert noncentrality(10.0, 40, 0.95) == 0.0


@pytest.mark.parametrize("rotation", ["geomin", "target", "oblimin"])
def test_rotation_keeps_what_is_reproduced_and_ends_level(rotation: str) -> None:
    turn = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 3)))[0]
    loadings = (PATTERN + np.random.default_rng(3).normal(scale=0.05, size=(12, 3))) @ turn
    target = np.zeros((12, 3)) if rotation == "target" else None
    if target is not None:
        target[:4, 0] = target[4:8, 1] = target[8:, 2] = 1.0
    found = rotate(loadings, rotation, target=target, starts=5)  # type: ignore[arg-type]
    assert found.converged
    assert found.loadings @ found.phi @ found.loadings.T == pytest.approx(loadings @ loadings.T, abs=1e-8)
    assert np.diag(found.phi) == pytest.approx(np.ones(3))
