"""What the screening of answers found, told without a person in it, and what it makes of the main results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.errors import LerendeOrganisatieError
from lerende_organisatie.privacy import is_small, part_of
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.findings import Finding
from lerende_organisatie.studies.numbers import Numbers, in_both
from lerende_organisatie.studies.rival_models import ModelFit, Noted, noting, said_shortly

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses
    from lerende_organisatie.studies.scale_reliability import ScaleReliability

COMPARED = ("chisq", "df", "cfi", "tli", "rmsea", "srmr")


@dataclass(frozen=True, slots=True)
class ScreeningIndex:
    """One index over all respondents.

    Attributes
    ----------
    index : str
    threshold : float or None
    n_flagged : int or None
        None when the number is withheld.
    source : str
    """

    index: str
    threshold: float | None
    n_flagged: int | None
    source: str


@dataclass(frozen=True, slots=True)
class ScaleWithout:
    """A dimension with everybody and without those who were flagged.

    Attributes
    ----------
    dimension : str
    alpha, alpha_without : float or None
    omega, omega_without : float or None
    mean, mean_without : float or None
        Of the score, to two decimals, or fewer where the dimension has an item with a hidden count.
    """

    dimension: str
    alpha: float | None
    alpha_without: float | None
    omega: float | None
    omega_without: float | None
    mean: float | None
    mean_without: float | None


@dataclass(frozen=True, slots=True)
class Screened:
    """What the screening found.

    Attributes
    ----------
    n : int
        Respondents.
    n_flagged : int or None
        None when it is withheld, because it (or what it leaves) is a small number of people.
    flagged_is_small : bool
        Whether it is withheld.
    indices : tuple of ScreeningIndex
    not_computed : dict of index to reason
    mcar_chisq, mcar_pvalue : float or None
        Little's test that answers are missing completely at random.
    mcar_df : int or None
    everybody, without : dict of measure to float
        Fit of the chosen model with everybody and without those who were flagged; the latter empty when nobody was, or
        when the number is withheld.
    notes : tuple of Noted
    """

    n: int
    n_flagged: int | None
    flagged_is_small: bool
    indices: tuple[ScreeningIndex, ...]
    not_computed: dict[str, str]
    mcar_chisq: float | None
    mcar_df: int | None
    mcar_pvalue: float | None
    everybody: dict[str, float]
    without: dict[str, float]
    scales: tuple[ScaleWithout, ...]
    notes: tuple[Noted, ...]


def screened(
    responses: Responses,
    rows: pd.Index,
    chosen: ModelFit | None,
    refit: Callable[[pd.Index], ModelFit],
    minimum: int,
    reliability: Sequence[ScaleReliability] = (),
    again: Callable[[pd.Index], Sequence[ScaleReliability]] | None = None,
) -> tuple[Screened | None, tuple[Noted, ...]]:
    """Screen the answers by the default rule, and fit the chosen model without the flagged.

    Parameters
    ----------
    responses : Responses
    rows : Index
        Of those with at least one answer.
    chosen : ModelFit or None
        The chosen model with everybody.
    refit : callable (Index) -> ModelFit
        The same model for some of the respondents.
    minimum : int
        The smallest number of respondents about whom anything is published.
    reliability : sequence of ScaleReliability
        Of the dimensions, with everybody.
    again : callable (Index) -> sequence of ScaleReliability, optional
        The same for some of the respondents.

    Returns
    -------
    Screened or None
        None when the answers cannot be screened.
    tuple of Noted
        Why not.
    """
    from lerende_organisatie.psychometrics.screening.screen import screen

    try:
        found, notes = noting("screening", lambda: screen(responses))
    except LerendeOrganisatieError as error:
        return None, (Noted("screening", type(error).__name__, said_shortly(error)),)
    table = found.table.loc[rows]
    flagged = table["flagged"].to_numpy(dtype=bool)
    n, count = len(table), int(flagged.sum())
    shown = part_of(n, count, minimum)
    with_all = {} if chosen is None else {name: chosen.measures[name] for name in COMPARED if name in chosen.measures}
    without: dict[str, float] = {}
    if shown and with_all:
        second = refit(rows[~flagged])
        without = {name: second.measures[name] for name in COMPARED if name in second.measures}
    scales = _side_by_side(reliability, again(rows[~flagged])) if shown and again is not None else ()
    mcar = found.mcar
    result = Screened(
        n=n,
        n_flagged=shown,
        flagged_is_small=shown is None,
        indices=tuple(
            ScreeningIndex(
                str(name),
                None if pd.isna(row["threshold"]) else float(row["threshold"]),
                _some(n, int(row["n_flagged"]), shown, minimum),
                str(row["source"]),
            )
            for name, row in found.summary.to_dict("index").items()
        ),
        not_computed={str(name): str(why) for name, why in found.not_computed.items()},
        mcar_chisq=None if mcar is None else float(mcar.chisq),
        mcar_df=None if mcar is None else int(mcar.df),
        mcar_pvalue=None if mcar is None else float(mcar.pvalue),
        everybody=with_all,
        without=without,
        scales=scales,
        notes=notes,
    )
    return result, ()


def _side_by_side(
    everybody: Sequence[ScaleReliability], without: Sequence[ScaleReliability]
) -> tuple[ScaleWithout, ...]:
    """The dimensions with everybody and without the flagged."""

    def mean(row: ScaleReliability) -> float | None:
        return None if row.mean is None else round(row.mean, 2)

    return tuple(
        ScaleWithout(row.dimension, row.alpha, left.alpha, row.omega, left.omega, mean(row), mean(left))
        for row, left in zip(everybody, without, strict=True)
    )


def _some(n: int, count: int, flagged: int | None, minimum: int) -> int | None:
    """A count of some of the flagged, withheld where it, or what it leaves of them, is small."""
    if flagged is None or is_small(abs(flagged - count), minimum):
        return None if count else 0
    return part_of(n, count, minimum)


def screening_finding(found: Screened) -> Finding:
    """How many answered carelessly by the rule, and whether it matters.

    Parameters
    ----------
    found : Screened

    Returns
    -------
    Finding
    """

    def english(n: Numbers) -> str:
        if found.flagged_is_small:
            return "A few respondents are flagged as careless by a rule stated beforehand; too few to say how many."
        if not found.n_flagged:
            return "Nobody is flagged as careless by a rule stated beforehand."
        text = f"{n.percent(found.n_flagged / found.n)} of the respondents are flagged by a rule stated beforehand."
        if found.without:
            a, b = found.everybody, found.without
            text += (
                f" Without them CFI is {n.bounded(b.get('cfi'), 3)} ({n.bounded(a.get('cfi'), 3)} with "
                "everybody), RMSEA "
                f"{n.bounded(b.get('rmsea'), 3)} ({n.bounded(a.get('rmsea'), 3)})."
            )
        return text + " All other figures are of everybody."

    def dutch(n: Numbers) -> str:
        if found.flagged_is_small:
            return "Enkele respondenten zijn volgens een vooraf gestelde regel onzorgvuldig; te weinig voor een aantal."
        if not found.n_flagged:
            return "Volgens een vooraf gestelde regel is niemand onzorgvuldig."
        text = (
            f"{n.percent(found.n_flagged / found.n)} van de respondenten is gemarkeerd door een vooraf gestelde regel."
        )
        if found.without:
            a, b = found.everybody, found.without
            text += (
                f" Zonder hen is CFI {n.bounded(b.get('cfi'), 3)} ({n.bounded(a.get('cfi'), 3)} met iedereen), RMSEA "
                f"{n.bounded(b.get('rmsea'), 3)} ({n.bounded(a.get('rmsea'), 3)})."
            )
        return text + " Alle andere cijfers zijn van iedereen."

    return Finding(
        "screening", "note", Text("Careless answers", "Onzorgvuldige antwoorden"), in_both(english, dutch), "screening"
    )
