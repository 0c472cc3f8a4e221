"""``alignment``: comparable factor means of many groups without exact invariance."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import AssumptionWarning, ConvergenceWarning, OptionError
from lerende_organisatie.psychometrics.cfa.options import Missing
from lerende_organisatie.psychometrics.cfa.syntax import OffersModel
from lerende_organisatie.psychometrics.frames import to_frame
from lerende_organisatie.psychometrics.groups import group_column
from lerende_organisatie.psychometrics.invariance.alignment_solution import Solution, basis, solve
from lerende_organisatie.psychometrics.invariance.alignment_tables import (
    difference_rows,
    mean_rows,
    parameter_rows,
    summary_rows,
)
from lerende_organisatie.psychometrics.invariance.configural_fits import configural_fits
from lerende_organisatie.repeat import spawn_generators

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

NONINVARIANT_SHARE = 0.25
"""Muthén & Asparouhov (2014): with more non-invariant parameters the aligned means are in doubt."""

ILL_CONDITIONED = 1e6


@dataclass(frozen=True, slots=True)
class Alignment(Cited):
    """Aligned item parameters, factor means and variances of every group.

    Attributes
    ----------
    table : DataFrame
        One row per item parameter: ``item factor parameter average r2 n_noninvariant noninvariant contribution``.
        ``parameter`` is loading, intercept or threshold k; ``average`` is over the invariant groups; ``noninvariant``
        names the others; ``contribution`` is its part of the loss.
    parameters : DataFrame
        One row per item parameter and group: ``item factor parameter group est se invariant``.
    means : DataFrame
        One row per factor and group: ``factor group mean se ci_lower ci_upper variance variance_se``.
    mean_differences : DataFrame
        Every two groups: ``factor group_a group_b difference se z pvalue``, group_a less group_b.
    fits : DataFrame
        One row per group: ``n`` and the fit of its configural model.
    kind : {"fixed", "free"}
    reference : str
        The group with mean 0 (fixed) and variance 1.
    groups : tuple of str
    n : int
    loss : float
        The simplicity function at its minimum.
    share_noninvariant : float
        Of all item parameters in all groups; beyond a quarter the means are in doubt (Muthén & Asparouhov, 2014).
    converged : bool
    agreeing_starts : int
        How many of the starts ended in this minimum (the least over blocks of factors).
    epsilon : float
    level : float
        Of intervals.
    """

    CITES: ClassVar[tuple[str, ...]] = ("asparouhov2014", "muthen2014")

    table: pd.DataFrame
    parameters: pd.DataFrame
    means: pd.DataFrame
    mean_differences: pd.DataFrame
    fits: pd.DataFrame
    kind: str
    reference: str
    groups: tuple[str, ...]
    n: int
    loss: float
    share_noninvariant: float
    converged: bool
    agreeing_starts: int
    epsilon: float
    level: float


def alignment(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    group: str | None = None,
    kind: Literal["fixed", "free"] = "fixed",
    reference: str | None = None,
    metric: Literal["reference", "product"] = "reference",
    estimator: str | None = None,
    ordered: bool = False,
    missing: Missing = "listwise",
    cluster: str | None = None,
    epsilon: float = 0.01,
    n_starts: int = 10,
    seed: int = 1,
    level: float = 0.95,
) -> Alignment:
    """Align the configural models of many groups.

    Parameters
    ----------
    model : str or an object with ``model_syntax()``
        A measurement model; items may load on several factors.
    data : DataFrame, any frame that narwhals knows, or Responses
    group : column name, optional
        Two groups or more; made for many. By default the group column of a Responses.
    kind : {"fixed", "free"}
        ``"fixed"``: the reference group's factor means are zero. ``"free"``: they are estimated too, which only
        non-invariant loadings identify.
    reference : str, optional
        By default the first group in the data, or of the categories.
    metric : {"reference", "product"}
        Factor variances: one in the reference group, or multiplying to one over the groups.
    estimator : str, optional
        Of the configural models; by default MLR, or WLSMV where items are ordinal.
    ordered : bool
        All items are ordinal: thresholds are aligned, with residual variances of one.
    missing, cluster : as in :func:`lerende_organisatie.cfa`
    epsilon : float
        In the loss (x² + ε)^¼; as published .01.
    n_starts : int
        One informed start; the others random.
    seed : int
        Of the random starts.
    level : float

    Returns
    -------
    Alignment

    Raises
    ------
    DataError
        A group whose model cannot be fitted, a category that a group did not use, labels that differ only in case, a
        model with second-order factors or regressions; all groups' faults at once.
    OptionError

    Warns
    -----
    ConvergenceWarning
        The minimum was not found, or only by one of several starts.
    AssumptionWarning
        More than a quarter of the parameters differ, or with ``kind="free"`` the means are hardly identified.

    Notes
    -----
    With configural loadings λ₀ and intercepts ν₀ (factors standardised), λ = λ₀/√ψ and ν = ν₀ − αλ₀/√ψ for any factor
    mean α and variance ψ. Those are chosen to minimise Σ √(n_g n_h) f(λ_g − λ_h) + Σ √(n_g n_h) f(ν_g − ν_h), with
    f(x) = (x² + ε)^¼. R² is the share of the configural variation between groups that factor means and variances
    account for: 1 − V(λ₀ − √ψ λ̄)/V(λ₀), and 1 − V(ν₀ − αλ̄)/V(ν₀). It is low, too, where there is hardly any
    variation to account for, and negative where the factor's moments account for less than nothing.

    References
    ----------
    Asparouhov & Muthén (2014), doi 10.1080/10705511.2014.919210; Muthén & Asparouhov (2014), doi
    10.3389/fpsyg.2014.00978.
    """
    _check_options(kind, metric, epsilon, n_starts, level)
    column = group_column(data, group)
    found = configural_fits(
        model, to_frame(data), column, estimator=estimator, ordered=ordered, missing=missing, cluster=cluster
    )
    label = found.labels[0] if reference is None else str(reference)
    if label not in found.labels:
        raise OptionError(f"reference={reference!r} is no group of column {column!r}: {', '.join(found.labels)}")
    first = found.labels.index(label)
    whole = found.configural
    blocks = whole.blocks()
    solutions: list[tuple[tuple[int, ...], Solution]] = []
    for block, rng in zip(blocks, spawn_generators(seed, len(blocks)), strict=True):
        part = whole.part(block)
        free = basis(part.groups, part.factors, kind == "fixed", first, metric == "product")
        solutions.append((tuple(block), solve(part, free, first, epsilon, n_starts, rng)))
    parameters = pd.DataFrame([row for one in solutions for row in parameter_rows(found, *one)])
    share = float(1 - parameters["invariant"].mean())
    converged = all(one.converged for _, one in solutions)
    agreeing = min(one.agreeing for _, one in solutions)
    _warn(converged, agreeing, n_starts, share, kind, max(one.condition for _, one in solutions))
    return Alignment(
        pd.DataFrame([row for one in solutions for row in summary_rows(found, *one)]),
        parameters,
        pd.DataFrame([row for one in solutions for row in mean_rows(found, *one, level)]),
        pd.DataFrame([row for one in solutions for row in difference_rows(found, *one)]),
        found.measures,
        kind,
        label,
        found.labels,
        int(whole.n.sum()),
        float(sum(one.by_parameter.sum() for _, one in solutions)),
        share,
        converged,
        agreeing,
        epsilon,
        level,
    )


def _check_options(kind: str, metric: str, epsilon: float, n_starts: int, level: float) -> None:
    if kind not in {"fixed", "free"}:
        raise OptionError(f"kind={kind!r} is not offered; choose 'fixed' or 'free'")
    if metric not in {"reference", "product"}:
        raise OptionError(f"metric={metric!r} is not offered; choose 'reference' or 'product'")
    if not 0 < epsilon <= 1:
        raise OptionError(f"epsilon={epsilon!r} must lie above 0 and at most at 1; as published 0.01")
    if n_starts < 1:
        raise OptionError(f"n_starts={n_starts!r} must be 1 or more")
    if not 0 < level < 1:
        raise OptionError(f"level={level!r} must lie between 0 and 1")


def _warn(converged: bool, agreeing: int, starts: int, share: float, kind: str, condition: float) -> None:
    if not converged:
        warnings.warn("the minimum of the simplicity function was not found", ConvergenceWarning, stacklevel=3)
    elif agreeing == 1 and starts > 1:
        warnings.warn(
            f"only one of {starts} starts reached the smallest loss; ask for more with n_starts",
            ConvergenceWarning,
            stacklevel=3,
        )
    if share > NONINVARIANT_SHARE:
        warnings.warn(
            f"{share:.0%} of the item parameters differ between groups; beyond {NONINVARIANT_SHARE:.0%} aligned means "
            "are in doubt (Muthén & Asparouhov 2014)",
            AssumptionWarning,
            stacklevel=3,
        )
    if kind == "free" and condition > ILL_CONDITIONED:
        warnings.warn(
            "with loadings this alike the reference group's mean is hardly identified; use kind='fixed'",
            AssumptionWarning,
            stacklevel=3,
        )
