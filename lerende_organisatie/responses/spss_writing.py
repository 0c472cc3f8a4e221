"""Writing answers to SPSS, with the wording as variable labels and the response scale as value labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.errors import MissingExtraError, OptionError

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses

LONGEST_LABEL = 255
"""Bytes that SPSS keeps of a variable label."""


def write_sav(
    responses: Responses, path: str | Path, *, language: str | None = None, identifiers: bool = False
) -> None:
    """Write responses to an SPSS file that this package and SPSS read back.

    Parameters
    ----------
    responses : Responses
    path : str or Path
        Ends in .sav, or in .zsav for a compressed file.
    language : str or None
        Of the labels; None takes the instrument's first.
    identifiers : bool
        Whether the respondent column is written too.

    Raises
    ------
    OptionError
        Another ending, a language that is not there, or the file cannot be written.
    MissingExtraError
        pyreadstat is not installed.
    """
    target = Path(path)
    if target.suffix.lower() not in (".sav", ".zsav"):
        raise OptionError(f"{target.name}: an SPSS file ends in .sav or .zsav")
    try:
        import pyreadstat
    except ImportError:
        raise MissingExtraError(
            f"writing {target.name} needs pyreadstat (the extra 'spss'), which is not installed: pip install "
            "pyreadstat; or use write_csv"
        ) from None
    instrument = responses.instrument
    chosen = instrument.languages[0] if language is None else language
    if chosen not in instrument.languages:
        raise OptionError(f"language={chosen!r}: {instrument.name} is there in {', '.join(instrument.languages)}")
    frame = responses.frame
    if not identifiers and responses.columns.respondent is not None:
        frame = frame.drop(columns=responses.columns.respondent)
    items = responses.item_ids
    scale = instrument.response_scale
    values = {float(value): scale.label(value, chosen) for value in scale.values} if chosen in scale.labels else {}
    plain = pd.DataFrame({str(name): _plain(frame[name]) for name in frame.columns})
    try:
        pyreadstat.write_sav(
            plain,
            str(target),
            file_label=instrument.title[chosen][:60],
            column_labels={item: _shortened(instrument.item(item).text(chosen)) for item in items},
            variable_value_labels=dict.fromkeys(items, values) if values else None,
            variable_measure=dict.fromkeys(items, "ordinal"),
            compress=target.suffix.lower() == ".zsav",
        )
    except Exception as reason:  # noqa: BLE001
        # pyreadstat raises its own errors from a compiled module.
        raise OptionError(f"{target}: the file cannot be written ({reason})") from None


def _plain(column: pd.Series) -> pd.Series:
    """A column of a type that SPSS knows: numbers, dates or text."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype(float)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype(float)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    return column.astype(object).map(str, na_action="ignore").where(column.notna(), None)


def _shortened(text: str) -> str:
    """Text of at most as many bytes as SPSS keeps."""
    encoded = text.encode("utf-8")
    if len(encoded) <= LONGEST_LABEL:
        return text
    return encoded[: LONGEST_LABEL - 3].decode("utf-8", errors="ignore") + "…"
