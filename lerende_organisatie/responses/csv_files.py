"""Reading CSV: the separator and the encoding are found where they are not given."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from lerende_organisatie.errors import OptionError, ResponsesError
from lerende_organisatie.responses.plain_text import shown
from lerende_organisatie.responses.raw_table import RawTable, table_from_records

SEPARATORS = (";", ",", "\t", "|")
"""The separators that are tried, in the order of preference where two divide the file equally well."""

_RECORDS_TRIED = 50
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv_table(path: Path, separator: str | None = None, encoding: str | None = None) -> RawTable:
    """Read a CSV file, every cell as text.

    Parameters
    ----------
    path : Path
    separator : str or None
        One character; None finds it (``sep=;`` on the first line as Excel writes it, else the one of semicolon, comma,
        tab and bar that divides the first records most evenly).
    encoding : str or None
        None finds it: a byte order mark, UTF-16 without one, UTF-8, else Windows-1252, else Latin-1.

    Raises
    ------
    ResponsesError
        The file is empty, is not text in that encoding, or holds records longer or shorter than the header.
    OptionError
        The separator or encoding does not exist.
    """
    check_separator(separator)
    check_encoding(encoding)
    what = f"reading {path.name}"
    text, encoding = _decoded(path.read_bytes(), encoding, what)
    if "\0" in text:
        raise ResponsesError(what, ["it holds NUL characters, so it is not a text file; export it again as CSV"])
    text, hint = _without_hint(text)
    separator = separator or hint or found_separator(text)
    first_line = 2 if hint else 1
    records, lines, blank = _records(text, separator, first_line, what)
    if not records:
        raise ResponsesError(what, ["the file is empty"])
    header, *rows = records
    faults = _uneven(rows, lines[1:], len(header), separator)
    if faults:
        raise ResponsesError(what, faults)
    table = RawTable(
        name=path.name,
        format="csv",
        names=(),
        columns=(),
        row_numbers=np.array(lines[1:], dtype=np.int64),
        row_word="line",
        all_text=True,
        separator=separator,
        encoding=encoding,
        blank_rows=blank,
    )
    return table_from_records(table, header, rows, _text_column)


def check_separator(separator: str | None) -> None:
    """Refuse a separator that is not one character."""
    if separator is not None and (len(separator) != 1 or separator in '"\r\n\0'):
        raise OptionError(f"separator={separator!r}: give one character, such as ';', ',' or '\\t', or None to find it")


def check_encoding(encoding: str | None) -> None:
    """Refuse an encoding that Python does not know as a text encoding."""
    if encoding is None:
        return
    try:
        b"ab".decode(encoding)
    except UnicodeError:
        return  # it exists; whether it fits is seen when the file is read
    except (LookupError, TypeError, ValueError):
        raise OptionError(
            f"encoding={encoding!r} is not known; give for instance 'utf-8', 'cp1252' or 'utf-16', or None to find it"
        ) from None


def found_separator(text: str) -> str:
    """The separator that divides the first records most evenly into more than one cell; a comma where none does."""
    best, best_score = ",", (0.0, 0)
    sample = text[:200_000]
    for separator in SEPARATORS:
        lengths: list[int] = []
        try:
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
                if record:
                    lengths.append(len(record))
                if len(lengths) == _RECORDS_TRIED:
                    break
        except csv.Error:
            continue
        if not lengths or lengths[0] < 2:
            continue
        score = (round(sum(length == lengths[0] for length in lengths) / len(lengths), 2), lengths[0])
        if score > best_score:
            best, best_score = separator, score
    return best


def _decoded(content: bytes, encoding: str | None, what: str) -> tuple[str, str]:
    """The file's text, and the encoding it was read with."""
    if encoding is not None:
        try:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeError as reason:
            fault = f"it is not text in encoding {encoding!r} ({reason}); leave encoding out to have it found"
            raise ResponsesError(what, [fault]) from None
    for guess in _guesses(content):
        try:
            return content.decode(guess).removeprefix("\ufeff"), guess
        except UnicodeError:
            continue
    raise ResponsesError(what, ["its encoding could not be found; name it with encoding="])


def _guesses(content: bytes) -> list[str]:
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return [name]
    sample = content[:4000]
    if sample and sample.count(0) > len(sample) // 4:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return ["utf-16-le" if little else "utf-16-be"]
    return ["utf-8", "cp1252", "latin-1"]


def _without_hint(text: str) -> tuple[str, str | None]:
    """The text without the line ``sep=;`` that Excel writes, and the separator named there."""
    first, _, rest = text.partition("\n")
    first = first.strip("\r").strip('"')
    if first[:4].lower() == "sep=" and len(first) == 5 and first[4] not in '"\0':
        return rest, first[4]
    return text, None


def _records(text: str, separator: str, first_line: int, what: str) -> tuple[list[list[str]], list[int], int]:
    """Every record that holds something, the line on which it starts, and how many lines held nothing."""
    records: list[list[str]] = []
    lines: list[int] = []
    blank = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = first_line
    try:
        for record in reader:
            if any(record):
                records.append(record)
                lines.append(line)
            else:
                blank += 1
            line = reader.line_num + first_line
    except csv.Error as reason:
        fault = f"line {line}: {reason}; a text that holds the separator, a quote or a line end needs quotes around it"
        raise ResponsesError(what, [fault]) from None
    return records, lines, blank


def _uneven(rows: list[list[str]], lines: Sequence[int], width: int, separator: str) -> list[str]:
    """Faults for records whose length is not the header's; surplus empty cells at the end are cut off in place."""
    faults: list[str] = []
    for place, record in enumerate(rows):
        if len(record) == width:
            continue
        if len(record) > width and not any(record[width:]):
            rows[place] = record[:width]
            continue
        faults.append(
            f"line {lines[place]}: {len(record)} cells where the header has {width}, with separator "
            f"{shown(separator)}; a text that holds the separator needs quotes, or name another with separator="
        )
    widths = Counter(len(record) for record in rows)
    if len(faults) > 5 and len(widths) > 1:
        more = f"and {len(faults) - 3} more lines whose number of cells is not the header's {width}"
        return [*faults[:3], more]
    return faults


def _text_column(cells: Sequence[str]) -> pd.Series:
    return pd.Series(np.array(cells, dtype=object), dtype=object)
