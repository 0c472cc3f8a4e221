"""Files of the offline form into `read_responses`: a file, a folder, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DefinitionError, OptionError, ResponsesError
from tests.unit.scan_sheets import written


def filled(person: int, revision: int = 1, **changes: Any) -> dict[str, Any]:
    answers = {item: 1 + (person + n) % 5 for n, item in enumerate(lo.load_instrument("slo").item_ids)}
    return {
        "format": "lerende-organisatie/answers",
        "format_version": 1,
        "instrument": "slo",
        "instrument_version": "1.0.0",
        "kind": "questionnaire",
        "level": "school",
        "language": "nl",
        "role": "teacher",
        "respondent": f"{person:032x}",
        "revision": revision,
        "answers": answers,
    } | changes


def test_one_file_is_one_respondent(tmp_path: Path) -> None:
    responses = lo.read_responses(written(tmp_path, filled(3), "a.json"), "slo", respondent="respondent", role="role")
    assert responses.n == 1
    assert responses.frame.loc[responses.frame.index[0], "slo01"] == 4
    assert responses.frame["language"].tolist() == ["nl"]


def test_a_folder_is_all_of_them_and_the_newest_of_one_person_counts(tmp_path: Path) -> None:
    for person in range(4):
        written(tmp_path, filled(person), f"{person}.json")
    written(tmp_path, filled(1), "copy.json")
    newer = filled(2, revision=2)
    newer["answers"] = dict.fromkeys(newer["answers"], 5)
    written(tmp_path, newer, "newer.json")
    (tmp_path / "notes.txt").write_text("not a file of the form", encoding="utf-8")
    responses = lo.read_responses(tmp_path, "slo", respondent="respondent")
    assert responses.n == 4
    by_person = responses.frame.set_index("respondent")["slo01"]
    assert by_person[f"{1:032x}"] == 2
    assert by_person[f"{2:032x}"] == 5
    assert sum("the newest counts" in note for note in responses.reading.sources[0].notes) == 2


def test_all_faults_of_all_files_are_told_and_nothing_is_taken(tmp_path: Path) -> None:
    written(tmp_path, filled(0), "good.json")
    written(tmp_path, b"{", "damaged.json")
    written(tmp_path, filled(1, instrument="dloq"), "other.json")
    written(tmp_path, filled(2, answers={"slo01": 6, "slo99": 1}), "values.json")
    written(tmp_path, filled(0, role="leader"), "forged.json")
    with pytest.raises(ResponsesError) as caught:
        lo.read_responses(tmp_path, "slo")
    text = str(caught.value)
    for part in (
        "damaged.json: is damaged",
        "other.json: holds answers to 'dloq', not to 'slo'",
        "values.json: answers.slo01: 6 is not one of 1, 2, 3, 4, 5",
        "values.json: answers.slo99: slo asks no such thing",
        "was changed by hand",
    ):
        assert part in text, (part, text)
    assert "good.json: is" not in text


def test_a_folder_without_such_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResponsesError, match=r"holds no \.json files of the form"):
        lo.read_responses(tmp_path, "slo")


def test_a_form_is_made_of_a_name_a_file_or_a_definition(tmp_path: Path) -> None:
    scan = lo.load_instrument("zelfscan-bestuur")
    scan.to_yaml(tmp_path / "mine.yaml")
    assert (
        lo.form_page(tmp_path / "mine.yaml", "en") == lo.form_page(scan, "en") == lo.form_page("zelfscan-bestuur", "en")
    )
    assert 'data-level="team"' in lo.form_page("slo", "nl", "team")
    assert "ons team" in lo.form_page("slo", "nl", "team")
    for wrong in (("zelfscan", "fr", None), ("zelfscan", "nl", "board")):
        with pytest.raises(OptionError):
            lo.form_page(*wrong)  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="did you mean 'zelfscan'"):
        lo.form_page("zelfscn")


def test_texts_of_somebody_else_are_not_called_ours() -> None:
    scan = lo.load_instrument("zelfscan")
    licensed = scan.with_texts(scan.texts())
    assert "written for this package" in lo.form_page(scan, "en")
    assert "The texts are those of the instrument&#39;s owner" in lo.form_page(licensed, "en")
