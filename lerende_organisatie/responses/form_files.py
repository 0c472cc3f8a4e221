"""Files that the offline form gave, one per person, as one table."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeGuard

import numpy as np
import pandas as pd

from lerende_organisatie.errors import ResponsesError
from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.responses.answer_sheet import AnswerSheet, misfits, read_answer_sheet
from lerende_organisatie.responses.raw_table import RawTable

SUFFIX = ".json"


def is_form_source(source: object) -> TypeGuard[str | os.PathLike[str]]:
    """Whether this is a file of the form, or a folder, which can only hold such files."""
    if not isinstance(source, str | os.PathLike):
        return False
    path = Path(os.fsdecode(source))
    return "\0" not in str(path) and (path.suffix.lower() == SUFFIX or path.is_dir())


def form_table(source: str | os.PathLike[str], instrument: Instrument) -> RawTable:
    """The answers in one file of the form, or in all those of a folder.

    A person whose file is there twice counts once; of several files the newest counts.

    Parameters
    ----------
    source : path of a file or a folder
    instrument : Instrument

    Returns
    -------
    RawTable
        Columns ``respondent``, ``language``, ``role`` and ``level``, then one per item.

    Raises
    ------
    ResponsesError
        A file is damaged or does not belong to the instrument; every fault of every file is listed, and none is taken.
    """
    path = Path(os.fsdecode(source))
    what = f"reading {path.name}"
    files = [path]
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if one.suffix.lower() == SUFFIX and one.is_file())
        if not files:
            raise ResponsesError(
                what, [f"the folder holds no {SUFFIX} files of the form; name one file of another kind"]
            )
    sheets: dict[str, AnswerSheet] = {}
    faults: list[str] = []
    notes: list[str] = []
    for file in files:
        try:
            sheet = read_answer_sheet(file)
        except ResponsesError as error:
            faults += [f"{file.name}: {fault}" for fault in error.faults]
            continue
        wrong = misfits(sheet, instrument)
        faults += [f"{file.name}: {fault}" for fault in wrong]
        if wrong:
            continue
        earlier = sheets.get(sheet.respondent)
        if earlier is not None:
            if earlier.revision == sheet.revision and (earlier.answers, earlier.role) != (sheet.answers, sheet.role):
                faults.append(
                    f"{file.name}: has the number and revision of another file, but says something else: it was "
                    "changed by hand"
                )
                continue
            notes.append(f"{file.name}: the same person is there in another file; the newest counts")
        if earlier is None or sheet.revision > earlier.revision:
            sheets[sheet.respondent] = sheet
    if faults:
        raise ResponsesError(what, faults)
    rows = list(sheets.values())
    about = {
        "respondent": [sheet.respondent for sheet in rows],
        "language": [sheet.language for sheet in rows],
        "role": [sheet.role for sheet in rows],
        "level": [sheet.level for sheet in rows],
    }
    columns = [pd.Series(values, dtype="object") for values in about.values()]
    columns += [
        pd.Series([float(sheet.answers[item]) if item in sheet.answers else np.nan for sheet in rows])
        for item in instrument.item_ids
    ]
    return RawTable(
        name=path.name,
        format="form",
        names=(*about, *instrument.item_ids),
        columns=tuple(columns),
        row_numbers=np.arange(1, len(rows) + 1, dtype=np.int64),
        row_word="file",
        notes=tuple(notes),
    )
