"""Writing answers to CSV, safely: no cell becomes a formula, no identifier goes along unasked."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.errors import OptionError
from lerende_organisatie.responses.csv_files import check_separator
from lerende_organisatie.responses.plain_text import safe_cell

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses


def write_csv(
    responses: Responses,
    path: str | Path,
    *,
    labels: str | None = None,
    identifiers: bool = False,
    separator: str = ",",
) -> None:
    """Write responses to CSV in UTF-8 with a byte order mark.

    A text that a spreadsheet would take for a formula (it starts with ``= + - @``, a tab or a return) gets an
    apostrophe before it. Numbers are written with a decimal point.

    Parameters
    ----------
    responses : Responses
    path : str or Path
    labels : str or None
        A language: answers are written as its labels.
    identifiers : bool
        Whether the respondent column is written too.
    separator : str

    Raises
    ------
    OptionError
        The scale has no labels in that language, the separator does not exist, or the file cannot be written.
    """
    check_separator(separator)
    scale = responses.instrument.response_scale
    if labels is not None and labels not in scale.labels:
        raise OptionError(f"labels={labels!r}: the scale has labels in {', '.join(scale.labels) or 'no language'}")
    frame = responses.frame
    if not identifiers and responses.columns.respondent is not None:
        frame = frame.drop(columns=responses.columns.respondent)
    answers = {
        float(value): str(value) if labels is None else safe_cell(scale.label(value, labels)) for value in scale.values
    }
    items = set(responses.item_ids)
    cells = [frame[name].map(answers) if name in items else _safe_column(frame[name]) for name in frame.columns]
    safe = pd.concat(cells, axis=1) if cells else frame
    safe.columns = pd.Index([safe_cell(str(name)) for name in frame.columns])
    try:
        safe.to_csv(path, sep=separator, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_MINIMAL)
    except OSError as reason:
        raise OptionError(f"{path}: the file cannot be written ({reason.strerror or reason})") from None


def _safe_column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    return column.astype(object).map(lambda cell: safe_cell(str(cell)), na_action="ignore")
