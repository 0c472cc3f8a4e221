"""The comparison of the language versions: the ladder, factor means, items that function differently."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.errors import LerendeOrganisatieError
from lerende_organisatie.psychometrics.dif.detection import dif
from lerende_organisatie.psychometrics.invariance.alignment import alignment
from lerende_organisatie.psychometrics.invariance.ladder import invariance
from lerende_organisatie.psychometrics.invariance.rules import RULES
from lerende_organisatie.studies.rival_models import Noted, noting
from lerende_organisatie.studies.translation.study import (
    Curve,
    ItemBias,
    Ladder,
    MeanDifference,
    Partial,
    Release,
    Step,
)

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.options import Missing
    from lerende_organisatie.psychometrics.invariance.result import Invariance
    from lerende_organisatie.studies.translation.versions import Versions

MEASURES = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr")

MANY = 10
"""From this many groups on, factor means are those of alignment."""


def model_of(versions: Versions) -> str:
    """The model of the structure, with the items that every version has.

    Parameters
    ----------
    versions : Versions

    Returns
    -------
    str
    """
    return "\n".join(f"{key} =~ {' + '.join(members)}" for key, members in versions.scales.items())


def climb(
    versions: Versions, estimator: str | None, ordered: bool, missing: Missing
) -> tuple[Invariance | None, tuple[Noted, ...]]:
    """The ladder of invariance; none where it could not be fitted, with the reason.

    Parameters
    ----------
    versions : Versions
    estimator : str or None
    ordered : bool
    missing : {"listwise", "fiml", "pairwise"}

    Returns
    -------
    Invariance or None, tuple of Noted
    """
    try:
        return noting(
            "invariance",
            lambda: invariance(
                model_of(versions),
                versions.frame,
                group=versions.column,
                estimator=estimator,
                ordered=ordered,
                missing=missing,
                collapse="pooled" if ordered else "never",
            ),
        )
    except LerendeOrganisatieError as error:
        return None, (Noted("invariance", "failure", str(error)),)


def ladder_of(found: Invariance, missing: str) -> Ladder:
    """The ladder as data.

    Parameters
    ----------
    found : Invariance
    missing : str

    Returns
    -------
    Ladder
    """
    table = found.table
    suffix = f"_{found.index}" if found.index else ""
    names = {name: f"{name}{suffix}" if f"{name}{suffix}" in table.columns else name for name in MEASURES}
    if "chisq_scaled" in table.columns:
        names |= {"chisq": "chisq_scaled", "df": "df_scaled", "pvalue": "pvalue_scaled"}
    steps = []
    for level, row in table.iterrows():
        measures = {name: _number(row[column]) for name, column in names.items()}
        rules: dict[str, str] = {rule.name: str(row[rule.name]) for rule in RULES}
        steps.append(
            Step(
                level=str(level),
                measures=measures,
                chisq_diff=_number(row["chisq_diff"]),
                df_diff=_number(row["df_diff"]),
                pvalue_diff=_number(row["pvalue_diff"]),
                delta_cfi=_number(row["delta_cfi"]),
                delta_rmsea=_number(row["delta_rmsea"]),
                delta_srmr=_number(row["delta_srmr"]),
                rules=rules,
                supported=bool(row["supported"]),
                reason=str(row["reason"] or ""),
            )
        )
    joined = [f"{one.item}: category {one.category} joined with {one.into} in every group" for one in found.joined]
    return Ladder(
        next(iter(found.fits.values())).estimator.name,
        missing,
        found.ordinal,
        found.index or "plain",
        found.rule,
        found.supported,
        tuple(steps),
        {rule.name: (rule.source, rule.derived_for) for rule in RULES},
        (*found.left_out, *joined),
    )


def _number(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]
    return None if math.isnan(number) else number


def means_of(
    versions: Versions, found: Invariance, estimator: str | None, ordered: bool, missing: Missing
) -> tuple[tuple[MeanDifference, ...], str, tuple[Noted, ...]]:
    """Differences between factor means, and what stands against comparing them.

    With ten groups or more they are those of alignment, which needs no exact invariance.

    Parameters
    ----------
    versions : Versions
    found : Invariance
    estimator, ordered, missing
        As for the ladder.

    Returns
    -------
    tuple of MeanDifference, str, tuple of Noted
    """
    try:
        if len(versions.groups) >= MANY:
            return _aligned(versions, estimator, ordered, missing)
        means, notes = noting("means", lambda: found.latent_means())
    except LerendeOrganisatieError as error:
        return (), "", (Noted("means", "failure", str(error)),)
    return _differences(means.table, "scalar model"), means.objection, notes


def partial_of(versions: Versions, found: Invariance, search: bool) -> tuple[Partial | None, tuple[Noted, ...]]:
    """What breaks the ladder below the scalar level, and the means with that set free.

    Parameters
    ----------
    versions : Versions
    found : Invariance
    search : bool
        Whether to search at all; a note says when not.

    Returns
    -------
    Partial or None, tuple of Noted
        None where the scalar level holds, no level does, or there are too many versions to search.
    """
    if found.supported in {None, "scalar", "strict"} or len(versions.groups) >= MANY:
        return None, ()
    if not search:
        told = "partial invariance was not searched; ask for it with partial=True (many items take minutes)"
        return None, (Noted("means", "note", told),)
    try:
        searched, notes = noting("means", lambda: found.partial_search())
        sizes = searched.item_bias
        means = searched.result.latent_means()
    except LerendeOrganisatieError as error:
        return None, (Noted("means", "failure", str(error)),)
    released = tuple(
        Release(
            level=str(row["level"]),
            parameter=str(row["parameter"]),
            item=str(row["item"]),
            epc=float(row["epc"]),
            pvalue_adjusted=float(row["pvalue_adjusted"]),
            dmacs={
                str(one["group"]): float(one["dmacs"])
                for _, one in sizes[sizes["item"] == row["item"]].iterrows()
                if not math.isnan(one["dmacs"])
            },
        )
        for _, row in searched.steps.iterrows()
    )
    differences = _differences(means.table, "partial scalar model")
    return Partial(released, searched.alpha, searched.looked_at, searched.result.supported, differences), notes


def _differences(table: pd.DataFrame, method: str) -> tuple[MeanDifference, ...]:
    return tuple(
        MeanDifference(
            factor=str(row["factor"]),
            group=str(row["group"]),
            reference=str(row["reference"]),
            estimate=float(row["estimate"]),
            se=float(row["se"]),
            pvalue=float(row["pvalue"]),
            d=float(row["d"]),
            d_ci_lower=float(row["d_ci_lower"]),
            d_ci_upper=float(row["d_ci_upper"]),
            method=method,
        )
        for _, row in table.iterrows()
    )


def _aligned(
    versions: Versions, estimator: str | None, ordered: bool, missing: Missing
) -> tuple[tuple[MeanDifference, ...], str, tuple[Noted, ...]]:
    from scipy.special import ndtr

    first = versions.groups[0].label
    found, notes = noting(
        "means",
        lambda: alignment(
            model_of(versions),
            versions.frame,
            group=versions.column,
            estimator=estimator,
            ordered=ordered,
            missing=missing,
        ),
    )
    variances = {(r["factor"], r["group"]): float(r["variance"]) for _, r in found.means.iterrows()}
    size = {group.label: group.n for group in versions.groups}
    rows = []
    for _, row in found.means[found.means["group"] != first].iterrows():
        label, factor = str(row["group"]), str(row["factor"])
        total = size[label] + size[first]
        pooled = math.sqrt((size[label] * variances[factor, label] + size[first] * variances[factor, first]) / total)
        mean, se = float(row["mean"]), float(row["se"])
        rows.append(
            MeanDifference(
                factor=factor,
                group=label,
                reference=first,
                estimate=mean,
                se=se,
                pvalue=float(2 * ndtr(-abs(mean / se))),
                d=mean / pooled,
                d_ci_lower=float(row["ci_lower"]) / pooled,
                d_ci_upper=float(row["ci_upper"]) / pooled,
                method="alignment",
            )
        )
    return tuple(rows), "", notes


def bias_of(versions: Versions, adjust: str) -> tuple[tuple[ItemBias, ...], tuple[Noted, ...]]:
    """Differential functioning of every item of a dimension with three items or more.

    Parameters
    ----------
    versions : Versions
    adjust : {"BH", "holm", "none"}

    Returns
    -------
    tuple of ItemBias, tuple of Noted
    """
    scales = {key: members for key, members in versions.scales.items() if len(members) > 2}
    if not scales:
        return (), (Noted("dif", "failure", "no dimension has three items or more"),)
    try:
        found, notes = noting("dif", lambda: dif(versions.frame, versions.column, scales=scales, adjust=adjust))
    except LerendeOrganisatieError as error:
        return (), (Noted("dif", "failure", str(error)),)
    adjusted = {"BH": "pvalue_bh", "holm": "pvalue_holm", "none": "pvalue"}[adjust]
    curves = {str(item): part for item, part in found.curves.groupby("item", sort=False)}
    rows = tuple(
        ItemBias(
            item=str(item),
            dimension=str(row["scale"]),
            chisq=float(row["chisq"]),
            df=int(row["df"]),
            pvalue=float(row["pvalue"]),
            pvalue_adjusted=float(row[adjusted]),
            delta_nagelkerke=float(row["delta_nagelkerke"]),
            delta_mcfadden=float(row["delta_mcfadden"]),
            effect=str(row["effect"]),
            kind=str(row["kind"]),
            mantel_pvalue=float(row["mantel_pvalue"]),
            gmh_pvalue=float(row["gmh_pvalue"]),
            smd_standardised=_number(row["smd_standardised"]) if "smd_standardised" in found.table else None,
            curves=_curves(curves[str(item)]) if row["flagged"] else (),
        )
        for item, row in found.table.iterrows()
    )
    return rows, notes


def _curves(rows: pd.DataFrame) -> tuple[Curve, ...]:
    return tuple(
        Curve(str(label), tuple(map(float, part["score"])), tuple(map(float, part["expected"])))
        for label, part in rows.groupby("group", sort=False)
    )
