"""The report as a reader gets it: complete in both languages, self-contained, harmless, at full precision beneath."""

from __future__ import annotations

import csv
import json
import re
import warnings
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest

import lerende_organisatie.report
from lerende_organisatie.errors import MissingDataWarning, OptionError
from lerende_organisatie.report import validate
from lerende_organisatie.report.document import Remark
from lerende_organisatie.report.sections.closing import scientific
from lerende_organisatie.report.wording import CATALOGUE, Words
from lerende_organisatie.studies.bilingual import LANGUAGES, Text
from lerende_organisatie.studies.checklist_lines import CHECKLIST
from lerende_organisatie.studies.numbers import Numbers
from tests.unit.report_survey import HOSTILE, answers, instrument, read, report

SOURCE = Path(lerende_organisatie.report.__file__).parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_every_text_is_there_in_both_languages_with_the_same_values(key: str) -> None:
    text = CATALOGUE[key]
    assert text.en.strip()
    assert text.nl.strip()
    assert fields(text.en) == fields(text.nl)


LISTED = ("index", "index_source", "rule", "respondents", "problem", "verdict", "pair")
"""Texts that are asked for by the name of what stands in a table's row."""


def test_no_text_is_asked_for_that_is_not_there_and_none_is_there_for_nothing() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "wording" not in path.parts)
    asked = set(re.findall(r"""words\(\s*["']([a-z_.]+)["']""", code)) | set(
        re.findall(r'"((?:table|figure)\.[a-z_.]+)"', code)
    )
    assert asked <= set(CATALOGUE)
    built = {
        key
        for key in CATALOGUE
        if key.split(".")[0] in ("head", "page", "tone", "status", "place", "grouping", "provenance", *LISTED)
    }
    built |= {
        "components.listwise",
        "components.pairwise",
        "components.lead_other",
        "validity.no",
        "section.components_other",
    }
    assert set(CATALOGUE) - built == asked - built


def test_every_checklist_line_and_finding_is_there_in_both_languages() -> None:
    texts: list[Text] = [text for line in CHECKLIST for text in (line.asks, line.remedy)]
    texts += [text for finding in report().study.findings for text in (finding.label, finding.text)]
    for text in texts:
        assert text.en.strip()
        assert text.nl.strip()
    for finding in report().study.findings:
        assert finding.text.en != finding.text.nl


@pytest.mark.parametrize(
    ("value", "decimals", "en", "nl"),
    [
        (0.954, 2, ".95", ",95"),
        (-0.05, 2, "−.05", "−,05"),
        (1.0, 3, "1.000", "1,000"),
        (-0.001, 2, ".00", ",00"),
        (None, 2, "–", "–"),
        (float("nan"), 2, "–", "–"),
    ],
)
def test_a_bounded_statistic_has_no_zero_before_the_sign(value: float, decimals: int, en: str, nl: str) -> None:
    assert Numbers("en").bounded(value, decimals) == en
    assert Numbers("nl").bounded(value, decimals) == nl


def test_other_numbers_in_both_languages() -> None:
    en, nl = Numbers("en"), Numbers("nl")
    assert (en.fixed(12345.678, 1), nl.fixed(12345.678, 1)) == ("12,345.7", "12.345,7")
    assert (en.fixed(-0.4), nl.fixed(-0.4)) == ("−0.40", "−0,40")
    assert (en.count(1703), nl.count(1703)) == ("1,703", "1.703")
    assert (en.percent(0.0512), nl.percent(0.0512)) == ("5.1%", "5,1%")
    assert (en.p(0.0004), nl.p(0.0004), en.p(0.012), en.p_cell(0.012)) == ("< .001", "< ,001", "= .012", ".012")
    assert (en.interval(0.1, 0.25), nl.interval(0.1, 0.25)) == ("[.10, .25]", "[,10; ,25]")
    assert en.interval(None, 0.2) == "–"
    assert (en.fixed(float("inf")), en.fixed(float("-inf"))) == ("∞", "−∞")
    assert (scientific(1.7e-5, "."), scientific(0.0, ","), scientific(3e-9, ",")) == ("1.7 × 10⁻⁵", "0", "3,0 × 10⁻⁹")
    with pytest.raises(OptionError):
        Numbers("fr")


class Page(HTMLParser):
    """Collects what a test asks about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_self_contained_and_accessible(language: str) -> None:
    text = report().to_html(language=language)
    page = Page(text)
    tags = [tag for tag, _ in page.tags]
    assert f'<html lang="{language}">' in text
    assert not {"script", "img", "link", "iframe", "object", "embed"} & set(tags)
    assert not re.search(r"(@import|url\(http|@font-face)", text)
    assert "default-src 'none'" in text
    for tag, attributes in page.tags:
        if tag == "svg":
            assert attributes["role"] == "img"
            assert attributes["aria-label"]
        if tag == "th":
            assert attributes["scope"] in ("col", "row", "rowgroup")
        if tag == "a" and str(attributes.get("href", "")).startswith("#"):
            assert str(attributes["href"])[1:] in page.ids
        assert not any(name.startswith("on") for name in attributes)
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert tags.count("caption") == tags.count("table")


def test_every_drawing_is_well_formed() -> None:
    drawings = re.findall(r"<svg.*?</svg>", report().to_html(), re.DOTALL)
    assert len(drawings) > 12
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        names = [element.get("id") for element in root.iter() if element.get("id")]
        used = set(re.findall(r"url\(#([^)]+)\)", drawing))
        assert used <= set(names)
        assert "nan" not in drawing
        for curve in re.findall(r' d="(M[^"]*C[^"]*)"', drawing):
            assert re.fullmatch(r"M(-?[\d.]+ ?){2}C(-?[\d.]+ ?){6}", curve)


def test_nothing_that_a_user_gives_becomes_markup() -> None:
    hostile = instrument(note=HOSTILE)
    frame = answers()
    frame.loc[frame["role"] == "leader", "role"] = HOSTILE
    frame = frame.rename(columns={"role": "<b>role</b>"})
    from lerende_organisatie.responses import read_responses

    made = validate(
        read_responses(frame, hostile, respondent="person", role="<b>role</b>", cluster="school"),
        supplied={"ethics": HOSTILE},
    )
    for language in LANGUAGES:
        text = made.to_html(language=language)
        assert "<script" not in text
        assert "<b>role" not in text
        assert text.count("&lt;script&gt;") > 12


def test_numbers_that_the_reader_sees_are_those_of_the_twin() -> None:
    twin = json.loads(report().to_json())
    numbers = Numbers("en")
    text = report().to_html()
    chosen = next(fit for fit in twin["models"] if fit["model"]["key"] == twin["chosen"])
    assert numbers.fixed(chosen["measures"]["chisq"], 1) in text
    assert numbers.bounded(chosen["measures"]["cfi"], 3) in text
    for row in twin["reliability"]:
        assert f">{numbers.bounded(row['alpha'])}<" in text
    for loading in twin["detail"]["loadings"]:
        assert f">{numbers.bounded(loading['std'])}<" in text


def test_the_twin_is_strict_json_with_full_precision_and_origin() -> None:
    twin = json.loads(report().to_json(), parse_constant=lambda name: pytest.fail(name))
    study = report().study
    assert twin["schema_version"] == 3
    assert twin["reliability"][0]["alpha"] == study.reliability[0].alpha
    assert twin["methods"]["versions"]["python"]
    assert twin["methods"]["estimator"] == "MLR"
    assert len(twin["methods"]["data_sha256"]) == 64
    assert twin["methods"]["made_on"] == "2026-01-01"
    assert all(cutoff["source"]["reference"] for cutoff in twin["cutoffs"])
    assert twin == report().to_dict()


def test_the_tables_as_csv(tmp_path: Path) -> None:
    files = report().to_csv(tmp_path / "tables", language="nl")
    names = {file.stem for file in files}
    assert {
        "groups",
        "items",
        "answers",
        "reliability",
        "rivals",
        "loadings",
        "correlations",
        "htmt",
        "components",
    } <= names
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))
        assert len({len(row) for row in rows}) == 1
        assert len(rows[0]) == len(set(rows[0]))
        for row in rows[1:]:
            for cell in row:
                if cell.startswith(("=", "+", "-", "@")):
                    float(cell)
        assert not any("<svg" in cell for row in rows for cell in row)
    with (tmp_path / "tables" / "reliability.csv").open(encoding="utf-8-sig", newline="") as handle:
        first = next(csv.DictReader(handle))
    assert float(first["alpha"]) == report().study.reliability[0].alpha
    assert float(first["alpha_ci_lower"]) == report().study.reliability[0].alpha_ci_lower


def test_files_are_written_or_refused_with_a_sentence(tmp_path: Path) -> None:
    made = report()
    assert made.to_html(tmp_path / "a.html") == (tmp_path / "a.html").read_text(encoding="utf-8")
    assert made.to_json(tmp_path / "a.json") == (tmp_path / "a.json").read_text(encoding="utf-8")
    for write in (made.to_html, made.to_json):
        with pytest.raises(OptionError, match="cannot be written"):
            write(tmp_path / "no" / "such" / "folder")
    (tmp_path / "file").write_text("")
    with pytest.raises(OptionError, match="cannot be written"):
        made.to_csv(tmp_path / "file" / "tables")
    with pytest.raises(OptionError, match="language='fr'"):
        made.to_html(language="fr")


def test_the_same_answers_give_the_same_page() -> None:
    again = validate(read(answers()), made_on="2026-01-01", supplied={"construct": f"Clarity {HOSTILE}"})
    assert again.to_html() == report().to_html()
    assert again.to_json() == report().to_json()


def test_a_single_dimension_has_a_report_too() -> None:
    one = {"clarity": 5}
    made = validate(read(answers(dimensions=one), instrument(one)))
    assert made.study.chosen == "one_factor"
    for language in LANGUAGES:
        assert Words(language)("validity.one_factor") in made.to_html(language=language)
    made.to_json()


def test_two_items_in_a_dimension_do_not_stop_the_report(tmp_path: Path) -> None:
    few = {"clarity": 2, "trust": 3, "growth": 4}
    made = validate(read(answers(dimensions=few), instrument(few)))
    rows = {row.dimension: row for row in made.study.reliability}
    assert rows["clarity"].omega is None
    assert any("omega" in note.message for note in rows["clarity"].notes)
    text = made.to_html()
    assert "omega" in text
    assert Words("en")("reliability.too_few") in text
    made.to_csv(tmp_path)


def test_a_model_keeps_its_warnings_beside_its_numbers() -> None:
    rows = [(fit, note) for fit in report().study.models for note in fit.notes]
    text = report().to_html()
    for fit, note in rows:
        assert fit.measures
        assert note.category in text


def test_the_word_file(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    report().to_docx(tmp_path / "report.docx", language="nl")
    word = docx.Document(str(tmp_path / "report.docx"))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Bevindingen" in text
    assert "Rapportagechecklist" in text
    assert len(word.inline_shapes) == 2
    cells = {cell.text for table in word.tables for cell in table._cells}
    assert Numbers("nl").bounded(report().study.reliability[0].alpha) in cells
    with pytest.raises(OptionError, match="cannot be written"):
        report().to_docx(tmp_path / "no" / "folder.docx")


def test_simulated_answers_are_called_so() -> None:
    note = Words("en")("findings.synthetic")
    assert note not in report().to_html()
    assert note in validate(read(answers()), synthetic=True).to_html()


@pytest.mark.parametrize(("missing", "said"), [(0.0, False), (0.1, True)])
def test_what_listwise_deletion_costs_reliability_is_said_once_for_all_dimensions(missing: float, said: bool) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingDataWarning)
        made = validate(read(answers(missing=missing)), models=["main"])
    section = next(section for section in made.document("en").sections if section.key == "reliability")
    remarks = [block.text for block in section.blocks if isinstance(block, Remark)]
    used = [row.n for row in made.study.reliability]
    expected = f"every item of the dimension: {min(used)} to {max(used)} of {made.study.sample.n} (column n)"
    assert [expected in text for text in remarks] == [True] * said
    assert not any("listwise deletion" in text for text in remarks)


def test_principal_components_are_called_published_only_where_they_are() -> None:
    titles = {section.title for section in report().document("en").sections}
    assert "Principal components" in titles
    assert "The analysis as published" not in titles
