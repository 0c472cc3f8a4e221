"""XLSForm, which ODK, KoboToolbox and Survey123 read: a workbook with the sheets survey, choices and settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.exchange.questions import Asked, one_line

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español",
                  "lv": "Latviešu", "el": "Ελληνικά", "id": "Bahasa Indonesia", "cy": "Cymraeg"}  # fmt: skip

Table = list[list[str]]


def xlsform_tables(form: Asked) -> dict[str, Table]:
    """The three sheets, header first.

    Items are asked page by page, each page a group with the answers as columns of a table; choices of the response
    scale are called by their value, so that the export holds numbers.

    Parameters
    ----------
    form : Asked

    Returns
    -------
    dict of sheet to list of rows

    Raises
    ------
    DefinitionError
        A text holds ``${``, which stands for the answer to another question there.
    """
    labels = [_label(language) for language in form.languages]
    faults: list[str] = []

    def said(where: str, texts: list[str]) -> list[str]:
        lines = [one_line(text) for text in texts]
        faults.extend(f"{where}: '${{' stands for another question's answer; write it otherwise" for t in lines
                      if "${" in t)  # fmt: skip
        return lines

    survey: Table = [["type", "name", "required", "appearance", *labels]]
    survey.append(
        ["note", "instruction", "", "", *said("the instruction", [form.instruction(lang) for lang in form.languages])]
    )
    choices: Table = [["list_name", "name", *labels]]
    for question in form.background:
        kind = f"select_one {question.id}_options" if question.options else "text"
        wording = said(question.id, [question.wording[language] for language in form.languages])
        survey.append([kind, question.id, "yes" if question.required else "", "", *wording])
        for code, texts in question.options.items():
            options = said(f"{question.id}, {code}", [texts[language] for language in form.languages])
            choices.append([f"{question.id}_options", code, *options])
    for page, items in enumerate(form.pages, start=1):
        heading = [f"{page}/{len(form.pages)}"] * len(form.languages)
        survey.append(["begin_group", f"page{page:02d}", "", "table-list", *heading])
        for item in items:
            wording = said(item, [form.item(item, language) for language in form.languages])
            survey.append(["select_one scale", item, "", "", *wording])
        survey.append(["end_group", f"page{page:02d}", "", "", *[""] * len(form.languages)])
    for place, value in enumerate(form.instrument.response_scale.values):
        answers = said(f"the label of {value}", [form.answers(language)[place][1] for language in form.languages])
        choices.append(["scale", str(value), *answers])
    if faults:
        raise DefinitionError(f"{form.instrument.name} as an XLSForm", faults)
    version = re.sub(r"\W", "", form.instrument.version) or "1"
    settings: Table = [
        ["form_title", "form_id", "version", "default_language", "style"],
        [one_line(form.title(form.languages[0])), form.name, version, labels[0].partition("::")[2], "pages"],
    ]
    return {"survey": survey, "choices": choices, "settings": settings}


def write_xlsform(form: Asked, path: Path) -> None:
    """Write the form as a workbook; every cell is text, so that none becomes a formula.

    Parameters
    ----------
    form : Asked
    path : Path
        Ends in .xlsx.
    """
    import openpyxl

    tables = xlsform_tables(form)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        _fill(book.create_sheet(name), rows)
    book.save(path)


def _fill(sheet: Worksheet, rows: Table) -> None:
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            if text:
                cell = sheet.cell(row, column)
                cell.value = text
                cell.data_type = "s"


def _label(language: str) -> str:
    """The heading of a language's column, as ``label::English (en)``."""
    return f"label::{LANGUAGE_NAMES.get(language, language)} ({language})"
