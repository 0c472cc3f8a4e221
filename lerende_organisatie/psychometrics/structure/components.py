"""Principal component analysis, rotated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import ConvergenceWarning, ItemWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.reliability.answers import Missing
from lerende_organisatie.psychometrics.reliability.findings import Finding, dependence_faults, warn_of
from lerende_organisatie.psychometrics.structure.correlations import Correlations, correlate
from lerende_organisatie.psychometrics.structure.rotation import SOURCES, Rotation, rotate

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame
    from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Components(Cited):
    """Principal components of p items.

    Each component is turned so that its loadings have a positive sum; components stand in the order of their sums of
    squared loadings and are named ``C1``, ``C2``, ... in that order.

    Attributes
    ----------
    loadings : DataFrame (p, m)
        Pattern: the weights of the components in each item (index ``item``).
    structure : DataFrame (p, m)
        Correlations of items and components; equal to ``loadings`` for an orthogonal rotation.
    communalities, uniquenesses : Series (p,)
        The share of each item's variance inside and outside the components.
    variance : DataFrame
        One row per component: ``ss_loadings proportion cumulative``.
    eigenvalues : Series (p,)
        Of the correlation matrix, largest first.
    factor_correlations : DataFrame (m, m)
        Correlations of the components.
    rotation : str
    normalised : bool
        Whether Kaiser's normalisation was used.
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
    eigenvalues: pd.Series[float]
    factor_correlations: pd.DataFrame
    rotation: Rotation
    normalised: bool
    criterion: float
    starts_agreeing: int
    n: int
    missing: Missing

    def _cites(self) -> tuple[str, ...]:
        """By what was asked for."""
        return ("hotelling1933", *SOURCES[self.rotation])


def pca(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    n_components: int | None = None,
    rotation: Rotation = "oblimin",
    *,
    items: Iterable[str] | None = None,
    missing: Missing = "pairwise",
    normalise: bool | None = None,
    starts: int = 1,
    seed: int = 1,
) -> Components:
    """Principal components of the correlation matrix, rotated to simple structure.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
    n_components : int, optional
        Without it as many as there are eigenvalues above one (Kaiser, 1960), a rule that mostly takes too many.
    rotation : "oblimin", "varimax", "promax", "geomin" or "none"
        For a rotation towards a target see :func:`procrustes`.
    items : iterable of str, optional
        Without it all items.
    missing : "listwise" or "pairwise"
        Pairwise, every answer is used, as in ``psych::principal``; listwise, only respondents who answered every item.
        The two are the same for complete data.
    normalise : bool, optional
        Kaiser's row normalisation during the rotation. None does what ``psych::principal`` does: varimax and promax
        with it, oblimin without. SPSS normalises oblimin too: give True for its figures.
    starts : int
        Starting positions of the rotation: the unrotated loadings, and random ones. More than one guards against a
        local minimum; one gives what GPArotation gives.
    seed : int
        For the random starting positions.

    Returns
    -------
    Components

    Raises
    ------
    DataError
        Fewer than two items or usable rows; items that are absent, doubled, constant, empty or not numeric.
    OptionError
        More components than items, or than the matrix has positive eigenvalues; an option that is not offered.

    Warns
    -----
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents; or the pairwise correlation matrix is not
        positive definite.
    SmallSampleWarning
        No more respondents than items.
    ItemWarning
        Perfectly dependent items.
    ConvergenceWarning
        The rotation did not converge.

    References
    ----------
    Hotelling, H. (1933). Analysis of a complex of statistical variables into principal components. Journal of
    Educational Psychology, 24, 417-441. For the rotations see ``rotation.rotate``.
    """
    of = correlate(data, items, missing, "principal components", invertible=False)
    p = len(of.items)
    value, vector = np.linalg.eigh(of.matrix)
    value, vector = value[::-1], vector[:, ::-1]
    m = max(1, int((value > 1).sum())) if n_components is None else n_components
    positive = int((value > 1e-10).sum())
    if not 1 <= m <= positive:
        limit = f"{p} items have {positive} components with variance"
        raise OptionError(f"n_components must lie between 1 and {positive} ({limit}), not {m!r}")
    unrotated = vector[:, :m] * np.sqrt(value[:m])
    unrotated = unrotated * _signs(unrotated)
    rotated = rotate(unrotated, rotation, normalise=normalise, starts=starts, seed=seed)
    warn_of([*of.findings, *_findings(of, rotated.converged, rotation)])

    squares = _sums_of_squares(rotated.loadings, rotated.phi)
    order = np.argsort(-squares, kind="stable")
    sign = _signs(rotated.loadings)[order]
    loadings = rotated.loadings[:, order] * sign
    phi = rotated.phi[np.ix_(order, order)] * np.outer(sign, sign)
    structure = loadings @ phi
    communalities = (loadings * structure).sum(1)

    rows = pd.Index(of.items, name="item")
    names = pd.Index([f"C{c + 1}" for c in range(m)], name="component")
    share = squares[order] / p
    return Components(
        loadings=pd.DataFrame(loadings, rows, names),
        structure=pd.DataFrame(structure, rows, names),
        communalities=pd.Series(communalities, rows, name="communality"),
        uniquenesses=pd.Series(1 - communalities, rows, name="uniqueness"),
        variance=pd.DataFrame(
            {"ss_loadings": squares[order], "proportion": share, "cumulative": np.cumsum(share)}, index=names
        ),
        eigenvalues=pd.Series(value, pd.RangeIndex(1, p + 1, name="component"), name="eigenvalue"),
        factor_correlations=pd.DataFrame(phi, names, names),
        rotation=rotation,
        normalised=rotation in ("varimax", "promax") if normalise is None else normalise and rotation != "none",
        criterion=rotated.criterion,
        starts_agreeing=rotated.starts_agreeing,
        n=of.n,
        missing=of.missing,
    )


def _signs(loadings: Floats) -> Floats:
    """One per component: the sign that makes the sum of its loadings positive."""
    return np.where(loadings.sum(0) < 0, -1.0, 1.0)


def _sums_of_squares(loadings: Floats, phi: Floats) -> Floats:
    """The variance that each component accounts for; these add up to the communalities."""
    return np.asarray(np.diag(phi @ loadings.T @ loadings))


def _findings(of: Correlations, converged: bool, rotation: str) -> list[Finding]:
    found: list[Finding] = []
    if of.n <= len(of.items):
        message = f"{of.n} respondents for {len(of.items)} items; the components mean little"
        found.append(Finding(SmallSampleWarning, message))
    elif not any("not positive definite" in finding.message for finding in of.findings):
        found += [Finding(ItemWarning, fault) for fault in dependence_faults(of.matrix, of.items, of.n)]
    if not converged:
        message = f"the {rotation} rotation did not converge; give more starts or fewer components"
        found.append(Finding(ConvergenceWarning, message))
    return found
