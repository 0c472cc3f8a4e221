"""The demonstration, on a survey small enough for a test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lerende_organisatie as lo
from lerende_organisatie import cli


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("demo") / "demo"
    assert cli.run(["demo", "--n", "200", "--schools", "20", "--seed", "7", "--word", "--output", str(output)]) == 0
    return output


def test_it_writes_the_survey_and_the_report_in_two_languages(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    pages = {"report.html", "report.nl.html", "report.docx", "report.nl.docx"}
    assert names == {*pages, "synthetic_survey.csv", "report.json", "tables"}


def test_the_survey_can_be_read_like_any_export(folder: Path) -> None:
    responses = lo.read_responses(folder / "synthetic_survey.csv", "slo", respondent="respondent", cluster="school")
    drawn = lo.simulate(lo.load_instrument("slo"), n=200, schools=20, seed=7)
    assert responses.items.equals(drawn.items)


def test_every_report_says_that_it_is_synthetic(folder: Path) -> None:
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["synthetic"] is True
    assert "Synthetic data" in (folder / "report.html").read_text(encoding="utf-8")
    assert "Synthetische gegevens" in (folder / "report.nl.html").read_text(encoding="utf-8")


def test_it_says_where_the_report_is_and_refuses_a_folder_of_somebody_else(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.docx").write_text("precious")
    assert cli.run(["demo", "--output", str(tmp_path)]) == 1
    assert "thesis.docx" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
    assert cli.run(["demo", "--output", str(folder), "--language", "fr"]) == 1
    assert "fr" in capsys.readouterr().err
    assert (folder / "report.nl.html").exists()


def test_fewer_people_than_may_be_shown_leave_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["demo", "--n", "4", "--schools", "2", "--output", str(tmp_path / "demo")]) == 1
    assert "4 respondents" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
