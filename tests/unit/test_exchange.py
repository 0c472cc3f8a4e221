"""Questionnaires out to survey tools, and their exports back in."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DefinitionError, OptionError
from tests.property.small_instrument import ITEMS, LABELS, definition, export

SLO = lo.load_instrument("slo")
BACKGROUND = (
    lo.BackgroundQuestion(id="school", wording={"nl": "Welke school?", "en": "Which school?"}, required=True),
    lo.BackgroundQuestion(
        id="role",
        wording={"nl": "Uw functie?", "en": "Your role?"},
        options={"lead": {"nl": "leiding", "en": "leader"}, "teach": {"nl": "leraar", "en": "teacher"}},
    ),
)


def written(tmp_path: Path, tool: str, ending: str, instrument: object = SLO, **more: object) -> Path:
    path = tmp_path / f"form{ending}"
    lo.export_questionnaire(instrument, path, tool, **more)  # type: ignore[arg-type]
    return path


def limesurvey_rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_limesurvey_structure(tmp_path: Path) -> None:
    """As the manual has it: settings, then the first language whole, then the second with the same rows."""
    rows = limesurvey_rows(written(tmp_path, "limesurvey", ".txt", languages=["nl", "en"], background=BACKGROUND))
    kinds = [row["class"] for row in rows]
    first_group = kinds.index("G")
    assert set(kinds[:first_group]) == {"S", "SL"}
    by_language = {
        language: [row for row in rows[first_group:] if row["language"] == language] for language in ("nl", "en")
    }
    assert rows[first_group:] == by_language["nl"] + by_language["en"]
    same = ("id", "related_id", "class", "type/scale", "relevance", "mandatory")
    assert [[row[c] for c in same] for row in by_language["nl"]] == [
        [row[c] for c in same] for row in by_language["en"]
    ]
    asked = {row["name"]: row["text"] for row in by_language["nl"] if row["class"] == "SQ"}
    assert tuple(asked) == SLO.item_ids
    assert asked["slo02"] == SLO.item("slo02").text("nl")
    ids = [row["id"] for row in by_language["nl"] if row["class"] in ("Q", "SQ")]
    assert len(set(ids)) == len(ids)
    settings = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
    assert settings["additional_languages"] == "en"
    scale = [row["name"] for row in rows if row["class"] == "A" and row["text"] in SLO.response_scale.labels["nl"]]
    assert set(scale) == {"1", "2", "3", "4", "5"}


def small(tmp_path: Path) -> tuple[lo.Instrument, pd.DataFrame]:
    return lo.instrument_from_mapping(definition()), export(40, 3)  # type: ignore[return-value]


def answers_of(responses: lo.Responses) -> np.ndarray:
    return responses.items[list(ITEMS)].to_numpy()


@pytest.mark.parametrize(
    "heading", ["page01[{item}]", "page01[{item}]. Statement {item}", "How often? [Statement {item}]"]
)
@pytest.mark.parametrize("answers", ["codes", "labels"])
def test_limesurvey_answers_come_back(tmp_path: Path, heading: str, answers: str) -> None:
    """The three headings that LimeSurvey offers, with answer codes or full answers."""
    instrument, frame = small(tmp_path)
    table = pd.DataFrame(
        {"id": range(1, 41), "submitdate": "2026-01-02 10:00:00", "lastpage": 2, "startlanguage": "en"}
    )
    for item in ITEMS:
        values = frame[item] if answers == "codes" else frame[item].map(lambda v: LABELS[v - 1])
        table[heading.format(item=item)] = values
    path = tmp_path / "results.csv"
    table.to_csv(path, index=False, quoting=csv.QUOTE_ALL, encoding="utf-8-sig")
    read = lo.read_responses(path, instrument)
    assert np.array_equal(answers_of(read), frame[list(ITEMS)].to_numpy(dtype=float))


def test_xlsform_passes_the_reference_checker(tmp_path: Path) -> None:
    from pyxform.xls2xform import convert

    path = written(tmp_path, "xlsform", ".xlsx", languages=["nl", "en"], background=BACKGROUND)
    made = convert(xlsform=str(path))
    assert not made.warnings
    for place, item in enumerate(SLO.item_ids):
        assert f'nodeset="/data/page{1 + place // 10:02d}/{item}"' in made.xform
    assert SLO.item("slo02").text("nl") in made.xform
    assert SLO.item("slo02").text("en") in made.xform


@pytest.mark.parametrize("separator", ["/", "-"])
def test_kobo_and_odk_answers_come_back(tmp_path: Path, separator: str) -> None:
    instrument, frame = small(tmp_path)
    table = pd.DataFrame({"start": "2026-01-02T10:00:00", "school": frame["school"]})
    for item in ITEMS:
        table[f"page01{separator}{item}"] = frame[item]
    table["_uuid"] = [f"u{n}" for n in range(40)]
    path = tmp_path / "kobo.csv"
    table.to_csv(path, index=False, sep=";")
    read = lo.read_responses(path, instrument, cluster="school")
    assert np.array_equal(answers_of(read), frame[list(ITEMS)].to_numpy(dtype=float))
    assert read.reading.sources[0].columns[0].by == "code"


def test_qualtrics_text(tmp_path: Path) -> None:
    text = written(tmp_path, "qualtrics", ".txt", languages=["nl"], background=BACKGROUND).read_text(encoding="utf-8")
    blocks = text.split("[[Question:")
    assert text.startswith("[[AdvancedFormat]]\n")
    first = next(block for block in blocks if "[[ID:slo01]]" in block)
    lines = first.splitlines()
    assert lines[0] == "MC:SingleAnswer:Horizontal]]"
    assert lines[2] == SLO.item("slo01").text("nl")
    assert lines[3] == "[[AdvancedChoices]]"
    assert lines[4:8] == ["[[Choice:1]]", "helemaal mee oneens", "[[Choice:2]]", "mee oneens"]
    assert sum("[[ID:slo" in block for block in blocks) == 65


@pytest.mark.parametrize("names", ["ids", "matrix"])
@pytest.mark.parametrize("answers", ["codes", "labels"])
def test_qualtrics_answers_come_back(tmp_path: Path, names: str, answers: str) -> None:
    """Three header rows: names, question texts, import ids; numeric or choice text."""
    instrument, frame = small(tmp_path)
    heads = ["StartDate", *(item if names == "ids" else f"Q1_{n}" for n, item in enumerate(ITEMS, start=1))]
    texts = ["Start Date", *(f"How often? - Statement {item}" for item in ITEMS)]
    imports = ['{"ImportId":"startDate","timeZone":"Europe/Amsterdam"}'] + [
        f'{{"ImportId":"QID{n}"}}' for n in range(len(ITEMS))
    ]
    path = tmp_path / "qualtrics.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerows([heads, texts, imports])
        for row in frame[list(ITEMS)].to_numpy():
            writer.writerow(["2026-01-02", *(value if answers == "codes" else LABELS[value - 1] for value in row)])
    read = lo.read_responses(path, instrument)
    assert np.array_equal(answers_of(read), frame[list(ITEMS)].to_numpy(dtype=float))


@pytest.mark.parametrize("tool", ["microsoft", "google"])
def test_forms_answers_come_back(tmp_path: Path, tool: str) -> None:
    """Question text as column name, labels as answers; Google puts the row of a grid between brackets."""
    instrument, frame = small(tmp_path)
    start = {"ID": range(40), "Start time": "2026-01-02"} if tool == "microsoft" else {"Timestamp": ["2026-01-02"] * 40}
    table = pd.DataFrame(start)
    for item in ITEMS:
        heading = f"Statement {item}" if tool == "microsoft" else f"How often? [Statement {item}]"
        table[heading] = frame[item].map(lambda v: LABELS[v - 1])
    path = tmp_path / ("forms.xlsx" if tool == "microsoft" else "forms.csv")
    if tool == "microsoft":
        table.to_excel(path, index=False)
    else:
        table.to_csv(path, index=False)
    read = lo.read_responses(path, instrument)
    assert np.array_equal(answers_of(read), frame[list(ITEMS)].to_numpy(dtype=float))


@pytest.mark.parametrize("ending", [".sav", ".zsav"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_spss_both_ways(tmp_path: Path, ending: str, language: str) -> None:
    import pyreadstat

    survey = lo.simulate(SLO, n=60, schools=6, seed=2)
    path = tmp_path / f"answers{ending}"
    survey.write_sav(path, language=language)
    frame, meta = pyreadstat.read_sav(str(path))
    assert meta.column_names_to_labels["slo01"] == SLO.item("slo01").text(language)
    assert meta.variable_value_labels["slo01"][1.0] == SLO.response_scale.label(1, language)
    assert "respondent" not in frame.columns
    again = lo.read_responses(path, SLO, cluster="school", role="role")
    assert np.array_equal(again.items.to_numpy(), survey.items.to_numpy(), equal_nan=True)
    assert again.design("role").tolist() == survey.design("role").tolist()
    with pytest.raises(OptionError, match=r"\.sav"):
        survey.write_sav(tmp_path / "answers.csv")
    with pytest.raises(OptionError, match="language='fr'"):
        survey.write_sav(path, language="fr")


class Cells(HTMLParser):
    """The statements and circles of the printed form."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[int] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append(0)
        self.rows[-1:] = [self.rows[-1] + (tag == "td")] if self.rows else []
        self.scripts += tag == "script"


def test_the_printed_form(tmp_path: Path) -> None:
    text = written(tmp_path, "paper", ".html", languages=["nl"], background=BACKGROUND).read_text(encoding="utf-8")
    cells = Cells()
    cells.feed(text)
    assert sum(count == 5 for count in cells.rows) == 65
    assert all(SLO.item(item).text("nl").split("'")[0] in text for item in SLO.item_ids)
    assert "http" not in text


HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> {1+1}'


def hostile() -> lo.Instrument:
    data = definition()
    data["response_scale"]["labels"]["en"][0] = HOSTILE
    return lo.instrument_from_mapping(data)  # type: ignore[return-value]


def test_a_hostile_text_does_nothing(tmp_path: Path) -> None:
    paper = written(tmp_path, "paper", ".html", hostile()).read_text(encoding="utf-8")
    assert "<script>" not in paper
    lime = written(tmp_path, "limesurvey", ".txt", hostile()).read_text(encoding="utf-8-sig")
    assert "<script>" not in lime
    assert "{1+1}" not in lime
    sheet = openpyxl.load_workbook(written(tmp_path, "xlsform", ".xlsx", hostile()))["choices"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" for cell in cells)
    assert any(cell.value == HOSTILE for cell in cells)


def test_what_a_tool_cannot_take_is_said_at_once(tmp_path: Path) -> None:
    data = definition()
    data["items"][0]["wording"]["en"] = "Statement with ${name}"
    with pytest.raises(DefinitionError, match="placeholder"):
        lo.instrument_from_mapping(data)
    data = definition()
    data["response_scale"]["labels"]["en"] = ["[[Choice:9]]", "b", "${c}", "d"]
    instrument = lo.instrument_from_mapping(data)
    with pytest.raises(DefinitionError) as caught:
        written(tmp_path, "qualtrics", ".txt", instrument)
    assert len(caught.value.faults) == 2
    data = definition()
    data["items"][0]["id"] = "a_1"
    data["structures"]["two"]["dimensions"][0]["items"][0] = "a_1"
    data["response_scale"] |= {"values": [-1, 0, 1, 2]}
    with pytest.raises(DefinitionError) as caught:
        written(tmp_path, "limesurvey", ".txt", lo.instrument_from_mapping(data))
    assert "a_1" in str(caught.value)
    assert "-1" in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_bad_arguments(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="there is limesurvey"):
        written(tmp_path, "surveymonkey", ".txt")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match=r"\.xlsx"):
        written(tmp_path, "xlsform", ".txt")
    with pytest.raises(OptionError, match="'fr'"):
        written(tmp_path, "paper", ".html", languages=["fr"])
    with pytest.raises(OptionError, match="per_page"):
        written(tmp_path, "paper", ".html", per_page=0)
    clash = (lo.BackgroundQuestion(id="slo01", wording={"nl": "a"}), lo.BackgroundQuestion(id="x", wording={"en": "b"}))
    with pytest.raises(DefinitionError) as caught:
        written(tmp_path, "paper", ".html", background=clash)
    assert len(caught.value.faults) == 3
    written(tmp_path, "paper", ".html")
    with pytest.raises(OptionError, match="there already"):
        written(tmp_path, "paper", ".html")
