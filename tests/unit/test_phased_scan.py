"""A phased scan as a typed definition: what it holds to, reading and writing, texts out of a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lerende_organisatie import read_responses
from lerende_organisatie.errors import DefinitionError, OptionError
from lerende_organisatie.instrument import (
    PhasedScan,
    load_instrument,
    load_questionnaire,
    load_scan,
    scan_from_mapping,
)
from tests.unit.scan_example import mini_scan


@pytest.fixture
def scan() -> PhasedScan:
    return scan_from_mapping(mini_scan())


def faults(call: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(DefinitionError) as caught:
        call(*arguments)
    return str(caught.value)


def test_a_scan_says_what_it_holds(scan: PhasedScan) -> None:
    assert repr(scan) == "<PhasedScan mini-scan 1.0.0: 2 dimensions, 4 subdimensions, 5 phases>"
    assert scan.subdimension_ids == ("dim1_sub1", "dim1_sub2", "dim2_sub1", "dim2_sub2")
    assert scan.subdimension("dim2_sub1").description(3, "nl") == "Deel 2.1: zo gaat het in fase 3."
    assert scan.subdimension("dim2_sub1").next_step(5, "en") == "Deel 2.1: after phase 5 do this."
    assert scan.instruction_text("nl", "school") == "Het gaat om onze school zoals het nu is."
    assert scan.instruction_text("en") == "This is about our team as it is now."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.subdimension("dim1_sub3"), "did you mean 'dim1_sub"),
        (lambda s: s.dimension("dim9"), "has no dimension 'dim9'"),
        (lambda s: s.subdimension("dim1_sub1").description(6, "nl"), "there are 1 to 5"),
        (lambda s: s.subdimension("dim1_sub1").description(True, "nl"), "True is not a phase"),
        (lambda s: s.subdimension("dim1_sub1").name("fr"), "is not there in 'fr', but in nl, en"),
        (lambda s: s.instruction_text("nl", "board"), "not for the level 'board', but for team, school"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    scan: PhasedScan, call: Callable[[PhasedScan], object], message: str
) -> None:
    with pytest.raises(OptionError, match=message):
        call(scan)


def test_it_is_frozen(scan: PhasedScan) -> None:
    with pytest.raises(Exception, match="frozen"):
        scan.name = "other"  # type: ignore[misc]


def test_every_fault_is_told_at_once_with_its_place() -> None:
    data = mini_scan()
    data["name"] = "no name!"
    data["dimensions"][0]["subdimensions"][0]["phases"].pop()
    data["dimensions"][0]["subdimensions"][1]["id"] = "dim1"
    data["dimensions"][1]["subdimensions"][0]["phases"][1]["description"]["nl"] = "  "
    del data["dimensions"][1]["subdimensions"][1]["phases"][4]["next_step"]["en"]
    phases = data["dimensions"][1]["subdimensions"][1]["phases"]
    phases[2]["description"]["nl"] = phases[0]["description"]["nl"].upper()
    data["tensions"][0]["low"] = "dim3"
    data["instruction"]["nl"] = "Hallo {naam}"
    data["extra"] = 1
    text = faults(scan_from_mapping, data)
    for part in (
        "'no name!' is not a name",
        "4 phases, but there are 5 phase_labels",
        "the id 'dim1' stands there 2 times",
        "subdimensions[0] (dim2_sub1).phases[1].description.nl: must not be blank",
        "subdimensions[1] (dim2_sub2).phases[4].next_step: no text in 'en'",
        "phases[2].description.nl: reads as that of phase 1",
        "tensions[0].low: there is no dimension 'dim3'",
        "the placeholder '{naam}' is not known",
        "extra",
    ):
        assert part in text, (part, text)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_writing_and_reading_gives_an_equal_scan(scan: PhasedScan, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"scan.{suffix}"
    (scan.to_yaml if suffix == "yaml" else scan.to_json)(path)
    read = load_instrument(path)
    assert isinstance(read, PhasedScan)
    assert read == scan == load_scan(path)


def test_a_scan_is_not_a_questionnaire_and_the_other_way_round(scan: PhasedScan, tmp_path: Path) -> None:
    scan.to_yaml(tmp_path / "scan.yaml")
    assert "is a phased scan, not a questionnaire" in faults(load_questionnaire, tmp_path / "scan.yaml")
    assert "is a phased scan" in faults(read_responses, pd.DataFrame({"a": [1]}), str(tmp_path / "scan.yaml"))
    assert "is a phased scan" in faults(read_responses, pd.DataFrame({"a": [1]}), scan)
    assert "is a questionnaire, not a phased scan" in faults(load_scan, "slo")


def licensed(scan: PhasedScan) -> pd.DataFrame:
    table = scan.texts()
    for column in table.columns:
        if column.startswith(("description", "next_step")):
            table[column] = "Licensed: " + table[column]
    return table


@pytest.mark.parametrize("form", ["frame", "csv", "xlsx", "long"])
def test_licensed_texts_replace_all_from_one_table(scan: PhasedScan, tmp_path: Path, form: str) -> None:
    table: object = licensed(scan)
    assert isinstance(table, pd.DataFrame)
    if form == "csv":
        table.to_csv(tmp_path / "texts.csv", index=False, sep=";")
        table = tmp_path / "texts.csv"
    elif form == "xlsx":
        table.to_excel(tmp_path / "texts.xlsx", index=False)
        table = tmp_path / "texts.xlsx"
    elif form == "long":
        pieces = [
            table[["subdimension", "phase", *(f"{name}_{code}" for name in ("label", "description", "next_step"))]]
            .set_axis(["Subdimensie", "Fase", "label", "Beschrijving", "Volgende stap"], axis=1)
            .assign(Taal=code)
            for code in ("nl", "en")
        ]
        table = pd.concat(pieces)
    again = scan.with_texts(table, source="the owners")  # type: ignore[arg-type]
    assert again.subdimension("dim1_sub2").description(4, "nl") == "Licensed: Deel 1.2: zo gaat het in fase 4."
    assert again.languages == ("nl", "en")
    assert {sub.provenance.kind for sub in again.subdimensions} == {"licensed"}
    assert all("Licensed" in text for sub in again.subdimensions for p in sub.phases for text in p.description.values())
    assert again.subdimension("dim1_sub2").provenance.source == "the owners"


def test_a_table_in_one_language_gives_a_scan_in_that_language(scan: PhasedScan) -> None:
    table = licensed(scan)[["subdimension", "phase", "description_nl", "next_step_nl"]]
    again = scan.with_texts(table)
    assert again.languages == ("nl",)
    assert list(again.tensions[0].question) == ["nl"]


def test_a_new_label_is_taken_over(scan: PhasedScan) -> None:
    table = licensed(scan)
    table.loc[table["subdimension"] == "dim1_sub1", "label_nl"] = "Een andere naam"
    assert scan.with_texts(table).subdimension("dim1_sub1").name("nl") == "Een andere naam"


def spoilt(scan: PhasedScan, spoil: Callable[[pd.DataFrame], pd.DataFrame | None]) -> str:
    table = licensed(scan)
    changed = spoil(table)
    return faults(scan.with_texts, table if changed is None else changed)


def test_a_table_that_does_not_fit_is_refused_with_every_fault(scan: PhasedScan) -> None:
    def several(table: pd.DataFrame) -> pd.DataFrame:
        table["phase"] = table["phase"].astype(object)
        table.loc[0, "phase"] = "6"
        table.loc[1, "subdimension"] = "dim1_sub"
        table.loc[2, "description_nl"] = None
        table.loc[4, "phase"] = 4
        return table

    text = spoilt(scan, several)
    for part in (
        "row 0: phase must be a whole number from 1 to 5, not '6'",
        "row 1: there is no subdimension 'dim1_sub'; did you mean",
        "dim1_sub1, phase 3, in 'nl' has no description",
        "row 4: dim1_sub1, phase 4, in 'nl' stands in row 3 as well",
        "there is no row for dim1_sub1, phase 5, in 'en'",
    ):
        assert part in text, (part, text)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda t: t[["subdimension", "phase"]], "no column with descriptions"),
        (lambda t: t.drop(columns="next_step_nl"), "no column 'next_step_nl' beside"),
        (lambda t: t.assign(language="nl"), "not both"),
        (lambda t: t[["subdimension", "phase"]].assign(language="nl"), "there is no column 'description'"),
        (lambda t: t.drop(columns="phase"), "there is no column 'phase'"),
        (lambda t: t.assign(colour="red"), "the column 'colour' is not known"),
        (lambda t: t.head(3), "there is no row for dim1_sub1, phase 4, in 'en'"),
    ],
)
def test_tables_of_another_shape(scan: PhasedScan, spoil: Callable[[pd.DataFrame], pd.DataFrame], message: str) -> None:
    assert message in spoilt(scan, spoil)


def test_a_damaged_workbook_is_refused(scan: PhasedScan, tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    path.write_bytes(b"PK\x03\x04 this is no workbook")
    assert "cannot be read as a workbook" in faults(scan.with_texts, path)
    assert "there is no file" in faults(scan.with_texts, tmp_path / "absent.xlsx")
