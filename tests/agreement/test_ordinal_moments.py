"""Thresholds, polychoric and polyserial correlations and their asymptotic covariance matrix beside lavaan and psych."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lerende_organisatie.errors import SparseCategoryWarning
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments, ordinal_moments
from tests.conftest import Reference
from tests.reference.close import ESTIMATES, STANDARD_ERRORS, assert_close
from tests.reference.data import load


def lavaan_sign(moments: OrdinalMoments) -> np.ndarray:
    """Lavaan's vector holds the means of continuous items with the opposite sign."""
    return np.where([name.endswith("~1") for name in moments.names], -1.0, 1.0)


def assert_same(moments: OrdinalMoments, theirs: Any, what: str) -> None:
    sign = lavaan_sign(moments)
    assert list(moments.names) == theirs["names"]
    assert moments.n == theirs["n"]
    diagonal = np.asarray(theirs["gamma_diagonal"])
    se = np.sqrt(diagonal / moments.n)
    assert_close(sign * moments.statistics, theirs["statistics"], ESTIMATES, se, f"{what}: statistics")
    gamma = moments.asymptotic_covariance() * sign * sign[:, None]
    rows = np.asarray(theirs["gamma_rows"]) - 1
    assert_close(np.diag(gamma), diagonal, STANDARD_ERRORS, what=f"{what}: diagonal of Γ")
    scale = np.sqrt(np.outer(diagonal[rows], diagonal))
    assert_close(gamma[rows] / scale, np.asarray(theirs["gamma"]) / scale, STANDARD_ERRORS, np.ones_like(scale), what)


def bfi(items: list[str]) -> pd.DataFrame:
    return load("bfi")[items].dropna().reset_index(drop=True)


def few_categories(items: list[str]) -> pd.DataFrame:
    frame = bfi(items)[items[:8]]
    frame["A1"] = 1 + (frame["A1"] > 2)
    frame["A2"] = 1 + (frame["A2"] > 4)
    frame["A3"] = frame["A3"].clip(upper=3)
    frame["A4"] = 1 + (frame["A4"] > 2) + (frame["A4"] > 4) + (frame["A4"] > 5)
    frame["C1"] = frame["C1"].clip(lower=2)
    return frame


def test_six_point_items_equal_lavaan_and_psych(reference: Reference) -> None:
    values = reference("ordinal_moments")
    moments = ordinal_moments(bfi(values["items15"]), items=values["items15"])
    assert_same(moments, values["bfi"], "bfi")
    # psych stops its search for a correlation at a step of about 1e-5
    assert np.abs(moments.correlations - np.asarray(values["bfi_psych"])).max() < 5e-5


def test_items_of_two_to_six_categories_equal_lavaan(reference: Reference) -> None:
    values = reference("ordinal_moments")
    frame = few_categories(values["items15"])
    assert_same(ordinal_moments(frame, items=list(frame)), values["few"], "few categories")


def test_sampling_weights_equal_lavaan(reference: Reference) -> None:
    values = reference("ordinal_moments")
    frame = few_categories(values["items15"])
    weights = 1 + (np.arange(len(frame)) + 1) % 3
    assert_same(ordinal_moments(frame, items=list(frame), weights=weights), values["weighted"], "weighted")


def test_pairwise_missing_answers_equal_lavaan(reference: Reference) -> None:
    theirs = reference("ordinal_moments")["pairwise"]
    frame = load("bfi").assign(years=lambda data: data["age"] / 10).query("age < 86")[theirs["items"]]
    ordered = [item != "years" for item in frame]
    moments = ordinal_moments(frame, ordered, items=list(frame), missing="pairwise")
    assert_same(moments, theirs, "pairwise")


def test_ordinal_beside_continuous_items_equal_lavaan(reference: Reference) -> None:
    theirs = reference("ordinal_moments")["mixed"]
    frame = load("holzinger_swineford")[theirs["items"]].copy()
    for item, cuts in theirs["cuts"].items():
        frame[item] = 1 + np.digitize(frame[item], np.atleast_1d(cuts))
    moments = ordinal_moments(frame, [item in theirs["cuts"] for item in frame], items=list(frame))
    assert_same(moments, theirs, "mixed")


def test_an_empty_cell_is_filled_as_in_lavaan(reference: Reference) -> None:
    theirs = reference("ordinal_moments")["empty_cell"]
    count = [20, 30, 50]
    third = 1 + (np.arange(1, 101) * 37) % 101 % 3
    answers = np.column_stack([np.repeat([2, 1, 2], count), np.repeat([1, 2, 2], count), third])
    with pytest.warns(SparseCategoryWarning, match="'a' and 'b'"):
        moments = ordinal_moments(answers, items=["a", "b", "c"])
    assert moments.filled_pairs == ((1, 0),)
    assert_same(moments, theirs, "empty cell")


def test_a_simulated_survey_equals_lavaan(reference: Reference) -> None:
    theirs = reference("ordinal_moments")["survey"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        moments = ordinal_moments(load("survey65")[theirs["items"]], items=theirs["items"])
    assert_same(moments, theirs, "survey65")
