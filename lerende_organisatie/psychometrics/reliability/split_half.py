"""Split-half reliability over all splits, or many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.reliability.alpha import scale_findings
from lerende_organisatie.psychometrics.reliability.answers import Missing
from lerende_organisatie.psychometrics.reliability.coefficients import correlation
from lerende_organisatie.psychometrics.reliability.findings import warn_of
from lerende_organisatie.psychometrics.reliability.lower_bounds import scale_covariance
from lerende_organisatie.psychometrics.reliability.splits import balanced_splits, best_splits, split_coefficients

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame
    from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers


@dataclass(frozen=True, slots=True)
class SplitHalf(Cited):
    """Split-half coefficients of one scale over its balanced splits.

    Attributes
    ----------
    maximum : float
        Guttman's lambda 4.
    minimum : float
        The worst split (Revelle's beta).
    mean, median : float
        Over the splits looked at; over all of an even number of items the mean is alpha.
    lower, upper : float
        The 2.5 and 97.5 percentiles over the splits: how much the choice of a split matters. No confidence interval.
    odd_even : float
        Of the items in their order, first, third, ... against second, fourth, ...
    best, worst : tuple of two tuples of str
        The halves.
    n_splits : int
        Splits looked at.
    exhaustive : bool
        Whether these are all; otherwise they are random, and the ends come from a search.
    standardised : bool
    n, k : int
    items : tuple of k str
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("guttman1945", "revelle1979")

    maximum: float
    minimum: float
    mean: float
    median: float
    lower: float
    upper: float
    odd_even: float
    best: tuple[tuple[str, ...], tuple[str, ...]]
    worst: tuple[tuple[str, ...], tuple[str, ...]]
    n_splits: int
    exhaustive: bool
    standardised: bool
    n: int
    k: int
    items: tuple[str, ...]
    missing: Missing


def split_half(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None = None,
    *,
    missing: Missing = "listwise",
    standardised: bool = False,
    n_splits: int = 10_000,
    seed: int = 1,
) -> SplitHalf:
    """The reliability of a scale from its halves, over every split into halves of equal size.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
        Items keyed in the same direction.
    items : iterable of str, optional
        The items of the scale, or the name of a scale of the Responses; without it all of them.
    missing : "listwise" or "pairwise"
        As in :func:`cronbach_alpha`.
    standardised : bool
        From correlations, as ``psych::splitHalf(covar = FALSE)``, in place of covariances.
    n_splits : int
        Splits drawn where there are more than 20,000 (from 18 items on).
    seed : int

    Returns
    -------
    SplitHalf

    Raises
    ------
    DataError
        What :func:`cronbach_alpha` refuses.
    OptionError
        Fewer than 100 splits.

    Warns
    -----
    ItemWarning, MissingDataWarning, SmallSampleWarning
        As in :func:`cronbach_alpha`.

    Notes
    -----
    Each coefficient is 4 cov(A, B) / var(A + B). For an odd number of items psych 2.2.9 looks at half of the splits
    only, as if each had a mirror image among them, and can miss the largest and the smallest; here all are looked at.

    References
    ----------
    Guttman, L. (1945). Psychometrika, 10, 255-282. Revelle, W. (1979). Hierarchical cluster analysis and the internal
    structure of tests. Multivariate Behavioral Research, 14, 57-74.
    """
    if n_splits < 100:
        raise OptionError(f"n_splits must be 100 or more, not {n_splits!r}")
    answers, cov = scale_covariance(data, items, missing, "split-half reliability")
    signs, exhaustive = balanced_splits(answers.k, n_splits, seed)
    matrix = correlation(cov) if standardised else cov
    found = best_splits(matrix, signs, exhaustive)
    alternate = np.where(np.arange(answers.k) % 2 == 0, 1.0, -1.0)
    lower, upper = np.quantile(found.coefficients, [0.025, 0.975])
    warn_of(scale_findings(answers, cov))
    return SplitHalf(
        maximum=found.largest,
        minimum=found.smallest,
        mean=float(found.coefficients.mean()),
        median=float(np.median(found.coefficients)),
        lower=float(lower),
        upper=float(upper),
        odd_even=float(split_coefficients(matrix, alternate[None])[0]),
        best=_halves(found.best, answers.items),
        worst=_halves(found.worst, answers.items),
        n_splits=len(signs),
        exhaustive=exhaustive,
        standardised=standardised,
        n=answers.n,
        k=answers.k,
        items=answers.items,
        missing=answers.missing,
    )


def _halves(signs: NDArray[np.float64], items: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    halves = tuple(
        tuple(item for item, sign in zip(items, signs, strict=True) if sign == side) for side in (signs[0], -signs[0])
    )
    return halves[0], halves[1]
