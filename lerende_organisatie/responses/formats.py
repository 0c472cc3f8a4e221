"""From a path or a frame to a raw table: which reader reads what."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from lerende_organisatie.errors import OptionError, ResponsesError
from lerende_organisatie.responses.csv_files import check_encoding, check_separator, read_csv_table
from lerende_organisatie.responses.excel_files import read_excel_table
from lerende_organisatie.responses.frame_source import any_frame, frame_table, read_parquet_table
from lerende_organisatie.responses.labelled_files import read_labelled_table
from lerende_organisatie.responses.raw_table import RawTable

SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".sav": "spss",
    ".zsav": "spss",
    ".dta": "stata",
}
"""The format that a file's suffix stands for."""

_FIRST_BYTES = (
    (b"PK\x03\x04", "excel", "an Excel workbook", ".xlsx"),
    (b"PAR1", "parquet", "Parquet data", ".parquet"),
    (b"$FL2", "spss", "SPSS data", ".sav"),
    (b"$FL3", "spss", "SPSS data", ".zsav"),
    (b"<stata_dta>", "stata", "Stata data", ".dta"),
    (b"\xd0\xcf\x11\xe0", "old excel", "a workbook of an old Excel, or one with a password", ".xls"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How files are written, as far as the caller says so; None means that it is found.

    Attributes
    ----------
    separator, decimal, encoding : str or None
    sheet : str, int or None
    """

    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    sheet: str | int | None = None

    def __post_init__(self) -> None:
        if self.decimal not in (None, ".", ","):
            raise OptionError(f"decimal={self.decimal!r}: give '.' or ',', or None to find it")
        check_separator(self.separator)
        check_encoding(self.encoding)
        if self.decimal is not None and self.decimal == self.separator:
            raise OptionError(f"separator and decimal are both {self.decimal!r}; they must differ")


def raw_table(source: object, dialect: Dialect) -> RawTable:
    """Read one export.

    Parameters
    ----------
    source : path, DataFrame, or any frame that narwhals knows
    dialect : Dialect

    Raises
    ------
    ResponsesError
        The file is absent, empty, of another format than its suffix says, or cannot be read.
    OptionError
        The source is neither a path nor a frame.
    """
    if not isinstance(source, (str, os.PathLike)):
        return frame_table(any_frame(source))
    path = Path(os.fsdecode(source))
    what = f"reading {path.name or path}"
    try:
        file_format = _format(path, what)
        if file_format == "csv":
            return read_csv_table(path, dialect.separator, dialect.encoding)
        if file_format == "excel":
            return read_excel_table(path, dialect.sheet)
        if file_format == "parquet":
            return read_parquet_table(path)
        return read_labelled_table(path, dialect.encoding)
    except OSError as reason:
        raise ResponsesError(what, [f"the file cannot be opened: {reason.strerror or reason}"]) from None


def _format(path: Path, what: str) -> str:
    """The format that suffix and first bytes agree on."""
    if "\0" in str(path):
        raise ResponsesError(what, ["the path holds a NUL character"])
    if not path.exists():
        raise ResponsesError(what, [f"there is no file {str(path)!r}" + _neighbours(path)])
    if path.is_dir():
        raise ResponsesError(what, ["it is a folder; name one file"])
    suffix = path.suffix.lower()
    file_format = SUFFIXES.get(suffix)
    if file_format is None:
        known = ", ".join(SUFFIXES)
        remedy = "save it as .xlsx" if suffix in (".xls", ".ods") else "export it as one of these"
        unread = f"files ending in {suffix} are not read" if suffix else "the name has no ending that says what it is"
        raise ResponsesError(what, [f"{unread}; {remedy}: {known}"])
    with path.open("rb") as file:
        first = file.read(16)
    if not first:
        raise ResponsesError(what, ["the file is empty"])
    for start, really, description, really_suffix in _FIRST_BYTES:
        if first.startswith(start) and really != file_format:
            remedy = "save it as .xlsx without a password" if really == "old excel" else f"rename it to {really_suffix}"
            raise ResponsesError(what, [f"it ends in {suffix} but holds {description}; {remedy}"])
    return file_format


def _neighbours(path: Path) -> str:
    """Names close to the one asked for, in the same folder."""
    from difflib import get_close_matches

    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        return f"; there is no folder {str(path.parent)!r} either"
    close = get_close_matches(path.name, names, n=3)
    return f"; is it {' or '.join(map(repr, close))}?" if close else ""
