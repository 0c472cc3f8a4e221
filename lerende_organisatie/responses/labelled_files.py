"""Reading SPSS and Stata files, with the labels of their codes and the codes they declare missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lerende_organisatie.errors import MissingExtraError, ResponsesError
from lerende_organisatie.responses.raw_table import MissingRange, RawTable, Scalar

_MOST_CELLS_PER_BYTE_ZIPPED = 1032
"""Deflate cannot make anything smaller than this; without it a cell takes a byte or more."""


def read_labelled_table(path: Path, encoding: str | None = None) -> RawTable:
    """Read an SPSS file (``.sav``, ``.zsav``) or a Stata file (``.dta``).

    Codes stay codes; what they mean is kept beside them.

    Parameters
    ----------
    path : Path
    encoding : str or None
        None takes the one that the file names.

    Raises
    ------
    MissingExtraError
        pyreadstat is not installed.
    ResponsesError
        It is not such a file.
    """
    try:
        import pyreadstat
    except ImportError:
        raise MissingExtraError(
            f"reading {path.name} needs pyreadstat (the extra 'spss'), which is not installed: pip install pyreadstat; "
            "or export as CSV or Excel"
        ) from None
    stata = path.suffix.lower() == ".dta"
    read = pyreadstat.read_dta if stata else pyreadstat.read_sav
    kind = "Stata" if stata else "SPSS"
    try:
        _, header = read(str(path), metadataonly=True, encoding=encoding)
        _check_size(header, path, kind)
        frame, meta = read(str(path), user_missing=True, encoding=encoding)
    except ResponsesError:
        raise
    except Exception as reason:  # noqa: BLE001
        # pyreadstat raises its own errors from a compiled module, and others from the conversion of dates.
        fault = f"it is not {kind} data that can be read ({reason}); save it again in {kind}, or export as CSV"
        raise ResponsesError(f"reading {path.name}", [fault]) from None
    names = tuple(str(name) for name in frame.columns)
    places = {name: place for place, name in enumerate(names)}
    return RawTable(
        name=path.name,
        format="stata" if stata else "spss",
        names=names,
        columns=tuple(frame[name] for name in frame.columns),
        row_numbers=np.arange(1, len(frame) + 1, dtype=np.int64),
        texts={
            places[name]: str(text)
            for name, text in (meta.column_names_to_labels or {}).items()
            if text and name in places
        },
        value_labels={
            places[name]: {_scalar(code): str(label) for code, label in labels.items()}
            for name, labels in (meta.variable_value_labels or {}).items()
            if name in places
        },
        user_missing=_user_missing(meta, places),
        encoding=meta.file_encoding,
    )


def _check_size(header: Any, path: Path, kind: str) -> None:
    """Refuse a file whose header promises more cells than its bytes can hold, before memory is set aside for them."""
    cells = (header.number_rows or 0) * (header.number_columns or 0)
    if cells > path.stat().st_size * (_MOST_CELLS_PER_BYTE_ZIPPED if path.suffix.lower() == ".zsav" else 1):
        fault = (
            f"it is damaged: its header promises {header.number_rows} rows, which a file of this size cannot hold; "
            f"save it again in {kind}, or export as CSV"
        )
        raise ResponsesError(f"reading {path.name}", [fault])


def _user_missing(meta: Any, places: dict[str, int]) -> dict[int, tuple[MissingRange, ...]]:
    """The codes declared missing: ranges in SPSS, the letters of ``.a`` to ``.z`` in Stata."""
    declared = {
        places[name]: tuple(MissingRange(_scalar(span["lo"]), _scalar(span["hi"])) for span in spans)
        for name, spans in (meta.missing_ranges or {}).items()
        if name in places
    }
    for name, codes in (meta.missing_user_values or {}).items():
        if name in places:
            declared[places[name]] = tuple(MissingRange(_scalar(code), _scalar(code)) for code in codes)
    return declared


def _scalar(code: object) -> Scalar:
    return float(code) if isinstance(code, (int, float)) else str(code)
