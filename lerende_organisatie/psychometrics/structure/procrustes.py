"""Rotation towards a published loading matrix, and how near it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import ConvergenceWarning, DataError
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of
from lerende_organisatie.psychometrics.structure.congruence import OffersLoadings, in_order_of, loading_frame
from lerende_organisatie.psychometrics.structure.rotation import rotate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Procrustes(Cited):
    """Loadings turned towards a target.

    Attributes
    ----------
    loadings : DataFrame (p, m)
        With the factors of the target, in its order.
    factor_correlations : DataFrame (m, m)
        The identity for an orthogonal rotation.
    congruence : Series (m,)
        Tucker's coefficient of each factor with its target (index ``factor``).
    item_congruence : Series (p,)
        The same by item, over its row of loadings (index ``item``).
    overall : float
        Tucker's coefficient over all loadings at once.
    rmse : float
        Root mean squared difference of loadings and target.
    oblique : bool
    """

    CITES: ClassVar[tuple[str, ...]] = ("schonemann1966", "browne1967", "lorenzoseva2006")

    loadings: pd.DataFrame
    factor_correlations: pd.DataFrame
    congruence: pd.Series[float]
    item_congruence: pd.Series[float]
    overall: float
    rmse: float
    oblique: bool


def procrustes(
    loadings: pd.DataFrame | Floats | OffersLoadings,
    target: pd.DataFrame | Floats | OffersLoadings,
    *,
    oblique: bool = False,
) -> Procrustes:
    """Rotate loadings to come as near as can be to those of another study.

    Parameters
    ----------
    loadings : DataFrame or ndarray (p, m), or a result of ``pca`` or ``efa``
        Of uncorrelated factors; a result whose factors correlate is first freed of that, which changes nothing in what
        it can be rotated to.
    target : DataFrame or ndarray (p, m), or a result of ``pca`` or ``efa``
        Frames are put in the same order by the names of their items. A loading that was not printed (NaN) counts as
        zero.
    oblique : bool
        Whether the factors may correlate.

    Returns
    -------
    Procrustes
        Congruence of .95 and more counts as equal, .85 to .94 as fair (Lorenzo-Seva & ten Berge, 2006). A rotation
        towards a target finds some congruence in anything: read it beside the items' own coefficients.

    Raises
    ------
    DataError
        The items differ; a loading is missing or not numeric; a target factor without loadings; other numbers of
        factors.
    OptionError
        Neither a frame nor a matrix was given.

    Warns
    -----
    ConvergenceWarning
        The oblique rotation did not converge.

    References
    ----------
    Schönemann, P. H. (1966). A generalized solution of the orthogonal Procrustes problem. Psychometrika, 31, 1-10.
    Browne, M. W. (1967). On oblique Procrustes rotation. Psychometrika, 32, 125-132. Lorenzo-Seva, U., & ten Berge, J.
    M. F. (2006), doi 10.1027/1614-2241.2.2.57.
    """
    ours = loading_frame(loadings, "F", "loadings")
    if not isinstance(loadings, pd.DataFrame | OffersLoadings) and isinstance(target, pd.DataFrame | OffersLoadings):
        ours = in_order_of(loadings, list(loading_frame(target, "T", "target").index), "loadings")
    theirs = in_order_of(target, list(ours.index), "target")
    faults = [f"item {item!r} has no loading" for item in ours.index[ours.isna().any(axis=1)]]
    if ours.shape[1] != theirs.shape[1]:
        faults.append(f"the loadings have {ours.shape[1]} factors, the target {theirs.shape[1]}; extract as many")
    if len(ours) < ours.shape[1]:
        faults.append(f"{len(ours)} items cannot place {ours.shape[1]} factors")
    goal = theirs.fillna(0.0).to_numpy(dtype=float)
    faults += [f"factor {name!r} of the target has no loadings" for name in theirs.columns[~(goal != 0).any(0)]]
    if faults:
        raise DataError("Procrustes rotation", faults)
    values = ours.to_numpy(dtype=float)
    phi = getattr(loadings, "factor_correlations", None)
    if phi is not None:
        value, vector = np.linalg.eigh(np.asarray(phi, dtype=float))
        values = values @ (vector * np.sqrt(np.maximum(value, 0)))
    u, _, v = np.linalg.svd(values.T @ goal)
    turned, correlations = values @ (u @ v), np.eye(goal.shape[1])
    if oblique:
        # from the orthogonal solution onwards, so that signs and order are those of the target
        found = rotate(turned, "target", target=goal)
        if not found.converged:
            message = "the oblique rotation did not converge; the target may not suit these loadings"
            warn_of([Finding(ConvergenceWarning, message)])
        turned, correlations = found.loadings, found.phi
    names = pd.Index([str(name) for name in theirs.columns], name="factor")
    rows = pd.Index(ours.index, name="item")
    return Procrustes(
        loadings=pd.DataFrame(turned, rows, names),
        factor_correlations=pd.DataFrame(correlations, names, names),
        congruence=pd.Series(_tucker(turned, goal, 0), names, name="congruence"),
        item_congruence=pd.Series(_tucker(turned, goal, 1), rows, name="congruence"),
        overall=float(_tucker(turned.reshape(-1, 1), goal.reshape(-1, 1), 0)[0]),
        rmse=float(np.sqrt(((turned - goal) ** 2).mean())),
        oblique=oblique,
    )


def _tucker(a: Floats, b: Floats, axis: int) -> Floats:
    """Congruence along an axis; NaN where one side has no loadings at all."""
    size = np.sqrt((a**2).sum(axis) * (b**2).sum(axis))
    return np.asarray(np.where(size > 0, (a * b).sum(axis) / np.where(size > 0, size, 1.0), np.nan))
