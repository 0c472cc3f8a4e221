"""Differences of chi-squares after Satorra (2000) by MLR: clusters as in lavaan, weights and missing answers not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lerende_organisatie as lo
from tests.conftest import Reference
from tests.reference.close import STANDARD_ERRORS, assert_close
from tests.reference.data import load
from tests.reference.models import HS

SAME = "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + b*x8 + b*x9"
SIX = "f1 =~ d1_1 + d1_2 + d1_3\nf2 =~ d3_1 + d3_2 + d3_3"
EQUAL = "f1 =~ d1_1 + a*d1_2 + a*d1_3\nf2 =~ d3_1 + b*d3_2 + b*d3_3"


def difference(free: str, restricted: str, data: str, **options: Any) -> lo.Comparison:
    frame = load(data)
    frame["weight"] = 1 + frame["school" if data == "survey65" else "agemo"] % 3
    fits = [lo.cfa(model, frame, estimator="MLR", meanstructure=True, **options) for model in (free, restricted)]
    return lo.compare(*fits, method="satorra.2000")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("complete", lambda: difference(HS, SAME, "holzinger_swineford")),
        ("clusters", lambda: difference(SIX, EQUAL, "survey65", cluster="school")),
    ],
)
def test_equal_to_lavaan(name: str, found: Any, reference: Reference) -> None:
    theirs, ours = reference("cfa_satorra_2000")[name], found()
    assert ours.method == "satorra.2000"
    assert ours.df_diff == theirs["df"]
    assert_close([ours.chisq_diff], [theirs["chisq"]], STANDARD_ERRORS, what="difference")
    assert_close([ours.pvalue], [theirs["pvalue"]], STANDARD_ERRORS, np.ones(1), "p")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("weights", lambda: difference(HS, SAME, "holzinger_swineford", sampling_weights="weight")),
        (
            "clusters_weights",
            lambda: difference(SIX, EQUAL, "survey65", sampling_weights="weight", cluster="school"),
        ),
        ("fiml", lambda: difference(HS, SAME, "holzinger_swineford_incomplete", missing="fiml")),
    ],
)
def test_what_lavaan_takes_as_unweighted_and_complete_is_smaller_here(
    name: str, found: Any, reference: Reference
) -> None:
    """``tests/unit/test_scaled_differences.py`` shows by simulation that ours has the expectation it should have."""
    theirs, ours = reference("cfa_satorra_2000")[name], found()
    assert ours.df_diff == theirs["df"]
    assert ours.chisq_diff < 0.95 * theirs["chisq"]
