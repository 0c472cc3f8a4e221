"""Omega hierarchical: how much of the variance of the sum of all items one general factor accounts for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import AssumptionWarning, DataError, ImproperSolutionWarning, OptionError
from lerende_organisatie.psychometrics.reliability.findings import Finding, quoted, warn_of
from lerende_organisatie.psychometrics.structure.extraction import extract
from lerende_organisatie.psychometrics.structure.factors import efa

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame
    from lerende_organisatie.psychometrics.reliability.answers import Missing

Floats = NDArray[np.float64]

AGAINST = -0.1
"""A general loading below this runs against the others."""

HARDLY = 0.1
"""A group factor with a smaller loading has little in common with the general one."""


@dataclass(frozen=True, slots=True)
class OmegaHierarchical(Cited):
    """A general factor and group factors, by the transformation of Schmid and Leiman.

    Attributes
    ----------
    estimate : float
        Omega hierarchical: the general factor's share in the variance of the sum of the standardised items.
    total : float
        Omega total: the share of all common factors together.
    limit : float
        ``estimate / total``: omega hierarchical of an endlessly long test of such items.
    ecv : float
        Explained common variance: the general factor's share in the sum of the squared loadings.
    loadings : DataFrame
        Items x ``general`` and the group factors, and ``uniqueness``.
    groups : DataFrame
        One row per group factor, of the items that load highest on it: ``k total general group`` (shares of the
        variance of their sum; NA for a group factor that no item loads highest on).
    n, k, n_factors : int
    missing : "listwise" or "pairwise"
    """

    CITES: ClassVar[tuple[str, ...]] = ("schmid1957", "zinbarg2005")

    estimate: float
    total: float
    limit: float
    ecv: float
    loadings: pd.DataFrame
    groups: pd.DataFrame
    n: int
    k: int
    n_factors: int
    missing: Missing


def omega_hierarchical(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    n_factors: int = 3,
    items: Iterable[str] | None = None,
    *,
    method: Literal["minres", "ml", "pa"] = "minres",
    missing: Missing = "listwise",
    seed: int = 1,
) -> OmegaHierarchical:
    """Omega hierarchical from an oblique factor analysis.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        Items keyed in the same direction.
    n_factors : int
        Group factors, three or more: two do not determine a general factor.
    items : iterable of str, optional
        Without it all items.
    method : "minres", "ml" or "pa"
        Of the factor analysis; the rotation is oblimin.
    missing : "listwise" or "pairwise"
    seed : int
        Of the random starts of the rotation.

    Returns
    -------
    OmegaHierarchical
        The figures of ``psych::omega``, which turns items that load negatively by itself; here they are named and stay
        as they are. No interval. For a model stated beforehand fit the bifactor model with ``orthogonal=True``;
        :func:`reliability` of that fit gives omega hierarchical as the omega of the general factor.

    Raises
    ------
    DataError
        What :func:`efa` refuses; items whose sum is the same for everyone.
    OptionError
        Fewer than three factors, or more than the items can tell apart.

    Warns
    -----
    AssumptionWarning
        Items that load negatively on the general factor, or a group factor that hardly loads on it: there is no general
        factor to speak of.
    ImproperSolutionWarning
        A group factor that is the general factor itself (a second-order loading of one).
    ItemWarning, SmallSampleWarning, ConvergenceWarning, MissingDataWarning
        As in :func:`efa`.

    References
    ----------
    Schmid, J., & Leiman, J. M. (1957). The development of hierarchical factor solutions. Psychometrika, 22, 53-61.
    Zinbarg, R. E., Revelle, W., Yovel, I., & Li, W. (2005). Cronbach's alpha, Revelle's beta, and McDonald's omega_h.
    Psychometrika, 70, 123-133.
    """
    if n_factors < 3:
        raise OptionError(f"n_factors must be 3 or more, not {n_factors!r}; with fewer no general factor is determined")
    factors = efa(data, n_factors, "oblimin", method=method, items=items, missing=missing, seed=seed)
    pattern = factors.loadings.to_numpy()
    phi = factors.factor_correlations.to_numpy()
    unique: Floats = np.asarray(factors.uniquenesses, dtype=np.float64)
    names = tuple(map(str, factors.loadings.index))
    left = factors.residuals.to_numpy()
    corr = pattern @ phi @ pattern.T + left
    total = float(corr.sum())
    if total <= 1e-12 * len(names):
        fault = "the sum of the standardised items is the same for everyone; are some reverse-keyed?"
        raise DataError("omega hierarchical", [fault])
    second, found = second_order_loadings(phi)
    general = pattern @ second
    group = pattern * np.sqrt(np.maximum(1 - second**2, 0.0))
    if general.sum() < 0:
        general = -general
    against = [name for name, loading in zip(names, general, strict=True) if loading < AGAINST]
    if against:
        message = f"{quoted(against)} load negatively on the general factor; are they reverse-keyed?"
        found.append(Finding(AssumptionWarning, message))
    columns = [f"group {name}" for name in factors.loadings.columns]
    loadings = pd.DataFrame(group, index=factors.loadings.index, columns=columns)
    loadings.insert(0, "general", general)
    estimate = float(general.sum()) ** 2 / total
    omega_total = 1 - float(unique.sum()) / total
    common = float((general**2).sum())
    warn_of(found)
    return OmegaHierarchical(
        estimate=estimate,
        total=omega_total,
        limit=estimate / omega_total,
        ecv=common / (common + float((group**2).sum())),
        loadings=loadings.assign(uniqueness=unique),
        groups=_groups(general, group, corr, unique, columns),
        n=factors.n,
        k=len(names),
        n_factors=n_factors,
        missing=missing,
    )


def second_order_loadings(phi: Floats) -> tuple[Floats, list[Finding]]:
    """The loadings of the factors on one general factor, by minimum residuals, and what the caller must hear.

    Parameters
    ----------
    phi : ndarray (m, m)
        Factor correlations.
    """
    found: list[Finding] = []
    loading = extract(phi, 1, "minres", np.full(len(phi), 0.5)).loadings[:, 0]
    if loading.sum() < 0:
        loading = -loading
    if loading.max() > 0.995:
        message = "a group factor is the general factor itself (second-order loading of one); take fewer factors"
        found.append(Finding(ImproperSolutionWarning, message))
    if loading.min() < HARDLY:
        message = (
            f"a group factor hardly loads on the general one ({loading.min():.2f}): the factors have little in common, "
            "and omega hierarchical is of a sum that means little"
        )
        found.append(Finding(AssumptionWarning, message))
    return loading, found


def _groups(general: Floats, group: Floats, corr: Floats, unique: Floats, names: list[str]) -> pd.DataFrame:
    """Of the items of each group factor, what accounts for the variance of their sum."""
    home = np.abs(group).argmax(1)
    rows = {}
    for f, name in enumerate(names):
        mine = home == f
        variance = float(corr[np.ix_(mine, mine)].sum())
        if not mine.any() or variance <= 0:
            rows[name] = {"k": int(mine.sum()), "total": np.nan, "general": np.nan, "group": np.nan}
            continue
        rows[name] = {
            "k": int(mine.sum()),
            "total": 1 - float(unique[mine].sum()) / variance,
            "general": float(general[mine].sum()) ** 2 / variance,
            "group": float(group[mine, f].sum()) ** 2 / variance,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("factor")
