"""What a bifactor model says of a total score and of its subscales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, OptionError

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bifactor(Cited):
    """Indices of a bifactor model.

    Attributes
    ----------
    general : str
        The general factor.
    ecv : float
        Explained common variance: the general factor's share of all common variance.
    puc : float
        Percentage of uncontaminated correlations, as a share: pairs of items that only the general factor relates.
    omega, omega_hierarchical : float
        Of the total score: all factors, and the general factor alone.
    table : DataFrame
        One row per factor (index ``factor``), the general one first: ``ecv`` (its share of the common variance of its
        own items), ``omega omega_h`` (of the sum of its items: all that is common, and this factor alone: ωH for the
        general factor, ωHS for a group factor), ``relative_omega`` (the latter as a share of the former), ``h``
        (construct replicability), ``fd`` (factor determinacy), ``n_items``.
    items : DataFrame
        One row per item (index ``item``): ``general group group_factor residual i_ecv``, standardised.
    """

    CITES: ClassVar[tuple[str, ...]] = ("rodriguez2016", "hancock2001", "grice2001")

    general: str
    ecv: float
    puc: float
    omega: float
    omega_hierarchical: float
    table: pd.DataFrame
    items: pd.DataFrame


def bifactor_indices(fit: Fit, general: str | None = None) -> Bifactor:
    """Indices of an orthogonal bifactor model.

    Parameters
    ----------
    fit : Fit
        Of one group: one factor that all items load on, group factors that no two share an item, no two factors
        correlated (``orthogonal=True``).
    general : str, optional
        The general factor; without it the one that every item loads on.

    Returns
    -------
    Bifactor

    Raises
    ------
    DataError
        The model is not an orthogonal bifactor model, with the reason.
    OptionError
        Several groups.

    References
    ----------
    Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models. Psychological Methods, 21,
    137-150, doi 10.1037/met0000045 (a total score is essentially unidimensional where ECV and PUC exceed .70).
    Hancock, G. R., & Mueller, R. O. (2001): H. Grice, J. W. (2001), doi 10.1037/1082-989X.6.4.430: determinacy.
    """
    if len(fit.moments) > 1:
        raise OptionError("bifactor indices are offered for one group; fit the groups one by one")
    rows = pd.DataFrame(
        {
            "lhs": [row.lhs for row in fit.table.rows],
            "op": [row.op for row in fit.table.rows],
            "rhs": [row.rhs for row in fit.table.rows],
            "est": np.concatenate([part.estimate for part in fit.standardised_groups("std_all", derivatives=False)]),
        }
    )
    loadings = rows[rows["op"] == "=~"]
    if not loadings["rhs"].isin(fit.observed_names).all():
        raise DataError("bifactor indices", ["a factor is measured by factors; give a bifactor model of items"])
    frame = loadings.pivot_table("est", "rhs", "lhs", "first", sort=False, observed=True).fillna(0.0)
    measured = loadings.groupby("lhs", sort=False)["rhs"].nunique()
    name = general if general is not None else str(measured.idxmax())
    faults = _faults(rows, loadings, name, set(fit.latent_names))
    if faults:
        raise DataError("bifactor indices", faults)
    groups = [factor for factor in frame.columns if factor != name]
    members = {factor: loadings.loc[loadings["lhs"] == factor, "rhs"].tolist() for factor in groups}
    variance = rows[(rows["op"] == "~~") & (rows["lhs"] == rows["rhs"])].set_index("lhs")["est"]
    residual = variance.reindex(frame.index).to_numpy(dtype=float)
    found = indices(
        frame[[name, *groups]].to_numpy(dtype=float),
        residual,
        [[list(frame.index).index(item) for item in members[factor]] for factor in groups],
    )
    home = {item: factor for factor, items in members.items() for item in items}
    items = pd.DataFrame(
        {
            "general": frame[name].to_numpy(),
            "group": frame[groups].sum(axis=1).to_numpy(),
            "group_factor": [home.get(item) for item in frame.index],
            "residual": residual,
            "i_ecv": found.i_ecv,
        },
        index=pd.Index(frame.index, name="item"),
    )
    columns = {"ecv": 0, "omega": 1, "omega_h": 2, "relative_omega": 3, "h": 4, "fd": 5}
    table = pd.DataFrame(
        {label: found.factors[:, c] for label, c in columns.items()},
        index=pd.Index([name, *groups], name="factor"),
    )
    table["n_items"] = [len(frame), *(len(members[factor]) for factor in groups)]
    omega, hierarchical = found.factors[0, 1], found.factors[0, 2]
    return Bifactor(name, float(found.factors[0, 0]), found.puc, float(omega), float(hierarchical), table, items)


def _faults(rows: pd.DataFrame, loadings: pd.DataFrame, general: str, latent: set[str]) -> list[str]:
    """Why a model is not an orthogonal bifactor model."""
    if general not in set(loadings["lhs"]):
        return [f"{general!r} is no factor of the model"]
    faults = []
    everything = loadings["rhs"].unique()
    left_out = sorted(set(everything) - set(loadings.loc[loadings["lhs"] == general, "rhs"]))
    if left_out:
        faults.append(f"item {left_out[0]!r} does not load on {general!r}; no factor is general")
    group = loadings[loadings["lhs"] != general]
    if group.empty:
        faults.append("the model has no group factors")
    shared = group["rhs"][group["rhs"].duplicated()].unique()
    faults += [f"item {item!r} loads on two group factors" for item in shared]
    related = rows[(rows["op"] == "~~") & (rows["lhs"] != rows["rhs"]) & (rows["est"].abs() > 0)]
    faults += [
        f"{a!r} and {b!r} are correlated; fit the model with orthogonal=True"
        for a, b in zip(related["lhs"], related["rhs"], strict=True)
        if a in latent and b in latent
    ]
    faults += [
        f"the residuals of {a!r} and {b!r} are correlated; the indices suppose that they are not"
        for a, b in zip(related["lhs"], related["rhs"], strict=True)
        if a not in latent and b not in latent
    ]
    own = rows[(rows["op"] == "~~") & (rows["lhs"] == rows["rhs"]) & (rows["est"] < 0)]
    faults += [
        f"{name!r} has a negative variance (Heywood case): the indices of an improper solution mean nothing"
        for name in own["lhs"]
    ]
    return faults


@dataclass(frozen=True, slots=True)
class Indices:
    """Bifactor indices as arrays.

    Attributes
    ----------
    i_ecv : ndarray (p,)
    puc : float
    factors : ndarray (1 + s, 6)
        ECV, omega, omega hierarchical, relative omega, H and determinacy by factor.
    """

    i_ecv: Floats
    puc: float
    factors: Floats


def indices(loadings: Floats, residual: Floats, members: list[list[int]]) -> Indices:
    """Bifactor indices from standardised loadings.

    Parameters
    ----------
    loadings : ndarray (p, 1 + s)
        The general factor first.
    residual : ndarray (p,)
    members : list of s lists of int
        The items of each group factor.
    """
    p = len(loadings)
    squared = loadings**2
    pairs = p * (p - 1) / 2
    within = sum(len(own) * (len(own) - 1) / 2 for own in members)
    sigma = loadings @ loadings.T + np.diag(residual)
    determinacy = np.sqrt(np.diag(loadings.T @ np.linalg.solve(sigma, loadings)))
    rows = []
    for factor, own in enumerate([list(range(p)), *members]):
        mine = squared[own]
        sums = loadings[own].sum(0) ** 2
        total = sums.sum() + residual[own].sum()
        with np.errstate(divide="ignore"):
            ratio = (mine[:, factor] / (1 - mine[:, factor])).sum()
            h = 1 / (1 + 1 / ratio) if ratio > 0 else 0.0
        omega, alone = sums.sum() / total, sums[factor] / total
        rows.append([mine[:, factor].sum() / mine.sum(), omega, alone, alone / omega, h, determinacy[factor]])
    return Indices(squared[:, 0] / squared.sum(1), float((pairs - within) / pairs), np.array(rows))
