"""What is screened: the answers as given, in the order administered, and the same answers keyed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.frames import OffersFrame, numeric_items, to_frame
from lerende_organisatie.psychometrics.reliability.answers import scales_of

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@runtime_checkable
class OffersAnswersAsGiven(OffersFrame, Protocol):
    """Answers to an instrument that can also be had as they were given."""

    @property
    def items(self) -> pd.DataFrame:
        """The items before keying, in the order of the instrument."""


@dataclass(frozen=True, slots=True)
class Material:
    """Answers of n respondents to k items.

    Attributes
    ----------
    raw : ndarray (n, k)
        As given, in the order administered; NaN for no answer.
    keyed : ndarray (n, k)
        In the direction of the scales.
    items : tuple of k str
    scales : tuple of int arrays
        The columns of each scale, in the order administered; empty where no scales are known.
    seconds : ndarray (n,) or None
        The time that each respondent took.
    index : Index
        Of the frame that was given.
    """

    raw: Floats
    keyed: Floats
    items: tuple[str, ...]
    scales: tuple[Ints, ...]
    seconds: Floats | None
    index: pd.Index


def gather(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    items: Iterable[str] | None,
    scales: Mapping[str, Iterable[str]] | None,
    reverse: Collection[str],
    categories: Sequence[float] | None,
    seconds: str | pd.Series | None,
    what: str,
) -> Material:
    """The answers to screen; arguments as of :func:`~lerende_organisatie.psychometrics.screening.screen.screen`.

    Raises
    ------
    DataError
        No rows, no items, no answers; columns that are absent, doubled or not numeric; times that cannot be.
    OptionError
        Reverse-keyed items without categories, or given beside answers that know their own keying.
    """
    frame = to_frame(data)
    offered = isinstance(data, OffersFrame)
    if offered and reverse:
        raise OptionError("reverse is for a bare frame; these answers know which of their items are reverse-keyed")
    if isinstance(reverse, str):
        raise OptionError(f"reverse must be a list of items, not the text {reverse!r}")
    time_column = seconds if isinstance(seconds, str) else None
    names = _names(data, items, scales, time_column)
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    faults = [f"item {name!r} is named {names.count(name)} times; name it once" for name in twice]
    if len(names) < 2:
        faults.append(f"needs 2 items or more; {len(names)} given")
    if not len(frame):
        faults.append("the frame has no rows")
    if faults:
        raise DataError(what, faults)
    keyed = numeric_items(frame, names, what)
    given = isinstance(data, OffersAnswersAsGiven)
    raw = numeric_items(data.items, names, what) if isinstance(data, OffersAnswersAsGiven) and given else keyed
    if reverse:
        keyed = _turned(raw, names, reverse, categories)
    if np.isnan(raw).all():
        raise DataError(what, ["every answer is missing; nobody answered any of the items"])
    place = {name: j for j, name in enumerate(names)}
    known = scales_of(data, scales) if scales is not None or offered else {}
    columns = [np.array(sorted(place[i] for i in members if i in place), dtype=np.intp) for members in known.values()]
    return Material(
        raw=raw,
        keyed=keyed,
        items=names,
        scales=tuple(c for c in columns if len(c)),
        seconds=None if seconds is None else _seconds(frame, seconds, what),
        index=frame.index,
    )


def _names(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    items: Iterable[str] | None,
    scales: Mapping[str, Iterable[str]] | None,
    time_column: str | None,
) -> tuple[str, ...]:
    """The items in the order administered: as listed, or as the instrument has them, or as the columns stand."""
    if isinstance(items, str):
        raise OptionError(f"items must be a list of items in the order administered, not the text {items!r}")
    if items is not None:
        return tuple(items)
    if isinstance(data, OffersAnswersAsGiven):
        return tuple(data.items.columns)
    frame = to_frame(data)
    if scales is None and not isinstance(data, OffersFrame):
        return tuple(name for name in frame.columns if name != time_column)
    members = dict.fromkeys(item for some in scales_of(data, scales).values() for item in some)
    standing = [name for name in frame.columns if name in members]
    return tuple(dict.fromkeys([*standing, *members]))


def _turned(
    raw: Floats, names: tuple[str, ...], reverse: Collection[str], categories: Sequence[float] | None
) -> Floats:
    if categories is None or len(categories) < 2:
        raise OptionError("turning reverse-keyed items needs the ends of the scale: categories=(1, 2, 3, 4, 5)")
    absent = [item for item in reverse if item not in names]
    if absent:
        raise DataError("screening", [f"reverse-keyed item {item!r} is not among the items" for item in absent])
    turn = np.array([name in set(reverse) for name in names])
    return np.asarray(np.where(turn, float(min(categories)) + float(max(categories)) - raw, raw))


def _seconds(frame: pd.DataFrame, seconds: str | pd.Series, what: str) -> Floats:
    if isinstance(seconds, str):
        values = numeric_items(frame, [seconds], what)[:, 0]
    else:
        series = pd.Series(seconds)
        if len(series) != len(frame):
            raise DataError(what, [f"seconds has {len(series)} values for {len(frame)} respondents"])
        same = series.index.equals(frame.index) or not series.index.is_unique
        aligned = series if same or not frame.index.isin(series.index).all() else series.reindex(frame.index)
        values = numeric_items(pd.DataFrame({"seconds": aligned.to_numpy()}), ["seconds"], what)[:, 0]
    if (values < 0).any():
        raise DataError(what, [f"{int((values < 0).sum())} response times are negative; give seconds"])
    return values
