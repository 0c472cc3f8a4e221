"""The report's screening and numbers of dimensions: what they say, and what they keep to themselves."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa import cfa
from lerende_organisatie.studies.dimensionality import dimensionality, dimensionality_finding
from lerende_organisatie.studies.plan import plan_study
from lerende_organisatie.studies.rival_models import ModelFit, reported_measures
from lerende_organisatie.studies.screened import Screened, screened, screening_finding
from tests.unit.report_survey import answers, instrument, read, report


def screening_of(careless: int) -> tuple[Screened, list[pd.Index]]:
    """The screening of 240 respondents, the first of whom gave one answer throughout."""
    frame = answers(missing=0.0)
    items = list(instrument().item_ids)
    frame.loc[: careless - 1, items] = 3.0
    responses = read(frame)
    chosen = replace(report().study.models[0])
    asked: list[pd.Index] = []

    def refit(rows: pd.Index) -> ModelFit:
        asked.append(rows)
        return chosen

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        found, _ = screened(responses, responses.frame.index, chosen, refit, 5)
    assert found is not None
    return found, asked


def test_the_flagged_are_counted_and_left_out_of_the_second_fit() -> None:
    found, asked = screening_of(12)
    assert found.n_flagged == 12
    assert len(asked[0]) == 228
    assert found.without == found.everybody
    text = screening_finding(found).text
    assert text.en.startswith("5.0% of the respondents")
    assert "gemarkeerd" in text.nl


@pytest.mark.parametrize("careless", [1, 4])
def test_a_small_number_of_flagged_is_told_nowhere(careless: int) -> None:
    found, asked = screening_of(careless)
    assert found.flagged_is_small
    assert found.n_flagged is None
    assert not asked
    assert all(one.n_flagged in (None, 0) for one in found.indices)
    assert str(careless) not in screening_finding(found).text.en


def test_nobody_flagged_is_said() -> None:
    found, asked = screening_of(0)
    assert (found.n_flagged, found.flagged_is_small, asked) == (0, False, [])
    assert "Nobody" in screening_finding(found).text.en


def test_the_number_of_dimensions_is_held_against_the_hypothesis() -> None:
    found = report().study.dimensionality
    assert found is not None
    assert found.expected == 3
    values = [one.component for one in found.positions]
    assert values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(12, abs=1e-6)
    assert dimensionality_finding(replace(found, parallel_factors=3)).tone == "good"
    nowhere = replace(
        found, parallel_components=1, parallel_factors=1, map_components=3, map_fourth=1, empirical_kaiser=1
    )
    assert dimensionality_finding(nowhere).tone == "mixed"
    assert dimensionality_finding(replace(nowhere, map_components=1)).tone == "poor"


def test_the_kaiser_reference_does_not_tell_how_few_left_an_item_open() -> None:
    frame = answers(missing=0.0)
    frame.loc[0, "cla1"] = float("nan")
    responses = read(frame)
    structure = responses.instrument.structures["main"]
    found, _ = dimensionality(responses.keyed, structure, True, 5)
    assert found is not None
    first = found.positions[0].kaiser_reference
    # 239 share every pair; what is shown is that of 240 less the minimum
    assert first == pytest.approx((1 + (12 / 235) ** 0.5) ** 2)


def test_what_cannot_be_computed_has_its_reason() -> None:
    frame = answers(missing=0.0).assign(cla1=3.0)
    responses = read(frame)
    found, notes = dimensionality(responses.keyed, responses.instrument.structures["main"], False, 5)
    assert found is None
    assert "cla1" in notes[0].message


def test_robust_measures_are_reported_where_there_are_any() -> None:
    frame = answers(missing=0.0)
    model = "a =~ cla1 + cla2 + cla3\nb =~ tru1 + tru2 + tru3"
    robust, plain = (cfa(model, frame, estimator=name).fit_measures for name in ("MLR", "ML"))
    assert reported_measures(robust)["chisq"] == robust["chisq_scaled"]
    assert reported_measures(robust)["cfi"] == robust["cfi_robust"]
    assert reported_measures(robust)["srmr"] == robust["srmr"]
    assert reported_measures(plain)["chisq"] == plain["chisq"]
    robust["cfi_robust"] = float("nan")
    assert reported_measures(robust)["cfi"] == robust["cfi_scaled"]


@pytest.mark.parametrize(("schools", "used"), [(12, False), (40, True)])
def test_clusters_count_where_there_are_enough_of_them(schools: int, used: bool) -> None:
    frame = answers(missing=0.0)
    frame["school"] = [number % schools for number in range(len(frame))]
    for estimator in ("MLR", "ML"):
        plan = plan_study(read(frame), None, None, None, estimator, None, 5, "2026-01-01")
        assert (plan.cluster is not None) == (used and estimator == "MLR")


def test_the_sections_say_it_in_both_languages() -> None:
    for language in ("en", "nl"):
        document = report().document(language)
        keys = [section.key for section in document.sections]
        assert {"screening", "dimensionality"} <= set(keys)
