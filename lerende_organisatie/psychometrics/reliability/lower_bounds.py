"""Guttman's six lower bounds to reliability."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers
from lerende_organisatie.psychometrics.reliability.alpha import scale_findings
from lerende_organisatie.psychometrics.reliability.answers import (
    Answers,
    Missing,
    check_missing,
    choose_answers,
    items_of,
)
from lerende_organisatie.psychometrics.reliability.coefficients import correlation
from lerende_organisatie.psychometrics.reliability.findings import dependence_faults, quoted, warn_of
from lerende_organisatie.psychometrics.reliability.products import covariance
from lerende_organisatie.psychometrics.reliability.splits import balanced_splits, best_splits
from lerende_organisatie.psychometrics.reliability.streamed import streamed_scale

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GuttmanBounds(Cited):
    """Lower bounds to the reliability of the sum of the items.

    Attributes
    ----------
    table : DataFrame
        Index ``lambda1`` ... ``lambda6``; columns ``estimate`` (from covariances: of the sum of the answers) and
        ``standardised`` (from correlations: of the sum of the standardised answers, as psych gives it).
    n, k : int
    items : tuple of k str
    missing : "listwise" or "pairwise"
    exhaustive : bool
        Whether every balanced split was looked at for ``lambda4``; otherwise it is the best that a search found.
    """

    CITES: ClassVar[tuple[str, ...]] = ("guttman1945",)

    table: pd.DataFrame
    n: int
    k: int
    items: tuple[str, ...]
    missing: Missing
    exhaustive: bool


def guttman(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None = None,
    *,
    missing: Missing = "listwise",
    seed: int = 1,
) -> GuttmanBounds:
    """Guttman's lambda 1 to 6.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
        Items keyed in the same direction.
    items : iterable of str, optional
        The items of the scale, or the name of a scale of the Responses; without it all of them.
    missing : "listwise" or "pairwise"
        As in :func:`cronbach_alpha`.
    seed : int
        Of the search for the best split of a scale with too many splits to look at them all.

    Returns
    -------
    GuttmanBounds
        ``lambda3`` is alpha, ``lambda4`` the largest split-half coefficient of halves that differ by at most one item.
        No intervals: alpha has its own (:func:`cronbach_alpha`), and the others have none whose coverage is known;
        ``lambda4``, a maximum, overstates reliability in small samples.

    Raises
    ------
    DataError
        What :func:`cronbach_alpha` refuses; perfectly dependent items and no more respondents than items, for which
        ``lambda6`` is not defined.

    Warns
    -----
    ItemWarning, MissingDataWarning, SmallSampleWarning
        As in :func:`cronbach_alpha`.

    References
    ----------
    Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10, 255-282.
    """
    what = "Guttman's bounds"
    answers, cov = scale_covariance(data, items, missing, what)
    faults = dependence_faults(correlation(cov), answers.items, answers.n)
    if faults:
        raise DataError(what, faults)
    splits, exhaustive = balanced_splits(answers.k, 10_000, seed)
    columns = {}
    for name, matrix in (("estimate", cov), ("standardised", correlation(cov))):
        found = lambdas(matrix)
        best = best_splits(matrix, splits, exhaustive)
        columns[name] = [*found[:3], best.largest, *found[3:]]
    warn_of(scale_findings(answers, cov))
    table = pd.DataFrame(columns, index=pd.Index([f"lambda{i}" for i in range(1, 7)], name="bound"))
    return GuttmanBounds(table, answers.n, answers.k, answers.items, answers.missing, exhaustive)


def scale_covariance(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None,
    missing: str,
    what: str,
    fewest: int = 2,
) -> tuple[Answers, Floats]:
    """The answers to the items of one scale and their covariance matrix.

    Raises
    ------
    DataError
        As ``choose_answers``; the sum of the items, or of the standardised items, is the same for everyone.
    """
    if isinstance(data, StreamedAnswers):
        answers, cov = streamed_scale(data, items, what, fewest)
    else:
        answers = choose_answers(data, items_of(data, items), check_missing(missing), what, fewest)
        cov = covariance(answers.values)
    if min(cov.sum() / np.trace(cov), correlation(cov).sum() / answers.k) <= 1e-12:
        fault = f"the sum of items {quoted(answers.items)} is the same for everyone; are some reverse-keyed?"
        raise DataError(what, [fault])
    return answers, cov


def lambdas(cov: Floats) -> tuple[float, float, float, float, float]:
    """Lambda 1, 2, 3, 5 and 6 of a covariance or correlation matrix.

    Parameters
    ----------
    cov : positive definite ndarray (k, k)

    References
    ----------
    Guttman (1945), theorems 1 to 6.
    """
    k = len(cov)
    total, variance = cov.sum(), np.diag(cov)
    squares = (cov - np.diag(variance)) ** 2
    one = 1 - variance.sum() / total
    two = one + np.sqrt(k / (k - 1) * squares.sum()) / total
    five = one + 2 * np.sqrt(squares.sum(0).max()) / total
    six = 1 - (1 / np.diag(np.linalg.inv(cov))).sum() / total
    return float(one), float(two), float(k / (k - 1) * one), float(five), float(six)
