"""Numbers of factors, extraction and rotation beside psych, factanal, GPArotation and statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.multivariate.factor_rotation import target_rotation

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.moments.ordinal import ordinal_moments
from lerende_organisatie.psychometrics.structure.factor_fit import discrepancy
from lerende_organisatie.psychometrics.structure.parallel import spectra
from lerende_organisatie.psychometrics.structure.rotation import rotate
from tests.agreement.test_psych_structure import aligned
from tests.conftest import Reference
from tests.reference.close import CLOSED_FORM, ESTIMATES, assert_close
from tests.reference.data import load

ITERATED = 1e-4
"""psych's optimiser for minres and ml stops about 1e-5 before the minimum; GPArotation was told to stop at 1e-6."""

CASES = {"bfi": 5, "survey65": 4}


def frame_of(case: str) -> pd.DataFrame:
    return load("bfi").iloc[:, :25].dropna() if case == "bfi" else load("survey65").iloc[:, :29]


@pytest.mark.parametrize("case", CASES)
def test_observed_eigenvalues_are_those_of_fa_parallel(reference: Reference, case: str) -> None:
    theirs = reference("psych_factors")[case]
    components, factors = spectra(frame_of(case).corr().to_numpy())
    assert_close(components, theirs["components"], CLOSED_FORM, what="components")
    assert_close(factors, theirs["factors"], CLOSED_FORM, se=1.0, what="factors")


@pytest.mark.parametrize("case", CASES)
def test_map_equals_psych(reference: Reference, case: str) -> None:
    theirs = reference("psych_factors")[case]["map"]
    ours = lo.map_test(frame_of(case)).table["squared"].loc[1 : len(theirs)]
    assert_close(ours, theirs, CLOSED_FORM, what="MAP")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("method", ["minres", "ml", "pa"])
def test_extraction_equals_psych(reference: Reference, case: str, method: str) -> None:
    theirs = reference("psych_factors")[case][method]
    ours = lo.efa(frame_of(case), CASES[case], "none", method=method)  # type: ignore[arg-type]
    expected = np.array(theirs["loadings"])
    columns, sign = aligned(ours.loadings.to_numpy(), expected)
    # psych's principal axes were iterated to the end, and are then as exact as ours
    tol = CLOSED_FORM if method == "pa" else ITERATED
    assert_close(ours.loadings.to_numpy()[:, columns] * sign, expected, tol, se=1.0, what="loadings")
    assert_close(ours.communalities, theirs["communality"], tol, se=1.0, what="communalities")
    fit = theirs["fit"]
    names = {"chisq": "chisq", "df": "df", "rms": "rmsr", "bic": "bic", "tli": "tli"}
    for psych, own in names.items():
        assert_close(ours.fit[own], fit[psych], tol, what=psych)
    for bound in ("lower", "upper"):
        assert_close(ours.fit[f"rmsea_ci_{bound}"], fit[f"rmsea_{bound}"], ITERATED, se=0.01, what=bound)
    # psych's point estimate mixes n and n - 1
    mixed = np.sqrt(max(ours.fit["chisq"] / (ours.fit["df"] * ours.n) - 1 / (ours.n - 1), 0.0))
    assert_close(mixed, fit["rmsea"], tol, se=0.01, what="rmsea")


@pytest.mark.parametrize("case", CASES)
def test_maximum_likelihood_equals_factanal_at_its_optimum(reference: Reference, case: str) -> None:
    theirs = reference("psych_factors")[case]["ml_exact"]
    ours = lo.efa(frame_of(case), CASES[case], "none", method="ml")
    assert_close(ours.uniquenesses, theirs["uniquenesses"], CLOSED_FORM, what="uniquenesses")
    loadings, own = ours.loadings.to_numpy(), ours.uniquenesses.to_numpy()
    assert_close(discrepancy(frame_of(case).corr().to_numpy(), loadings, own), theirs["minimum"], CLOSED_FORM)


@pytest.mark.parametrize("case", CASES)
def test_minimum_residuals_leave_no_more_than_those_of_psych(reference: Reference, case: str) -> None:
    theirs = np.array(reference("psych_factors")[case]["minres"]["loadings"])
    ours = lo.efa(frame_of(case), CASES[case], "none").loadings.to_numpy()
    matrix = frame_of(case).corr().to_numpy()
    off = np.tril_indices(len(matrix), -1)
    squares = [(((matrix - loadings @ loadings.T)[off]) ** 2).sum() for loadings in (ours, theirs)]
    assert squares[0] <= squares[1] * (1 + 1e-12)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("rotation", ["oblimin", "geomin", "target"])
def test_rotations_equal_gparotation(reference: Reference, case: str, rotation: str) -> None:
    theirs = reference("psych_factors")[case]
    unrotated = np.array(theirs["unrotated"])
    target = np.where(np.abs(unrotated) > 0.3, unrotated, 0.0) if rotation == "target" else None
    ours = rotate(unrotated, rotation, target=target)  # type: ignore[arg-type]
    expected = np.array(theirs[rotation]["loadings"])
    columns, sign = aligned(ours.loadings, expected)
    assert_close(ours.loadings[:, columns] * sign, expected, ITERATED, se=1.0, what=rotation)
    phi = ours.phi[np.ix_(columns, columns)] * np.outer(sign, sign)
    assert_close(phi, theirs[rotation]["phi"], ITERATED, se=1.0, what="phi")


def test_polychoric_correlations_equal_psych(reference: Reference) -> None:
    theirs = reference("psych_factors")["polychoric"]
    ours = lo.polychoric(frame_of("bfi").iloc[:, 15:20])
    # psych's one-dimensional search stops at about 1e-5
    assert_close(ours.table, theirs, ITERATED, what="polychoric")


def test_polychoric_correlations_are_those_that_models_are_fitted_to() -> None:
    frame = frame_of("survey65").iloc[:, :8]
    moments = ordinal_moments(frame.to_numpy(), True, items=list(frame))
    assert_close(lo.polychoric(frame).table, moments.correlations, CLOSED_FORM, what="polychoric")


def test_orthogonal_procrustes_equals_statsmodels() -> None:
    """Its ``target_rotation`` is the same singular value decomposition: nothing to gain, nothing to lose."""
    components = lo.pca(frame_of("bfi"), 5, "none").loadings
    target = lo.pca(frame_of("bfi"), 5, "varimax").loadings.to_numpy().round(1)
    turn = target_rotation(components.to_numpy(), target)
    ours = lo.procrustes(components, target)
    assert_close(ours.loadings, components.to_numpy() @ turn, ESTIMATES, se=1.0, what="Procrustes")
