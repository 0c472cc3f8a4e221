"""The tables of a report as CSV, at full precision, in cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping

from lerende_organisatie.privacy import safe_cell
from lerende_organisatie.report.document import Column, Table


def csv_text(table: Table) -> str:
    """A table as CSV, one header line.

    Parameters
    ----------
    table : Table

    Returns
    -------
    str
        Columns go by their key; an interval takes two; drawings are left out. The heading above a group of rows
        becomes a column ``under``.
    """
    columns = [column for column in table.columns if column.kind != "drawing"]
    header = [name for column in columns for name in _names(column)]
    grouped = bool(table.groups)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(map(safe_cell, [*(["under"] if grouped else []), *header]))
    heading = ""
    starts = dict(table.groups)
    for index, row in enumerate(table.rows):
        heading = starts.get(index, heading)
        cells = [_value(row, name) for column in columns for name in _names(column)]
        writer.writerow([safe_cell(cell) for cell in ([heading] if grouped else []) + cells])
    return buffer.getvalue()


def _names(column: Column) -> tuple[str, ...]:
    if column.kind in ("interval", "interval_fixed"):
        return (f"{column.key}_ci_lower", f"{column.key}_ci_upper")
    return (column.key,)


def _value(row: Mapping[str, object], name: str) -> str | float | int:
    value = row.get(name)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return float(value)
    return value if isinstance(value, int) else str(value)
