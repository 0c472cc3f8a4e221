"""Frames as a source: pandas, anything that narwhals knows, and Parquet files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from lerende_organisatie.errors import OptionError, ResponsesError
from lerende_organisatie.responses.raw_table import RawTable, heading_text


def read_parquet_table(path: Path) -> RawTable:
    """Read a Parquet file.

    Raises
    ------
    ResponsesError
        It is not one.
    """
    try:
        frame = pd.read_parquet(path)
    except Exception as reason:  # noqa: BLE001
        # pyarrow raises its own tree of errors, of which only some are OSError or ValueError.
        fault = f"it is not Parquet data that can be read ({reason})"
        raise ResponsesError(f"reading {path.name}", [fault]) from None
    return frame_table(frame, path.name, "parquet")


def frame_table(frame: pd.DataFrame, name: str = "the frame", file_format: str = "frame") -> RawTable:
    """A frame as a table; named levels of its index are columns too.

    Rows are numbered by their position, counting from 0, and not by their index, which may identify respondents.
    """
    if frame.columns.nlevels > 1:
        raise ResponsesError(f"reading {name}", ["its columns have several levels; give one name to each column"])
    notes: tuple[str, ...] = ()
    named = [level for level in frame.index.names if level is not None]
    if named:
        index = frame.index.to_frame(index=False)
        left = [level for level in index.columns if level in named]
        columns = [*(index[level] for level in left), *(frame.iloc[:, place] for place in range(frame.shape[1]))]
        names = [*left, *frame.columns]
        notes = (f"the index ({', '.join(map(str, left))}) was read as columns",)
    else:
        columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
        names = list(frame.columns)
        if not isinstance(frame.index, pd.RangeIndex):
            notes = ("the index has no name and was not read; give it one to keep it as a column",)
    return RawTable(
        name=name,
        format=file_format,
        names=tuple(heading_text(column) or f"column {place + 1}" for place, column in enumerate(names)),
        columns=tuple(column.reset_index(drop=True) for column in columns),
        row_numbers=np.arange(len(frame), dtype=np.int64),
        notes=notes,
    )


def any_frame(source: object) -> pd.DataFrame:
    """Any frame that narwhals knows, as a pandas frame.

    Raises
    ------
    OptionError
        It is not a frame.
    """
    if isinstance(source, pd.DataFrame):
        return source
    import narwhals as nw

    try:
        native = nw.from_native(source)  # type: ignore[call-overload]
    except TypeError:
        raise OptionError(
            f"source: a {type(source).__name__} was given; give the path of an export, a frame (pandas or any that "
            'narwhals knows), or one of these per language: {"nl": ..., "en": ...}'
        ) from None
    if isinstance(native, nw.LazyFrame):
        native = native.collect()
    frame = native.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    return frame
