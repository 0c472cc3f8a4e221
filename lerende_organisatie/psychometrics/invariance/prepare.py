"""What a ladder is fitted to: which groups and items can take part, checked and said before any model is fitted."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, ItemWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.cfa.syntax import ModelText, OffersModel, parse
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.frames import numeric_items, to_frame
from lerende_organisatie.psychometrics.groups import group_codes, group_column
from lerende_organisatie.psychometrics.invariance.collapse import Joined, join_categories, unused_categories

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]
Collapse = Literal["never", "pooled"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows, groups and items of a ladder, and what had to be done to them.

    Attributes
    ----------
    text : ModelText
        Without the items that were left out.
    frame : DataFrame
    group : str
    ordered : tuple of str
        The ordinal items of the model.
    left_out : tuple of str
        Groups and items that could not take part, each with the reason.
    joined : tuple of Joined
        Categories that were joined.
    """

    text: ModelText
    frame: pd.DataFrame
    group: str
    ordered: tuple[str, ...]
    left_out: tuple[str, ...]
    joined: tuple[Joined, ...]


def prepare(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    group: str | None,
    ordered: bool | Sequence[str],
    complete: bool,
    collapse: Collapse,
) -> Prepared:
    """Check groups and items, leave out what cannot take part, join categories where that was asked for.

    Parameters
    ----------
    model, data, group, ordered, collapse
        As of :func:`~.ladder.invariance`.
    complete : bool
        Whether only complete rows are used.

    Raises
    ------
    OptionError
        No group column is known, or an option is not offered.
    DataError
        Fewer than two groups can take part; labels differ only in case or spaces; a group did not use a category.

    Warns
    -----
    SmallSampleWarning, ItemWarning
        A group, or an item, is left out.
    """
    if collapse not in {"never", "pooled"}:
        raise OptionError(f"collapse={collapse!r} is not offered; choose from never, pooled")
    text, frame = parse(model), to_frame(data)
    column = group_column(data, group)
    items = roles(text.statements).observed
    values = numeric_items(frame, items)
    codes, labels = group_codes(frame, column)
    text, values, codes, left_out = _take_part(text, values, codes, labels, complete)
    kept = [k for k in range(len(labels)) if (codes == k).any()]
    names, items = [labels[k] for k in kept], roles(text.statements).observed
    categorical = _ordinal(ordered, items, roles(parse(model).statements).observed)
    rows = [np.flatnonzero(codes == k) for k in kept]
    values, joined = _same_categories(values, items, categorical, rows, names, complete, collapse)
    used = np.flatnonzero(codes >= 0)
    chosen = frame.iloc[used].copy()
    chosen[list(items)] = pd.DataFrame(values[used], columns=list(items), index=chosen.index)
    return Prepared(text, chosen, column, categorical, tuple(left_out), tuple(joined))


def _take_part(
    text: ModelText, values: Floats, codes: NDArray[np.intp], labels: list[str], complete: bool
) -> tuple[ModelText, Floats, NDArray[np.intp], list[str]]:
    """Leave out items that a group was not asked, then groups that are too small; say so."""
    items = roles(text.statements).observed
    codes, left_out = codes.copy(), []
    answered = ~np.isnan(values)
    for k, label in enumerate(labels):
        if not answered[codes == k].any():
            left_out.append(f"group {label!r} answered none of the items")
            codes[codes == k] = -1
    groups = [k for k in range(len(labels)) if (codes == k).any()]
    absent = {j: [k for k in groups if not answered[codes == k, j].any()] for j in range(len(items))}
    gone = {j: ks for j, ks in absent.items() if ks}
    for j, ks in gone.items():
        who = ", ".join(repr(labels[k]) for k in ks)
        left_out.append(f"item {items[j]!r}: nobody in group {who} answered it, so it is compared in no group")
    if gone:
        for line in left_out[-len(gone) :]:
            warnings.warn(f"{line}; the ladder goes on without it", ItemWarning, stacklevel=4)
        text = without_items(text, {items[j] for j in gone})
        values = np.delete(values, list(gone), axis=1)
        answered = ~np.isnan(values)
    least = values.shape[1] + 1
    usable = answered.all(axis=1) if complete else answered.any(axis=1)
    small = []
    for k in groups:
        n = int((usable & (codes == k)).sum())
        if n < least:
            small.append(f"group {labels[k]!r} has {n} usable rows for {least - 1} items; at least {least} are needed")
            codes[codes == k] = -1
    left_out += small
    if sum((codes == k).any() for k in groups) < 2:
        raise DataError("the groups", [*left_out, "fewer than two groups are left to compare"])
    for line in small:
        warnings.warn(f"{line}; the ladder goes on without it", SmallSampleWarning, stacklevel=4)
    return text, values, codes, left_out


def without_items(text: ModelText, items: set[str]) -> ModelText:
    """A model without some of its observed variables.

    Raises
    ------
    DataError
        A factor loses all its items.
    """
    statements = tuple(s for s in text.statements if s.lhs not in items and s.rhs not in items)
    before, after = roles(text.statements).latent, roles(statements).latent
    faults = [f"factor {f!r} has no item that every group answered; leave it out" for f in before if f not in after]
    if faults:
        raise DataError("the groups", faults)
    return replace(text, statements=statements)


def _ordinal(ordered: bool | Sequence[str], items: tuple[str, ...], given: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(ordered, bool):
        return items if ordered else ()
    names = (ordered,) if isinstance(ordered, str) else tuple(ordered)
    unknown = [name for name in names if name not in given]
    if unknown:
        raise OptionError(f"ordered names {', '.join(map(repr, unknown))}, which the model does not measure with")
    return tuple(item for item in items if item in names)


def _same_categories(
    values: Floats,
    items: tuple[str, ...],
    ordered: tuple[str, ...],
    rows: list[NDArray[np.intp]],
    labels: list[str],
    complete: bool,
    collapse: Collapse,
) -> tuple[Floats, list[Joined]]:
    """The answers with the same categories in every group."""
    values, joined, faults = values.copy(), [], []
    if complete:
        rows = [own[~np.isnan(values[own]).any(axis=1)] for own in rows]
    used = np.concatenate(rows)
    groups = np.split(np.arange(len(used)), np.cumsum([len(own) for own in rows])[:-1])
    for j, item in enumerate(items):
        if item not in ordered:
            continue
        own = values[used, j]
        if collapse == "pooled":
            own, changes = join_categories(own, groups, labels, item)
            joined += changes
            into = {change.category: change.into for change in changes}
            values[:, j] = [into.get(v, v) for v in values[:, j].tolist()]
            if len(np.unique(own[~np.isnan(own)])) < 2:
                faults.append(f"item {item!r}: no two categories are used in every group; leave it out of the model")
            continue
        faults += [
            f"item {item!r}: nobody in group {u.group!r} answered {u.category:g}, so it has no threshold there; "
            "collapse='pooled' joins that category with the one next to it in every group"
            for u in unused_categories(own, groups, labels, item)
        ]
    if faults:
        raise DataError("the groups", faults)
    return values, joined
