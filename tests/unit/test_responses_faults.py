"""Bad input is refused with every fault at once: column, row, value and remedy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lerende_organisatie.errors import MissingDataWarning, RecodedWarning, ResponsesError
from lerende_organisatie.responses import read_responses
from tests.responses_example import ITEMS, answers, tea


def faults_of(source: object, **options: object) -> tuple[str, ...]:
    with pytest.raises(ResponsesError) as caught:
        read_responses(source, tea(), **options)  # type: ignore[arg-type]
    return caught.value.faults


def csv(path: Path, text: str) -> Path:
    file = path / "export.csv"
    file.write_text(text)
    return file


def test_all_faults_at_once_with_their_lines(tmp_path: Path) -> None:
    faults = faults_of(
        csv(
            tmp_path,
            'id,Q1,q_2,q3,q4,q5,note,weight\n1,7,2,3,4,5,"two\nlines",1\n1,3.5,2,agre,4,5,,-1\n2,1,2,3,4,banana,x,heavy\n',
        ),
        respondent="id",
        cluster="schol",
        weight="weight",
    )
    assert faults == (
        "item q2: there is no such column; is it 'q_2'? Then give columns={'q2': 'q_2'}",
        "cluster='schol': there is no column 'schol'; the columns are 'id', 'Q1', 'q_2', 'q3', 'q4', 'q5', 'note', "
        "'weight'",
        "column 'Q1', line 2: '7': it is not on the scale 1–5; if it stands for no answer, name it in missing_codes=",
        "column 'Q1', line 4: '3.5': it lies between the points of the scale 1–5",
        "column 'q3', line 4: 'agre': it is not a label of the scale; the closest is 'agree' (en, 4)",
        "column 'q5', line 5: 'banana': it is neither a number nor a label of the scale ('strongly disagree', "
        "'disagree', 'neutral', 'agree', 'strongly agree', ...); if it stands for no answer, name it in missing_codes=",
        "column 'id': the same respondent stands in lines 2, 4; keep one of them, or name the wave with wave= if it "
        "was asked twice",
        "column 'weight', line 5: the weight is not a finite number",
        "column 'weight', line 4: the weight is negative",
    )


def test_one_value_in_many_rows_is_one_fault_and_many_values_too() -> None:
    frame = pd.concat([answers()] * 10, ignore_index=True)
    frame["q1"] = 8
    frame["q2"] = [f"text {number}" for number in range(40)]
    assert faults_of(frame) == (
        "column 'q1', rows 0, 1, 2 and 37 more: 8: it is not on the scale 1–5; if it stands for no answer, name it in "
        "missing_codes=",
        "column 'q2': 40 cells hold 40 different values that are not answers, the first 'text 0' in row 0; is this the "
        "right column?",
    )


def test_missing_items_are_named_together_with_the_columns_there_are() -> None:
    (fault,) = faults_of(pd.DataFrame({"a": [1], "b": [2]}))
    assert fault == (
        "none of the 5 items has a column (q1, q2, q3, q4, q5); the columns are 'a', 'b'; say which column is which "
        "item with columns={'q1': ...}"
    )
    (fault,) = faults_of(answers().drop(columns="q4").rename(columns={"q5": "q5"}))
    assert fault.startswith("item q4 has no column; the columns are 'id', 'q1'")


def test_doubled_columns(tmp_path: Path) -> None:
    (fault,) = faults_of(csv(tmp_path, "q1,q1,q2,q3,q4,q5\n1,1,2,3,4,5\n"))
    assert fault == "item q1: column 'q1' stands in the header 2 times; remove or rename all but one"


def test_names_that_differ_only_by_capitals_are_not_guessed(tmp_path: Path) -> None:
    (fault,) = faults_of(csv(tmp_path, "Q2,q 2,q1,q3,q4,q5,Q2\n1,1,2,3,4,5,1\n"))
    assert fault == "item q2: column 'Q2' stands in the header 2 times; remove or rename all but one"


def test_a_doubled_covariate_is_kept_under_a_second_name(tmp_path: Path) -> None:
    read = read_responses(csv(tmp_path, "q1,q2,q3,q4,q5,x,x\n1,2,3,4,5,6,7\n"), tea())
    assert read.frame[["x", "x (2)"]].to_numpy().tolist() == [[6, 7]]
    assert read.reading.sources[0].notes == ("a second column 'x' is called 'x (2)'",)
    (fault,) = faults_of(tmp_path / "export.csv", cluster="x")
    assert fault == "cluster='x': 2 columns have that name; rename all but one"


def test_a_column_for_two_items_and_a_mapping_to_an_absent_one() -> None:
    faults = faults_of(answers(), columns={"q2": "q1", "q3": "q33"})
    assert "columns={'q3': 'q33'}: there is no column 'q33'; is it 'q3'?" in " ".join(faults)
    assert "column 'q1' is given to 2 items (q1, q2); each needs its own" in faults
    assert "column 'q2' has the name of an item that columns= finds elsewhere; rename or remove it" in faults


def test_an_item_cannot_be_the_cluster() -> None:
    (fault,) = faults_of(answers(), cluster="q1")
    assert fault == "cluster='q1': that column is item q1"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"\n\n  \n" * 0 + b"\n\n", "the file is empty"),
        ("a.csv", b"q1,q2,q3,q4,q5\n", "there is a header but there are no rows below it"),
        ("a.csv", b"PK\x03\x04rest", "it ends in .csv but holds an Excel workbook; rename it to .xlsx"),
        ("a.xlsx", b"q1,q2\n1,2\n", "it is not a workbook that can be read"),
        ("a.xlsx", b"PK\x03\x04rest", "it is not a workbook that can be read"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0rest", "save it as .xlsx without a password"),
        ("a.xls", b"anything", "files ending in .xls are not read; save it as .xlsx"),
        ("a.sav", b"q1,q2\n1,2\n", "it is not SPSS data that can be read"),
        ("a.sav", b"$FL2" + bytes(200), "it is not SPSS data that can be read"),
        ("a.dta", b"junk", "it is not Stata data that can be read"),
        ("a.parquet", b"PAR1junk", "it is not Parquet data that can be read"),
        ("a.json", b"{}", "is not a file of the form: it does not say format"),
        ("a.ods", b"anything", "files ending in .ods are not read"),
        ("a", b"q1", "the name has no ending that says what it is; export it as one of these: .csv"),
        ("a.csv", b"q1,q2,q3,q4,q5\n1,2,3,4,5\n1,2,3\n", "line 3: 3 cells where the header has 5, with separator ','"),
        ("a.csv", b"q1,q2,q3,q4,q5\n1,2,3,4,5,6\n", "line 2: 6 cells where the header has 5"),
        ("a.csv", b"q1,q2\x00,q3\n1,2,3\n", "NUL"),
    ],
)
def test_files_that_cannot_be_read(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert any(message in fault for fault in faults_of(path))


def test_a_file_that_is_not_there_suggests_its_neighbour(tmp_path: Path) -> None:
    csv(tmp_path, "q1")
    (fault,) = faults_of(tmp_path / "exprot.csv")
    assert "there is no file" in fault
    assert "is it 'export.csv'?" in fault
    assert "the folder holds no .json files of the form" in faults_of(tmp_path)[0]


def test_an_encoding_that_does_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("q1,q2,q3,q4,q5,naam\n1,2,3,4,5,één".encode("cp1252"))
    assert "it is not text in encoding 'utf-8'" in faults_of(path, encoding="utf-8")[0]


def test_weights(tmp_path: Path) -> None:
    faults = faults_of(answers().assign(w=[1.0, np.nan, -2.0, np.inf]), weight="w")
    assert faults == (
        "column 'w', row 3: the weight is not a finite number",
        "column 'w', row 1: the weight is missing; give every respondent a weight",
        "column 'w', row 2: the weight is negative",
    )
    assert faults_of(answers().assign(w=0), weight="w") == ("column 'w': every weight is zero",)
    read = read_responses(answers().assign(w=["0,5", "1", "2", "0"]), tea(), weight="w")
    assert read.design("weight").tolist() == [0.5, 1, 2, 0]


def test_a_respondent_may_return_in_another_wave_and_may_be_nameless() -> None:
    twice = pd.concat([answers().assign(wave=1), answers().assign(wave=2)], ignore_index=True)
    assert read_responses(twice, tea(), respondent="id", wave="wave").n == 8
    assert len(faults_of(twice, respondent="id")) == 4
    nameless = answers().assign(id=[1, np.nan, np.nan, 2])
    read = read_responses(nameless, tea(), respondent="id")
    assert read.reading.design_missing == {"respondent": 2}
    faults = faults_of(
        pd.concat([twice] * 5, ignore_index=True).assign(id=range(40)).assign(id=lambda f: f.id // 2), respondent="id"
    )
    assert faults[-1] == "column 'id': 10 more respondents stand there more than once"


def test_identifiers_of_respondents_are_not_shown() -> None:
    (fault,) = faults_of(answers().assign(id=["a.jansen@school", "b", "a.jansen@school", "c"]), respondent="id")
    assert "jansen" not in fault
    assert "rows 0, 2" in fault


def test_rows_without_any_answer_are_left_out_and_counted(tmp_path: Path) -> None:
    path = csv(tmp_path, "id,q1,q2,q3,q4,q5\n1,1,2,3,4,5\n2,,NA,.,9,weet niet\n3,1,,,,\n2,1,1,1,1,1\n")
    with pytest.warns(RecodedWarning, match="1 of 4 rows hold no answer to any item and were left out"):
        read = read_responses(path, tea(), respondent="id")
    assert read.frame["id"].tolist() == [1, 3, 2]
    assert read.frame.index.tolist() == [0, 1, 2]
    assert read.reading.sources[0].rows_unanswered == (3,)
    assert (read.reading.rows_read, read.reading.rows_kept, read.reading.rows_unanswered) == (4, 3, 1)
    assert (read.reading.empty, read.reading.missing_codes) == (4, {})
    assert "1 left out, no item answered (lines 3)" in read.reading.summary()


def test_no_answers_at_all() -> None:
    frame = answers().astype(dict.fromkeys(ITEMS, object))
    frame[list(ITEMS)] = None
    assert faults_of(frame) == ("no row holds an answer to any item",)


def test_a_missing_cluster_is_counted_and_warned_about_a_missing_role_counted() -> None:
    frame = answers()
    frame.loc[1, "school"] = None
    frame.loc[[0, 2], "role"] = None
    with pytest.warns(MissingDataWarning, match="1 of 4 rows have no cluster"):
        read = read_responses(frame, tea(), cluster="school", role="role")
    assert read.reading.design_missing == {"cluster": 1, "role": 2}


def test_columns_with_levels() -> None:
    frame = answers()
    frame.columns = pd.MultiIndex.from_product([["x"], frame.columns])
    assert "several levels" in faults_of(frame)[0]


def test_a_title_above_the_header_is_pointed_at(tmp_path: Path) -> None:
    """Excel shows such a sheet well enough; the reader must be told which row to begin with."""
    path = tmp_path / "titled.xlsx"
    rows = [["Survey of May", *[None] * (len(ITEMS) - 1)], list(ITEMS), [1] * len(ITEMS), [2] * len(ITEMS)]
    pd.DataFrame(rows).to_excel(path, header=False, index=False)
    assert faults_of(path) == ("the names of the items stand in row 2; remove the rows above it",)
