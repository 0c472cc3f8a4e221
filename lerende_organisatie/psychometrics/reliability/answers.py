"""The answers that an analysis runs on: which rows and columns, and everything that can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.frames import OffersFrame, numeric_items, to_frame

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoFrame

Missing = Literal["listwise", "pairwise"]

LARGE_LOSS = 0.1
"""Listwise deletion of more than this share of the respondents is warned about."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the items of one scale, after the missing-data rule.

    Attributes
    ----------
    values : ndarray (rows, k)
        Without NaN under listwise; under pairwise every row with at least one answer.
    items : tuple of k str
    missing : "listwise" or "pairwise"
    n : int
        Rows used: under listwise the complete ones; under pairwise the smallest number that any two items share.
    n_answering : int
        Rows with at least one answer to these items.
    """

    values: NDArray[np.float64]
    items: tuple[str, ...]
    missing: Missing
    n: int
    n_answering: int

    @property
    def k(self) -> int:
        """The number of items."""
        return len(self.items)

    @property
    def share_lost(self) -> float:
        """The share of the respondents with any answer here who are left out."""
        return 1 - len(self.values) / self.n_answering


def check_missing(missing: str) -> Missing:
    """``missing`` when it is a rule that is offered here.

    Raises
    ------
    OptionError
        It is not.
    """
    if missing == "listwise":
        return "listwise"
    if missing == "pairwise":
        return "pairwise"
    raise OptionError(f'missing must be "listwise" or "pairwise", not {missing!r}')


def check_level(level: float) -> float:
    """The confidence level when it lies between 0 and 1.

    Raises
    ------
    OptionError
        It does not; 95 in place of 0.95, for one.
    """
    if not 0 < level < 1:
        raise OptionError(f"level must lie between 0 and 1 (0.95 for a 95% interval), not {level!r}")
    return level


def scales_of(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    scales: Mapping[str, Iterable[str]] | None,
) -> dict[str, tuple[str, ...]]:
    """The items of every scale: those asked for, else those the data offer, else all columns as one scale ``"all"``.

    Raises
    ------
    OptionError
        ``scales`` is not a mapping from names to lists of items.
    """
    if scales is None:
        if isinstance(data, OffersFrame):
            return {str(name): tuple(items) for name, items in data.scales.items()}
        return {"all": tuple(to_frame(data).columns)}
    if not isinstance(scales, Mapping):
        raise OptionError('scales must map a name to its items: {"A": ["A1", "A2", "A3"]}')
    for name, items in scales.items():
        if isinstance(items, str):
            raise OptionError(f"scale {name!r}: give a list of items, not the text {items!r}")
    return {str(name): tuple(items) for name, items in scales.items()}


def items_of(data: pd.DataFrame | OffersFrame | IntoFrame, items: Iterable[str] | None) -> tuple[str, ...]:
    """The items asked for; a scale's name stands for its items; None means all items of all scales, or all columns.

    Raises
    ------
    DataError
        A text is given that names no scale of the data.
    """
    if items is None:
        scales = scales_of(data, None)
        return tuple(dict.fromkeys(item for members in scales.values() for item in members))
    if isinstance(items, str):
        known = data.scales if isinstance(data, OffersFrame) else {}
        if items not in known:
            offered = f"its scales are {', '.join(known)}" if known else "it names no scales; give a list of columns"
            raise DataError("the items", [f"{items!r} is not a scale of the data: {offered}"])
        return tuple(known[items])
    return tuple(items)


def choose_answers(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    items: Iterable[str],
    missing: Missing,
    what: str,
    fewest_items: int = 2,
) -> Answers:
    """The answers to some items after the missing-data rule, or every fault that stands in the way.

    Parameters
    ----------
    data : frame, or an object that offers one
    items : names of k columns
    missing : "listwise" or "pairwise"
    what : str
        What is analysed, for the message.
    fewest_items : int

    Raises
    ------
    DataError
        Too few items, an item named twice, absent, not numeric, without answers or constant; fewer than two rows left.
        All faults are listed.
    """
    names = tuple(items)
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise DataError(what, [f"item {name!r} is named {names.count(name)} times; name it once" for name in twice])
    values = numeric_items(to_frame(data), names, what)
    if len(names) < fewest_items:
        given = f"only {names[0]!r} is given" if len(names) == 1 else f"{len(names)} are given"
        raise DataError(what, [f"needs {fewest_items} items or more; {given}"])
    present: NDArray[np.bool_] = ~np.isnan(values)
    empty = [names[j] for j in np.flatnonzero(~present.any(axis=0))]
    if empty:
        raise DataError(what, [f"item {name!r} has no answers; leave it out" for name in empty])
    answering = present.any(1)
    rows = present.all(1) if missing == "listwise" else answering
    values, present = values[rows], present[rows]
    shared = present.T.astype(float) @ present.astype(float)
    n = int(shared.min()) if len(values) else 0
    if n < 2:
        raise DataError(what, [_too_few(n, int(answering.sum()), shared, names, missing)])
    constant = np.nanmax(values, 0) == np.nanmin(values, 0)
    if constant.any():
        among = "" if rows.sum() == answering.sum() else f" among the {len(values)} respondents who answered every item"
        raise DataError(
            what,
            [
                f"item {names[j]!r} is constant (every answer is {values[present[:, j], j][0]:g}){among}; leave it out"
                for j in np.flatnonzero(constant)
            ],
        )
    return Answers(values, names, missing, n, int(answering.sum()))


def _too_few(n: int, answering: int, shared: NDArray[np.float64], names: tuple[str, ...], missing: Missing) -> str:
    if missing == "listwise":
        remedy = '; missing="pairwise" uses the incomplete rows' if answering > n else ""
        return f"{n} of {answering} answering respondents answered every item; two or more are needed{remedy}"
    if answering < 2:
        return f"{answering} respondent{'' if answering == 1 else 's'} answered; two or more are needed"
    first, second = np.unravel_index(int(np.argmin(shared)), shared.shape)
    return f"items {names[first]!r} and {names[second]!r} were answered together by {n} respondents; two are needed"


def loss_message(answers: Answers) -> str | None:
    """What listwise deletion costs, when that is more than a tenth of the respondents; of a stream it was said then."""
    if not len(answers.values) or answers.share_lost <= LARGE_LOSS:
        return None
    return (
        f"listwise deletion leaves {len(answers.values)} of {answers.n_answering} respondents; "
        'missing="pairwise" uses every answer'
    )
