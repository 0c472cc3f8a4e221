"""Several models fitted to one sample have the numbers, and the warnings, that each has on its own."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import LerendeOrganisatieWarning, MissingDataWarning, OptionError
from lerende_organisatie.psychometrics.cfa.one_sample import one_sample
from lerende_organisatie.psychometrics.cfa.robust import saturated_parts
from tests.reference.data import load
from tests.reference.models import HS

ONE = "g =~ " + " + ".join(f"x{i}" for i in range(1, 10))
SECOND = HS + "\ng =~ visual + textual + speed"


def incomplete() -> pd.DataFrame:
    return load("holzinger_swineford_incomplete")


@pytest.mark.parametrize(("estimator", "missing"), [("MLR", "fiml"), ("ML", "fiml"), ("MLR", "listwise")])
def test_numbers_are_those_of_cfa(estimator: str, missing: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        sample = one_sample(ONE, incomplete(), estimator=estimator, missing=missing)  # type: ignore[arg-type]
        for model in (ONE, HS, SECOND):
            assert sample.takes(model)
            ours = sample.fit(model)
            alone = lo.cfa(model, incomplete(), estimator=estimator, missing=missing)  # type: ignore[arg-type]
            pd.testing.assert_series_equal(ours.fit_measures, alone.fit_measures)
            pd.testing.assert_frame_equal(ours.parameters, alone.parameters)


def test_what_the_sample_says_of_itself_is_computed_once() -> None:
    sample = one_sample(ONE, incomplete(), missing="fiml")
    fits = [sample.fit(model) for model in (ONE, HS)]
    parts = [saturated_parts(fit, robust=True) for fit in fits]
    assert parts[0] is parts[1]
    alone = lo.cfa(HS, incomplete(), missing="fiml")
    assert saturated_parts(alone, robust=True) is not saturated_parts(alone, robust=True), "a fit alone keeps none"


def test_other_moments_are_never_mistaken_for_those_held() -> None:
    from dataclasses import replace

    sample = one_sample(HS, incomplete(), missing="fiml")
    fit = sample.fit(HS)
    other = lo.cfa(HS, incomplete().iloc[:200], missing="fiml")
    moved = replace(fit, moments=other.moments, objective=other.objective)
    assert saturated_parts(moved, robust=True)[0].moments is other.moments[0]


def test_a_model_of_other_variables_is_refused() -> None:
    sample = one_sample(HS, incomplete(), missing="fiml")
    assert not sample.takes("visual =~ x1 + x2 + x3")
    assert not sample.takes("g =~ " + " + ".join(f"x{i}" for i in range(9, 0, -1)))
    with pytest.raises(OptionError, match="not of the variables"):
        sample.fit("visual =~ x1 + x2 + x3")


def test_every_fit_is_warned_of_the_sample() -> None:
    data = load("holzinger_swineford")
    data.loc[data.index[::3], "x1"] = np.nan
    sample = one_sample(HS, data)
    for model in (HS, SECOND):
        with pytest.warns(MissingDataWarning):
            sample.fit(model)


def test_levels_of_a_ladder_share_it() -> None:
    found = lo.invariance(HS, incomplete(), group="school", missing="fiml")
    assert {id(fit.saturated) for fit in found.fits.values()} == {id(found.bench.saturated)}
    assert found.bench.saturated is not None


def test_weights_go_through_the_ladder() -> None:
    data = load("holzinger_swineford")
    data["w"] = np.random.default_rng(3).uniform(0.5, 2.0, len(data))
    found = lo.invariance(HS, data, group="school", sampling_weights="w")
    plain = lo.invariance(HS, data, group="school")
    for level, equal in (("metric", ("loadings",)), ("scalar", ("loadings", "intercepts"))):
        alone = lo.cfa(HS, data, group="school", group_equal=equal, sampling_weights="w")
        for name in ("chisq", "chisq_scaled", "cfi_robust"):
            assert found.table.loc[level, name] == pytest.approx(alone.fit_measures[name], rel=1e-6)
        assert found.table.loc[level, "chisq"] != pytest.approx(plain.table.loc[level, "chisq"], rel=1e-3)


def test_weights_of_ordinal_items_go_through_the_ladder() -> None:
    data = load("holzinger_swineford_ordinal")
    data["w"] = np.random.default_rng(3).uniform(0.8, 1.2, len(data))
    found = lo.invariance(HS, data, group="school", ordered=True, sampling_weights="w")
    alone = lo.cfa(HS, data, group="school", ordered=True, sampling_weights="w")
    for name in ("chisq", "chisq_scaled"):
        assert found.table.loc["configural", name] == pytest.approx(alone.fit_measures[name], rel=1e-6)
