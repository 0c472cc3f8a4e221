"""Whatever is given, every analysis answers with figures, a named warning or a named error: no silent NaN."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import LerendeOrganisatieError, LerendeOrganisatieWarning
from tests.unit.reliability_answers import likert
from tests.unit.report_survey import answers, instrument, read

SPOILS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "as they are": lambda f: f,
    "whole numbers": lambda f: f.astype(int),
    "constant": lambda f: f.assign(i1=3.0),
    "perfectly correlated": lambda f: f.assign(copy=f["i1"]),
    "reversed": lambda f: f.assign(i1=-f["i1"]),
    "fewer respondents than items": lambda f: f.iloc[:4],
    "one item": lambda f: f[["i1"]],
    "two items": lambda f: f[["i1", "i2"]],
    "everything missing": lambda f: f * np.nan,
    "half missing": lambda f: f.where(np.random.default_rng(1).random(f.shape) < 0.5),
    "no rows": lambda f: f.iloc[:0],
    "no columns": lambda f: f[[]],
    "words": lambda f: f.assign(i1="often"),
}

CALLS: dict[str, Callable[[pd.DataFrame], object]] = {
    "screen": lo.screen,
    "screening_sensitivity": lo.screening_sensitivity,
    "little_mcar": lo.little_mcar,
    "missing_patterns": lo.missing_patterns,
    "guttman": lo.guttman,
    "split_half": lo.split_half,
    "glb": lo.glb,
    "ordinal_alpha": lo.ordinal_alpha,
    "omega_categorical": lo.omega_categorical,
    "omega_hierarchical": lo.omega_hierarchical,
    "local_dependence": lo.local_dependence,
    "icc_forms": lo.icc_forms,
    "test_retest": lambda f: lo.test_retest(
        f, f.apply(pd.to_numeric, errors="coerce") + np.random.default_rng(2).normal(0, 0.3, f.shape)
    ),
    "item_analysis": lambda f: lo.item_analysis(f, polychoric=True),
    "cronbach_alpha": lo.cronbach_alpha,
    "mcdonald_omega": lo.mcdonald_omega,
    "reliability": lo.reliability,
    "kmo": lo.kmo,
    "bartlett_sphericity": lo.bartlett_sphericity,
    "polychoric": lo.polychoric,
    "parallel_analysis": lambda f: lo.parallel_analysis(f, n_replications=20),
    "parallel_analysis_polychoric": lambda f: lo.parallel_analysis(f, n_replications=20, correlation="polychoric"),
    "map_test": lo.map_test,
    "empirical_kaiser": lo.empirical_kaiser,
    "pca": lambda f: lo.pca(f, n_components=2),
    "efa_minres": lambda f: lo.efa(f, n_factors=2),
    "efa_ml": lambda f: lo.efa(f, n_factors=1, method="ml"),
    "efa_pa": lambda f: lo.efa(f, n_factors=1, method="pa"),
    "htmt": lambda f: lo.htmt(TWO_FACTORS, f),
    "htmt2": lambda f: lo.htmt2(TWO_FACTORS, f, missing="fiml", n_boot=100, resample="linear"),
    "criterion_validity": lambda f: lo.criterion_validity(f, [STATED], scales={"a": ["i2", "i3"]}),
    "bland_altman": lambda f: lo.bland_altman(f.get("i1", []), f.get("i2", [])),
}

TWO_FACTORS = "a =~ i1 + i2 + i3\nb =~ i4 + i5 + i6"
STATED = lo.Hypothesis("a", "i1", "positive", "made up")


OWN_REASON = {"alpha_if_deleted", "se", "ci_lower", "ci_upper"}
"""Columns that are empty by definition: two items leave no alpha without one of them, ratios without draws no error."""


def silent_gaps(result: object) -> list[str]:
    """The figures of a result that are NaN; a screening counts its own in its summary."""
    if isinstance(result, lo.Screening):
        return []
    gaps = []
    for field in fields(result):  # type: ignore[arg-type]
        if field.name == "criterion":  # of a rotation, and one factor has none
            continue
        value = getattr(result, field.name)
        if isinstance(value, pd.DataFrame):
            own = OWN_REASON if isinstance(result, lo.Htmt) or field.name == "table" else set()
            value = value.drop(
                columns=list(own & {"alpha_if_deleted"} if field.name == "table" else own), errors="ignore"
            )
            value = value.select_dtypes("number").to_numpy()
        elif isinstance(value, pd.Series):
            value = pd.to_numeric(value, errors="coerce").to_numpy()
        if isinstance(value, float | np.ndarray) and np.isnan(np.asarray(value, dtype=float)).any():
            gaps.append(field.name)
    return gaps


def answered(call: str, spoil: str) -> tuple[object, list[str]]:
    """What a call gives, None when it refuses, and everything that it says."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            result = CALLS[call](SPOILS[spoil](likert(60, 6)))
        except LerendeOrganisatieError as error:
            return None, [str(error)]
    assert all(issubclass(one.category, LerendeOrganisatieWarning) for one in heard)
    return result, [str(one.message) for one in heard]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("spoil", SPOILS)
def test_no_silent_gap_and_no_foreign_fault(call: str, spoil: str) -> None:
    result, said = answered(call, spoil)
    assert result is None or said or not silent_gaps(result)


INDIFFERENT = {"screen", "missing_patterns", "little_mcar", "icc_forms", "screening_sensitivity", "bland_altman"}
"""What a constant item does not stop or distort."""


@pytest.mark.parametrize("call", sorted(set(CALLS) - INDIFFERENT))
def test_a_constant_item_is_named(call: str) -> None:
    _, said = answered(call, "constant")
    assert any("'i1'" in text for text in said), said


UNHURT = INDIFFERENT | {
    "cronbach_alpha", "split_half", "test_retest", "htmt", "htmt2", "criterion_validity", "parallel_analysis",
    "parallel_analysis_polychoric",
    "pca", "empirical_kaiser", "polychoric",
}  # fmt: skip
"""What is defined whether or not two items are the same."""


@pytest.mark.parametrize("call", sorted(set(CALLS) - UNHURT))
def test_items_that_are_the_same_are_named(call: str) -> None:
    _, said = answered(call, "perfectly correlated")
    assert any("'i1'" in text and "'copy'" in text for text in said), said


@pytest.mark.parametrize("call", sorted(set(CALLS) - {"screen", "missing_patterns", "screening_sensitivity"}))
def test_everything_missing_is_refused(call: str) -> None:
    result, said = answered(call, "everything missing")
    assert result is None
    assert said


REPORTED: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], dict[str, int] | None, str]] = {
    "constant": (lambda f: f.assign(cla1=3.0), None, "item &#39;cla1&#39; is constant"),
    "perfectly correlated": (lambda f: f.assign(cla2=f["cla1"]), None, "perfectly correlated"),
    "fewer respondents than items": (lambda f: f.iloc[:9], None, "more respondents than items are needed"),
    "one item in a dimension": (lambda f: f, {"clarity": 4, "trust": 1, "growth": 4}, "only &#39;tru1&#39; is given"),
    "an item that nobody answered": (lambda f: f.assign(cla1=np.nan), None, "item &#39;cla1&#39; has no answers"),
}


@pytest.mark.parametrize("spoil", REPORTED)
def test_the_report_says_what_is_wrong_with_the_answers(spoil: str) -> None:
    """What can be computed still is; what cannot has its reason in the report, in the JSON too."""
    change, dimensions, said = REPORTED[spoil]
    responses = read(change(answers(dimensions=dimensions)), instrument(dimensions))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        report = lo.validate(responses, models=["main"])
    assert said in report.to_html()
    report.to_json()  # strict: a NaN is refused


def test_a_survey_that_nobody_answered_is_refused() -> None:
    survey = answers()
    with pytest.raises(LerendeOrganisatieError, match="no row holds an answer"):
        read(survey.assign(**dict.fromkeys(instrument().item_ids, np.nan)))
