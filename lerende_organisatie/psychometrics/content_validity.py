"""Content validity from experts' ratings: CVI with modified kappa, Lawshe's CVR, Aiken's V."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.frames import numeric_items, to_frame

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]

ALPHA = 0.05
"""Of the one-sided test behind the critical CVR, as in Lawshe (1975) and Ayre & Scally (2014)."""

FEWEST_EXPERTS = 3
"""Lynn (1986): three experts at the least."""

KAPPA_LABELS = ((0.75, "excellent"), (0.60, "good"), (0.40, "fair"))
"""Lower ends, at two decimals, of the ratings of kappa: Cicchetti & Sparrow (1981), as in Polit, Beck & Owen (2007)."""


@dataclass(frozen=True, slots=True)
class ContentValidity(Cited):
    """How relevant experts find the items.

    Attributes
    ----------
    table : DataFrame
        One row per item: ``n n_relevant i_cvi kappa kappa_rating i_cvi_sufficient``, Lawshe's ``n_essential cvr
        cvr_critical cvr_sufficient``, ``mean``, Aiken's ``aiken_v ci_lower ci_upper aiken_pvalue``.
        ``cvr_critical`` is missing (and ``cvr_sufficient`` too) where no agreement of so few experts is significant.
    s_cvi_ave : float
        The mean of the items' CVI.
    s_cvi_ua : float
        The share of items that every expert calls relevant.
    n_experts, k : int
        Experts and items.
    scale : (int, int)
        Lowest and highest rating.
    relevant, essential : int
        The lowest rating that counts as relevant, as essential.
    level : float
        Of the interval of V.
    """

    CITES: ClassVar[tuple[str, ...]] = (
        "lynn1986",
        "polit2006",
        "polit2007",
        "lawshe1975",
        "ayre2014",
        "aiken1985",
        "penfield2004",
    )

    table: pd.DataFrame
    s_cvi_ave: float
    s_cvi_ua: float
    n_experts: int
    k: int
    scale: tuple[int, int]
    relevant: int
    essential: int
    level: float


def content_validity(
    ratings: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    items: Sequence[str] | None = None,
    scale: tuple[int, int] = (1, 4),
    relevant: int | None = None,
    essential: int | None = None,
    level: float = 0.95,
) -> ContentValidity:
    """Content validity of every item, and of the whole, from experts' ratings of relevance.

    Parameters
    ----------
    ratings : DataFrame, any frame that narwhals knows
        One row per expert, one column per item. A rating may be missing; every item counts those it has.
    items : sequence of str, optional
        The columns that are items; by default all.
    scale : (int, int)
        The lowest and highest rating that could be given; whole numbers between them are the categories.
    relevant : int, optional
        The lowest rating that counts as relevant; by default the first one above the middle of the scale, which is 3
        on a scale of 1 to 4.
    essential : int, optional
        The lowest rating that counts as "essential" for Lawshe's ratio; by default the same as ``relevant``.
    level : float
        Of the score interval around Aiken's V.

    Returns
    -------
    ContentValidity

    Raises
    ------
    DataError
        A rating outside the scale or not whole, an item without ratings, fewer than two experts.
    OptionError
        A scale, cut or level that cannot be.

    Warns
    -----
    SmallSampleWarning
        Fewer than three experts.
    MissingDataWarning
        Ratings are missing.

    Notes
    -----
    I-CVI = A/N, with A of N experts calling the item relevant. Chance agreement p_c = C(N, A)·0.5^N gives the modified
    kappa (I-CVI − p_c)/(1 − p_c). An item suffices at I-CVI 1 with up to five experts and .78 from six. CVR =
    (n_e − N/2)/(N/2); its critical value belongs to the smallest n_e with P(X ≥ n_e | N, ½) ≤ .05. Aiken's
    V = (mean − lowest)/(highest − lowest), with the score interval, and the exact probability that raters who choose
    at random reach so high a sum.

    References
    ----------
    Lynn (1986), doi 10.1097/00006199-198611000-00017; Polit, Beck & Owen (2007), doi 10.1002/nur.20199; Lawshe (1975),
    doi 10.1111/j.1744-6570.1975.tb01393.x; Ayre & Scally (2014), doi 10.1177/0748175613513808; Aiken (1985), doi
    10.1177/0013164485451012; Penfield & Giacobbi (2004), doi 10.1207/s15327841mpee0804_3.
    """
    low, high = _checked_scale(scale)
    relevant = (low + high) // 2 + 1 if relevant is None else relevant
    essential = relevant if essential is None else essential
    for name, cut in (("relevant", relevant), ("essential", essential)):
        if not low < cut <= high:
            raise OptionError(f"{name}={cut} must lie above {low} and at most at {high}, the ends of the scale")
    if not 0 < level < 1:
        raise OptionError(f"level={level} must lie between 0 and 1")
    frame = to_frame(ratings)
    names = [str(column) for column in frame.columns] if items is None else list(items)
    values = numeric_items(frame.rename(columns=str), names, "the experts' ratings")
    _check(values, names, low, high)
    n = (~np.isnan(values)).sum(axis=0)
    agree, core = (np.nansum(values >= cut, axis=0).astype(int) for cut in (relevant, essential))
    i_cvi, kappa = modified_kappa(agree, n)
    cvr = 2 * core / n - 1
    critical = np.array([critical_cvr(int(size)) for size in n])
    total = np.nansum(values - low, axis=0)
    v, lower, upper = aiken_interval(total, n, high - low, level)
    enough = np.where(n <= 5, agree == n, i_cvi >= 0.78)
    table = pd.DataFrame(
        {
            "n": n,
            "n_relevant": agree,
            "i_cvi": i_cvi,
            "kappa": kappa,
            "kappa_rating": [_rating(one) for one in kappa],
            "i_cvi_sufficient": enough,
            "n_essential": core,
            "cvr": cvr,
            "cvr_critical": critical,
            "cvr_sufficient": pd.array(
                [None if np.isnan(c) else bool(r >= c - 1e-12) for r, c in zip(cvr, critical, strict=True)],
                dtype="boolean",
            ),
            "mean": low + total / n,
            "aiken_v": v,
            "ci_lower": lower,
            "ci_upper": upper,
            "aiken_pvalue": [aiken_pvalue(int(t), int(m), high - low) for t, m in zip(total, n, strict=True)],
        },
        index=pd.Index(names, name="item"),
    )
    everyone = float(np.mean(agree == n))
    return ContentValidity(
        table, float(i_cvi.mean()), everyone, len(values), len(names), (low, high), relevant, essential, level
    )


def modified_kappa(relevant: NDArray[np.int_], n: NDArray[np.int_]) -> tuple[Floats, Floats]:
    """The item content validity index and its kappa.

    Parameters
    ----------
    relevant : ndarray (k,)
        Experts who call the item relevant.
    n : ndarray (k,)
        Experts who rated it.

    Returns
    -------
    i_cvi, kappa : ndarray (k,)

    References
    ----------
    Polit, Beck & Owen (2007), doi 10.1002/nur.20199.
    """
    from scipy.special import comb

    i_cvi = relevant / n
    chance = comb(n, relevant) * 0.5**n
    return i_cvi, (i_cvi - chance) / (1 - chance)


def critical_cvr(n: int, alpha: float = ALPHA) -> float:
    """The smallest content validity ratio that is significant, from the binomial distribution.

    Parameters
    ----------
    n : int
        Experts.
    alpha : float
        Of the one-sided test.

    Returns
    -------
    float
        NaN where even full agreement is not significant.

    References
    ----------
    Ayre & Scally (2014), doi 10.1177/0748175613513808.
    """
    from scipy.stats import binom

    counts = np.arange(n + 1)
    significant = counts[binom.sf(counts - 1, n, 0.5) <= alpha]
    return float(2 * significant[0] / n - 1) if len(significant) else float("nan")


def aiken_interval(total: Floats, n: NDArray[np.int_], width: int, level: float) -> tuple[Floats, Floats, Floats]:
    """Aiken's V with its score interval.

    Parameters
    ----------
    total : ndarray (k,)
        Sum of the ratings above the lowest.
    n : ndarray (k,)
        Raters.
    width : int
        Highest less lowest rating.
    level : float

    Returns
    -------
    v, lower, upper : ndarray (k,)

    References
    ----------
    Penfield & Giacobbi (2004), doi 10.1207/s15327841mpee0804_3.
    """
    from scipy.special import ndtri

    steps = n * width
    v = total / steps
    z = float(ndtri(0.5 + level / 2))
    root = z * np.sqrt(4 * steps * v * (1 - v) + z**2)
    centre, below = 2 * steps * v + z**2, 2 * (steps + z**2)
    return v, (centre - root) / below, (centre + root) / below


def aiken_pvalue(total: int, n: int, width: int) -> float:
    """The probability of so high a sum if every rater chose a category at random.

    Parameters
    ----------
    total : int
        Sum of the ratings above the lowest.
    n : int
        Raters.
    width : int
        Highest less lowest rating.

    Returns
    -------
    float

    References
    ----------
    Aiken (1985), doi 10.1177/0013164485451012.
    """
    chances = np.ones(1)
    for _ in range(n):
        chances = np.convolve(chances, np.full(width + 1, 1 / (width + 1)))
    return float(min(chances[total:].sum(), 1.0))


def _rating(kappa: float) -> str:
    return next((label for lowest, label in KAPPA_LABELS if round(kappa, 2) >= lowest), "poor")


def _checked_scale(scale: tuple[int, int]) -> tuple[int, int]:
    ends = tuple(scale)
    if len(ends) != 2 or any(end != int(end) for end in ends) or ends[0] >= ends[1]:
        raise OptionError(f"scale={scale!r} must be the lowest and the highest rating, whole numbers")
    return int(ends[0]), int(ends[1])


def _check(values: Floats, names: Sequence[str], low: int, high: int) -> None:
    faults = []
    if not names:
        faults.append("there is no item; give one column per item")
    if len(values) < 2:
        faults.append(f"there are ratings of {len(values)} experts; at least two are needed (one row per expert)")
    for name, column in zip(names, values.T, strict=True):
        given = column[~np.isnan(column)]
        if not len(given):
            faults.append(f"item {name!r} has no rating; leave it out with items=")
        elif wrong := sorted({float(x) for x in given if x < low or x > high or x != round(x)}):
            shown = ", ".join(f"{x:g}" for x in wrong[:5])
            faults.append(f"item {name!r} holds {shown}: ratings are whole numbers from {low} to {high}; give scale=")
    if faults:
        raise DataError("the experts' ratings", faults)
    if len(values) < FEWEST_EXPERTS:
        warnings.warn(
            f"{len(values)} experts rated the items; at least {FEWEST_EXPERTS} are needed (Lynn 1986)",
            SmallSampleWarning,
            stacklevel=3,
        )
    if missing := int(np.isnan(values).sum()):
        warnings.warn(
            f"{missing} of {values.size} ratings are missing; every item counts the ratings that it has",
            MissingDataWarning,
            stacklevel=3,
        )
