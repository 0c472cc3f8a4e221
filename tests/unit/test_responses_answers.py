"""What one cell means: numbers, labels, both, nothing, or a fault that says what to do."""

from __future__ import annotations

import datetime
import decimal

import numpy as np
import pandas as pd
import pytest

from lerende_organisatie.instrument import ResponseScale
from lerende_organisatie.responses.answer_key import answer_key
from tests.responses_example import tea

KEY = answer_key(tea().response_scale)


@pytest.mark.parametrize(
    "value",
    [4, 4.0, np.int8(4), np.float32(4), decimal.Decimal("4"), "4", " 4 ", "4.0", "4,0", "4.", "+4", "４"],
)
def test_numbers(value: object) -> None:
    meaning = KEY.meaning(value)
    assert (meaning.kind, meaning.code) == ("number", 4)


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("agree", "en"),
        ("Agree", "en"),
        ("  AGREE\u00a0", "en"),
        ("mee eens", "nl"),
        ("Mee\u00a0eens", "nl"),
        ("mee\u200b  eens", "nl"),
        ("4 - agree", "en"),
        ("4 – Agree", "en"),
        ("4: mee eens", "nl"),
        ("4=agree", "en"),
        ("mee eens (4)", "nl"),
    ],
)
def test_labels_in_any_language(value: str, language: str) -> None:
    meaning = KEY.meaning(value)
    assert (meaning.kind, meaning.code, meaning.detail) == ("label", 4, language)


@pytest.mark.parametrize(
    "value", ["", "  ", "\u00a0", "NA", "n/a", ".", "NaN", "#N/A", "#NULL!", None, np.nan, pd.NA, pd.NaT]
)
def test_empty_cells(value: object) -> None:
    assert KEY.meaning(value).kind == "empty"


@pytest.mark.parametrize(
    ("value", "code"), [(9, "9"), ("9", "9"), ("9,0", "9"), ("Weet niet", "weet niet"), ("don’t know", "don't know")]
)
def test_codes_for_no_answer(value: object, code: str) -> None:
    meaning = KEY.meaning(value)
    assert (meaning.kind, meaning.detail) == ("missing code", code)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (7, "it is not on the scale 1–5; if it stands for no answer, name it in missing_codes="),
        (0, "it is not on the scale 1–5"),
        (-1, "it is not on the scale 1–5"),
        (3.5, "it lies between the points of the scale 1–5"),
        ("3,5", "it lies between the points of the scale 1–5"),
        (float("inf"), "it is not on the scale 1–5"),
        ("agrree", "the closest is 'agree' (en, 4)"),
        ("mee oneens!", "the closest is 'mee oneens' (nl, 2)"),
        ("5 - agree", "its number is 5 but its label stands for 4"),
        ("banana", "it is neither a number nor a label of the scale"),
        (True, "it is neither a number nor a label"),
        (datetime.date(2024, 5, 1), "it is neither a number nor a label"),
        ([1], "it is neither a number nor a label"),
        ("1e0", "it is neither a number nor a label"),
    ],
)
def test_what_is_not_an_answer(value: object, words: str) -> None:
    meaning = KEY.meaning(value)
    assert meaning.kind == "fault"
    assert meaning.code is None
    assert words in meaning.detail


def test_a_given_decimal_sign_is_the_only_one() -> None:
    comma = answer_key(tea().response_scale, decimal=",")
    assert comma.meaning("4,0").code == 4
    assert comma.meaning("4.0").kind == "fault"


def test_codes_given_by_the_caller_join_those_of_the_scale() -> None:
    key = answer_key(tea().response_scale, missing_codes=(99, "n.v.t."))
    assert [key.meaning(value).kind for value in (99, "99", "N.V.T.", 9)] == ["missing code"] * 4


def test_a_label_with_two_meanings_needs_the_language() -> None:
    scale = ResponseScale(values=(1, 2), labels={"en": ("no", "so"), "xx": ("so", "si")})
    assert "language=" in answer_key(scale).meaning("so").detail
    assert answer_key(scale, "xx").meaning("so").code == 1
    assert answer_key(scale, "en").meaning("so").code == 2
    assert answer_key(scale).meaning("si").code == 2


def test_a_label_that_is_another_number_is_not_guessed() -> None:
    scale = ResponseScale(values=(1, 2, 3), labels={"en": ("3", "2", "1")})
    meaning = answer_key(scale).meaning("3")
    assert meaning.kind == "fault"
    assert "1 (en) or 3 (as a number)" in meaning.detail


@pytest.mark.parametrize("sign", ["--", "-", "+/-", "+", "++"])
def test_labels_made_of_signs_also_behind_the_apostrophe_of_a_spreadsheet(sign: str) -> None:
    scale = ResponseScale(values=(1, 2, 3, 4, 5), labels={"en": ("--", "-", "+/-", "+", "++")})
    key = answer_key(scale)
    assert key.meaning(sign).code == key.meaning(f"'{sign}").code == scale.labels["en"].index(sign) + 1
