"""The same answers come out of every form that an export takes, and score and hold together as psych says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.responses.responses import Responses
from tests.agreement.bfi_instrument import (
    ITEMS,
    REVERSED,
    SCALES,
    as_labels,
    as_numbers,
    as_spss,
    as_two_languages,
    bfi_export,
    bfi_instrument,
)
from tests.reference.close import CLOSED_FORM, assert_close

FORMS: dict[str, Callable[[Path], Any]] = {
    "numbers": as_numbers,
    "labels": as_labels,
    "labels_nl": lambda folder: as_labels(folder, "nl"),
    "spss": as_spss,
    "frame": lambda folder: bfi_export(),
    "two_languages": as_two_languages,
}


@pytest.fixture(params=list(FORMS))
def responses(request: pytest.FixtureRequest, tmp_path: Path) -> Responses:
    return lo.read_responses(FORMS[request.param](tmp_path), bfi_instrument(), respondent="id")


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    return lo.read_responses(as_numbers(tmp_path_factory.mktemp("export")), bfi_instrument(), respondent="id")


def test_every_form_gives_the_same_answers(responses: Responses) -> None:
    raw = bfi_export()
    assert tuple(responses.items.columns) == ITEMS
    np.testing.assert_array_equal(responses.items.to_numpy(), raw[list(ITEMS)].to_numpy(dtype=float, na_value=np.nan))
    assert responses.frame["id"].tolist() == raw["id"].tolist()
    for covariate in ("gender", "education", "age"):
        assert pd.to_numeric(responses.frame[covariate]).sum() == raw[covariate].sum()


def test_reverse_items_are_turned_and_no_others(read_once: Responses) -> None:
    raw, keyed = read_once.items, read_once.keyed
    for item in ITEMS:
        expected = 7 - raw[item] if item in REVERSED else raw[item]
        pd.testing.assert_series_equal(keyed[item], expected)


def test_reliability_equals_psych(read_once: Responses, reference: Callable[[str], Any]) -> None:
    theirs = reference("main_job")["reliability"]
    ours = lo.reliability(read_once).table
    assert list(ours.index) == list(SCALES) == list(theirs)
    for scale in SCALES:
        for name in ("n", "alpha", "alpha_standardised", "average_interitem"):
            assert_close(ours.loc[scale, name], theirs[scale][name], CLOSED_FORM, what=f"{scale} {name}")


def test_items_equal_psych(read_once: Responses, reference: Callable[[str], Any]) -> None:
    theirs = reference("main_job")["reliability"]
    for scale, items in SCALES.items():
        ours = lo.item_analysis(read_once.keyed[list(items)].dropna()).table
        assert_close(ours["item_rest"], theirs[scale]["item_rest"], CLOSED_FORM, what=f"{scale} item-rest")
        assert_close(ours["alpha_if_deleted"], theirs[scale]["alpha_if_deleted"], CLOSED_FORM, what=f"{scale} deleted")


def test_the_error_of_measurement_follows_from_alpha(read_once: Responses, reference: Callable[[str], Any]) -> None:
    theirs = reference("main_job")["reliability"]
    scores = lo.score(read_once)
    for scale in SCALES:
        assert_close(scores.alpha[scale], theirs[scale]["alpha"], CLOSED_FORM, what=f"{scale} alpha")
        sd = scores.table[scale].std()
        assert_close(scores.sem[scale], sd * (1 - theirs[scale]["alpha"]) ** 0.5, CLOSED_FORM, what=f"{scale} sem")
