"""What a user meets whose data or model cannot work: which item or factor, why, and what to do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import (
    AssumptionWarning,
    ConvergenceWarning,
    DataError,
    IdentificationError,
    ImproperSolutionWarning,
    ItemWarning,
)

MODEL = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3"
WAYS: dict[str, dict[str, Any]] = {
    "ML": {"estimator": "ML"},
    "MLR": {"estimator": "MLR"},
    "FIML": {"estimator": "MLR", "missing": "fiml"},
    "WLSMV": {"ordered": True},
}


def answers() -> pd.DataFrame:
    """400 respondents, two related factors with three five-point items each."""
    rng = np.random.default_rng(3)
    factor = rng.normal(size=(400, 2))
    factor[:, 1] = 0.5 * factor[:, 0] + 0.8 * factor[:, 1]
    latent = 0.8 * np.repeat(factor, 3, axis=1) + 0.6 * rng.normal(size=(400, 6))
    cut = 1.0 + (latent[:, :, None] > np.array([-1.2, -0.4, 0.4, 1.2])).sum(axis=2)
    return pd.DataFrame(cut, columns=["a1", "a2", "a3", "b1", "b2", "b3"])


@pytest.mark.parametrize("way", WAYS)
def test_a_fit_that_runs_away_says_where(way: str) -> None:
    frame = answers()
    frame["a3"] = np.random.default_rng(4).permutation(frame["b1"])  # it measures nothing
    with pytest.warns(ConvergenceWarning, match=r"look at factor 'A' \(a1, a2, a3\).* may help"):
        fit = lo.cfa("A =~ a1 + a2 + a3", frame, **WAYS[way])
    assert not fit.converged


@pytest.mark.parametrize("way", ["ML", "MLR", "FIML"])
def test_a_factor_with_one_item_is_said_to_be_without_error(way: str) -> None:
    with pytest.warns(AssumptionWarning, match=r"measured by one item: 'B' \('b1'\).*fix the item's residual variance"):
        lo.cfa("A =~ a1 + a2 + a3\nB =~ b1", answers(), **WAYS[way])


def test_not_where_its_error_was_given() -> None:
    assert lo.cfa("A =~ a1 + a2 + a3\nB =~ b1\nb1 ~~ 0.3*b1", answers()).converged


@pytest.mark.parametrize("options", [{}, {"parameterization": "theta"}, {"std_lv": True}])
def test_an_ordinal_one_is_refused_by_name(options: dict[str, Any]) -> None:
    model = "A =~ a1 + a2 + a3\nB =~ NA*b1" if options.get("std_lv") else "A =~ a1 + a2 + a3\nB =~ b1"
    with pytest.raises(
        IdentificationError, match=r"factor 'B' has one item, 'b1', and that is ordinal.*Add items, or fix"
    ):
        lo.cfa(model, answers(), ordered=True, **options)


def test_and_its_remedy_works() -> None:
    assert lo.cfa("A =~ a1 + a2 + a3\nB =~ 1*b1\nB ~~ 1*B", answers(), ordered=True).converged


@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.ItemWarning")
@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.ImproperSolutionWarning")
@pytest.mark.parametrize("way", WAYS)
def test_fewer_rows_than_items(way: str) -> None:
    few = answers().iloc[[0, 50, 120, 333, 390]]
    with pytest.raises(DataError, match="5 usable rows for 6 items; more rows than items are needed"):
        lo.cfa(MODEL, few, **WAYS[way])


@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.MissingDataWarning")
@pytest.mark.parametrize("way", WAYS)
def test_an_item_that_nobody_answered(way: str) -> None:
    frame = answers().assign(a2=np.nan)
    with pytest.raises(DataError, match=r"nobody answered .*'a2'; leave it out"):
        lo.cfa(MODEL, frame, **WAYS[way])


@pytest.mark.parametrize("way", WAYS)
def test_a_constant_item(way: str) -> None:
    with pytest.raises(DataError, match=r"item 'a2' is constant: .*leave it out"):
        lo.cfa(MODEL, answers().assign(a2=3.0), **WAYS[way])


@pytest.mark.parametrize("way", WAYS)
def test_an_item_asked_twice(way: str) -> None:
    frame = answers()
    frame["a2"] = frame["a1"]
    if way != "WLSMV":
        with pytest.raises(DataError, match=r"items 'a1', 'a2' are linearly dependent.*leave one of them out"):
            lo.cfa(MODEL, frame, **WAYS[way])
        return
    with pytest.warns(ItemWarning, match="between 'a1' and 'a2'.*leave one of the two out"):
        fit = lo.cfa(MODEL, frame, ordered=True)
    with pytest.warns(ImproperSolutionWarning, match="no standard error of "):
        assert fit.parameters["se"].isna().any()


def test_an_item_asked_twice_that_some_did_not_answer() -> None:
    frame = answers()
    frame["a2"] = frame["a1"].where(np.arange(len(frame)) % 7 > 0)
    with pytest.raises(DataError, match="items 'a1', 'a2' are linearly dependent: whoever answered both"):
        lo.cfa(MODEL, frame, missing="fiml")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("A =~ NA*a1 + a2 + a3\nB =~ b1 + b2 + b3", "tells apart A ~~ A, A =~ "),
        ("A =~ a1 + a2", "fix or set equal at least 1"),
    ],
)
def test_an_unidentified_model(way: str, model: str, words: str) -> None:
    with pytest.raises(IdentificationError, match=words):
        lo.cfa(model, answers(), **WAYS[way])
