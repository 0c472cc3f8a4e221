"""Answers that come in batches: a Parquet folder, any Arrow stream, or one frame after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.frames import numeric_items

Floats = NDArray[np.float64]

Source = str | PathLike[str] | Iterable[Any] | Callable[[], Iterable[Any]]
"""A path, a pyarrow Dataset, Table or RecordBatchReader, anything else with an Arrow stream, an iterable of frames or
record batches, or a function that gives one."""

OFFERED = (
    "a Parquet file or folder, a pyarrow Dataset, Table or RecordBatchReader, anything with an Arrow stream, or an "
    "iterable of frames"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of the source.

    Attributes
    ----------
    values : ndarray (m, p)
        NaN where an answer is missing.
    weight : ndarray (m,) or None
    first : int
        How many rows came before.
    """

    values: Floats
    weight: Floats | None
    first: int


def reads_once(source: Source) -> bool:
    """Whether the source is used up after one reading, as an iterator or a RecordBatchReader is."""
    if isinstance(source, str | PathLike) or callable(source):
        return False
    if hasattr(source, "read_next_batch"):
        return True
    return isinstance(source, Iterator)


def read_batches(source: Source, items: Sequence[str], weights: str | None, rows: int) -> Iterator[Batch]:
    """The named columns as numbers, batch by batch.

    Parameters
    ----------
    source : Source
    items : names of p columns
    weights : column name or None
    rows : int
        The most rows in a batch.

    Raises
    ------
    DataError
        The path or a column is not there, or a column is not numeric or infinite. Every such column is named once, with
        the rows where it was first found: after a fault the rest of the source is looked through, and nothing more
        is given.
    OptionError
        The source is none of those that can be read.
    """
    columns = [*items] if weights is None or weights in items else [*items, weights]
    faults: dict[str, str] = {}
    first = 0
    for frame in _frames(source, columns, rows):
        values = np.empty((0, 0))
        try:
            _refuse_categories(frame, columns)
            values = numeric_items(frame, columns)
        except DataError as error:
            for fault in error.faults:
                name = fault.split("'")[1] if "'" in fault else fault
                faults.setdefault(name, f"{fault}, in rows {first} to {first + len(frame) - 1}")
        if not faults:
            weight = None if weights is None else values[:, columns.index(weights)]
            yield Batch(values[:, : len(items)], weight, first)
        first += len(frame)
    if faults:
        raise DataError("the source", faults.values())


def _refuse_categories(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """A category's number may differ from batch to batch, so answers have to be numbers."""
    labelled = [
        f"column {name!r} is a category, whose codes may differ from batch to batch; write it as numbers"
        for name in columns
        if name in frame.columns and isinstance(frame.dtypes[name], pd.CategoricalDtype)
    ]
    if labelled:
        others = [name for name in columns if not any(repr(name) in line for line in labelled)]
        try:
            numeric_items(frame, others)
        except DataError as error:
            labelled += error.faults
        raise DataError("the source", labelled)


def _frames(source: Source, columns: Sequence[str], rows: int) -> Iterator[pd.DataFrame]:
    """The source as frames of at most so many rows, with no other columns than those wanted."""
    for piece in _pieces(source, columns, rows):
        yield from _cut(piece, columns, rows)


def _pieces(source: Source, columns: Sequence[str], rows: int) -> Iterable[Any]:
    if isinstance(source, str | PathLike):
        return _scanned(_dataset(Path(source)), columns, rows)
    if isinstance(source, pd.DataFrame):
        return [source]
    if callable(source):
        return _pieces(source(), columns, rows)
    if hasattr(source, "to_batches") and hasattr(source, "schema"):
        return _scanned(source, columns, rows)
    if hasattr(source, "read_next_batch"):
        return source
    if hasattr(source, "__arrow_c_stream__"):
        import pyarrow as pa

        stream: Iterable[Any] = pa.RecordBatchReader.from_stream(source)
        return stream
    if isinstance(source, Iterable):
        return source
    raise OptionError(f"a {type(source).__name__} was given as source; give {OFFERED}")


def _dataset(path: Path) -> Any:
    if not path.exists():
        raise DataError("the source", [f"there is no {path.name!r}; give {OFFERED}"])
    if path.is_dir() and not any(path.rglob("*.parquet")):
        raise DataError("the source", [f"folder {path.name!r} holds no file that ends in .parquet"])
    import pyarrow as pa
    from pyarrow import dataset

    try:
        return dataset.dataset(path, format="parquet", partitioning="hive" if path.is_dir() else None)
    except (pa.ArrowException, OSError) as error:
        raise DataError("the source", [f"{path.name!r} cannot be read as Parquet: {error}"]) from None


def _scanned(data: Any, columns: Sequence[str], rows: int) -> Iterable[Any]:
    """Batches of a Dataset (only the columns wanted are read, little ahead of time) or of a Table."""
    if hasattr(data, "scanner"):
        present = [name for name in dict.fromkeys(columns) if name in data.schema.names]
        scanner = data.scanner(
            columns=present, batch_size=rows, batch_readahead=1, fragment_readahead=1, use_threads=False,
            cache_metadata=False,
        )  # fmt: skip
        batches: Iterable[Any] = scanner.to_batches()
        return batches
    return [data]


def _cut(piece: Any, columns: Sequence[str], rows: int) -> Iterator[pd.DataFrame]:
    if isinstance(piece, pd.DataFrame):
        present = [name for name in dict.fromkeys(columns) if name in piece.columns]
        piece = piece[present]
        for first in range(0, len(piece), rows):
            yield piece.iloc[first : first + rows]
        return
    if hasattr(piece, "to_pandas") and hasattr(piece, "slice") and hasattr(piece, "schema"):
        names = [name for name in piece.schema.names if name in set(columns)]  # polars has schema.names() instead
        chosen = piece.select(names)
        for first in range(0, chosen.num_rows, rows):
            yield chosen.slice(first, rows).to_pandas()
        return
    if hasattr(piece, "__arrow_c_stream__"):
        import pyarrow as pa

        yield from _cut(pa.table(piece), columns, rows)
        return
    raise OptionError(f"the source gave a {type(piece).__name__}; batches are frames or Arrow record batches")
