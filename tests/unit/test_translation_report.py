"""The translation report: what was planted is found and said, nothing small or personal is shown, faults are said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.cli import run
from lerende_organisatie.errors import DataError, OptionError, PrivacyError
from lerende_organisatie.report.document import Figure
from lerende_organisatie.studies.checklist import NotApplicable, Status
from tests.translation_survey import PLANTED, instrument, ratings, read, record, report, survey


def found(key: str) -> str:
    return next(one.text.en for one in report().study.findings if one.key == key)


def test_the_planted_items_are_found_and_the_verdict_follows() -> None:
    study = report().study
    assert {one.item for one in study.bias if one.kind} == set(PLANTED)
    assert study.ladder is not None
    assert study.ladder.supported == "metric"
    assert "Means may not" in found("verdict")
    assert "Chen (2007)" in found("verdict")
    assert "should not be interpreted" in found("means")
    assert all(item in found("dif") for item in PLANTED)
    assert report().verdict == found("verdict")


def test_partial_invariance_gives_the_planted_difference() -> None:
    partial = report().study.partial
    assert partial is not None
    assert {one.item for one in partial.released} >= set(PLANTED)
    assert partial.supported in {"scalar", "strict"}
    assert all(one.d_ci_lower < 0.25 < one.d_ci_upper for one in partial.means)  # planted: a quarter of an SD
    shift = {one.factor: one.d for one in report().study.means}
    shift = {one.factor: shift[one.factor] - one.d for one in partial.means}
    assert shift["clarity"] > 0.1  # an item that was easier in the other version
    assert shift["trust"] < -0.1  # and one that was harder
    assert "relations free" in found("partial")


def test_partial_invariance_can_be_left_out_and_that_is_said() -> None:
    study = lo.translation_report(read(survey({"en": 150, "nl": 150})), partial=False).study
    assert study.partial is None
    assert any("partial=True" in note.message for note in study.notes)


def test_without_planted_items_means_may_be_compared() -> None:
    study = lo.translation_report(read(survey({"en": 400, "nl": 300}, shift=0.0))).study
    assert study.ladder is not None
    assert study.ladder.supported in {"scalar", "strict"}
    assert study.means_objection == ""
    assert all(one.d_ci_lower < 0.25 < one.d_ci_upper for one in study.means)
    assert study.partial is None
    assert not [one for one in study.bias if one.kind]


def test_every_line_of_both_checklists_is_answered() -> None:
    study = report().study
    assert {one.line.standard.value for one in study.checklist} == {"COSMIN", "ITC"}
    assert len(study.checklist) == 32
    assert all(one.text.en and one.text.nl for one in study.checklist)
    by_key = {one.line.key: one for one in study.checklist}
    assert by_key["cross_cultural"].status is Status.COMPUTED
    assert by_key["permission"].status is Status.SUPPLIED
    assert by_key["hypotheses"].status is Status.MISSING
    assert len(study.guidelines) == 18


def test_without_a_record_its_lines_are_missing_and_the_users_word_counts() -> None:
    study = lo.translation_report(
        read(survey({"en": 120, "nl": 110})),
        supplied={"permission": "by letter", "pilot": NotApplicable("a short form")},
    ).study
    by_key = {one.line.key: one.status for one in study.checklist}
    assert by_key["permission"] is Status.SUPPLIED
    assert by_key["pilot"] is Status.NOT_APPLICABLE
    assert by_key["translation_design"] is Status.MISSING
    assert study.content is None


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_holds_every_section_and_both_pictures(language: str) -> None:
    document = report().document(language)
    keys = [section.key for section in document.sections]
    assert keys == [
        *("findings", "record", "content", "sample", "items", "reliability", "invariance", "dif", "means"),
        *("checklist", "methods", "references"),
    ]
    figures = [block for section in document.sections for block in section.blocks if isinstance(block, Figure)]
    assert figures[0].key == "ladder"
    assert {figure.key for figure in figures[1:]} == {"curve-cla2", "curve-tru3"}
    page = report().to_html(language=language)
    assert page.count("<svg") == len(figures)
    assert not re.search(r"\{[a-z_]+\}", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


def test_every_reference_within_the_page_leads_somewhere() -> None:
    page = report().to_html()
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_no_name_and_no_small_version() -> None:
    everything = report().to_html() + report().to_json() + report().to_html(language="nl")
    assert "A Name" not in everything
    assert '"cy"' not in everything
    assert ">cy<" not in everything
    assert report().study.n_groups_withheld == 1
    assert sum(group.n for group in report().study.groups) == 700


def test_a_count_that_tells_of_a_few_is_withheld_and_its_figures_are_rounded() -> None:
    frame = survey({"en": 150, "nl": 140})
    frame.loc[:1, "cla1"] = np.nan
    study = lo.translation_report(read(frame)).study
    row = next(one for one in study.items if (one.item, one.group) == ("cla1", "en"))
    assert row.n is None
    assert row.mean == round(row.mean, 2)
    scale = next(one for one in study.scales if (one.dimension, one.group) == ("clarity", "en"))
    assert scale.n is None


def test_a_warning_tells_of_no_few_respondents() -> None:
    frame = survey({"en": 150, "nl": 60})
    frame.loc[frame.index[150:207], "cla1"] = np.nan  # three Dutch respondents are complete
    study = lo.translation_report(read(frame)).study
    told = [note.message for note in study.notes]
    assert told
    assert not [text for text in told if re.search(r"\bnl 3\b|\b3 complete|\b57\b", text)]


def test_the_twin_is_strict_json() -> None:
    data = json.loads(report().to_json())
    assert data["kind"] == "translation_report"
    assert data["ladder"]["supported"] == "metric"
    assert data["record"]["source_language"] == "en"
    assert {one["item"] for one in data["bias"] if one["kind"]} == set(PLANTED)


def test_word_and_csv(tmp_path: Path) -> None:
    report().to_docx(tmp_path / "report.docx")
    assert (tmp_path / "report.docx").stat().st_size > 10_000
    files = {path.stem for path in report().to_csv(tmp_path / "tables")}
    assert files >= {"ladder", "ladder_rules", "bias", "means", "version_items", "version_scales", "content"}
    ladder = pd.read_csv(tmp_path / "tables" / "ladder.csv", encoding="utf-8-sig")
    assert ladder["level"].tolist() == ["configural", "metric", "scalar", "strict"]


def test_responses_know_their_group_and_scales() -> None:
    responses = read(survey({"en": 200, "nl": 200}))
    found = lo.dif(responses)
    assert set(found.anchors) == {"clarity", "trust", "growth"}
    assert found.groups == ("en", "nl")
    assert lo.alignment(instrument().structures["main"], responses, n_starts=2).groups == ("en", "nl")


def test_ordinal_items() -> None:
    study = lo.translation_report(read(survey({"en": 300, "nl": 300})), ordered=True).study
    assert study.ladder is not None
    assert [step.level for step in study.ladder.steps] == ["configural", "thresholds", "metric", "scalar", "strict"]
    assert study.ladder.estimator == "WLSMV"
    assert study.ladder.supported not in {"scalar", "strict"}


def test_an_item_that_one_version_was_not_asked_is_left_out_and_said() -> None:
    frame = survey({"en": 200, "nl": 200}, shift=0.0)
    frame.loc[frame["language"] == "nl", "gro1"] = np.nan
    study = lo.translation_report(read(frame)).study
    assert not [one for one in study.items if one.item == "gro1"]
    assert any("gro1" in note.message for note in study.notes)
    assert study.ladder is not None


def test_ten_versions_are_aligned() -> None:
    sizes = {f"l{at}": 110 for at in range(10)}
    study = lo.translation_report(read(survey(sizes, shift=0.0)), estimator="ML").study
    assert {one.method for one in study.means} == {"alignment"}
    assert len(study.means) == 27


def test_faults() -> None:
    frame = survey({"en": 100, "nl": 100})
    with pytest.raises(OptionError, match="no group column"):
        lo.translation_report(lo.read_responses(frame.drop(columns="language"), instrument()))
    with pytest.raises(DataError, match="differ only in case"):
        lo.translation_report(read(frame.replace({"nl": "EN"})))
    with pytest.raises(DataError, match="two or more are compared"):
        lo.translation_report(read(frame.replace({"nl": "en"})))
    with pytest.raises(PrivacyError, match="minimum_group_size"):
        lo.translation_report(read(survey({"en": 100, "nl": 4})))
    other = record().model_copy(update={"instrument": "small"})
    with pytest.raises(OptionError, match="the record is of the instrument 'small'"):
        lo.translation_report(read(frame), record=other)
    with pytest.raises(OptionError, match="no line of the checklist"):
        lo.translation_report(read(frame), supplied={"nothing": "x"})
    with pytest.raises(OptionError, match="adjust"):
        lo.translation_report(read(frame), adjust="x")
    with pytest.raises(OptionError, match="reference"):
        lo.translation_report(read(frame), reference="fr")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    frame = survey({"en": 130, "nl": 120})
    for language, part in frame.groupby("language"):
        part.drop(columns="language").astype(int).to_csv(f"{language}.csv", index=False)
    instrument().to_yaml("example.yaml")
    record().to_yaml("record.yaml")
    ratings().assign(expert=range(6)).to_csv("experts.csv", index=False)
    arguments = ["translation-report", "en=en.csv", "nl=nl.csv", "--instrument", "example.yaml", "--output", "out"]
    code = run([*arguments, "--record", "record.yaml", "--ratings", "experts.csv", "-l", "nl", "-l", "en", "--word"])
    said = capsys.readouterr()
    assert code == 0, said.err
    assert "report.html" in said.out
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"report.html", "report.docx", "report.en.html", "report.en.docx", "report.json", "tables"}
    assert run([*arguments[:-1], "again", "--record", "absent.yaml"]) == 1
    assert "absent.yaml" in capsys.readouterr().err
