"""The answers that items are tested on, and everything that can be wrong with them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, ItemWarning, MissingDataWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.dif.matching import Floats, ScaleAnswers
from lerende_organisatie.psychometrics.frames import OffersFrame, numeric_items, to_frame
from lerende_organisatie.psychometrics.groups import group_codes, group_column
from lerende_organisatie.psychometrics.reliability.answers import LARGE_LOSS, scales_of

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

FEWEST_PER_GROUP = 100
"""Below this many complete rows the tests are announced as weak; COSMIN asks for about 200."""

MOST_CATEGORIES = 20
"""A column with more values than this holds measurements, not answers."""


@dataclass(frozen=True, slots=True)
class GroupedAnswers:
    """Complete answers by scale.

    Attributes
    ----------
    scales : tuple of ScaleAnswers
    groups : tuple of str
        The reference group first.
    n : int
        Rows in at least one scale.
    n_by_group : dict of group to int
    """

    scales: tuple[ScaleAnswers, ...]
    groups: tuple[str, ...]
    n: int
    n_by_group: dict[str, int]


def answers_by_scale(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    group: str | None,
    items: Iterable[str] | None,
    scales: Mapping[str, Iterable[str]] | None,
    reference: str | None,
) -> GroupedAnswers:
    """The complete rows of every scale, by group.

    Raises
    ------
    DataError, OptionError
        As :func:`lerende_organisatie.dif` says.
    """
    if items is not None and scales is not None:
        raise OptionError("give items (one scale) or scales (several), not both")
    frame = to_frame(data)
    group = group_column(data, group)
    if items is not None:
        scales = {"all": tuple(items)}
    elif scales is None and not isinstance(data, OffersFrame):
        scales = {"all": tuple(column for column in frame.columns if column != group)}
    members = scales_of(data, scales)
    codes, groups = _reference_first(frame, group, reference)
    faults: list[str] = []
    found, used = [], np.zeros(len(frame), dtype=bool)
    for name, names in members.items():
        values = numeric_items(frame, names, f"scale {name!r}")
        here = _faults(name, names, values, codes, groups)
        faults += here
        if here:
            continue
        rows = (codes >= 0) & ~np.isnan(values).any(axis=1)
        answering = int(((codes >= 0) & ~np.isnan(values).all(axis=1)).sum())
        _warn(name, rows, answering, codes, groups)
        _warn_of_reversed(name, names, values[rows])
        used |= rows
        found.append(ScaleAnswers(name, names, values[rows], codes[rows], len(groups)))
    if faults:
        raise DataError("the items", faults)
    by_group = {label: int((used & (codes == code)).sum()) for code, label in enumerate(groups)}
    return GroupedAnswers(tuple(found), groups, int(used.sum()), by_group)


def _reference_first(
    frame: pd.DataFrame, group: str, reference: str | None
) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Codes (-1 without a group) and labels, the reference group first."""
    codes, labels = group_codes(frame, group)
    if reference is not None and str(reference) not in labels:
        raise OptionError(f"reference={reference!r} is no group of column {group!r}; they are {', '.join(labels)}")
    first = 0 if reference is None else labels.index(str(reference))
    order = [first, *(code for code in range(len(labels)) if code != first)]
    place = np.empty(len(labels) + 1, dtype=np.intp)
    place[order] = np.arange(len(labels))
    place[-1] = -1
    return place[codes], tuple(labels[code] for code in order)


def _faults(
    name: str, names: tuple[str, ...], values: Floats, codes: NDArray[np.intp], groups: tuple[str, ...]
) -> list[str]:
    faults = []
    if len(names) < 3:
        faults.append(f"scale {name!r} has {len(names)} item(s); people are matched on three or more")
    for item, column in zip(names, values.T, strict=True):
        answered = ~np.isnan(column) & (codes >= 0)
        if (kinds := len(np.unique(column[answered]))) > MOST_CATEGORIES:
            faults.append(f"item {item!r} takes {kinds} values; answers in categories are needed")
        elif kinds == 1:
            faults.append(f"item {item!r} is constant; leave it out")
        absent = [label for code, label in enumerate(groups) if not (answered & (codes == code)).any()]
        if absent:
            faults.append(f"item {item!r} has no answers in group {', '.join(map(repr, absent))}; leave it out")
    if faults:
        return faults
    complete = ~np.isnan(values).any(axis=1)
    for code, label in enumerate(groups):
        n = int((complete & (codes == code)).sum())
        if n < 2:
            faults.append(f"scale {name!r}: group {label!r} has {n} complete row(s); that is too few to compare")
    rows = complete & (codes >= 0)
    for item, column in zip(names, values.T, strict=True):
        if not faults and len(np.unique(column[rows])) == 1:
            faults.append(f"item {item!r} is constant among the complete rows of scale {name!r}; leave it out")
    return faults


def _warn(name: str, rows: NDArray[np.bool_], answering: int, codes: NDArray[np.intp], groups: tuple[str, ...]) -> None:
    used = int(rows.sum())
    if used < (1 - LARGE_LOSS) * answering:
        warnings.warn(
            f"scale {name!r}: {used} of {answering} respondents answered every item; the others are left out",
            MissingDataWarning,
            stacklevel=4,
        )
    sizes = {label: int((rows & (codes == code)).sum()) for code, label in enumerate(groups)}
    if few := {label: n for label, n in sizes.items() if n < FEWEST_PER_GROUP}:
        listed = ", ".join(f"{label} {n}" for label, n in few.items())
        warnings.warn(
            f"scale {name!r}: groups of fewer than {FEWEST_PER_GROUP} complete rows ({listed}); DIF is hard to find in "
            "them, and about 200 per group are advised",
            SmallSampleWarning,
            stacklevel=4,
        )


def _warn_of_reversed(name: str, names: tuple[str, ...], values: Floats) -> None:
    """An item that falls as the others rise makes the sum that people are matched on mean little."""
    rest = values.sum(axis=1, keepdims=True) - values
    centred, beside = values - values.mean(axis=0), rest - rest.mean(axis=0)
    down = [item for item, product in zip(names, (centred * beside).sum(axis=0), strict=True) if product < 0]
    if down:
        warnings.warn(
            f"scale {name!r}: {', '.join(map(repr, down))} falls as the other items rise; key reversed items first, or "
            "people are matched on a sum that means little",
            ItemWarning,
            stacklevel=4,
        )
