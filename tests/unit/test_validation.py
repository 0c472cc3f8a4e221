"""The validation study: what is compared, what is chosen, and that nothing is silently absent."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError, PrivacyError
from lerende_organisatie.instrument.loading import load_instrument
from lerende_organisatie.psychometrics.structure.adequacy import bartlett_sphericity
from lerende_organisatie.report import validate
from lerende_organisatie.report.sections.closing import ANCHORS
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.checklist import NotApplicable, Standard, Status, count_by_status, resolve
from lerende_organisatie.studies.checklist_lines import CHECKLIST
from lerende_organisatie.studies.findings import fit_findings
from lerende_organisatie.studies.numbers import Numbers
from lerende_organisatie.studies.published_analysis import counted
from lerende_organisatie.studies.references import SOURCES
from lerende_organisatie.studies.rival_models import Noted, rival_models
from lerende_organisatie.studies.scores import score
from lerende_organisatie.studies.simulation import simulate
from lerende_organisatie.studies.sources import CUTOFFS, source
from tests.unit.report_survey import answers, instrument, read, report


def keys(instrument_, **options):
    models, skipped = rival_models(instrument_, **options)
    return [model.key for model in models], [model.key for model in skipped]


def test_the_rivals_of_slo_are_named_by_the_instrument() -> None:
    models, skipped = keys(load_instrument("slo"))
    assert set(models) == {"one_factor", "theory7", "kools2020", "kools2020_second_order"}
    assert models[0] == "one_factor"
    assert skipped == []


def test_a_second_order_model_of_two_dimensions_is_skipped_with_its_reason() -> None:
    two = instrument({"clarity": 4, "trust": 4})
    models, skipped = rival_models(two)
    assert [model.key for model in models] == ["one_factor", "main"]
    assert [(one.key, one.reason.en) for one in skipped] == [
        ("main_second_order", "a second-order factor needs three dimensions or more")
    ]


def test_models_can_be_named_and_an_unknown_name_is_refused() -> None:
    assert keys(instrument(), named=["main", "one_factor"])[0] == ["main", "one_factor"]
    with pytest.raises(OptionError, match="'other' is not known"):
        rival_models(instrument(), ["other"])


def test_the_hypothesis_is_chosen_whatever_fits_best() -> None:
    study = report().study
    assert study.chosen == "main"
    assert [fit.model.key for fit in study.models] == ["one_factor", "main", "main_second_order"]
    best = min(study.models, key=lambda fit: fit.measures["bic"])
    said = {finding.key: finding for finding in study.findings}["rivals"]
    assert (best.model.key == "main") == (said.tone == "good")
    other = validate(read(answers()), chosen="main_second_order", models=["main", "main_second_order"]).study
    assert other.chosen == "main_second_order"
    assert other.detail is not None
    assert other.detail.higher == "general"
    assert len(other.detail.higher_loadings) == 3
    assert "asked for it by name" in other.methods.choice.en


def test_correlations_of_a_second_order_model_are_the_products_of_its_loadings() -> None:
    detail = validate(read(answers()), chosen="main_second_order").study.detail
    assert detail is not None
    loading = [one.std for one in detail.higher_loadings]
    expected = np.outer(loading, loading)
    np.fill_diagonal(expected, 1)
    np.testing.assert_allclose(detail.correlations, expected, rtol=0, atol=1e-15)


def test_fiml_is_used_when_answers_are_missing_and_said() -> None:
    assert report().study.methods.missing == "fiml"
    assert validate(read(answers(missing=0.0))).study.methods.missing == "listwise"


def test_an_estimator_other_than_maximum_likelihood_leaves_incomplete_respondents_out() -> None:
    study = validate(read(answers()), models=["main"], estimator="GLS").study
    assert (study.methods.estimator, study.methods.missing) == ("GLS", "listwise")
    assert all(fit.converged for fit in study.models)


def test_a_warning_when_listwise_deletion_would_drop_more_than_a_tenth() -> None:
    many = read(answers(missing=0.05))
    with pytest.warns(MissingDataWarning, match="uses every answer given"):
        validate(many, models=["main"])
    with pytest.warns(MissingDataWarning, match="choose missing='fiml'"):
        validate(many, models=["main"], missing="listwise")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"missing": "pairwise"}, 'choose "listwise" or "fiml"'),
        ({"estimator": "OLS"}, "'OLS' is not offered"),
        ({"estimator": "GLS", "missing": "fiml"}, "does not go with estimator='GLS'"),
        ({"chosen": "other"}, "'other' is not among the models"),
        ({"models": ["one_factor"]}, "'main' is not among the models"),
        ({"structure": "none"}, "none"),
        ({"language": "fr"}, "'en' or 'nl'"),
        ({"minimum_group_size": 2}, "at least 3"),
        ({"supplied": {"constuct": "x"}}, "'constuct' is no line of the checklist"),
        ({"supplied": {"construct": " "}}, "no text is given for 'construct'"),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_work(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        validate(read(answers()), **options)  # type: ignore[arg-type]


def test_a_bare_frame_is_refused_with_the_way_to_read_it() -> None:
    for call in (validate, score):
        with pytest.raises(OptionError, match=r"a DataFrame was given; .*read_responses"):
            call(answers())  # type: ignore[arg-type]


@pytest.mark.parametrize(("total", "n", "expected"), [(100, 100, 100), (100, 95, 95), (100, 96, 95), (100, 99, 95)])
def test_the_respondents_of_bartletts_test_tell_of_no_handful_of_missing_answers(
    total: int, n: int, expected: int
) -> None:
    assert counted(total, n, 5) == expected


def test_bartletts_test_is_that_of_the_number_that_the_report_gives() -> None:
    one_gap = answers(missing=0.0)
    items = [item for dimension in read(one_gap).scales.values() for item in dimension]
    one_gap.loc[one_gap.index[3], items[0]] = None
    responses = read(one_gap)
    found = validate(responses, models=["main"]).study.components
    assert found is not None
    test = bartlett_sphericity(responses.keyed[items])
    assert (test.n, found.bartlett_n) == (responses.n - 1, responses.n - 5)
    per_person = test.chisq / (test.n - 1 - (2 * len(items) + 5) / 6)
    assert test.chisq - found.bartlett_chisq == pytest.approx(4 * per_person, rel=1e-9)


def test_a_single_component_is_not_praised_for_holding_every_item() -> None:
    """Every item loads most on the only component there is; that says nothing about the items."""
    single = instrument({"growth": 5})
    responses = simulate(single, n=200, schools=20, seed=3, missing=0.0)
    study = validate(responses, models=["one_factor"]).study
    finding = next(finding for finding in study.findings if finding.key == "components")
    assert study.components is not None
    assert study.components.share_where_expected == 1.0
    for text in (finding.text.en, finding.text.nl):
        assert "100" not in text
    assert f"{study.components.explained:.0%}" in finding.text.en


def test_a_model_that_cannot_be_estimated_says_why_in_one_line() -> None:
    frame = answers(missing=0.0)
    item = read(frame).item_ids[0]
    fit = validate(read(frame.assign(**{item: 3}))).study.findings[0]
    assert fit.tone == "poor"
    assert f"could not be estimated: item '{item}' is constant" in fit.text.en
    assert "\n" not in fit.text.en


def test_no_figure_of_a_model_that_was_not_found_or_is_improper_passes_for_one() -> None:
    study = report().study
    fit, label = study.chosen_fit, study.structure.label
    assert fit is not None
    names = Text(label["en"], label["nl"])
    lost = fit_findings(replace(fit, converged=False, measures={}), study.models, names, None)
    assert [(one.key, one.tone) for one in lost] == [("fit", "poor")]
    assert not re.search(r"[0-9]", lost[0].text.en + lost[0].text.nl)
    note = Noted("rivals", "ImproperSolutionWarning", "a variance is negative")
    improper = fit_findings(replace(fit, notes=(note,)), study.models, names, None)[0]
    assert improper.tone == "poor"
    assert improper.text.en.startswith("The solution is improper")


def test_a_handful_of_respondents_is_refused() -> None:
    with pytest.raises(PrivacyError, match="4 respondents is fewer"):
        validate(read(answers(missing=0.0).tail(4)))


def test_a_constant_item_spoils_only_what_it_touches() -> None:
    frame = answers(missing=0.0)
    frame["tru2"] = 3.0
    study = validate(read(frame)).study
    by_dimension = {row.dimension: row for row in study.reliability}
    assert by_dimension["trust"].alpha is None
    assert "tru2" in (by_dimension["trust"].failure or "")
    assert by_dimension["clarity"].alpha is not None
    assert study.detail is None
    assert all(fit.failure and "tru2" in fit.failure for fit in study.models)
    missing = {answer.line.key for answer in study.checklist if answer.status is Status.MISSING}
    assert {"chi_square", "loadings", "ave"} <= missing
    finding = study.findings[0]
    assert (finding.key, finding.tone) == ("fit", "poor")
    assert "tru2" in finding.text.en
    for language in ("en", "nl"):
        assert "tru2" in validate(read(frame)).to_html(language=language)


def test_progress_is_told_for_every_step() -> None:
    told: list[tuple[str, int, int]] = []
    validate(read(answers()), progress=lambda name, done, total: told.append((name, done, total)))
    assert [done for _, done, _ in told] == list(range(len(told)))
    assert {total for *_, total in told} == {len(told)}
    assert {"one_factor", "main", "main_second_order"} <= {name for name, *_ in told}


def test_every_line_of_the_checklist_is_answered_once() -> None:
    study = report().study
    assert [answer.line.key for answer in study.checklist] == [line.key for line in CHECKLIST]
    assert len({line.key for line in CHECKLIST}) == len(CHECKLIST)
    assert {line.standard for line in CHECKLIST} == set(Standard)
    assert sum(count_by_status(study.checklist).values()) == len(CHECKLIST)
    for answer in study.checklist:
        assert answer.text.en
        assert answer.text.nl
        if answer.status is Status.COMPUTED:
            assert answer.place is not None


def test_computed_lines_point_to_a_place_in_the_page() -> None:
    page = report().to_html()
    for answer in report().study.checklist:
        if answer.place is not None:
            anchor = ANCHORS.get(answer.place, answer.place)
            assert f'id="{anchor}"' in page, answer.line.key


def test_the_user_answers_a_line_in_words_or_says_why_it_does_not_apply() -> None:
    answered = resolve(CHECKLIST, {}, {}, {"ethics": "Committee 12", "cut_scores": NotApplicable("none is used")})
    found = {answer.line.key: answer for answer in answered}
    assert (found["ethics"].status, found["ethics"].text.nl) == (Status.SUPPLIED, "Committee 12")
    assert (found["cut_scores"].status, found["cut_scores"].user_text) == (Status.NOT_APPLICABLE, "none is used")
    assert found["construct"].status is Status.MISSING


def test_every_cutoff_has_a_source_with_a_reference() -> None:
    assert len({one.key for one in SOURCES}) == len(SOURCES)
    for one in CUTOFFS:
        assert source(one.source).reference
        assert one.met_by(one.value) is True
        assert one.met_by(one.value + (-0.01 if one.relation == ">=" else 0.01)) is False
        assert one.met_by(float("nan")) is None
    for one in SOURCES:
        if one.doi is not None:
            assert re.fullmatch(r"10\.\d{4,}/\S+", one.doi)


def test_items_that_were_not_read_leave_the_model_out_with_a_reason() -> None:
    with pytest.raises((OptionError, DataError, ValueError)):
        validate(read(answers().drop(columns="cla1")))


def test_the_findings_are_whole_sentences_with_their_figures() -> None:
    said = {finding.key: finding for finding in report().study.findings}
    detail = report().study.detail
    assert detail is not None
    first, second, value = detail.pairs[0]
    names = {"clarity": "Clarity", "trust": "Trust", "growth": "Growth"}
    pair = f"(“{names[first]}” with “{names[second]}”)"
    assert (
        f"The strongest factor correlation is {Numbers('en').bounded(value)} {pair}. " in said["discriminant"].text.en
    )
    for finding in said.values():
        for text in (finding.text.en, finding.text.nl):
            assert text.endswith((".", ")."))
            assert text.count("“") == text.count("”")
            assert "  " not in text
