"""How many components, by rules without random numbers: Velicer's partial correlations, the empirical Kaiser rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, SmallSampleWarning
from lerende_organisatie.psychometrics.reliability.answers import Missing
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of
from lerende_organisatie.psychometrics.structure.correlations import Correlation, correlate
from lerende_organisatie.psychometrics.structure.parallel import leading

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame
    from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers

Floats = NDArray[np.float64]

NOTHING_LEFT = 1e-9
"""A partial variance below this is rounding; no partial correlation can be had from it."""


@dataclass(frozen=True, slots=True)
class MapTest(Cited):
    """Velicer's minimum average partial correlation.

    Attributes
    ----------
    table : DataFrame
        One row per number of components taken out (index ``n_components``, from 0): ``squared`` and ``fourth``, the
        mean squared and mean fourth-power partial correlation of what is left.
    n_components : int
        Where ``squared`` is smallest (Velicer, 1976).
    n_components_fourth : int
        Where ``fourth`` is smallest (Velicer, Eaton & Fava, 2000).
    correlation : "pearson" or "polychoric"
    n : int
        Respondents used.
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("velicer1976", "velicer2000")

    table: pd.DataFrame
    n_components: int
    n_components_fourth: int
    correlation: Correlation
    n: int
    missing: Missing


@dataclass(frozen=True, slots=True)
class EmpiricalKaiser(Cited):
    """Eigenvalues beside the reference of the empirical Kaiser criterion.

    Attributes
    ----------
    table : DataFrame
        One row per position (index ``position``, 1 ... p): ``eigenvalue reference``.
    n_factors : int
        How many eigenvalues lie above their reference, counted from the first until one does not.
    correlation : "pearson" or "polychoric"
    n : int
        Respondents used.
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("braeken2017",)

    table: pd.DataFrame
    n_factors: int
    correlation: Correlation
    n: int
    missing: Missing


def map_test(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None = None,
    *,
    correlation: Correlation = "pearson",
    missing: Missing = "pairwise",
) -> MapTest:
    """Minimum average partial: take out components until what is left is least related.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
    items : iterable of str, optional
        Without it all items.
    correlation : "pearson" or "polychoric"
    missing : "listwise" or "pairwise"

    Returns
    -------
    MapTest
        ``psych::vss`` starts its ``map`` at one component; row 0 here says what there is before any is taken out.

    Raises
    ------
    DataError
        Fewer than three items or two usable rows; items that are absent, doubled, constant, empty, not numeric or
        perfectly dependent; fewer respondents than items.
    OptionError
        An option that is not offered.

    Warns
    -----
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents.

    References
    ----------
    Velicer, W. F. (1976), doi 10.1007/BF02293557. Velicer, W. F., Eaton, C. A., & Fava, J. L. (2000), doi
    10.1007/978-1-4615-4397-8_3.
    """
    of = correlate(data, items, missing, "the MAP test", invertible=True, correlation=correlation)
    _three_or_more(of.items, "the MAP test")
    warn_of(of.findings)
    squared, fourth = partial_powers(of.matrix)
    table = pd.DataFrame({"squared": squared, "fourth": fourth}, index=pd.RangeIndex(len(squared), name="n_components"))
    return MapTest(table, int(np.argmin(squared)), int(np.argmin(fourth)), correlation, of.n, of.missing)


def partial_powers(matrix: Floats) -> tuple[Floats, Floats]:
    """Mean squared and fourth-power partial correlations after 0, 1, ... components.

    Parameters
    ----------
    matrix : ndarray (p, p)

    Returns
    -------
    squared, fourth : ndarray (at most p - 1,)
        As far as every item has variance left.
    """
    p = len(matrix)
    value, vector = np.linalg.eigh(matrix)
    loadings = vector[:, ::-1] * np.sqrt(np.maximum(value[::-1], 0))
    left = matrix.copy()
    squared, fourth = [], []
    off = ~np.eye(p, dtype=bool)
    for m in range(p - 1):
        if m:
            left = left - np.outer(loadings[:, m - 1], loadings[:, m - 1])
        own = np.diag(left)
        if (own < NOTHING_LEFT).any():
            break
        partial = (left / np.sqrt(np.outer(own, own)))[off]
        squared.append(float((partial**2).mean()))
        fourth.append(float((partial**4).mean()))
    return np.array(squared), np.array(fourth)


def empirical_kaiser(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None = None,
    *,
    correlation: Correlation = "pearson",
    missing: Missing = "pairwise",
) -> EmpiricalKaiser:
    """The empirical Kaiser criterion: Kaiser's rule with the sample's size and the earlier eigenvalues in its bound.

    The reference of position j is the larger of one and (p - l₁ - ... - l_{j-1}) / (p - j + 1) · (1 + √(p / n))².

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
    items : iterable of str, optional
        Without it all items.
    correlation : "pearson" or "polychoric"
        The reference was derived for product-moment correlations.
    missing : "listwise" or "pairwise"
        Under pairwise n is the fewest respondents that any two items share, which makes the bound the safer one.

    Returns
    -------
    EmpiricalKaiser

    Raises
    ------
    DataError
        Fewer than three items or two usable rows; items that are absent, doubled, constant, empty or not numeric.
    OptionError
        An option that is not offered.

    Warns
    -----
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents.
    SmallSampleWarning
        No more respondents than items.

    References
    ----------
    Braeken, J., & van Assen, M. A. L. M. (2017). An empirical Kaiser criterion. Psychological Methods, 22, 450-466, doi
    10.1037/met0000074.
    """
    what = "the empirical Kaiser criterion"
    of = correlate(data, items, missing, what, invertible=False, correlation=correlation)
    p = _three_or_more(of.items, what)
    found = list(of.findings)
    if of.n <= p:
        found.append(Finding(SmallSampleWarning, f"{of.n} respondents for {p} items; the criterion means little"))
    warn_of(found)
    value = np.asarray(np.linalg.eigvalsh(of.matrix)[::-1], dtype=np.float64)
    reference = kaiser_reference(value, of.n)
    table = pd.DataFrame({"eigenvalue": value, "reference": reference}, index=pd.RangeIndex(1, p + 1, name="position"))
    return EmpiricalKaiser(table, leading(value > reference), correlation, of.n, of.missing)


def kaiser_reference(value: Floats, n: int) -> Floats:
    """The reference eigenvalues of the empirical Kaiser criterion.

    Parameters
    ----------
    value : ndarray (p,)
        Eigenvalues of a correlation matrix, largest first.
    n : int
    """
    p = len(value)
    before = np.concatenate([[0.0], np.cumsum(value)[:-1]])
    share = (p - before) / (p - np.arange(p))
    return np.asarray(np.maximum(share * (1 + np.sqrt(p / n)) ** 2, 1.0))


def _three_or_more(items: tuple[str, ...], what: str) -> int:
    if len(items) < 3:
        raise DataError(what, [f"needs three items or more; {len(items)} are given"])
    return len(items)
