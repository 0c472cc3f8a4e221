"""Whether the items share enough to look for components: Kaiser-Meyer-Olkin and Bartlett."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.reliability.answers import Missing
from lerende_organisatie.psychometrics.reliability.findings import warn_of
from lerende_organisatie.psychometrics.structure.correlations import correlate

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame
    from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers

UNRELATED = 1e-20
"""Squared correlations that add up to less are those of rounding."""


@dataclass(frozen=True, slots=True)
class Kmo(Cited):
    """Measure of sampling adequacy.

    Attributes
    ----------
    overall : float
        Between 0 and 1.
    per_item : Series
        One value per item (index ``item``).
    n : int
        Respondents used.
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("kaiser1974rice", "kaiser1974")

    overall: float
    per_item: pd.Series[float]
    n: int
    missing: Missing


@dataclass(frozen=True, slots=True)
class BartlettSphericity(Cited):
    """Test that the items are uncorrelated.

    Attributes
    ----------
    chisq : float
    df : int
    pvalue : float
        Zero when it is smaller than a double can hold.
    n : int
        Respondents used.
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("bartlett1951",)

    chisq: float
    df: int
    pvalue: float
    n: int
    missing: Missing


def kmo(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None = None,
    *,
    missing: Missing = "pairwise",
) -> Kmo:
    """Kaiser-Meyer-Olkin measure of sampling adequacy, overall and per item.

    Squared correlations beside squared partial correlations given all other items: near 1 when what two items share
    they share with others too.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
    items : iterable of str, optional
        Without it all items.
    missing : "listwise" or "pairwise"
        Pairwise, every answer is used, as in ``psych::KMO``; listwise, only respondents who answered every item,
        which with many items and scattered gaps can be hardly anybody. The two are the same for complete data.

    Returns
    -------
    Kmo

    Raises
    ------
    DataError
        The correlation matrix has no inverse: fewer respondents than items, or items that depend on each other
        perfectly (named); an item that correlates with no other; or the items are absent, doubled, constant, empty or
        not numeric.
    OptionError
        An option that is not offered.

    Warns
    -----
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents.

    References
    ----------
    Kaiser, H. F., & Rice, J. (1974). Little Jiffy, Mark IV. Educational and Psychological Measurement, 34, 111-117.
    """
    of = correlate(data, items, missing, "KMO", invertible=True)
    warn_of(of.findings)
    inverse = np.linalg.inv(of.matrix)
    scale = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(scale, scale)
    shared, unshared = of.matrix**2, partial**2
    np.fill_diagonal(shared, 0.0)
    np.fill_diagonal(unshared, 0.0)
    alone = np.flatnonzero((shared + unshared).sum(0) <= UNRELATED)
    if len(alone):
        faults = [f"item {of.items[j]!r} correlates with no other item at all; leave it out" for j in alone]
        raise DataError("KMO", faults)
    per_item = shared.sum(0) / (shared.sum(0) + unshared.sum(0))
    return Kmo(
        overall=float(shared.sum() / (shared.sum() + unshared.sum())),
        per_item=pd.Series(per_item, index=pd.Index(of.items, name="item"), name="kmo"),
        n=of.n,
        missing=of.missing,
    )


def bartlett_sphericity(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None = None,
    *,
    missing: Missing = "pairwise",
) -> BartlettSphericity:
    """Bartlett's test that the correlation matrix is an identity matrix.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
    items : iterable of str, optional
        Without it all items.
    missing : "listwise" or "pairwise"
        As in :func:`kmo`. Under pairwise ``n`` is the fewest respondents that any two items share
        (``psych::cortest.bartlett`` takes the number of rows).

    Returns
    -------
    BartlettSphericity

    Raises
    ------
    DataError, OptionError
        As :func:`kmo`.

    Warns
    -----
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents.

    References
    ----------
    Bartlett, M. S. (1951). The effect of standardization on a chi-square approximation in factor analysis. Biometrika,
    38, 337-344.
    """
    from scipy.special import chdtrc

    of = correlate(data, items, missing, "Bartlett's test", invertible=True)
    warn_of(of.findings)
    p = len(of.items)
    chisq = -(of.n - 1 - (2 * p + 5) / 6) * float(np.linalg.slogdet(of.matrix)[1])
    df = p * (p - 1) // 2
    return BartlettSphericity(chisq=chisq, df=df, pvalue=float(chdtrc(df, chisq)), n=of.n, missing=of.missing)
