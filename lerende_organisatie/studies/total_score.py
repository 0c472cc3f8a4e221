"""What a total score over all items would measure: indices of a bifactor model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.errors import LerendeOrganisatieError
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.findings import Finding, Tone
from lerende_organisatie.studies.numbers import in_both
from lerende_organisatie.studies.rival_models import Noted, noting, said_shortly
from lerende_organisatie.studies.sources import cutoff

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure

FEWEST_DIMENSIONS = 3
"""With two group factors the general one is held up by one block of correlations only."""

FEWEST_ITEMS = 3
"""Loadings of a group factor with two items are not identified."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One factor of the bifactor model.

    Attributes
    ----------
    factor : str
        The general factor first, then the dimensions.
    n_items : int
    ecv : float
        Its share of the common variance of its items.
    omega : float
        Of the sum of its items, all that is common.
    omega_h : float
        Of the sum of its items, this factor alone: ωH of the general factor, ωHS of a dimension beyond it.
    relative_omega : float
        The latter as a share of the former.
    h : float
        Construct replicability.
    fd : float
        Factor determinacy.
    """

    factor: str
    n_items: int
    ecv: float
    omega: float
    omega_h: float
    relative_omega: float
    h: float
    fd: float


@dataclass(frozen=True, slots=True)
class TotalScore:
    """Indices of the bifactor model.

    Attributes
    ----------
    general : str
    ecv, puc, omega, omega_hierarchical : float
    parts : tuple of ScorePart
    notes : tuple of Noted
    """

    general: str
    ecv: float
    puc: float
    omega: float
    omega_hierarchical: float
    parts: tuple[ScorePart, ...]
    notes: tuple[Noted, ...]


def total_score(
    keyed: pd.DataFrame, structure: Structure, missing: Literal["listwise", "fiml"]
) -> tuple[TotalScore | None, tuple[Noted, ...]]:
    """Fit an orthogonal bifactor model by maximum likelihood and compute its indices.

    Parameters
    ----------
    keyed : DataFrame
    structure : Structure
    missing : {"listwise", "fiml"}

    Returns
    -------
    TotalScore or None
        None when the model cannot be had.
    tuple of Noted
        Why not.
    """
    from lerende_organisatie.psychometrics.cfa import cfa
    from lerende_organisatie.psychometrics.validity.bifactor import bifactor_indices

    scales = structure.scales
    if len(scales) < 2:
        return None, ()
    items = [item for members in scales.values() for item in members]
    short = [name for name, members in scales.items() if len(members) < FEWEST_ITEMS]
    why = ""
    if len(scales) < FEWEST_DIMENSIONS:
        why = f"{len(scales)} dimensions; {FEWEST_DIMENSIONS} are needed"
    elif short:
        why = f"{', '.join(map(repr, short))}: fewer than {FEWEST_ITEMS} items"
    elif len(set(items)) < len(items):
        why = "an item belongs to two dimensions"
    if why:
        return None, (Noted("total", "IdentificationError", why),)
    general = next(name for name in ("general", "general_factor", "g_") if name not in {*scales, *items})
    syntax = "\n".join(f"{name} =~ {' + '.join(own)}" for name, own in {general: tuple(items), **scales}.items())
    answers = keyed[items].dropna(how="all")
    try:
        fit, notes = noting(
            "total", lambda: cfa(syntax, answers, estimator="ML", missing=missing, orthogonal=True, std_lv=True)
        )
        if not fit.converged:
            return None, (Noted("total", "ConvergenceWarning", "the bifactor model did not converge"),)
        found, more = noting("total", lambda: bifactor_indices(fit, general))
    except LerendeOrganisatieError as error:
        return None, (Noted("total", type(error).__name__, said_shortly(error)),)
    parts = tuple(
        ScorePart(
            str(factor), int(row["n_items"]),
            *(float(row[name]) for name in ("ecv", "omega", "omega_h", "relative_omega", "h", "fd")),
        )
        for factor, row in found.table.to_dict("index").items()
    )  # fmt: skip
    every = tuple(dict.fromkeys((*notes, *more)))
    return TotalScore(general, found.ecv, found.puc, found.omega, found.omega_hierarchical, parts, every), ()


def total_score_finding(found: TotalScore) -> Finding:
    """Whether one score over all items may be read as one thing.

    Parameters
    ----------
    found : TotalScore

    Returns
    -------
    Finding
        It supports a total score where ECV and PUC both exceed .70 (Rodriguez, Reise & Haviland, 2016).
    """
    one = bool(cutoff("ecv").met_by(found.ecv)) and bool(cutoff("puc").met_by(found.puc))
    tone: Tone = "good" if one else "note"
    return Finding(
        "total",
        tone,
        Text("A total score", "Een totaalscore"),
        in_both(
            lambda n: (
                f"A general factor accounts for {n.percent(found.ecv, 0)} of the common variance and "
                f"{n.percent(found.omega_hierarchical, 0)} of the variance of a total score (ωH); "
                + (
                    "a total score can be read as one thing."
                    if one
                    else "read a total score beside those of the dimensions, not in their place."
                )
            ),
            lambda n: (
                f"Een algemene factor staat voor {n.percent(found.ecv, 0)} van de gemeenschappelijke variantie en voor "
                f"{n.percent(found.omega_hierarchical, 0)} van de variantie van een totaalscore (ωH); "
                + (
                    "een totaalscore is als één geheel te lezen."
                    if one
                    else "lees een totaalscore naast die van de dimensies, niet in plaats daarvan."
                )
            ),
        ),
        "validity",
    )
