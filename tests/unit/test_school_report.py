"""Pages for schools and boards: what they say, in both languages; many at once; the command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lerende_organisatie as lo
from lerende_organisatie.cli import run
from lerende_organisatie.errors import OptionError, PrivacyError
from lerende_organisatie.report.schools.questions import MOST
from lerende_organisatie.report.schools.school_report import file_names
from lerende_organisatie.schools.board import RANKING_NEEDS, pairs_apart
from tests.unit.report_survey import HOSTILE, instrument
from tests.unit.school_survey import STAFF, answers, last_wave, responses


def test_a_page_says_what_strikes_in_the_language_that_was_asked_for() -> None:
    report = lo.school_report(responses(), "alder", staff=STAFF, language="nl")
    dutch, english = report.to_html(), report.to_html(language="en")
    assert '<html lang="nl">' in dutch
    for words in (
        "Wat valt op?",
        "30 collega&#x27;s vulden in",
        "88% van de 34",
        "Waar verschillen we?",
        "Om over te praten",
    ):
        assert words in dutch, words
    for words in ("What strikes us?", "30 colleagues answered", "Where do we differ?", "To talk about"):
        assert words in english, words
    assert "clarity (nl)" in dutch
    assert "clarity (nl)" not in english
    for journal in ("p-value", "confidence", "significant", "standard error", "betrouwbaarheidsinterval"):
        assert journal not in english + dutch
    assert len(re.findall(r"<li>", english.partition("To talk about")[2])) <= MOST


def test_change_and_other_schools_are_named_where_they_are_clear() -> None:
    content = lo.school_report(responses(), "alder", staff=STAFF).content
    table = lo.profiles(responses(), staff=STAFF).school("alder").table
    assert {line.key for line in content.dimensions if line.change_is_clear} == set(
        table.index[table["change_reliable"]]
    )
    above = set(table.index[table["shrunken_ci_lower"] > lo.profiles(responses()).survey["mean"]])
    assert {line.key for line in content.dimensions if line.against_others > 0} == above


def test_twin_and_page_say_the_same() -> None:
    report = lo.school_report(last_wave(), "birch")
    twin = report.to_dict()
    assert twin["n"] == 24
    assert [round(line["mean"], 6) for line in twin["dimensions"]] == [  # type: ignore[index, union-attr]
        round(line.mean, 6) for line in report.content.dimensions
    ]
    assert '"school": "birch"' in report.to_json()


def test_leadership_facets_and_their_question_are_there_for_slo() -> None:
    simulated = lo.simulate(lo.load_instrument("slo"), n=200, schools=12, seed=2)
    report = lo.school_report(simulated)
    page = next(iter(report)).to_html()
    assert "Leiderschap, op drie manieren" in page
    assert "Gespreid" in page


def test_many_schools_are_written_in_parallel_and_the_summary_says_who_is_left_out(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    reports = lo.school_report(last_wave(), staff=STAFF)
    summary = reports.write(tmp_path / "pages", n_jobs=2, progress=lambda done, total: seen.append((done, total)))
    assert len(reports) == 8
    assert seen[-1] == (8, 8)
    assert summary.loc[summary["report"] == "no", ["school", "reason"]].to_numpy().tolist() == [
        ["gorse", "fewer than 5 respondents"]
    ]
    written = sorted(path.name for path in (tmp_path / "pages").glob("*.html"))
    assert written == sorted(summary.loc[summary["report"] == "yes", "file"])
    alone = lo.school_report(last_wave(), "alder", staff=STAFF).to_html()
    assert (tmp_path / "pages" / "alder.html").read_text(encoding="utf-8") == alone


def test_labels_are_escaped_and_never_start_a_formula(tmp_path: Path) -> None:
    reports = lo.school_report(last_wave())
    reports.write(tmp_path)
    pages = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html"))
    assert HOSTILE not in pages
    assert "&lt;script&gt;" in pages
    rows = (tmp_path / "summary.csv").read_text(encoding="utf-8-sig").splitlines()
    assert any(row.startswith("'=2+3") for row in rows)
    assert not any(row.startswith("=") for row in rows)


def test_file_names_stay_in_their_folder_and_apart() -> None:
    names = file_names(["../../etc", "a/b", "a b", "A-B", "summary", "", "é"])
    assert len({name.casefold() for name in names.values()}) == 7
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+\.html", name) for name in names.values())
    assert "summary.html" not in names.values()


def test_small_and_unknown_schools_and_languages_are_refused() -> None:
    with pytest.raises(PrivacyError, match="fewer than 5"):
        lo.school_report(last_wave(), "gorse")
    with pytest.raises(PrivacyError, match="none of the schools"):
        lo.school_report(last_wave(), ["gorse"])
    with pytest.raises(OptionError, match="language"):
        lo.school_report(last_wave(), "alder", language="fr")
    assert lo.school_report(last_wave(), ["alder", "gorse"]).left_out["school"].tolist() == ["gorse"]


def test_a_board_sees_no_ranks_where_they_are_not_reliable() -> None:
    found = lo.board_overview(last_wave(), ["fir", "alder", "cedar", "gorse"])
    assert found.ranking_needs == RANKING_NEEDS
    assert "Nunnally" in found.ranking_source
    for dimension, row in found.dimensions.iterrows():
        part = found.table.loc[dimension]
        assert row["ranking_supported"] == (row["reliability"] >= RANKING_NEEDS)
        if not row["ranking_supported"]:
            assert part["rank"].isna().all()
            assert list(part.index) == ["alder", "cedar", "fir"]
    assert found.left_out["school"].tolist() == ["gorse"]
    page = lo.board_report(last_wave(), ["fir", "alder", "cedar", "gorse"], language="en").to_html()
    assert ("No league table" in page) == (not found.dimensions["ranking_supported"].all())
    assert "One school is not shown" in page


def test_a_board_may_rank_where_means_are_reliable() -> None:
    frame = answers()[answers()["year"] == 2025].drop(columns="year")
    frame = frame.loc[frame.index.repeat(12)].assign(person=range(12 * len(frame)))
    many = lo.read_responses(frame, instrument(), cluster="school")
    found = lo.board_overview(many)
    assert found.dimensions["ranking_supported"].any()
    dimension = found.dimensions.index[found.dimensions["ranking_supported"]][0]
    part = found.table.loc[dimension]
    assert part["rank"].tolist() == sorted(part["rank"])
    assert part["shrunken"].is_monotonic_decreasing


def test_pairs_apart_by_hand() -> None:
    import pandas as pd

    table = pd.DataFrame({"comparison_lower": [1.0, 2.0, 4.0], "comparison_upper": [1.5, 4.5, 5.0]})
    assert pairs_apart(table) == pytest.approx(2 / 3)


def test_the_command_writes_pages_summary_and_overview(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, definition = tmp_path / "export.csv", tmp_path / "example.yaml"
    instrument().to_yaml(definition)
    answers()[answers()["year"] == 2025].to_csv(export, index=False)
    given = ["school-report", str(export), "--instrument", str(definition), "--cluster", "school", "--role", "role"]
    assert run([*given, "--output", str(tmp_path / "out"), "--jobs", "1", "--language", "en"]) == 0
    assert "8 schools have a page; 1 have none" in capsys.readouterr().out
    assert (tmp_path / "out" / "overview.html").exists()
    assert (tmp_path / "out" / "schools" / "alder.html").exists()
    assert "gorse,no,,fewer than 5" in (tmp_path / "out" / "schools" / "summary.csv").read_text(encoding="utf-8-sig")
    assert run([*given, "--output", str(tmp_path / "out"), "--jobs", "1"]) == 0  # again, over what it wrote
    assert run(["school-report", str(export), "--instrument", str(definition)]) == 1
    assert "--cluster" in capsys.readouterr().err
