"""Reading a worksheet of an Excel workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from lerende_organisatie.errors import OptionError, ResponsesError
from lerende_organisatie.responses.raw_table import RawTable, table_from_records


def read_excel_table(path: Path, sheet: str | int | None = None) -> RawTable:
    """Read one worksheet; the first row that holds something is the header.

    Parameters
    ----------
    path : Path
    sheet : str, int or None
        The sheet's name, or its position counting from 0; None takes the first.

    Raises
    ------
    ResponsesError
        It is not a workbook, or the sheet is absent or empty.
    """
    if sheet is not None and (isinstance(sheet, bool) or not isinstance(sheet, (str, int))):
        raise OptionError(f"sheet={sheet!r}: give the sheet's name or its position counting from 0")
    what = f"reading {path.name}"
    name, sheets, content = _cells(path, sheet, what)
    records: list[Sequence[object]] = []
    numbers: list[int] = []
    blank = 0
    for number, record in enumerate(content, start=1):
        if any(cell is not None and cell != "" for cell in record):
            records.append(record)
            numbers.append(number)
        elif records:
            blank += 1
    if not records:
        raise ResponsesError(what, [f"sheet {name!r} is empty" + _others(sheets, name)])
    width = max(len(record) for record in records)
    even = [tuple(record) + (None,) * (width - len(record)) for record in records]
    notes = (f"read sheet {name!r} of {len(sheets)}",) if len(sheets) > 1 and sheet is None else ()
    table = RawTable(
        name=path.name,
        format="excel",
        names=(),
        columns=(),
        row_numbers=np.array(numbers[1:], dtype=np.int64),
        sheet=name,
        blank_rows=blank,
        notes=notes,
    )
    return table_from_records(table, even[0], even[1:], _typed_column)


def _cells(path: Path, sheet: str | int | None, what: str) -> tuple[str, list[str], list[tuple[object, ...]]]:
    """The sheet's name, the names of all sheets, and its cells row by row."""
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = [worksheet.title for worksheet in workbook.worksheets]
        name = _chosen(sheet, sheets, what)
        worksheet = workbook[name]
        worksheet.reset_dimensions()
        content = [tuple(record) for record in worksheet.iter_rows(values_only=True)]
        workbook.close()
    except ResponsesError:
        raise
    except Exception as reason:  # noqa: BLE001
        # openpyxl lets whatever its zip, XML and number readers raise pass through.
        fault = f"it is not a workbook that can be read ({reason}); save it again as .xlsx, or export as CSV"
        raise ResponsesError(what, [fault]) from None
    return name, sheets, content


def _chosen(sheet: str | int | None, sheets: list[str], what: str) -> str:
    if not sheets:
        raise ResponsesError(what, ["the workbook holds no worksheet"])
    if sheet is None:
        return sheets[0]
    if isinstance(sheet, int) and -len(sheets) <= sheet < len(sheets):
        return sheets[sheet]
    if sheet in sheets:
        return str(sheet)
    raise ResponsesError(what, [f"there is no sheet {sheet!r}; the sheets are {', '.join(map(repr, sheets))}"])


def _others(sheets: list[str], name: str) -> str:
    others = [other for other in sheets if other != name]
    return f"; name another with sheet=: {', '.join(map(repr, others))}" if others else ""


def _typed_column(cells: Sequence[object]) -> pd.Series:
    return pd.Series(list(cells), dtype=object).infer_objects()
