"""The intraclass correlations of persons by occasions or raters, under both families of names.

pingouin's ``intraclass_corr`` gives the same estimates and tests; its intervals are rounded to two decimals, which a
figure to build on must not be, so the intervals here are computed afresh.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import AssumptionWarning, DataError, MissingDataWarning
from lerende_organisatie.psychometrics.frames import numeric_items, to_frame
from lerende_organisatie.psychometrics.reliability.answers import LARGE_LOSS, check_level, items_of
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]

NAMES = (
    ("ICC(1)", "ICC(1,1)", "one-way random", "one"),
    ("ICC(A,1)", "ICC(2,1)", "two-way random, absolute agreement", "one"),
    ("ICC(C,1)", "ICC(3,1)", "two-way mixed, consistency", "one"),
    ("ICC(k)", "ICC(1,k)", "one-way random", "mean of k"),
    ("ICC(A,k)", "ICC(2,k)", "two-way random, absolute agreement", "mean of k"),
    ("ICC(C,k)", "ICC(3,k)", "two-way mixed, consistency", "mean of k"),
)
"""McGraw & Wong (1996), Shrout & Fleiss (1979), the model, and whether of one score or of the mean of k."""


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """The two-way analysis of variance of n persons by k occasions without replication.

    Attributes
    ----------
    persons, occasions, error, within : float
        ``within`` pools occasions and error, for the one-way model.
    n, k : int
    """

    persons: float
    occasions: float
    error: float
    within: float
    n: int
    k: int


@dataclass(frozen=True, slots=True)
class IccForms(Cited):
    """Six intraclass correlations.

    Attributes
    ----------
    table : DataFrame
        Index ``mcgraw_wong``: ICC(1), ICC(A,1), ICC(C,1), ICC(k), ICC(A,k), ICC(C,k). Columns ``shrout_fleiss model of
        estimate ci_lower ci_upper f df1 df2 pvalue``; the test is of a correlation of zero.
    mean_squares : MeanSquares
    n, k : int
        Persons with every score; scores each.
    columns : tuple of k str
    level : float
    """

    CITES: ClassVar[tuple[str, ...]] = ("shrout1979", "mcgraw1996", "koo2016")

    table: pd.DataFrame
    mean_squares: MeanSquares
    n: int
    k: int
    columns: tuple[str, ...]
    level: float


def icc_forms(
    data: pd.DataFrame | OffersFrame | IntoFrame, columns: Iterable[str] | None = None, *, level: float = 0.95
) -> IccForms:
    """Intraclass correlations of scores given to the same persons on several occasions, or by several raters.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        One row per person, one column per occasion or rater; rows with a missing score are left out.
    columns : iterable of str, optional
        Without it all columns.
    level : float

    Returns
    -------
    IccForms
        For test-retest reliability ICC(A,1) is the usual choice (Koo & Li, 2016): a shift of everybody counts as error.

    Raises
    ------
    DataError
        Fewer than two columns or three complete rows; columns that are absent or not numeric; scores that do not differ
        between persons.
    OptionError
        The level lies outside 0 to 1.

    Warns
    -----
    AssumptionWarning
        All columns are the same but for a constant: the intervals have no width.
    MissingDataWarning
        More than a tenth of the persons is left out.

    Notes
    -----
    For ICC(1) and ICC(C,1), and their means, the intervals are exact under normality; for ICC(A,1) they rest on
    Satterthwaite's degrees of freedom.

    References
    ----------
    Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater reliability. Psychological
    Bulletin, 86, 420-428. McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation
    coefficients. Psychological Methods, 1, 30-46 (with the correction in 1, 390). Koo, T. K., & Li, M. Y. (2016).
    Journal of Chiropractic Medicine, 15, 155-163.
    """
    check_level(level)
    names = items_of(data, columns)
    what = "intraclass correlations"
    if len(names) < 2:
        raise DataError(what, [f"needs two columns or more of scores of the same persons; {len(names)} given"])
    values = numeric_items(to_frame(data), names, what)
    complete = values[~np.isnan(values).any(1)]
    answering = int((~np.isnan(values)).any(1).sum())
    squares = mean_squares(complete, what, answering)
    found = []
    if len(complete) < (1 - LARGE_LOSS) * answering:
        message = f"{answering - len(complete)} of {answering} persons miss a score and are left out"
        found.append(Finding(MissingDataWarning, message))
    if squares.error <= 1e-12 * squares.persons:
        message = "the columns are the same but for a constant; consistency is 1 and its interval has no width"
        found.append(Finding(AssumptionWarning, message))
    table = icc_table(squares, level)
    warn_of(found)
    return IccForms(table, squares, squares.n, squares.k, names, level)


def mean_squares(values: Floats, what: str, answering: int) -> MeanSquares:
    """The analysis of variance of complete scores.

    Parameters
    ----------
    values : ndarray (n, k)
    what : str
    answering : int
        Persons with any score, for the message.

    Raises
    ------
    DataError
        Fewer than three rows, or persons that do not differ.
    """
    n, k = values.shape
    if n < 3:
        raise DataError(what, [f"{n} of {answering} persons have every score; three or more are needed"])
    grand = values.mean()
    rows, columns = values.mean(1), values.mean(0)
    persons = k * float(((rows - grand) ** 2).sum()) / (n - 1)
    occasions = n * float(((columns - grand) ** 2).sum()) / (k - 1)
    residual = values - rows[:, None] - columns + grand
    error = float((residual**2).sum()) / ((n - 1) * (k - 1))
    within = float(((values - rows[:, None]) ** 2).sum()) / (n * (k - 1))
    if persons <= 1e-12 * (grand**2 + within) and persons <= 1e-12:
        raise DataError(what, ["the persons do not differ from each other; there is nothing to tell them apart by"])
    return MeanSquares(persons, occasions, error, within, n, k)


def icc_table(squares: MeanSquares, level: float) -> pd.DataFrame:
    """Estimates, intervals and tests.

    Parameters
    ----------
    squares : MeanSquares
    level : float

    References
    ----------
    McGraw & Wong (1996), tables 4 and 7.
    """
    from scipy.special import fdtrc

    n, k = squares.n, squares.k
    tail = 1 - (1 - level) / 2
    one = _one_way(squares.persons, squares.within, n - 1, n * (k - 1), k, tail)
    consistency = _one_way(squares.persons, squares.error, n - 1, (n - 1) * (k - 1), k, tail)
    agreement = _agreement(squares, tail)
    rows = []
    for (mcgraw, shrout, model, of), single in zip(NAMES, (one, agreement, consistency) * 2, strict=True):
        lower_square, df2 = (
            (squares.within, n * (k - 1)) if model == NAMES[0][2] else (squares.error, (n - 1) * (k - 1))
        )
        f = squares.persons / lower_square if lower_square > 0 else np.inf
        figures = single if of == "one" else tuple(_stepped_up(value, k) for value in single)
        rows.append((mcgraw, shrout, model, of, *figures, f, n - 1, df2, float(fdtrc(n - 1, df2, f))))
    names = [
        "mcgraw_wong",
        "shrout_fleiss",
        "model",
        "of",
        "estimate",
        "ci_lower",
        "ci_upper",
        "f",
        "df1",
        "df2",
        "pvalue",
    ]
    return pd.DataFrame(rows, columns=names).set_index("mcgraw_wong")


def _one_way(between: float, error: float, df1: int, df2: int, k: int, tail: float) -> tuple[float, float, float]:
    """Estimate and bounds of a correlation from one ratio of mean squares."""
    from scipy.special import fdtri

    if error <= 1e-14 * between:
        return 1.0, 1.0, 1.0
    f = between / error
    bounds = (f / float(fdtri(df1, df2, tail)), f * float(fdtri(df2, df1, tail)))
    estimate, lower, upper = ((x - 1) / (x + k - 1) for x in (f, *bounds))
    return estimate, lower, upper


def _agreement(squares: MeanSquares, tail: float) -> tuple[float, float, float]:
    """Estimate and bounds of ICC(A,1), with Satterthwaite's degrees of freedom."""
    from scipy.special import fdtri

    n, k = squares.n, squares.k
    r, c, e = squares.persons, squares.occasions, squares.error
    estimate = (r - e) / (r + (k - 1) * e + k / n * (c - e))
    if e <= 1e-14 * r and c <= 1e-14 * r:
        return 1.0, 1.0, 1.0
    a = k * estimate / (n * (1 - estimate))
    b = 1 + k * estimate * (n - 1) / (n * (1 - estimate))
    v = (a * c + b * e) ** 2 / ((a * c) ** 2 / (k - 1) + (b * e) ** 2 / ((n - 1) * (k - 1)))
    rest = k * c + (k * n - k - n) * e
    f_lower, f_upper = float(fdtri(n - 1, v, tail)), float(fdtri(v, n - 1, tail))
    return estimate, n * (r - f_lower * e) / (f_lower * rest + n * r), n * (f_upper * r - e) / (rest + n * f_upper * r)


def _stepped_up(value: float, k: int) -> float:
    """The Spearman-Brown formula: of the mean of k scores."""
    return k * value / (1 + (k - 1) * value) if value > -1 / (k - 1) else -np.inf
