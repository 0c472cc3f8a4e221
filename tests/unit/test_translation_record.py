"""The record of a translation: in and out of YAML, faults with their places, what it says on each guideline."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.studies.translation.files import record_from_mapping
from lerende_organisatie.studies.translation.guidelines import GUIDELINES
from tests.translation_example import ITEMS, record_data


def test_yaml_there_and_back(tmp_path: Path) -> None:
    record = record_from_mapping(record_data())
    path = tmp_path / "record.yaml"
    record.to_yaml(path, names=True)
    assert lo.load_translation(path) == record
    assert path.read_text(encoding="utf-8").startswith("schema_version: 1\nkind: translation\n")


def test_names_stay_out_unless_asked_for(tmp_path: Path) -> None:
    record = record_from_mapping(record_data())
    assert "A Name" not in record.to_yaml()
    assert "translator 1" in record.to_yaml()
    assert "A Name" in record.to_yaml(names=True)
    path = tmp_path / "record.yaml"
    record.to_yaml(path)
    again = lo.load_translation(path)
    assert all(one.name is None for one in again.contributors)
    assert again.model_copy(update={"contributors": ()}) == record.model_copy(update={"contributors": ()})


def test_a_json_file_is_read_too(tmp_path: Path) -> None:
    import json

    path = tmp_path / "record.json"
    path.write_text(json.dumps(record_data()), encoding="utf-8")
    assert lo.load_translation(path).item_ids == ITEMS


def test_there_are_eighteen_guidelines_in_both_languages() -> None:
    assert len(GUIDELINES) == 18
    for one in GUIDELINES:
        for text in (one.topic, one.asks, one.remedy):
            assert text.en
            assert text.nl
            assert text.en != text.nl


def test_a_full_record_answers_what_a_record_can() -> None:
    table = record_from_mapping(record_data()).completeness()
    missing = table.index[table["status"] == "missing"].tolist()
    assert missing == ["C-1", "C-2", "C-3", "SSI-2"]  # what only data answer
    assert table.loc["C-4", "status"] == "not_applicable"
    assert table.loc["PC-1", "evidence"] == "Granted by the authors, 2025-01-20 (letter 4)."
    assert "2 forward translations" in table.loc["TD-2", "evidence"]


def test_an_empty_record_is_all_missing_with_a_remedy() -> None:
    table = lo.TranslationRecord(instrument="small", source_language="en", target_language="nl").completeness()
    assert (table["status"] == "missing").all()
    assert table["evidence"].str.len().gt(10).all()


@pytest.mark.parametrize(
    ("without", "lacking"), [("back", "a back translation"), ("reconciliation", "the reconciliation")]
)
def test_a_design_without_a_step_is_missing(without: str, lacking: str) -> None:
    data = record_data()
    del data[without]
    row = record_from_mapping(data).completeness().loc["TD-2"]
    assert (row["status"], row["evidence"]) == ("missing", f"Not in the record: {lacking}.")


def test_permission_that_was_refused_is_missing() -> None:
    data = record_data() | {"permission": {"holder": "the authors", "granted": False}}
    assert record_from_mapping(data).completeness().loc["PC-1", "status"] == "missing"


def test_the_history_of_an_item() -> None:
    history = record_from_mapping(record_data()).history("i2")
    assert history["step"].tolist() == [
        *("forward", "forward", "reconciliation", "back", "decision", "interviews", "change (interviews)")
    ]
    assert history["text"].str.len().gt(0).all()


def test_all_faults_with_their_places() -> None:
    data = copy.deepcopy(record_data())
    data["target_language"] = "en"
    data["back"] = [{"by": "back translater", "items": {"i0": "x"}}]
    data["statements"] = {"X-1": "no"}
    data["changes"] = [{"item": "i2", "before": "a", "after": "b", "reason": "c", "stage": "lunch"}]
    data["started"] = "spring"
    with pytest.raises(DefinitionError) as caught:
        record_from_mapping(data)
    text = str(caught.value)
    assert "target_language: is the source language" in text
    assert "back[0].by" in text
    assert "did you mean 'back translator'" in text
    assert "X-1" in text
    assert "stage" in text
    assert "must be a date" in text


def test_roles_that_stand_twice() -> None:
    data = record_data()
    data["contributors"] = [{"role": "translator 1"}, {"role": "translator 1"}]
    with pytest.raises(DefinitionError, match="stands there twice"):
        record_from_mapping(data)


def test_a_path_that_is_none_and_text_that_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="give a path"):
        lo.load_translation(3)
    with pytest.raises(DefinitionError):
        lo.load_translation(tmp_path / "absent.yaml")
    path = tmp_path / "list.yaml"
    path.write_text("- a\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match="must be a mapping"):
        lo.load_translation(path)
