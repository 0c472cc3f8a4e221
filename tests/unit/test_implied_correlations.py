"""Correlations implied by printed loadings: recovered by a refit, and refused when they cannot be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning, DataError
from tests.unit.test_published_studies import study

LOADINGS = {
    "a1": {"one": ".81"}, "a2": {"one": ".72"}, "a3": {"one": ".64"},
    "b1": {"two": ".77"}, "b2": {"two": ".69"}, "b3": {"two": "-.58"},
}  # fmt: skip


def printed(**changed: Any) -> lo.PublishedStudy:
    matrices = {
        "loadings": {"source": "table", "values": LOADINGS},
        "correlations": {"source": "table", "values": {"one": {"two": ".45"}}},
    }
    return lo.study_from_mapping(study() | matrices | changed)


def correlated(value: str) -> dict[str, Any]:
    return {"source": "table", "values": {"one": {"two": value}}}


def test_the_correlations_are_those_of_the_factor_model() -> None:
    implied = lo.implied_correlations(printed())
    assert implied.matrix.loc["a1", "a2"] == pytest.approx(0.81 * 0.72)
    assert implied.matrix.loc["a1", "b3"] == pytest.approx(0.81 * 0.45 * -0.58)
    assert np.diag(implied.matrix) == pytest.approx(1)
    assert implied.communalities["b1"] == pytest.approx(0.77**2)


def test_a_refit_gives_the_printed_loadings_back() -> None:
    fit = lo.implied_correlations(printed()).refit()
    # the divisor n and n - 1 only scale the matrix, and the standardised solution does not see it
    rows = fit.parameters[fit.parameters["op"] == "=~"].set_index("rhs")["std_all"]
    signs = np.sign(float(rows["a1"])), np.sign(float(rows["b1"]))
    for item, row in LOADINGS.items():
        sign = signs[0] if item.startswith("a") else signs[1]
        assert sign * float(rows[item]) == pytest.approx(float(next(iter(row.values()))), abs=1e-5)
    assert fit.fit_measures["chisq"] == pytest.approx(0, abs=1e-6)
    assert fit.n_obs == 25


def test_a_refit_shows_what_a_model_leaves_out() -> None:
    crossed = {**LOADINGS, "a3": {"one": ".44", "two": ".40"}}
    implied = lo.implied_correlations(printed(loadings={"source": "table", "values": crossed}))
    assert implied.communalities["a3"] == pytest.approx(0.44**2 + 0.40**2 + 2 * 0.44 * 0.40 * 0.45)
    assert implied.refit().fit_measures["chisq"] > 0.1
    assert implied.refit("one =~ a1 + a2 + a3\ntwo =~ b1 + b2 + b3 + a3").fit_measures["chisq"] == pytest.approx(
        0, abs=1e-6
    )


def test_what_cannot_be_is_refused_by_name() -> None:
    with pytest.raises(DataError, match="no loadings were printed"):
        lo.implied_correlations("kools2020")
    with pytest.raises(DataError, match="between the factors are not positive definite"):
        lo.implied_correlations(printed(correlations=correlated("1.00")))
    with pytest.raises(DataError, match=r"beyond one"):
        lo.implied_correlations(printed(correlations=correlated("1.20")))
    with pytest.raises(DataError, match="of one and two was not printed"):
        lo.implied_correlations(printed(correlations=correlated("0.30") | {"values": {"one": {"one": "1.00"}}}))
    both = {"source": "table", "values": {"one": {"two": ".45"}, "two": {"one": ".54"}}}
    with pytest.raises(DataError, match=r"printed as 0\.54 and as 0\.45|printed as 0\.45 and as 0\.54"):
        lo.implied_correlations(printed(correlations=both))
    large = {"source": "table", "values": {**LOADINGS, "a1": {"one": ".81", "two": ".62"}}}
    with pytest.raises(DataError, match=r"a1: its loadings explain 1\.49"):
        lo.implied_correlations(printed(loadings=large))
    without = study() | {"sample": {"unit": "staff"}}
    without["dimensions"] = []
    nameless = lo.study_from_mapping(
        without | {"loadings": {"source": "table", "values": LOADINGS}, "correlations": correlated(".45")}
    )
    with pytest.raises(DataError, match="n was not printed"):
        lo.implied_correlations(nameless).refit()


def test_what_is_assumed_is_said() -> None:
    design = study()["design"]
    with pytest.raises(DataError, match="no orthogonal rotation"):
        lo.implied_correlations(printed(correlations=None, design=design | {"method": "efa", "rotation": "oblimin"}))
    with pytest.warns(AssumptionWarning, match="6 loadings were not printed"):
        implied = lo.implied_correlations(
            printed(correlations=None, design=design | {"method": "efa", "rotation": "Varimax"})
        )
    assert implied.matrix.loc["a1", "b1"] == 0
    with pytest.warns(AssumptionWarning) as said:
        lo.implied_correlations(printed(design=design | {"method": "pca", "rotation": "oblimin"}))
    assert "components" in str(said[0].message)
