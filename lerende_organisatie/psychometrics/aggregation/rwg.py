"""rwg, rwg(J) and average deviation of every cluster: whether the people of one school see the same school."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import AssumptionWarning, DataError, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.aggregation.agreement import (
    NULLS,
    SKEWED_NULL,
    Spread,
    distribution_variance,
    mean_over_items,
    rwg_multiple,
    rwg_single,
    spread,
    uniform_variance,
)
from lerende_organisatie.psychometrics.aggregation.clusters import Clustered, clustered
from lerende_organisatie.psychometrics.frames import OffersFrame
from lerende_organisatie.psychometrics.reliability.answers import scales_of

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

Floats = NDArray[np.float64]

USUAL_CATEGORIES = 5
"""What a bare frame is taken to be answered on, with a warning."""

NULL_NAMES = ("uniform", *NULLS)


@dataclass(frozen=True, slots=True)
class NullVariance:
    """The variance that answers at random would have.

    Attributes
    ----------
    value : float
    skewed : float
        The variance under a slight skew; NaN where it is not known for the number of categories.
    categories : int
    description : str
    """

    value: float
    skewed: float
    categories: int
    description: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rwg(Cited):
    """Agreement within every cluster; made by :func:`rwg`.

    Attributes
    ----------
    table : DataFrame
        One row per cluster: `n` (people with an answer), `items` (with two answers or more), `rwg` (mean over the items
        of the single-item rwg), `rwg_j`, `rwg_j_skewed` (slight skew; NaN for other than five categories),
        `rwg_j_lindell` (1 - mean item variance / null variance, not raised by the number of items, may be negative),
        `ad` and `ad_median` (average deviation from mean and median, averaged over the items).
    per_item : DataFrame (J, k)
        rwg of every single item.
    per_scale : DataFrame
        For Responses the same columns as ``table`` for every dimension, indexed by `scale` and `cluster`; else empty.
    null : NullVariance
    """

    CITES: ClassVar[tuple[str, ...]] = ("james1984", "lindell1999", "burke1999", "lebreton2008")

    table: pd.DataFrame
    per_item: pd.DataFrame
    per_scale: pd.DataFrame
    null: NullVariance

    def __repr__(self) -> str:
        median, ad = self.table["rwg_j"].median(), self.table["ad"].median()
        return (
            f"{len(self.table)} clusters; median rwg(J) {median:.2f}, median average deviation {ad:.2f}; "
            f"null variance {self.null.value:.3g} ({self.null.description})"
        )


def rwg(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    cluster: str | pd.Series | None = None,
    categories: int | None = None,
    null_variance: float | str | Sequence[float] | None = None,
    items: Iterable[str] | str | None = None,
) -> Rwg:
    """rwg, rwg(J) and average deviation, one row per cluster.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        One row per person, the items of one scale in columns. Of Responses ``.table`` takes all items together and
        ``.per_scale`` each dimension.
    cluster : str or Series, optional
        The column with the school, or one label per row; Responses name their own.
    categories : int, optional
        How many answers an item offers; Responses know it, a bare frame is taken to have five, with a warning.
    null_variance : float, str or sequence of float, optional
        The variance of answers at random: a number; "uniform" (the default, (c² - 1) / 12); over five categories
        "slight_skew", "moderate_skew", "heavy_skew" or "triangular"; or the probabilities of the c answers.
    items : iterable of str, or the name of a scale of the Responses, optional

    Returns
    -------
    Rwg

    Raises
    ------
    DataError
        A column is absent or not numeric, or no cluster has two people.
    OptionError
        A null variance that does not exist or is not positive; no cluster where the data name none.

    Warns
    -----
    AssumptionWarning
        A bare frame without ``categories`` or ``null_variance``; or answers that do not fit the number of categories.
    MissingDataWarning
        Rows have no cluster; they are left out.
    SmallSampleWarning
        Clusters with fewer than two people: their agreement is NaN.

    Notes
    -----
    Each item's variance is taken over those of the cluster who answered it; with complete answers the figures are those
    of ``multilevel``. A variance above that of the null gives 0. A uniform null is the most lenient choice: staff who
    all tend to agree look as if they agreed with each other, so the skewed null stands beside it.

    The table has a row for every cluster however small; it is a working table, not one to publish.

    References
    ----------
    James, L. R., Demaree, R. G., & Wolf, G. (1984). Journal of Applied Psychology, 69, 85-98. Lindell, M. K., Brandt,
    C. J., & Whitney, D. J. (1999). Applied Psychological Measurement, 23, 127-135. Burke, M. J., Finkelstein, L. M., &
    Dusig, M. S. (1999). Organizational Research Methods, 2, 49-68 (average deviation). LeBreton, J. M., & Senter, J. L.
    (2008). Organizational Research Methods, 11, 815-852.
    """
    chosen = clustered(data, cluster, items, "rwg")
    null = null_of(data, chosen.values, categories, null_variance)
    found = spread(chosen.values, chosen.code, len(chosen.labels))
    alone = int((found.n.max(axis=1, initial=0) < 2).sum())
    if alone == len(chosen.labels):
        raise DataError("rwg", ["no cluster has two people who answered the same item; agreement takes two"])
    if alone:
        message = f"rwg: {alone} of {len(chosen.labels)} clusters have fewer than two people; their agreement is NaN"
        warnings.warn(message, SmallSampleWarning, stacklevel=2)
    table = agreement_table(chosen, found, null)
    index = pd.Index(chosen.labels, name="cluster")
    per_item = pd.DataFrame(rwg_single(found.variance, null.value), index=index, columns=list(chosen.columns))
    per_scale = pd.DataFrame()
    if isinstance(data, OffersFrame):
        scales = {
            name: members for name, members in scales_of(data, None).items() if set(members) <= set(chosen.columns)
        }
        if scales:
            tables = [agreement_table(part, part_spread, null) for part, part_spread in _parts(chosen, found, scales)]
            per_scale = pd.concat(tables, keys=list(scales), names=["scale", "cluster"])
    return Rwg(table, per_item, per_scale, null)


def _parts(chosen: Clustered, found: Spread, scales: dict[str, tuple[str, ...]]) -> Iterable[tuple[Clustered, Spread]]:
    place = {column: number for number, column in enumerate(chosen.columns)}
    for members in scales.values():
        at = [place[item] for item in members]
        yield (
            Clustered(chosen.values[:, at], tuple(members), chosen.code, chosen.labels),
            Spread(found.n[:, at], found.variance[:, at], found.ad_mean[:, at], found.ad_median[:, at]),
        )


def agreement_table(chosen: Clustered, found: Spread, null: NullVariance) -> pd.DataFrame:
    """The agreement of every cluster on one scale, as in :class:`Rwg`.

    Parameters
    ----------
    chosen : Clustered
    found : Spread
    null : NullVariance

    Returns
    -------
    DataFrame
    """
    clusters = len(chosen.labels)
    anyone = ~np.isnan(chosen.values).all(axis=1)
    skewed = np.full(clusters, np.nan) if np.isnan(null.skewed) else rwg_multiple(found.variance, null.skewed)
    return pd.DataFrame(
        {
            "n": np.bincount(chosen.code[anyone], minlength=clusters),
            "items": (found.n > 1).sum(axis=1),
            "rwg": mean_over_items(rwg_single(found.variance, null.value)),
            "rwg_j": rwg_multiple(found.variance, null.value),
            "rwg_j_skewed": skewed,
            "rwg_j_lindell": 1 - mean_over_items(found.variance) / null.value,
            "ad": mean_over_items(found.ad_mean),
            "ad_median": mean_over_items(found.ad_median),
        },
        index=pd.Index(chosen.labels, name="cluster"),
    )


def null_of(
    data: object, values: Floats, categories: int | None, null_variance: float | str | Sequence[float] | None
) -> NullVariance:
    """The null variance that was asked for, or that of the response scale.

    Parameters
    ----------
    data : object
        Responses know their categories.
    values : ndarray
        The answers, to see whether they fit.
    categories, null_variance
        As in :func:`rwg`.

    Returns
    -------
    NullVariance

    Raises
    ------
    OptionError
        What was asked for does not exist.
    """
    known = categories
    if known is None and isinstance(data, OffersFrame):
        known = len(data.categories)
    if known is not None and (known != int(known) or known < 2):
        raise OptionError(f"categories={categories!r}: give the number of answers that an item offers, 2 or more")
    if known is None and null_variance is None:
        _warn(
            f"rwg: the number of answer categories is not known; {USUAL_CATEGORIES} are assumed, so the null variance "
            f"is ({USUAL_CATEGORIES}² - 1) / 12 = 2; say categories= or null_variance="
        )
    count = USUAL_CATEGORIES if known is None else int(known)
    value, description = _asked(null_variance, count)
    if null_variance is None or isinstance(null_variance, str):
        width = float(np.nanmax(values) - np.nanmin(values)) if np.isfinite(values).any() else 0.0
        if width > count - 1:
            _warn(f"rwg: the answers span {width:g} points, more than {count} categories can; check categories=")
    skewed = distribution_variance(SKEWED_NULL) if count == len(SKEWED_NULL) else float("nan")
    return NullVariance(value, skewed, count, description)


def _asked(null_variance: float | str | Sequence[float] | None, count: int) -> tuple[float, str]:
    if null_variance is None or null_variance == "uniform":
        return uniform_variance(count), f"uniform over {count} categories"
    if isinstance(null_variance, str):
        if null_variance not in NULLS:
            raise OptionError(f"null_variance={null_variance!r}: give a number, or one of {', '.join(NULL_NAMES)}")
        if count != len(NULLS[null_variance]):
            raise OptionError(
                f"null_variance={null_variance!r} is printed for {len(NULLS[null_variance])} categories and the scale "
                f"has {count}; give the probabilities of its {count} answers, or the variance as a number"
            )
        return distribution_variance(NULLS[null_variance]), null_variance.replace("_", " ")
    if isinstance(null_variance, Sequence | np.ndarray):
        shares = np.asarray(null_variance, float)
        if len(shares) != count or (shares < 0).any() or abs(shares.sum() - 1) > 1e-6:
            raise OptionError(f"null_variance: give the probabilities of the {count} answers; they sum to one")
        value = distribution_variance(shares.tolist())
        if value <= 0:
            raise OptionError("null_variance: with one answer only there is no variance at random")
        return value, "given probabilities"
    if not np.isfinite(null_variance) or null_variance <= 0:
        raise OptionError(f"null_variance={null_variance!r}: give a positive number")
    return float(null_variance), "given"


def _warn(message: str) -> None:
    warnings.warn(message, AssumptionWarning, stacklevel=4)
