"""Every estimator on every kind of data beside lavaan, where the other comparisons leave a combination out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import ImproperSolutionWarning, MissingDataWarning
from tests.agreement.cfa_comparison import (
    assert_measures_agree,
    assert_modification_agrees,
    assert_parameters_agree,
    assert_within,
    robust_differences,
)
from tests.agreement.test_cfa_distribution_free import BFI
from tests.agreement.test_cfa_ordinal import GRID_MODELS
from tests.conftest import Reference
from tests.reference.data import load
from tests.reference.models import HS, POLITICAL

FEW = "ind60 =~ x1 + x2 + x3\ndem65 =~ y5 + y6 + y8\ndem65 ~ ind60"
CONTINUOUS = ("ML", "GLS", "ULS", "MLR", "MLM", "MLMV", "MLMVS", "WLS", "DWLS", "ULSM", "ULSMV", "ULSMVS")
ORDINAL = ("WLSMV", "WLSM", "WLSMVS", "DWLS", "ULSMV", "ULSM", "ULSMVS", "ULS", "WLS")


def fitted(model: str, data: str, estimator: str, **options: Any) -> Callable[[], Any]:
    def fit() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingDataWarning)  # bfi loses rows listwise
            warnings.simplefilter("ignore", ImproperSolutionWarning)  # 75 countries by WLS: lavaan's is the same
            return lo.sem(model, load(data), estimator=estimator, **options)

    return fit


def weighed(estimator: str) -> Callable[[], Any]:
    def fit() -> Any:
        frame = load("holzinger_swineford_ordinal")
        frame["weight"] = 1 + frame["agemo"] % 3
        return lo.cfa(HS, frame, ordered=True, estimator=estimator, sampling_weights="weight")

    return fit


PLAIN: dict[str, Callable[[], Any]] = {
    **{f"survey_{e}": fitted(GRID_MODELS["survey"], "survey65", e) for e in CONTINUOUS},
    **{f"political_{e}": fitted(POLITICAL, "political_democracy", e) for e in ("ULSM", "ULSMVS", "WLS")},
    **{f"bfi_{e}": fitted(BFI, "bfi", e) for e in ("ULSM", "ULSMVS")},
}
CUT: dict[str, Callable[[], Any]] = {
    **{f"weights_{e}": weighed(e) for e in ORDINAL},
    "hs_ULSMVS": fitted(HS, "holzinger_swineford_ordinal", "ULSMVS", ordered=True),
    **{f"political_{e}": fitted(FEW, "political_democracy_ordinal", e, ordered=True) for e in ORDINAL},
    **{f"bfi_{e}": fitted(GRID_MODELS["bfi"], "bfi", e, ordered=True) for e in ("WLSMVS", "ULSMVS")},
    **{f"survey_{e}": fitted(GRID_MODELS["survey"], "survey65", e, ordered=True) for e in ("WLSMVS", "ULSMVS")},
    **{f"pairwise_{e}": fitted(GRID_MODELS["bfi"], "bfi", e, ordered=True, missing="pairwise") for e in ORDINAL},
}


def all_cases() -> dict[str, tuple[str, str, Callable[[], Any], tuple[str, ...]]]:
    """Every case by the name that it is shown under: script, name there, how it is fitted, measures left out."""
    cases: dict[str, tuple[str, str, Callable[[], Any], tuple[str, ...]]] = {}
    for name, fit in PLAIN.items():
        cases[f"{name} (grid)"] = ("cfa_grid", name, fit, ())
    for name, fit in CUT.items():
        cases[f"{name} (ordinal, cells)"] = ("cfa_ordinal_cells", name, fit, ())
    return cases


@pytest.mark.parametrize("name", all_cases())
def test_equal_to_lavaan(name: str, reference: Reference) -> None:
    script, key, fit_of, _ = all_cases()[name]
    values, fit = reference(script)[key], fit_of()
    assert fit.converged
    assert fit.npar == values["npar"]
    assert_parameters_agree(fit, values)
    assert_measures_agree(fit, values)
    if "mi" in values:
        assert_modification_agrees(fit, values)
    if fit.estimator.test != "standard":
        found = list(robust_differences(fit, values))
        assert len(found) >= 9
        assert_within(iter(found))
