"""Exploratory factor analysis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import (
    AssumptionWarning,
    ConvergenceWarning,
    DataError,
    ImproperSolutionWarning,
    ItemWarning,
    OptionError,
    SmallSampleWarning,
)
from lerende_organisatie.psychometrics.reliability.answers import Missing
from lerende_organisatie.psychometrics.reliability.findings import Finding, dependence_faults, quoted, warn_of
from lerende_organisatie.psychometrics.structure.congruence import OffersLoadings, in_order_of
from lerende_organisatie.psychometrics.structure.correlations import Correlation, Correlations, correlate
from lerende_organisatie.psychometrics.structure.extraction import (
    METHOD_SOURCES,
    METHODS,
    SMALLEST_UNIQUENESS,
    Extracted,
    Method,
    extract,
)
from lerende_organisatie.psychometrics.structure.factor_fit import degrees_of_freedom, factor_fit
from lerende_organisatie.psychometrics.structure.parallel import squared_multiple_correlations
from lerende_organisatie.psychometrics.structure.rotation import SOURCES, Rotated, Rotation, rotate

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame
    from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Factors(Cited):
    """Exploratory factors of p items.

    Each factor is turned so that its loadings have a positive sum; factors stand in the order of the variance that they
    account for and are named ``F1``, ``F2``, ... in that order. After a target rotation they keep the order, the names
    and the signs of the target; a factor whose target holds only zeros has no sign there and looks upwards.

    Attributes
    ----------
    loadings : DataFrame (p, m)
        Pattern: the weights of the factors in each item (index ``item``).
    structure : DataFrame (p, m)
        Correlations of items and factors; equal to ``loadings`` for an orthogonal rotation.
    communalities, uniquenesses : Series (p,)
    variance : DataFrame
        One row per factor: ``ss_loadings proportion cumulative``.
    factor_correlations : DataFrame (m, m)
    eigenvalues : Series (p,)
        Of the correlation matrix, largest first.
    residuals : DataFrame (p, p)
        Correlations less what the factors reproduce; the uniquenesses on the diagonal.
    fit : Series
        ``chisq df pvalue rmsea rmsea_ci_lower rmsea_ci_upper tli bic rmsr srmr max_residual``. The chi-square is the
        likelihood-ratio test with Bartlett's multiplier, evaluated at the estimates; it is a test under ``"ml"`` and a
        description under the other methods. For polychoric correlations all that comes from it is NaN.
    method : "minres", "ml" or "pa"
    correlation : "pearson" or "polychoric"
    rotation : str
    normalised : bool
        Whether Kaiser's normalisation was used in the rotation.
    criterion : float
        What the rotation minimised; NaN for promax and none.
    starts_agreeing : int
        How many of the starting positions ended at this solution.
    n : int
        Respondents used.
    missing : "listwise" or "pairwise"
    """

    loadings: pd.DataFrame
    structure: pd.DataFrame
    communalities: pd.Series[float]
    uniquenesses: pd.Series[float]
    variance: pd.DataFrame
    factor_correlations: pd.DataFrame
    eigenvalues: pd.Series[float]
    residuals: pd.DataFrame
    fit: pd.Series[float]
    method: Method
    correlation: Correlation
    rotation: Rotation
    normalised: bool
    criterion: float
    starts_agreeing: int
    n: int
    missing: Missing

    def _cites(self) -> tuple[str, ...]:
        """By what was asked for."""
        ordinal = ("olsson1979",) if self.correlation == "polychoric" else ()
        return ("fabrigar1999", METHOD_SOURCES[self.method], *SOURCES[self.rotation], *ordinal)


def efa(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    n_factors: int,
    rotation: Rotation = "oblimin",
    *,
    method: Method = "minres",
    correlation: Correlation = "pearson",
    items: Iterable[str] | None = None,
    missing: Missing = "pairwise",
    normalise: bool | None = None,
    target: pd.DataFrame | Floats | OffersLoadings | None = None,
    starts: int = 10,
    seed: int = 1,
) -> Factors:
    """Exploratory factor analysis of the correlation matrix, rotated to simple structure.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
    n_factors : int
        See :func:`parallel_analysis`, :func:`map_test` and :func:`empirical_kaiser`.
    rotation : "oblimin", "varimax", "promax", "geomin", "target" or "none"
    method : "minres", "ml" or "pa"
        Minimum residuals, maximum likelihood, or principal axes iterated until they stand still.
    correlation : "pearson" or "polychoric"
    items : iterable of str, optional
        Without it all items.
    missing : "listwise" or "pairwise"
    normalise : bool, optional
        Kaiser's row normalisation during the rotation. None does what ``psych::fa`` does: varimax and promax with it,
        the others without.
    target : DataFrame (p, m), ndarray or a result with loadings, for rotation "target"
        A frame is put in the order of the items; NaN where a loading is left free.
    starts : int
        Starting positions of the rotation: the unrotated loadings, and random ones; the lowest criterion wins.
    seed : int
        For the random starting positions.

    Returns
    -------
    Factors

    Raises
    ------
    DataError
        Fewer than three items or two usable rows; items that are absent, doubled, constant, empty or not numeric; a
        target for other items; under ``"ml"`` a matrix without an inverse (perfectly dependent items, named; fewer
        respondents than items).
    OptionError
        More factors than the correlations can tell apart; an option that is not offered.

    Warns
    -----
    ImproperSolutionWarning
        A Heywood case: a uniqueness at its bound of .005, or a communality above one, by item.
    ConvergenceWarning
        Extraction or rotation did not converge.
    SmallSampleWarning
        No more respondents than items.
    ItemWarning
        Perfectly dependent items, by name.
    AssumptionWarning
        A factor with fewer than two loadings of .30 or more in size, or a polychoric matrix that is not positive
        definite.
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents; or the pairwise matrix is not positive
        definite.

    References
    ----------
    See ``extraction`` and ``rotation.rotate``. Fabrigar, L. R., Wegener, D. T., MacCallum, R. C., & Strahan, E. J.
    (1999), doi 10.1037/1082-989X.4.3.272.
    """
    if method not in METHODS:
        raise OptionError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    of = correlate(data, items, missing, "factor analysis", invertible=method == "ml", correlation=correlation)
    p, m = len(of.items), _number_of_factors(n_factors, len(of.items))
    aim = None if target is None else in_order_of(target, of.items, "target")
    if aim is not None and aim.shape[1] != m:
        raise OptionError(f"the target has {aim.shape[1]} factors; n_factors is {m}")
    start = np.clip(1 - squared_multiple_correlations(of.matrix), 0.05, 1.0)
    unrotated = extract(of.matrix, m, method, start)
    values = None if aim is None else aim.to_numpy(dtype=float)
    turned = rotate(unrotated.loadings, rotation, normalise=normalise, starts=starts, seed=seed, target=values)
    order, sign = np.arange(m), np.ones(m)
    if aim is None:
        order = np.argsort(-np.diag(turned.phi @ turned.loadings.T @ turned.loadings), kind="stable")
        sign = np.where(turned.loadings[:, order].sum(0) < 0, -1.0, 1.0)
    else:
        towards = np.nansum(aim.to_numpy(dtype=float) * turned.loadings, axis=0)
        sign = np.where(np.where(towards != 0, towards, turned.loadings.sum(0)) < 0, -1.0, 1.0)
    loadings = turned.loadings[:, order] * sign
    phi = turned.phi[np.ix_(order, order)] * np.outer(sign, sign)
    structure = loadings @ phi
    communalities = (loadings * structure).sum(1)
    warn_of([*of.findings, *_findings(of, unrotated, turned, loadings, rotation, method)])

    rows = pd.Index(of.items, name="item")
    labels = [f"F{c + 1}" for c in range(m)] if aim is None else [str(name) for name in aim.columns]
    names = pd.Index(labels, name="factor")
    squares = np.diag(phi @ loadings.T @ loadings)
    share = squares / p
    return Factors(
        loadings=pd.DataFrame(loadings, rows, names),
        structure=pd.DataFrame(structure, rows, names),
        communalities=pd.Series(communalities, rows, name="communality"),
        uniquenesses=pd.Series(unrotated.uniquenesses, rows, name="uniqueness"),
        variance=pd.DataFrame(
            {"ss_loadings": squares, "proportion": share, "cumulative": np.cumsum(share)}, index=names
        ),
        factor_correlations=pd.DataFrame(phi, names, names),
        eigenvalues=pd.Series(
            np.linalg.eigvalsh(of.matrix)[::-1], pd.RangeIndex(1, p + 1, name="position"), name="eigenvalue"
        ),
        residuals=pd.DataFrame(of.matrix - unrotated.loadings @ unrotated.loadings.T, rows, rows),
        fit=factor_fit(of.matrix, unrotated.loadings, unrotated.uniquenesses, of.n, tested=correlation == "pearson"),
        method=method,
        correlation=correlation,
        rotation=rotation,
        normalised=rotation in ("varimax", "promax") if normalise is None else normalise and rotation != "none",
        criterion=turned.criterion,
        starts_agreeing=turned.starts_agreeing,
        n=of.n,
        missing=of.missing,
    )


def _number_of_factors(n_factors: int, p: int) -> int:
    """As many as the correlations of p items can tell apart."""
    if p < 3:
        raise DataError("factor analysis", [f"needs three items or more; {p} are given"])
    most = max(m for m in range(1, p) if m == 1 or degrees_of_freedom(p, m) >= 0)
    if not 1 <= n_factors <= most or n_factors != int(n_factors):
        raise OptionError(
            f"n_factors must be a whole number between 1 and {most} (the correlations of {p} items cannot tell more "
            f"factors apart), not {n_factors!r}"
        )
    return int(n_factors)


def _findings(
    of: Correlations, unrotated: Extracted, turned: Rotated, loadings: Floats, rotation: str, method: str
) -> list[Finding]:
    found: list[Finding] = []
    if of.n <= len(of.items):
        message = f"{of.n} respondents for {len(of.items)} items; the factors mean little"
        found.append(Finding(SmallSampleWarning, message))
    elif not any("not positive definite" in finding.message for finding in of.findings):
        found += [Finding(ItemWarning, fault) for fault in dependence_faults(of.matrix, of.items, of.n)]
    if not unrotated.converged:
        message = f"{method} did not converge; take fewer factors, or another method"
        found.append(Finding(ConvergenceWarning, message))
    improper = unrotated.held | (unrotated.uniquenesses < 0)
    if improper.any():
        which = quoted(item for item, bad in zip(of.items, improper, strict=True) if bad)
        how = f"a uniqueness held at {SMALLEST_UNIQUENESS}" if unrotated.held.any() else "a communality above one"
        message = f"Heywood case: {which} with {how}; take fewer factors, or look for items that ask the same"
        found.append(Finding(ImproperSolutionWarning, message))
    if not turned.converged:
        message = f"the {rotation} rotation did not converge; give more starts or fewer factors"
        found.append(Finding(ConvergenceWarning, message))
    if loadings.shape[1] > 1:
        few = np.flatnonzero((np.abs(loadings) >= 0.30).sum(0) < 2)
        if len(few):
            message = (
                f"{len(few)} of {loadings.shape[1]} factors have fewer than two loadings of .30 or more in size; "
                "that is not a factor: take fewer"
            )
            found.append(Finding(AssumptionWarning, message))
    return found
