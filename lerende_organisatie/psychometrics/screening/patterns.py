"""Which items are left out together: the patterns of missing answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.frames import numeric_items, to_frame
from lerende_organisatie.psychometrics.reliability.answers import items_of

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

FEWEST_SHOWN = 5
"""A pattern of fewer respondents could single somebody out; such patterns are counted together."""


@dataclass(frozen=True, slots=True)
class MissingPatterns(Cited):
    """Patterns of missing answers.

    Attributes
    ----------
    table : DataFrame
        One row per pattern that at least ``fewest`` respondents share, most frequent first: ``n share n_missing items``
        (the items left out). A last row, index ``other``, holds the rest together.
    n : int
        Respondents.
    n_complete : int
    n_without_answers : int
        Respondents who answered none of the items.
    n_patterns : int
        Also those of fewer respondents.
    share : float
        Of all answers.
    monotone : bool
        Whether the items can be ordered so that nobody who missed one answered a later one, as when respondents drop
        out.
    fewest : int
    """

    CITES: ClassVar[tuple[str, ...]] = ("little2019",)

    table: pd.DataFrame
    n: int
    n_complete: int
    n_without_answers: int
    n_patterns: int
    share: float
    monotone: bool
    fewest: int


def missing_patterns(
    data: pd.DataFrame | OffersFrame | IntoFrame, items: Iterable[str] | None = None, *, fewest: int = FEWEST_SHOWN
) -> MissingPatterns:
    """Count which items respondents left out together.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
    items : iterable of str, optional
        Without it all items of the Responses, or all columns.
    fewest : int
        Patterns of fewer respondents are counted together; 1 lists them all.

    Returns
    -------
    MissingPatterns

    Raises
    ------
    DataError
        No rows or no items, or columns that are absent or not numeric.
    OptionError
        ``fewest`` is less than one.

    References
    ----------
    Little, R. J. A., & Rubin, D. B. (2019). Statistical analysis with missing data (3rd ed.), section 1.2 (patterns,
    monotone missingness).
    """
    if fewest < 1:
        raise OptionError(f"fewest must be 1 or more, not {fewest!r}")
    names = items_of(data, items)
    values = numeric_items(to_frame(data), names, "missing patterns")
    if not values.size:
        raise DataError("missing patterns", ["there are no answers: no rows or no items"])
    return patterns_of(np.isnan(values), names, fewest)


def patterns_of(absent: NDArray[np.bool_], items: tuple[str, ...], fewest: int) -> MissingPatterns:
    """Patterns of an indicator of missing answers.

    Parameters
    ----------
    absent : ndarray of bool (n, k)
    items : tuple of k str
    fewest : int
    """
    patterns, counts = np.unique(absent, axis=0, return_counts=True)
    order = np.lexsort((patterns.sum(1), -counts))
    patterns, counts = patterns[order], counts[order]
    shown = counts >= fewest
    n = len(absent)
    rows = [
        {"n": int(c), "share": c / n, "n_missing": int(p.sum()), "items": ", ".join(np.array(items)[p])}
        for p, c in zip(patterns[shown], counts[shown], strict=True)
    ]
    index: list[int | str] = list(range(1, len(rows) + 1))
    if not shown.all():
        rest = int(counts[~shown].sum())
        label = f"{int((~shown).sum())} patterns of fewer than {fewest} respondents each"
        mean = round(float((patterns[~shown].sum(1) * counts[~shown]).sum() / rest))
        rows.append({"n": rest, "share": rest / n, "n_missing": mean, "items": label})
        index.append("other")
    missed = absent.sum(0)
    sorted_absent = absent[:, np.argsort(missed, kind="stable")]
    return MissingPatterns(
        table=pd.DataFrame(rows, index=pd.Index(index, name="pattern")),
        n=n,
        n_complete=int((~absent.any(1)).sum()),
        n_without_answers=int(absent.all(1).sum()),
        n_patterns=len(patterns),
        share=float(absent.mean()),
        monotone=bool((np.diff(sorted_absent.astype(np.int8), axis=1) >= 0).all()),
        fewest=fewest,
    )
