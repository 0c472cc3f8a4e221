"""Every column that is no item: kept under its own name, as numbers where it plainly holds numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

from lerende_organisatie.responses.plain_text import EMPTY_MARKS, decimal_sign, plain_numbers
from lerende_organisatie.responses.raw_table import MissingRange, RawTable, Scalar

_EMPTY_TEXTS = frozenset({"", "NA", "N/A", "#N/A"})
"""What counts as missing in a column of text, where words such as "null" or a lone full stop may be meant."""


@dataclass(frozen=True, slots=True, eq=False)
class Covariates:
    """The columns of one export that are no items.

    Attributes
    ----------
    columns : mapping of name to Series of n rows
    labels : mapping of name to the labels of its codes, where the export has them
    decimal_signs : frozenset of str
    notes : tuple of str
    """

    columns: Mapping[str, pd.Series]
    labels: Mapping[str, Mapping[Scalar, str]]
    decimal_signs: frozenset[str]
    notes: tuple[str, ...]


def read_covariates(table: RawTable, names: Mapping[int, str], decimal: str | None) -> Covariates:
    """Read the columns at the given positions.

    Text that is plainly numbers in every cell becomes numbers; half-numeric columns stay text, with a note. A second
    column of the same name gets a number after it. Codes that an SPSS or Stata file declares missing become missing.

    Parameters
    ----------
    table : RawTable
    names : mapping of column position to the name that the column gets
    decimal : {".", ","} or None
    """
    columns: dict[str, pd.Series] = {}
    labels: dict[str, Mapping[Scalar, str]] = {}
    notes: list[str] = []
    signs: set[str] = set()
    for place, name in names.items():
        unique = _unique(name, columns)
        if unique != name:
            notes.append(f"a second column {name!r} is called {unique!r}")
        column = table.columns[place]
        declared = table.user_missing.get(place, ())
        if declared:
            column, count = _without_declared(column, declared)
            if count:
                notes.append(f"column {unique!r}: {count} cells hold a code that the file declares missing")
        if table.all_text:
            column, sign, half = _from_text(column, decimal)
            signs |= {sign} if sign else set()
            if half:
                notes.append(f"column {unique!r} is kept as text: {half} of its values are not numbers, most are")
        elif column.dtype == object:
            column = _one_type(column)
        elif table.format in ("spss", "stata"):
            column = _whole(column)
        columns[unique] = column
        if place in table.value_labels:
            labels[unique] = table.value_labels[place]
    return Covariates(columns, labels, frozenset(signs), tuple(notes))


def with_labels(column: pd.Series, labels: Mapping[Scalar, str]) -> pd.Series:
    """A coded column as a category in the order of its codes, where every code in it has a label; else as it is."""
    present = column.dropna().unique().tolist()
    keyed = {code.strip() if isinstance(code, str) else code: label for code, label in labels.items()}
    if not present or any(_hashable_code(code) not in keyed for code in present):
        return column
    codes = sorted((code for code in keyed), key=lambda code: (isinstance(code, str), code))
    texts = list(dict.fromkeys(keyed[code] for code in codes))
    values = column.map(lambda code: keyed[_hashable_code(code)], na_action="ignore")
    return pd.Series(pd.Categorical(values, categories=texts), index=column.index)


def numbers_of(column: pd.Series, decimal: str | None) -> tuple[pd.Series, pd.Series]:
    """A column as floats, and where it holds something that is not a finite number although it is not empty.

    Parameters
    ----------
    column : Series (n,)
    decimal : {".", ","} or None

    Returns
    -------
    numbers : Series (n,) of float
    wrong : Series (n,) of bool
    """
    if pd.api.types.is_numeric_dtype(column.dtype) and column.dtype != bool:
        numbers = column.astype(float)
    else:
        texts = column.astype("str").str.strip()
        known = {text: plain_numbers([text], decimal) for text in texts.dropna().unique()}
        numbers = texts.map(lambda text: (known[text] or {}).get(text, np.nan), na_action="ignore").astype(float)
    wrong = (numbers.isna() & column.notna()) | np.isinf(numbers)
    return numbers, wrong


def _unique(name: str, taken: Mapping[str, object]) -> str:
    unique, count = name, 1
    while unique in taken:
        count += 1
        unique = f"{name} ({count})"
    return unique


def _without_declared(column: pd.Series, declared: Sequence[MissingRange]) -> tuple[pd.Series, int]:
    hit = column.map(lambda value: any(span.holds(value) for span in declared), na_action="ignore").fillna(False)
    hit = hit.astype(bool)
    cleared = column.where(~hit)
    return (cleared.infer_objects() if cleared.dtype == object else cleared), int(hit.sum())


def _from_text(column: pd.Series, decimal: str | None) -> tuple[pd.Series, str | None, int]:
    """A column of text as numbers or trimmed text, its decimal sign, and how many values keep it from being numbers."""
    positions, values = pd.factorize(column)
    texts = [str(value).replace("\u00a0", " ").strip() for value in values]
    filled = [text for text in texts if text.casefold() not in EMPTY_MARKS]
    numbers = plain_numbers(filled, decimal) if filled else None
    if numbers is not None:
        points = np.array([numbers.get(text, np.nan) for text in texts] + [np.nan])[positions]
        sign = next((sign for text in filled if (sign := decimal_sign(text))), None)
        whole = sign is None and not np.isnan(points).any()
        return pd.Series(points.astype(np.int64) if whole else points, index=column.index), sign, 0
    wrong = sum(plain_numbers([text], decimal) is None for text in filled)
    kept = np.array([None if text in _EMPTY_TEXTS else text for text in texts] + [None], dtype=object)
    half = wrong if 0 < wrong <= len(filled) // 5 else 0
    return pd.Series(kept[positions], index=column.index, dtype="str"), None, half


def _one_type(column: pd.Series) -> pd.Series:
    """A column of mixed types as text, with whole numbers as such; of one type as that type."""
    better = column.infer_objects()
    if better.dtype != object:
        return better
    present = column.dropna()
    if present.empty:
        return pd.Series(np.full(len(column), np.nan), index=column.index)
    kinds = {type(cell) for cell in present}
    if all(issubclass(kind, Real) and not issubclass(kind, (bool, np.bool_)) for kind in kinds):
        with suppress(OverflowError):
            return column.where(column.notna(), np.nan).astype(float)
    if len(kinds) == 1 and not issubclass(next(iter(kinds)), (str, list, dict, set, int)):
        return better
    return column.map(_as_text, na_action="ignore").astype("str")


def _whole(column: pd.Series) -> pd.Series:
    """A column of whole numbers as integers, where none is missing; SPSS stores every number with decimals."""
    if not pd.api.types.is_float_dtype(column.dtype):
        return column
    numbers = column.to_numpy(dtype=float)
    if numbers.size and (np.abs(numbers) < 2**53).all() and (numbers == np.floor(numbers)).all():
        return column.astype(np.int64)
    return column


def _as_text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _hashable_code(code: object) -> Scalar:
    return code.strip() if isinstance(code, str) else float(code) if isinstance(code, (int, float)) else str(code)
