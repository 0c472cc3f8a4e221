"""Figures that cannot be, and signs and restrictions that must not matter."""

from __future__ import annotations

import numpy as np
import pytest

import lerende_organisatie as lo

MODEL = "f =~ v1 + v2 + v3 + v4"
POPULATION = "f =~ 0.8*v1 + 0.7*v2 + 0.6*v3 + 0.6*v4"


def test_one_cluster_is_no_sample_of_clusters() -> None:
    frame = lo.simulate(POPULATION, n=200, seed=1).assign(school="a")
    with pytest.raises(lo.errors.DataError, match="one value of 'school'; errors of clusters need two"):
        lo.cfa(MODEL, frame, cluster="school")


def test_a_quantity_of_equal_parameters_has_no_error() -> None:
    """It is zero in every sample."""
    fit = lo.cfa("f =~ v1 + b*v2 + c*v3 + v4\nb == c\ndifference := b - c", lo.simulate(POPULATION, n=200, seed=1))
    row = fit.parameters.set_index("lhs").loc["difference"]
    assert row["est"] == pytest.approx(0.0, abs=1e-12)
    assert row["se"] == pytest.approx(0.0, abs=1e-7)  # the root of a rounding error


def test_moments_of_few_respondents_are_warned_about() -> None:
    frame = lo.simulate(POPULATION, n=200, seed=1)
    with pytest.warns(lo.errors.SmallSampleWarning, match="6 respondents for 8 free parameters"):
        lo.cfa(MODEL, sample_cov=frame.cov(), sample_nobs=6)


def test_a_saturated_model_has_no_cutoffs() -> None:
    fit = lo.cfa("f =~ v1 + v2 + v3", lo.simulate(POPULATION, n=200, seed=1))
    with pytest.raises(lo.errors.OptionError, match="without degrees of freedom"):
        lo.dynamic_cutoffs(fit, replications=20)


def test_a_journal_that_is_a_folder_is_named(tmp_path: object) -> None:
    fit = lo.cfa(MODEL, lo.simulate(POPULATION, n=200, seed=1))
    with pytest.raises(lo.errors.OptionError, match="is a folder; journal= names a file"):
        lo.dynamic_cutoffs(fit, replications=20, journal=str(tmp_path))


@pytest.mark.parametrize("turned", [["v3", "v4"], ["v2", "v3", "v4"]])
def test_alignment_does_not_depend_on_keying(turned: list[str]) -> None:
    """Reversed items change the sign of their loadings and nothing else, also where loadings then sum to about zero."""
    frame = lo.simulate(POPULATION, n=900, seed=3)
    frame["group"] = np.repeat(["a", "b", "c"], 300)
    keyed = lo.alignment(MODEL, frame, group="group")
    other = lo.alignment(MODEL, frame.assign(**{item: -frame[item] for item in turned}), group="group")
    for column in ("mean", "variance"):
        np.testing.assert_allclose(np.abs(other.means[column]), np.abs(keyed.means[column]), atol=1e-4)


def test_thresholds_held_do_not_improve_an_index_of_correlations() -> None:
    """Robust indices of ordinal items look at correlations: a threshold that is fixed leaves the RMSEA as it was."""
    frame = lo.simulate(POPULATION + "\nv1 ~~ 0.2*v2", n=800, seed=2)
    answers = 1.0 + (frame > -0.5) + (frame > 0.5)
    free = lo.cfa(MODEL, answers, estimator="WLSMV", ordered=True)
    held = lo.cfa(MODEL + "\nv1 | -0.5*t1", answers, estimator="WLSMV", ordered=True)
    assert held.df == free.df + 1
    ours, theirs = (fit.fit_measures["rmsea_robust"] for fit in (held, free))
    assert ours == pytest.approx(theirs, rel=1e-3)  # the correlations are weighed alike, but fitted with v1 rescaled
