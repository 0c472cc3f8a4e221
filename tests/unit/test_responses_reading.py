"""What comes out: the frame, the log, language versions joined, structures, and files written back."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lerende_organisatie.errors import OptionError, ResponsesError
from lerende_organisatie.psychometrics.frames import OffersFrame, to_frame
from lerende_organisatie.responses import DesignColumns, read_responses
from tests.responses_example import DUTCH, ENGLISH, ITEMS, answers, tea


def in_words(frame: pd.DataFrame, words: tuple[str, ...]) -> pd.DataFrame:
    return frame.assign(**{item: [words[value - 1] for value in frame[item]] for item in ITEMS})


def test_columns_are_found_by_capitals_mapping_and_wording() -> None:
    wording = {item: tea().item(item).text("nl") for item in ITEMS}
    frame = answers().rename(
        columns={"q1": " Q1", "q2": "Vraag twee", "q3": wording["q3"].upper(), "q4": f"Stelling [{wording['q4']}]"}
    )
    read = read_responses(frame, tea(), columns={"q2": "Vraag twee"}, cluster="SCHOOL")
    pd.testing.assert_frame_equal(read.items, answers()[list(ITEMS)].astype(float), check_column_type=False)
    by = {match.item: match.by for match in read.reading.sources[0].columns}
    assert by == {"q1": "capitals", "q2": "columns=", "q3": "wording", "q4": "wording", "q5": "name"}
    assert read.columns.cluster == "school"


def test_a_renamed_design_column_gets_its_new_name() -> None:
    frame = answers().rename(columns={"role": "Wat is uw functie?"})
    read = read_responses(frame, tea(), role="role", columns={"role": "Wat is uw functie?"})
    assert read.design("role").tolist() == answers()["role"].tolist()
    with pytest.raises(ResponsesError, match="'role' is called like the one"):
        read_responses(frame.assign(role="x"), tea(), role="role", columns={"role": "Wat is uw functie?"})


def test_one_export_per_language(tmp_path: Path) -> None:
    dutch = in_words(answers(), DUTCH).rename(columns={"role": "functie"})
    english = in_words(answers(), ENGLISH).assign(id=[21, 22, 23, 24], extra=1.5)
    dutch.to_csv(tmp_path / "nl.csv", sep=";", index=False)
    english.to_excel(tmp_path / "en.xlsx", index=False)

    read = read_responses(
        {"nl": tmp_path / "nl.csv", "en": tmp_path / "en.xlsx"},
        tea(),
        respondent="id",
        role="role",
        columns={"nl": {"role": "functie"}},
    )

    assert read.items.to_numpy().tolist() == answers()[list(ITEMS)].to_numpy().tolist() * 2
    assert read.columns == DesignColumns(respondent="id", role="role", group="language")
    assert read.design("group").tolist() == ["nl"] * 4 + ["en"] * 4
    assert read.design("role").tolist() == answers()["role"].tolist() * 2
    assert read.frame["extra"].tolist()[4:] == [1.5] * 4
    assert read.reading.from_labels == {"nl": 20, "en": 20}
    assert [source.language for source in read.reading.sources] == ["nl", "en"]
    assert read.reading.notes == ("column 'extra' is only in en; it is missing for the others",)


def test_the_language_of_an_export_decides_a_label_that_both_use() -> None:
    definition = json.loads(tea().to_json())
    definition["response_scale"]["labels"]["nl"] = ["agree", *DUTCH[1:]]
    from lerende_organisatie.instrument import instrument_from_mapping

    mixed = instrument_from_mapping(definition)
    frame = answers().assign(q1="agree")
    with pytest.raises(ResponsesError, match=r"it can mean 4 \(en\) or 1 \(nl\); say language="):
        read_responses(frame, mixed)
    assert read_responses(frame, mixed, language="nl").items["q1"].tolist() == [1] * 4
    both = read_responses({"en": frame, "nl": frame}, mixed)
    assert both.items["q1"].tolist() == [4] * 4 + [1] * 4


def test_faults_of_all_languages_at_once(tmp_path: Path) -> None:
    with pytest.raises(ResponsesError) as caught:
        read_responses({"nl": answers().drop(columns="q4"), "en": tmp_path / "absent.csv"}, tea())
    assert caught.value.faults[0].startswith("nl: item q4 has no column")
    assert caught.value.faults[1].startswith("en: there is no file")

    with pytest.raises(ResponsesError) as caught:
        read_responses({"nl": answers(), "en": answers()}, tea(), respondent="id")
    assert caught.value.faults[0] == (
        "column 'id': the same respondent stands in nl row 0 and en row 0; keep one of them, or name the wave with "
        "wave= if it was asked twice; if each export numbers its own respondents, read without respondent="
    )


def test_versions_must_have_the_same_items_also_those_not_required() -> None:
    versions = {"nl": answers().drop(columns="q5"), "en": answers()}
    with pytest.raises(ResponsesError, match="nl: no column for q5, which other versions have"):
        read_responses(versions, tea(), structure="short")
    both = {language: frame.drop(columns="q5", errors="ignore") for language, frame in versions.items()}
    assert read_responses(both, tea(), structure="short").item_ids == ("q1", "q2", "q3", "q4")


def test_a_language_column_in_the_exports() -> None:
    own = answers().assign(language="Frisian")
    with pytest.raises(ResponsesError, match="give group='language' to compare by it"):
        read_responses({"nl": own, "en": own}, tea())
    read = read_responses({"nl": own, "en": own}, tea(), group="language")
    assert set(read.design("group")) == {"Frisian"}
    read = read_responses({"nl": answers(), "en": answers()}, tea(), group="role")
    assert read.columns.group == "role"
    assert read.frame["language"].tolist() == ["nl"] * 4 + ["en"] * 4


def test_codes_labelled_differently_per_language_stay_codes(tmp_path: Path) -> None:
    import pyreadstat

    paths = {}
    for language, labels in {"nl": {1: "leraar", 2: "leider"}, "en": {1: "teacher", 2: "leader"}}.items():
        paths[language] = tmp_path / f"{language}.sav"
        frame = answers().assign(role=[1, 2, 1, 2], size=[1, 1, 2, 2])
        value_labels = {"role": labels, "size": {1: "S", 2: "L"}}
        pyreadstat.write_sav(frame, str(paths[language]), variable_value_labels=value_labels)
    read = read_responses(paths, tea(), role="role")
    assert read.design("role").tolist() == [1, 2, 1, 2] * 2
    assert read.frame["size"].tolist() == ["S", "S", "L", "L"] * 2
    assert read.reading.notes == ("column 'role' keeps its codes, because the exports label them differently",)


@pytest.mark.parametrize(
    ("source", "options", "message"),
    [
        ({}, {}, "is empty"),
        ({"q1": [1, 2]}, {}, "is none of them; put columns of answers in a DataFrame first"),
        ({"nl": answers()}, {"language": "nl"}, "language= goes with a single export"),
        ({"nl": answers()}, {"columns": {"fr": {"q1": "q1"}}}, "'fr' is not a language of the source"),
    ],
)
def test_mappings_that_do_not_go(source: dict[str, object], options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        read_responses(source, tea(), **options)  # type: ignore[arg-type]


def test_a_structure_limits_which_items_must_be_there() -> None:
    frame = answers().drop(columns=["q2", "q5"])
    with pytest.raises(ResponsesError, match="2 of the 5 items have no column"):
        read_responses(frame, tea())
    read = read_responses(frame, tea(), structure="short")
    assert read.scales == {"tray": ("q1", "q3", "q4")}
    assert read.item_ids == ("q1", "q3", "q4")
    with pytest.raises(OptionError, match="structure 'whole' needs items that were not read: q2, q5"):
        read.with_structure("whole")
    whole = read_responses(answers(), tea())
    assert whole.with_structure("short").scales == read.scales
    assert whole.scales == {"pot": ("q1", "q2", "q3"), "tin": ("q4", "q5")}


def test_responses_offer_a_frame_to_the_numbers() -> None:
    read = read_responses(answers(), tea())
    assert isinstance(read, OffersFrame)
    assert to_frame(read)["q3"].tolist() == [1, 2, 3, 4]
    assert read.frame["q3"].tolist() == [5, 4, 3, 2]
    assert read.keyed.drop(columns="q3").equals(read.frame.drop(columns="q3"))
    assert read.categories == (1, 2, 3, 4, 5)
    assert repr(read) == "Responses: 4 respondents × 5 items of tea (structure whole)"


def test_nothing_that_is_handed_out_changes_the_responses() -> None:
    source = answers()
    read = read_responses(source, tea(), cluster="school", weight="id")
    before = read.frame.copy(deep=True)
    source.loc[0, "q1"] = 5
    for frame in (read.frame, read.items, read.keyed):
        frame.iloc[:, 0] = 99.0
        frame["new"] = 1
    schools = read.design("cluster")
    schools.iloc[0] = "other"
    pd.testing.assert_frame_equal(read.frame, before)
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        read.structure = "short"  # type: ignore[misc]
    assert read.design("role") is None
    with pytest.raises(OptionError, match="the uses are respondent"):
        read.design("schools")  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(read)).frame, before)


def test_missingness_counts() -> None:
    frame = answers().astype(dict.fromkeys(ITEMS, object))
    frame.loc[0, "q1"] = None
    frame.loc[1, ["q1", "q4"]] = [9, "weet niet"]
    read = read_responses(frame, tea())
    found = read.missingness()
    assert found.table.loc["q1"].tolist() == [2, 2, 0.5]
    assert found.table["n_missing"].tolist() == [2, 0, 0, 1, 0]
    assert (found.n, found.complete_rows, found.patterns, found.share) == (4, 2, 3, 3 / 20)
    assert read.reading.missing_codes == {"9": 1, "weet niet": 1}
    assert read.reading.empty == 1
    assert found.table["n_missing"].sum() == read.reading.empty + sum(read.reading.missing_codes.values())


def test_the_log_as_text_and_as_json(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    in_words(answers(), DUTCH).to_csv(path, index=False)
    log = read_responses(path, tea(), respondent="id", cluster="school").reading
    assert log.summary().splitlines() == [
        "export.csv: csv, separator ',', encoding 'utf-8'",
        "  4 rows read, 4 kept",
        "  5 columns matched by their name",
        "  20 answers read from labels in 'nl'",
        "  0 empty cells in the item columns of the rows kept",
        "3 other columns kept: id, school, role",
    ]
    plain = json.loads(json.dumps(log.to_dict()))
    assert plain["from_labels"] == {"nl": 20}
    assert plain["sources"][0]["columns"][0] == {"item": "q1", "column": "q1", "by": "name"}
    assert str(tmp_path) not in json.dumps(plain)


def test_written_files_hold_no_formula_and_no_identifier_unasked(tmp_path: Path) -> None:
    frame = answers().assign(role=["=1+1", "+31 6", "-x", "@cmd"]).rename(columns={"school": "=school"})
    read = read_responses(frame, tea(), respondent="id", role="role")
    path = tmp_path / "out.csv"
    read.write_csv(path, labels="nl")
    text = path.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "q1,q2,q3,q4,q5,'=school,role"
    assert (
        text.splitlines()[1]
        == "helemaal mee oneens,mee oneens,helemaal mee eens,helemaal mee oneens,mee oneens,007,'=1+1"
    )
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in text.splitlines() for cell in line.split(","))
    read.write_csv(path, identifiers=True, separator=";")
    assert path.read_text(encoding="utf-8-sig").splitlines()[:2] == [
        "q1;q2;q3;q4;q5;id;'=school;role",
        "1;2;5;1;2;11;007;'=1+1",
    ]
    with pytest.raises(OptionError, match="labels='fr'"):
        read.write_csv(path, labels="fr")
    with pytest.raises(OptionError, match="cannot be written"):
        read.write_csv(tmp_path / "no" / "out.csv")


def test_mixed_columns_become_text_and_dates_stay_dates() -> None:
    frame = answers().assign(
        school=[12, "12", 7.0, None],
        when=pd.Timestamp("2024-05-01"),
        nothing=[None] * 4,
        size=pd.Series([1, None, 3, 4], dtype=object),
        huge=pd.Series([10**400, 1, 2, 3], dtype=object),
        flag=[True, False, True, True],
    )
    read = read_responses(frame, tea()).frame
    assert read["school"].tolist()[:3] == ["12", "12", "7"]
    assert read["school"].isna().tolist() == [False, False, False, True]
    assert pd.api.types.is_datetime64_any_dtype(read["when"].dtype)
    assert read["nothing"].isna().all()
    assert read["flag"].dtype == np.bool_
    assert read["size"].dtype == np.float64
    assert read["huge"].iloc[1] == "1"
