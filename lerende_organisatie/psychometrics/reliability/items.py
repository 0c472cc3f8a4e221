"""Each item of a scale: its distribution, and how it goes with the other items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.frames import numeric_items, to_frame
from lerende_organisatie.psychometrics.reliability.alpha import scale_findings
from lerende_organisatie.psychometrics.reliability.answers import (
    Answers,
    Missing,
    check_missing,
    choose_answers,
    scales_of,
)
from lerende_organisatie.psychometrics.reliability.categories import (
    MOST_CATEGORIES,
    categories_of,
    check_on_scale,
    count_answers,
    observed_categories,
)
from lerende_organisatie.psychometrics.reliability.coefficients import alpha
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of
from lerende_organisatie.psychometrics.reliability.products import covariance

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemAnalysis(Cited):
    """The items of one or more scales.

    Attributes
    ----------
    table : DataFrame
        One row per item (index ``item``): ``scale n mean sd skew kurtosis item_rest item_total alpha_if_deleted floor
        ceiling share_missing``. ``n mean sd skew kurtosis floor ceiling`` are over everyone who answered the item;
        ``item_rest item_total alpha_if_deleted`` follow the missing-data rule of the scale.
    distribution : DataFrame
        Items x categories: the share of the answers to the item. No columns when the answers take more than 50
        different values: then they are measurements, not categories.
    counts : DataFrame
        Items x categories: the number of answers.
    categories : dict of scale to tuple of float
        Lowest and highest are what ``floor`` and ``ceiling`` mean: those given, those the data offer, or else the
        values observed in the scale as a whole.
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("joanes1998", "henrysson1963")

    table: pd.DataFrame
    distribution: pd.DataFrame
    counts: pd.DataFrame
    categories: dict[str, tuple[float, ...]]
    missing: Missing


def item_analysis(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    scales: Mapping[str, Iterable[str]] | None = None,
    *,
    missing: Missing = "listwise",
    categories: Sequence[float] | None = None,
    polychoric: bool = False,
) -> ItemAnalysis:
    """Describe every item and relate it to the other items of its scale.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        Items keyed in the same direction.
    scales : mapping of scale to items, optional
        Without it the scales of the Responses, or all columns of a frame as one scale ``"all"``.
    missing : "listwise" or "pairwise"
        Whose answers the relations between items come from: those who answered every item of the scale, or each
        covariance from those who answered both items.
    categories : sequence of float, optional
        The values that an answer can take, lowest first. Without it those that the Responses offer; for a bare frame
        the values observed in the scale, so that a lowest category that nobody chose in any item goes unnoticed.
    polychoric : bool
        Add ``item_rest_polychoric`` after ``item_rest``: the correlation between the response behind the answer to the
        item and the sum of the responses behind the others, from polychoric correlations (as ``psych::alpha`` gives it
        from a polychoric matrix). Coarse and skewed answers lower ``item_rest`` and not this one.

    Returns
    -------
    ItemAnalysis
        ``skew`` and ``kurtosis`` are G1 and G2 (those of SPSS and pandas; excess kurtosis), NA for fewer than three and
        four answers. ``item_rest`` is the correlation of the item with the sum of the others (corrected item-total
        correlation), ``item_total`` that with the sum of all. ``alpha_if_deleted`` is NA for a scale of two items.

    Raises
    ------
    DataError
        As in :func:`cronbach_alpha`, for every scale at once; an answer that is none of the categories.
    OptionError
        An option that is not offered.

    Warns
    -----
    ItemWarning, MissingDataWarning, SmallSampleWarning
        As in :func:`cronbach_alpha`.
    SparseCategoryWarning, ImproperSolutionWarning
        What the polychoric correlations rest on.

    References
    ----------
    Joanes, D. N., & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. The Statistician, 47,
    183-189. Henrysson, S. (1963). Correction of item-total correlations in item analysis. Psychometrika, 28, 211-218.
    """
    rule = check_missing(missing)
    given = categories_of(data, categories)
    frame = to_frame(data)
    tables: list[pd.DataFrame] = []
    counts: list[pd.DataFrame] = []
    used: dict[str, tuple[float, ...]] = {}
    faults: list[str] = []
    found: list[Finding] = []
    members = scales_of(data, scales)
    for scale, items in members.items():
        try:
            answers = choose_answers(frame, items, rule, "items")
            raw = numeric_items(frame, answers.items)
            ends = given or observed_categories(raw)
            if given is not None:
                check_on_scale(raw, answers.items, given, "items")
            cov = covariance(answers.values)
            related = relations(cov, answers.items)
            if polychoric:
                related["item_rest_polychoric"] = _polychoric_rest(answers)
        except DataError as error:
            faults.extend(in_scale(scale, members) + fault for fault in error.faults)
            continue
        found += scale_findings(answers, cov, in_scale(scale, members))
        used[scale] = ends
        index = pd.Index(answers.items, name="item")
        tables.append(pd.DataFrame({"scale": scale, **describe(raw, ends), **related}, index=index))
        if len(ends) <= MOST_CATEGORIES:
            counts.append(pd.DataFrame(count_answers(raw, ends), index=index, columns=list(ends)))
        else:
            counts.append(pd.DataFrame(index=index))
    if faults:
        raise DataError("item analysis", faults)
    warn_of(found)
    order = ["scale", "n", "mean", "sd", "skew", "kurtosis", "item_rest",
             *(["item_rest_polychoric"] if polychoric else []), "item_total", "alpha_if_deleted", "floor", "ceiling",
             "share_missing"]  # fmt: skip
    table = pd.concat(tables)[order]
    numbers = pd.concat(counts).fillna(0).astype(int)
    numbers = numbers[sorted(numbers.columns)].rename(columns=_whole).rename_axis(columns="category")
    return ItemAnalysis(table, numbers.div(table["n"].to_numpy(), axis=0), numbers, used, rule)


def _polychoric_rest(answers: Answers) -> Floats:
    """Item-rest correlations of the responses behind ordinal answers."""
    from lerende_organisatie.psychometrics.moments.ordinal import ordinal_moments

    what = "polychoric item-rest correlations"
    moments = ordinal_moments(answers.values, items=answers.items, missing=answers.missing, what=what)
    return relations(moments.correlations, answers.items)["item_rest"]


def in_scale(scale: str, scales: Mapping[str, object]) -> str:
    """The scale's name as the beginning of a message, where there is more than one scale."""
    return f"scale {scale!r}: " if len(scales) > 1 else ""


def _whole(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def describe(values: Floats, categories: tuple[float, ...]) -> dict[str, Floats | NDArray[np.int64]]:
    """Moments and shares of each column, over its own answers.

    Parameters
    ----------
    values : ndarray (n, k)
        NaN for missing.
    categories : tuple of float
        First and last are the ends of the scale.

    Returns
    -------
    dict of arrays (k,)
    """
    n = (~np.isnan(values)).sum(0)
    mean = np.nanmean(values, 0)
    deviation = values - mean
    m2, m3, m4 = (np.nanmean(deviation**power, 0) for power in (2, 3, 4))
    with np.errstate(divide="ignore", invalid="ignore"):
        g1, g2 = m3 / m2**1.5, m4 / m2**2 - 3
        skew = np.where(n > 2, g1 * np.sqrt(n * (n - 1)) / (n - 2), np.nan)
        kurtosis = np.where(n > 3, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6), np.nan)
    return {
        "n": n,
        "mean": mean,
        "sd": np.sqrt(m2 * n / (n - 1)),
        "skew": skew,
        "kurtosis": kurtosis,
        "floor": (values == categories[0]).sum(0) / n,
        "ceiling": (values == categories[-1]).sum(0) / n,
        "share_missing": 1 - n / len(values),
    }


def relations(cov: Floats, items: tuple[str, ...]) -> dict[str, Floats]:
    """How each item goes with the others.

    Parameters
    ----------
    cov : ndarray (k, k)
    items : tuple of k str

    Returns
    -------
    dict of arrays (k,)

    Raises
    ------
    DataError
        The other items of an item add up to the same for everyone.
    """
    k = len(cov)
    total, with_total, variance = cov.sum(), cov.sum(1), np.diag(cov)
    rest = total - 2 * with_total + variance
    faults = [
        f"the items beside {item!r} add up to the same for everyone; are some reverse-keyed?"
        for item, value in zip(items, rest, strict=True)
        if value <= 1e-12 * np.trace(cov)
    ]
    if total <= 1e-12 * np.trace(cov):
        faults.append("the sum of the items is the same for everyone; are some reverse-keyed?")
    if faults:
        raise DataError("items", faults)
    without = np.array([np.delete(np.delete(cov, j, 0), j, 1) for j in range(k)])
    return {
        "item_rest": (with_total - variance) / np.sqrt(variance * rest),
        "item_total": with_total / np.sqrt(variance * total),
        "alpha_if_deleted": alpha(without) if k > 2 else np.full(k, np.nan),
    }
