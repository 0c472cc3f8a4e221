"""Every format gives the same answers; separator, decimal sign and encoding are found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from lerende_organisatie.errors import MissingExtraError, OptionError, RecodedWarning, ResponsesError
from lerende_organisatie.responses import read_responses
from tests.responses_example import DUTCH, ENGLISH, ITEMS, answers, tea


def as_csv(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_csv(path.with_suffix(".csv"), index=False)
    return path.with_suffix(".csv")


def as_excel(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_excel(path.with_suffix(".xlsx"), index=False)
    return path.with_suffix(".xlsx")


def as_parquet(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_parquet(path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


def as_spss(frame: pd.DataFrame, path: Path) -> Path:
    import pyreadstat

    pyreadstat.write_sav(frame, str(path.with_suffix(".sav")))
    return path.with_suffix(".sav")


def as_stata(frame: pd.DataFrame, path: Path) -> Path:
    import pyreadstat

    pyreadstat.write_dta(frame, str(path.with_suffix(".dta")))
    return path.with_suffix(".dta")


WRITERS = {"csv": as_csv, "excel": as_excel, "parquet": as_parquet, "spss": as_spss, "stata": as_stata}


@pytest.mark.parametrize("file_format", WRITERS)
def test_every_format_gives_the_same_answers(file_format: str, tmp_path: Path) -> None:
    writer: Callable[[pd.DataFrame, Path], Path] = WRITERS[file_format]
    frame = answers().astype({"q2": float})
    frame.loc[1, "q2"] = np.nan

    read = read_responses(writer(frame, tmp_path / "export"), tea(), respondent="id", cluster="school", role="role")

    pd.testing.assert_frame_equal(read.items, frame[list(ITEMS)].astype(float), check_column_type=False)
    assert list(read.frame.columns) == [*ITEMS, "id", "school", "role"]
    assert read.frame["id"].tolist() == [11, 12, 13, 14]
    assert read.frame["id"].dtype == np.int64
    assert read.design("cluster").tolist() == ["007", "007", "13E4", "13E4"]
    assert read.reading.sources[0].format == file_format
    assert (read.reading.rows_read, read.reading.rows_kept, read.reading.empty) == (4, 4, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_and_encoding_are_found(separator: str, encoding: str, tmp_path: Path) -> None:
    frame = answers().assign(role=["cafébeheerder", "één; twee, drie", 'zei "ja"', "regel\neinde"])
    path = tmp_path / "export.csv"
    frame.to_csv(path, sep=separator, encoding=encoding, index=False)

    read = read_responses(path, tea())

    assert read.frame["role"].tolist() == frame["role"].tolist()
    assert read.items.to_numpy().tolist() == frame[list(ITEMS)].to_numpy().tolist()
    assert read.reading.sources[0].separator == separator
    assert read.reading.sources[0].encoding in {encoding, "utf-16"}


def test_dutch_excel_csv_with_semicolons_decimal_commas_and_windows_encoding(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows = ["sep=;", "q1;q2;q3;q4;q5;gewicht;school;opmerking", "1,0;2;3,0;4;5;0,5;Één;privé", "5;4;3;2;1;1,5;Twee;"]
    path.write_bytes("\r\n".join(rows).encode("cp1252"))

    read = read_responses(path, tea(), weight="gewicht", cluster="school")

    assert read.items.to_numpy().tolist() == [[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]
    assert read.design("weight").tolist() == [0.5, 1.5]
    assert read.design("cluster").tolist() == ["Één", "Twee"]
    assert read.frame["opmerking"].isna().tolist() == [False, True]
    source = read.reading.sources[0]
    assert (source.separator, source.decimal, source.encoding) == (";", ",", "cp1252")


def test_the_sep_line_of_excel_decides_where_the_header_alone_would_not(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("sep=|\nq1|q2|q3|q4|q5|a,b,c,d,e,f,g,h\n1|2|3|4|5|1,2,3,4,5,6,7,8\n")
    assert read_responses(path, tea()).reading.sources[0].separator == "|"


def test_columns_that_only_look_numeric_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "q1,q2,q3,q4,q5,zero,exponent,long,mixed,plain,share,signs\n"
        "1,2,3,4,5,007,13E4,12345678901234567890,3,3,0.25,1.5\n"
        '1,2,3,4,5,12,12E1,1,three,-4,NA,"2,5"\n'
    )
    frame = read_responses(path, tea()).frame
    assert frame["zero"].tolist() == ["007", "12"]
    assert frame["exponent"].tolist() == ["13E4", "12E1"]
    assert frame["long"].tolist() == ["12345678901234567890", "1"]
    assert frame["mixed"].tolist() == ["3", "three"]
    assert frame["signs"].tolist() == ["1.5", "2,5"]
    assert frame["plain"].dtype == np.int64
    assert frame["share"].tolist()[0] == 0.25
    assert np.isnan(frame["share"].tolist()[1])


def test_a_mostly_numeric_column_is_kept_as_text_with_a_note(tmp_path: Path) -> None:
    frame = pd.concat([answers()] * 3, ignore_index=True).assign(id=range(12), age=[str(30 + i) for i in range(12)])
    frame.loc[5, "age"] = "unknown"
    read = read_responses(as_csv(frame, tmp_path / "export"), tea())
    assert read.frame["age"].iloc[5] == "unknown"
    assert any("'age' is kept as text" in note for note in read.reading.sources[0].notes)


def test_blank_lines_and_surplus_separators_are_counted_not_read(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("\nq1,q2,q3,q4,q5,\n1,2,3,4,5,\n\n,,,,,\n5,4,3,2,1,,\n")
    read = read_responses(path, tea())
    assert read.n == 2
    assert read.reading.sources[0].rows_blank == 3
    assert list(read.frame.columns) == list(ITEMS)


def test_qualtrics_header_rows_are_not_answers_and_their_texts_find_items(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    texts = [f'"{tea().item(item).text("en")}"' for item in ITEMS]
    ids = [f'"{{""ImportId"":""QID{number}""}}"' for number in range(5)]
    path.write_text("\n".join(["Q1_1,Q1_2,Q1_3,Q1_4,Q1_5", ",".join(texts), ",".join(ids), "1,2,3,4,5", "9,2,3,4,8"]))
    with pytest.raises(ResponsesError, match=r"column 'Q1_5', line 5: '8'"):
        read_responses(path, tea())
    path.write_text(path.read_text().replace("4,8", "4,4"))
    read = read_responses(path, tea())
    assert read.n == 2
    assert {match.by for match in read.reading.sources[0].columns} == {"wording"}


def test_a_worksheet_by_name_or_position(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as writer:
        pd.DataFrame({"x": [1]}).to_excel(writer, sheet_name="Toelichting", index=False)
        answers().to_excel(writer, sheet_name="Data", index=False, startrow=2)
    for sheet in ("Data", 1, -1):
        read = read_responses(path, tea(), sheet=sheet)
        assert read.n == 4
        assert read.reading.sources[0].sheet == "Data"
    with pytest.raises(ResponsesError, match="there is no sheet 'Antwoorden'; the sheets are 'Toelichting', 'Data'"):
        read_responses(path, tea(), sheet="Antwoorden")
    with pytest.raises(ResponsesError, match="none of the 5 items"):
        read_responses(path, tea())


def test_excel_faults_name_the_row_of_the_sheet(tmp_path: Path) -> None:
    frame = answers()
    frame.loc[2, "q4"] = 6
    path = tmp_path / "book.xlsx"
    frame.to_excel(path, index=False, startrow=3)
    with pytest.raises(ResponsesError, match=r"column 'q4', row 7: 6: it is not on the scale 1–5"):
        read_responses(path, tea())


def test_spss_labels_and_user_missing(tmp_path: Path) -> None:
    import pyreadstat

    frame = answers().astype(dict.fromkeys(ITEMS, float)).assign(role=[1.0, 2.0, 1.0, 8.0], age=[30.0, 41, 999, 50])
    frame.loc[0, "q1"] = 8
    frame.loc[1, "q1"] = 97
    frame.loc[2, "q1"] = 9
    path = tmp_path / "export.sav"
    pyreadstat.write_sav(
        frame.rename(columns={"q5": "v5"}),
        str(path),
        column_labels={"v5": tea().item("q5").text("nl")},
        variable_value_labels={
            "q1": dict(enumerate(DUTCH, start=1)) | {8: "Weet niet"},
            "role": {1: "leraar", 2: "leider", 8: "anders"},
            "age": {999: "onbekend"},
        },
        missing_ranges={"q1": [{"lo": 90, "hi": 99}], "age": [999]},
    )

    read = read_responses(path, tea(), role="role")

    assert read.items["q1"].isna().tolist() == [True, True, True, False]
    assert read.reading.missing_codes == {"8 (weet niet)": 1, "97": 1, "9": 1}
    assert read.items["q5"].tolist() == [2, 4, 4, 2]
    assert read.design("role").tolist() == ["leraar", "leider", "leraar", "anders"]
    assert read.design("role").cat.categories.tolist() == ["leraar", "leider", "anders"]
    assert read.frame["age"].tolist()[:2] == [30, 41]
    assert np.isnan(read.frame["age"].iloc[2])
    assert [match.item for match in read.reading.sources[0].renamed] == ["q5"]


def test_stata_labels_and_extended_missing(tmp_path: Path) -> None:
    import pyreadstat

    frame = answers().astype({"q1": object})
    frame.loc[0, "q1"] = "a"
    path = tmp_path / "export.dta"
    pyreadstat.write_dta(
        frame,
        str(path),
        variable_value_labels={"q2": dict(enumerate(ENGLISH, start=1))},
        missing_user_values={"q1": ["a"]},
    )
    read = read_responses(path, tea())
    assert np.isnan(read.items["q1"].iloc[0])
    assert read.reading.missing_codes == {"a": 1}
    assert read.items["q2"].tolist() == [2, 3, 4, 5]


def test_a_header_that_promises_more_than_the_file_can_hold_is_refused_before_it_is_given_memory(
    tmp_path: Path,
) -> None:
    path = as_stata(answers(), tmp_path / "export")
    rows = b"<N>" + (4).to_bytes(8, "little")
    content = path.read_bytes()
    assert content.count(rows) == 1
    path.write_bytes(content.replace(rows, b"<N>" + (2_000_000_000).to_bytes(8, "little")))
    with pytest.raises(ResponsesError, match="promises 2000000000 rows, which a file of this size cannot hold"):
        read_responses(path, tea())


@pytest.mark.parametrize(
    ("codes", "words"), [((0, 1, 2, 3, 4), ENGLISH), ((5, 4, 3, 2, 1), DUTCH)], ids=["from zero", "turned"]
)
def test_file_labels_decide_where_its_numbers_mean_something_else(
    codes: tuple[int, ...], words: tuple[str, ...], tmp_path: Path
) -> None:
    import pyreadstat

    frame = answers()
    coded = frame.assign(q1=frame["q1"].map(dict(zip(range(1, 6), codes, strict=True))))
    path = tmp_path / "export.sav"
    pyreadstat.write_sav(coded, str(path), variable_value_labels={"q1": dict(zip(codes, words, strict=True))})
    with pytest.warns(RecodedWarning, match=r"in 1 columns \(q1\) the labels in the file"):
        read = read_responses(path, tea())
    assert read.items["q1"].tolist() == frame["q1"].tolist()
    assert read.reading.sources[0].by_file_labels == {"q1": 4}

    ends = {codes[0]: words[0], codes[-1]: words[-1]}
    pyreadstat.write_sav(coded, str(path), variable_value_labels={"q1": ends})
    with pytest.raises(ResponsesError, match="recode the column or label all its codes"):
        read_responses(path, tea())


def test_pyreadstat_absent_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_spss(answers(), tmp_path / "export")
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(MissingExtraError, match="pip install pyreadstat"):
        read_responses(path, tea())


def test_frames_that_narwhals_knows() -> None:
    table = pa.Table.from_pandas(answers(), preserve_index=False)
    pd.testing.assert_frame_equal(
        read_responses(table, tea()).items, read_responses(answers(), tea()).items, check_column_type=False
    )


def test_a_named_index_is_a_column_and_a_nameless_one_is_noted() -> None:
    read = read_responses(answers().set_index("id"), tea(), respondent="id")
    assert read.design("respondent").tolist() == [11, 12, 13, 14]
    read = read_responses(answers().set_axis(list("abcd")), tea())
    assert read.reading.sources[0].notes == (
        "the index has no name and was not read; give it one to keep it as a column",
    )


def test_categorical_answers_are_read_by_their_labels() -> None:
    words = pd.Categorical([ENGLISH[value - 1] for value in answers()["q1"]], categories=ENGLISH, ordered=True)
    read = read_responses(answers().assign(q1=words), tea())
    assert read.items["q1"].tolist() == [1, 2, 3, 4]
    assert read.reading.from_labels == {"en": 4}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"separator": ";;"}, "separator=';;'"),
        ({"decimal": "'"}, "decimal="),
        ({"decimal": ",", "separator": ","}, "must differ"),
        ({"encoding": "klingon"}, "encoding='klingon'"),
        ({"encoding": "base64"}, "encoding='base64'"),
        ({"sheet": 1.5}, "sheet=1.5"),
        ({"language": "fr"}, "language='fr'"),
        ({"missing_codes": (5,)}, "5 is a point of the scale"),
        ({"missing_codes": (None,)}, "missing_codes"),
        ({"structure": "long"}, "long"),
        ({"cluster": 3}, "cluster=3"),
        ({"columns": ["q1"]}, "columns"),
        ({"columns": {"Q1": "q1"}}, "not the other way"),
        ({"columns": {"nothing": "q1x"}}, "neither an item"),
    ],
)
def test_arguments_that_are_not_offered(options: dict[str, object], message: str, tmp_path: Path) -> None:
    writer = as_excel if "sheet" in options else as_csv
    with pytest.raises(OptionError, match=message):
        read_responses(writer(answers(), tmp_path / "export"), tea(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", [3, None, [1, 2], object()])
def test_a_source_that_is_no_export(source: object) -> None:
    with pytest.raises(OptionError, match="source"):
        read_responses(source, tea())  # type: ignore[arg-type]


def test_an_instrument_by_name_and_one_that_is_none(tmp_path: Path) -> None:
    definition = tmp_path / "tea.yaml"
    tea().to_yaml(definition)
    assert read_responses(answers(), definition).instrument == tea()
    with pytest.raises(OptionError, match="instrument"):
        read_responses(answers(), 3)  # type: ignore[arg-type]
