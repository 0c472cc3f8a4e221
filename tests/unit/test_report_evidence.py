"""What the report says of items, coefficients, pairs of factors, a total score and hypotheses stated beforehand."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, LerendeOrganisatieWarning, OptionError, PrivacyError
from lerende_organisatie.psychometrics.cfa.residuals import largest_residual_correlations
from lerende_organisatie.report.document import Fold, Table
from lerende_organisatie.report.validation_document import validation_document
from lerende_organisatie.responses import Responses
from lerende_organisatie.studies.distinct_finding import discriminant_finding
from lerende_organisatie.studies.item_relations import ItemEvidence, item_evidence, item_finding
from lerende_organisatie.studies.other_coefficients import other_coefficients
from lerende_organisatie.studies.scale_reliability import ScaleReliability
from lerende_organisatie.studies.screened import ScaleWithout, screened
from lerende_organisatie.studies.stated_hypotheses import StatedHypotheses, hypotheses_finding, stated_hypotheses
from lerende_organisatie.studies.study import ValidationStudy
from lerende_organisatie.studies.total_score import total_score, total_score_finding
from tests.unit.report_survey import answers, instrument, read, report


def study() -> ValidationStudy:
    return report().study


def survey(frame: pd.DataFrame) -> tuple[Responses, pd.DataFrame]:
    responses = read(frame)
    return responses, responses.keyed


def structure() -> object:
    return instrument().structures["main"]


# ------------------------------------------------------------------------------------------------------------- items


def test_item_evidence_is_that_of_the_public_functions() -> None:
    responses, _ = survey(answers())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        table = lo.item_analysis(responses, polychoric=True).table
        pairs = lo.local_dependence(responses).table
    found = study().item_evidence
    for one in found.relations:
        assert one.item_rest == pytest.approx(table.loc[one.item, "item_rest"], abs=1e-12)
        assert one.item_rest_polychoric == pytest.approx(table.loc[one.item, "item_rest_polychoric"], abs=1e-12)
    assert found.n_pairs == len(pairs) == 18
    assert len(found.pairs) == int((pairs["dependent"] | pairs["redundant"]).sum())


def doubled() -> ItemEvidence:
    """An item and nearly its copy."""
    frame = answers(n=400, missing=0.0)
    copy = np.random.default_rng(1).random(len(frame)) < 0.95
    frame["cla2"] = frame["cla1"].where(copy, frame["cla2"])
    _, keyed = survey(frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        return item_evidence(keyed, structure(), (1, 2, 3, 4, 5))  # type: ignore[arg-type]


def test_items_that_say_the_same_twice_are_named() -> None:
    found = doubled()
    pair = found.pairs[0]
    assert (pair.first, pair.second) == ("cla1", "cla2")
    assert pair.redundant
    finding = item_finding(found)
    assert finding is not None
    assert finding.tone == "mixed"
    assert "cla1–cla2" in finding.text.en
    assert "cla1–cla2" in finding.text.nl
    shown = validation_document(replace(study(), item_evidence=found), "en")
    assert "item_pairs" in {table.key for table in shown.tables()}
    none = item_finding(replace(found, pairs=()))
    assert none is not None
    assert none.tone == "good"
    assert item_finding(replace(found, n_pairs=0)) is None


# ------------------------------------------------------------------------------------------------------- reliability


def test_other_coefficients_are_those_of_the_public_functions() -> None:
    responses, keyed = survey(answers())
    items = responses.scales["trust"]
    row = next(row for row in study().coefficients if row.dimension == "trust")
    detail = study().detail
    assert detail is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        ordinal, bounds = lo.ordinal_alpha(keyed, items), lo.guttman(keyed, items).table["estimate"]
        assert row.omega_categorical == lo.omega_categorical(keyed, items).estimate
        assert row.glb == lo.glb(keyed, items).estimate
        assert row.split_half_mean == lo.split_half(keyed, items).mean
    assert row.ordinal_alpha == ordinal.estimate
    assert row.ordinal_alpha_ci_lower == pytest.approx(ordinal.ci_lower, abs=6e-4)  # rounded where n is withheld
    assert (row.lambda2, row.lambda4, row.lambda6) == tuple(bounds[["lambda2", "lambda4", "lambda6"]])
    assert row.composite_reliability == {one.factor: one.composite_reliability for one in detail.validity}["trust"]


def test_a_coefficient_that_cannot_be_computed_has_its_reason() -> None:
    frame = answers(missing=0.0)
    frame["cla2"] = frame["cla1"]
    _, keyed = survey(frame)
    row = other_coefficients(keyed, structure(), {}, 5)[0]  # type: ignore[arg-type]
    assert row.lambda6 is None
    assert any("cla1" in note.message and "cla2" in note.message for note in row.notes)


# ----------------------------------------------------------------------------------------------------------- factors


def test_pairs_of_factors_by_every_criterion() -> None:
    detail = study().detail
    assert detail is not None
    found = detail.distinct
    assert found is not None
    assert len(found.pairs) == 3
    assert [pair.size for pair in found.pairs] == sorted((pair.size for pair in found.pairs), reverse=True)
    by_pair = {frozenset((one.first, one.second)): one for one in detail.correlation_intervals}
    for pair in found.pairs:
        same = by_pair[frozenset((pair.first, pair.second))]
        assert pair.correlation == pytest.approx(same.value)
        assert pair.ci_upper == pytest.approx(same.ci_upper)
        assert pair.htmt_ci_lower is not None
        assert pair.htmt_ci_upper is not None
        assert pair.htmt is not None
        assert pair.htmt_ci_lower < pair.htmt < pair.htmt_ci_upper
        assert pair.htmt2 is not None
        assert pair.problem in {"none", "marginal", "moderate", "severe"}


@pytest.mark.parametrize(
    ("problems", "tone"),
    [
        (("none", "none", "none"), "good"),
        (("marginal", "none", "none"), "mixed"),
        (("moderate", "none", "none"), "poor"),
        (("severe", "none", "none"), "poor"),
    ],
)
def test_the_finding_follows_the_classes(problems: tuple[str, ...], tone: str) -> None:
    detail = study().detail
    assert detail is not None
    assert detail.distinct is not None
    pairs = tuple(
        replace(pair, problem=problem, htmt=0.5) for pair, problem in zip(detail.distinct.pairs, problems, strict=True)
    )
    changed = replace(detail, distinct=replace(detail.distinct, pairs=pairs), htmt=())
    finding = discriminant_finding(changed, lambda key, language: key)
    assert finding is not None
    assert finding.tone == tone


def test_a_second_order_model_has_ratios_and_no_correlation_tests() -> None:
    made = lo.validate(read(answers(missing=0.0)), models=["main_second_order"], chosen="main_second_order")
    detail = made.study.detail
    assert detail is not None
    assert detail.distinct is not None
    for pair in detail.distinct.pairs:
        assert (pair.correlation, pair.problem, pair.p_one) == (None, None, None)
        assert pair.htmt2_ci_upper is not None
    made.to_html()


def test_a_total_score_is_that_of_the_public_function() -> None:
    responses, keyed = survey(answers(missing=0.0))
    found, why = total_score(keyed, structure(), "listwise")  # type: ignore[arg-type]
    assert why == ()
    assert found is not None
    items = " + ".join(item for members in responses.scales.values() for item in members)
    model = f"general =~ {items}\n" + "\n".join(f"{a} =~ {' + '.join(b)}" for a, b in responses.scales.items())
    fit = lo.cfa(model, keyed, estimator="ML", orthogonal=True, std_lv=True)
    direct = lo.bifactor_indices(fit)
    assert found.omega_hierarchical == pytest.approx(direct.omega_hierarchical)
    assert [part.factor for part in found.parts] == list(direct.table.index)
    assert total_score_finding(replace(found, ecv=0.8, puc=0.8)).tone == "good"
    assert total_score_finding(replace(found, ecv=0.6, puc=0.8)).tone == "note"


def test_no_bifactor_model_of_two_dimensions_or_of_two_items() -> None:
    for dimensions, reason in (({"clarity": 4, "trust": 4}, "2 dimensions"), ({"a": 4, "b": 4, "c": 2}, "'c'")):
        frame = answers(missing=0.0, dimensions=dimensions)
        found, why = total_score(
            read(frame, instrument(dimensions)).keyed, instrument(dimensions).structures["main"], "listwise"
        )
        assert found is None
        assert reason in why[0].message


# -------------------------------------------------------------------------------------------------------- hypotheses

STATED = (
    lo.Hypothesis("clarity", "trust", "positive", "theory", at_least=0.1),
    lo.Hypothesis("clarity", "luck", "none", "no theory relates them"),
    lo.Hypothesis("trust", "luck", "positive", "made to fail", at_least=0.5),
)


def with_luck(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(luck=np.random.default_rng(2).normal(size=len(frame)))


def judged() -> StatedHypotheses:
    _, keyed = survey(with_luck(answers(missing=0.0)))
    found = stated_hypotheses(keyed, structure(), STATED, None, 5)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_every_hypothesis_has_a_verdict() -> None:
    found = judged()
    assert [row.verdict for row in found.rows] == ["confirmed", "confirmed", "refuted"]
    finding = hypotheses_finding(found)
    assert finding.tone == "poor"
    assert finding.text.en.startswith("2 of 3 correlations (67%)")
    assert hypotheses_finding(replace(found, enough=True)).tone == "mixed"


def test_hypotheses_are_part_of_the_report() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        made = lo.validate(read(with_luck(answers(missing=0.0))), models=["main"], hypotheses=STATED)
    assert made.study.findings[0].key == "fit"
    assert "hypotheses" in {finding.key for finding in made.study.findings}
    line = next(answer for answer in made.study.checklist if answer.line.key == "hypotheses")
    assert line.status.value == "computed"
    for language, word in (("en", "refuted"), ("nl", "weerlegd")):
        text = made.to_html(language=language)
        assert 'id="hypotheses"' in text
        assert word in text


def test_nothing_stated_leaves_no_section() -> None:
    assert "hypotheses" not in {section.key for section in report().document("en").sections}


def test_hypotheses_that_cannot_be_judged_are_refused_before_the_long_work() -> None:
    responses = read(with_luck(answers(missing=0.0)))
    steps: list[str] = []
    with pytest.raises(DataError, match="'luckk' is not in the data"):
        lo.validate(
            responses,
            hypotheses=[lo.Hypothesis("clarity", "luckk", "none", "a slip")],
            progress=lambda step, done, of: steps.append(step),
        )
    assert steps == []
    with pytest.raises(OptionError, match="stated 2 times"):
        lo.validate(responses, hypotheses=[STATED[1], STATED[1]])


def test_a_criterion_that_sets_a_few_people_apart_is_refused() -> None:
    frame = answers(missing=0.0)
    frame["head"] = 0.0
    frame.loc[:3, "head"] = 1.0
    with pytest.raises(PrivacyError, match="'head'"):
        lo.validate(read(frame), hypotheses=[lo.Hypothesis("trust", "head", "positive", "theory")])


# --------------------------------------------------------------------------------------------------------- screening


def test_the_dimensions_with_and_without_the_flagged() -> None:
    frame = answers(missing=0.0)
    items = list(instrument().item_ids)
    frame.loc[:11, items] = 3.0
    responses = read(frame)
    chosen = study().models[0]
    asked: list[int] = []
    everybody = (ScaleReliability("clarity", 4, alpha=0.8, omega=0.81, mean=3.123456),)

    def again(rows: pd.Index) -> tuple[ScaleReliability, ...]:
        asked.append(len(rows))
        return (ScaleReliability("clarity", 4, alpha=0.7, omega=0.71, mean=3.2),)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        found, _ = screened(responses, responses.frame.index, chosen, lambda rows: chosen, 5, everybody, again)
    assert found is not None
    assert asked == [228]
    assert found.scales == (ScaleWithout("clarity", 0.8, 0.7, 0.81, 0.71, 3.12, 3.2),)
    shown = validation_document(replace(study(), screening=found), "nl")
    assert "scales_without_flagged" in {table.key for table in shown.tables()}


# ------------------------------------------------------------------------------------------------------------ layout


def test_detail_is_folded_and_every_table_has_its_csv() -> None:
    document = report().document("en")
    open_tables = {block.key for section in document.sections for block in section.blocks if isinstance(block, Table)}
    folded = {
        table.key
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Fold)
        for table in block.blocks
        if isinstance(table, Table)
    }
    assert {"item_analysis", "coefficients", "factor_pairs", "htmt", "total"} <= folded
    assert not open_tables & folded
    assert {table.key for table in document.tables()} == open_tables | folded


def test_the_largest_residuals_are_those_of_the_fit() -> None:
    """The report takes them without the standard errors that a fit's own table computes."""
    fit = lo.cfa("a =~ cla1 + cla2 + cla3\nb =~ tru1 + tru2 + tru3", answers(missing=0.0))
    table = fit.residuals().largest(10)
    found = largest_residual_correlations(fit, 10)
    assert found[["lhs", "rhs"]].equals(table[["lhs", "rhs"]])
    np.testing.assert_allclose(found["cor"], table["cor"], rtol=0, atol=1e-12)
