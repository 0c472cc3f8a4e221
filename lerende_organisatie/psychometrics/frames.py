"""What the numbers are computed from: a frame, or anything that offers one.

Psychometrics knows no instrument. A set of responses to an instrument takes part by offering three things: its answers
keyed in the direction of their scales, which items form which scale, and the categories of the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame


@runtime_checkable
class OffersFrame(Protocol):
    """Answers to an instrument, seen from the numbers' side."""

    @property
    def keyed(self) -> pd.DataFrame:
        """All columns, the items keyed in the direction of their scale."""

    @property
    def scales(self) -> Mapping[str, tuple[str, ...]]:
        """The items of each scale."""

    @property
    def categories(self) -> tuple[int, ...]:
        """The values that an answer can take."""


type_of_data = "a pandas DataFrame, any frame that narwhals knows, or Responses"

STREAMED = (
    "streamed answers have no rows here; cfa, sem, cronbach_alpha, mcdonald_omega, guttman, glb, split_half, kmo, "
    "bartlett_sphericity, pca, efa, map_test and empirical_kaiser take them, and reliability(fit) a fit to them; for "
    "anything else read a sample of the rows as a frame"
)


def to_frame(data: pd.DataFrame | OffersFrame | IntoFrame) -> pd.DataFrame:
    """The data as a pandas frame.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or an object that offers a keyed frame

    Raises
    ------
    DataError
        The object is none of these.
    """
    if isinstance(data, pd.DataFrame):
        return data
    if isinstance(data, OffersFrame):
        return data.keyed
    if hasattr(data, "complete_batches"):
        raise DataError("the data", [STREAMED])
    import narwhals as nw

    try:
        native = nw.from_native(data)
    except TypeError:
        raise DataError("the data", [f"a {type(data).__name__} was given; give {type_of_data}"]) from None
    if isinstance(native, nw.LazyFrame):
        native = native.collect()
    return native.to_pandas()


_STRANGE = {"m": "durations", "M": "dates", "c": "complex numbers"}


def _nearest(item: str, columns: pd.Index) -> str:
    """How a column may have been meant; empty where none is close."""
    by_text = [str(column) for column in columns]
    by_letters = {text.strip().casefold(): text for text in by_text}
    if (wanted := item.strip().casefold()) in by_letters:
        return f"; did you mean {by_letters[wanted]!r}?"
    close = get_close_matches(item, by_text, n=1, cutoff=0.8)
    return f"; did you mean {close[0]!r}?" if close else ""


def numeric_items(frame: pd.DataFrame, items: Iterable[str], what: str = "the data") -> NDArray[np.float64]:
    """The named columns as an array of floats with NaN for missing answers.

    Parameters
    ----------
    frame : DataFrame, n rows
    items : names of p columns
    what : str
        How the message names the frame.

    Returns
    -------
    ndarray (n, p)

    Raises
    ------
    DataError
        A column is absent, doubled, not numeric or infinite; all such columns are named at once.
    """
    items = list(items)
    faults: list[str] = []
    columns: list[NDArray[np.float64]] = []
    names = frame.columns.tolist()
    place = {name: i for i, name in enumerate(names)}
    if len(place) == len(names) and all(item in place for item in items):  # the plain case, in one piece
        chosen = frame.iloc[:, [place[item] for item in items]]
        if all(dtype == np.float64 for dtype in chosen.dtypes):
            whole: NDArray[np.float64] = chosen.to_numpy(dtype=float)
            if not np.isinf(whole).any():
                return whole
    for item in items:
        if item not in frame.columns:
            faults.append(f"column {item!r} is not in the data{_nearest(item, frame.columns)}")
            continue
        column = frame[item]
        if isinstance(column, pd.DataFrame):
            faults.append(f"column {item!r} stands in the data {column.shape[1]} times")
            continue
        if isinstance(column.dtype, pd.CategoricalDtype):
            if not column.cat.ordered:
                faults.append(f"column {item!r} is an unordered category; make it numeric or ordered")
                continue
            if not pd.api.types.is_numeric_dtype(column.cat.categories.dtype):
                codes = column.cat.codes.to_numpy(dtype=float)
                columns.append(np.where(codes < 0, np.nan, codes + 1))
                continue
        if column.dtype.kind in "mMc" or isinstance(column.dtype, pd.DatetimeTZDtype):
            faults.append(f"column {item!r} holds {_STRANGE.get(column.dtype.kind, 'dates')}, not answers")
            continue
        try:
            values = pd.to_numeric(column, errors="raise").to_numpy(dtype=float, na_value=np.nan)
        except (ValueError, TypeError):
            faults.append(f"column {item!r} is not numeric (first values: {column.dropna().head(3).tolist()})")
            continue
        if np.isinf(values).any():
            faults.append(f"column {item!r} holds an infinite value in row {int(np.argmax(np.isinf(values)))}")
            continue
        columns.append(values)
    if faults:
        raise DataError(what, faults)
    return np.column_stack(columns) if columns else np.empty((len(frame), 0))
