"""What other coefficients say of the reliability of each dimension, for readers who ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from lerende_organisatie.errors import LerendeOrganisatieError
from lerende_organisatie.privacy import part_of
from lerende_organisatie.studies.rival_models import Noted, noting, said_shortly
from lerende_organisatie.studies.scale_reliability import COARSE_INTERVAL

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure

Result = TypeVar("Result")

SAID_ELSEWHERE = frozenset({"MissingDataWarning", "SmallSampleWarning", "ItemWarning"})
"""Said with alpha and omega, or in the note of the table: lambda 4 and the greatest lower bound run high in small
samples."""


@dataclass(frozen=True, slots=True)
class OtherCoefficients:
    """More coefficients of one dimension.

    Attributes
    ----------
    dimension : str
    ordinal_alpha, ordinal_alpha_ci_lower, ordinal_alpha_ci_upper : float or None
        Of the responses behind the answers; interval by the delta method.
    omega_categorical : float or None
        Of the sum of ordinal answers (Green & Yang, 2009).
    composite_reliability : float or None
        From the standardised loadings of the chosen model.
    lambda2, lambda4, lambda6 : float or None
        Guttman's bounds.
    lambda4_exhaustive : bool or None
        Whether every split was looked at for lambda 4.
    glb, glb_gap : float or None
        The greatest lower bound, and how far from it the certificate allows the true one to be.
    split_half_lowest, split_half_mean : float or None
        Over balanced splits; the highest is lambda 4.
    notes : tuple of Noted
        Why a figure is absent, and what warnings it came with.
    """

    dimension: str
    ordinal_alpha: float | None = None
    ordinal_alpha_ci_lower: float | None = None
    ordinal_alpha_ci_upper: float | None = None
    omega_categorical: float | None = None
    composite_reliability: float | None = None
    lambda2: float | None = None
    lambda4: float | None = None
    lambda4_exhaustive: bool | None = None
    lambda6: float | None = None
    glb: float | None = None
    glb_gap: float | None = None
    split_half_lowest: float | None = None
    split_half_mean: float | None = None
    notes: tuple[Noted, ...] = ()


def other_coefficients(
    keyed: pd.DataFrame, structure: Structure, composite: dict[str, float], minimum: int
) -> tuple[OtherCoefficients, ...]:
    """Ordinal alpha, categorical omega, Guttman's lambdas, the greatest lower bound and split halves.

    Parameters
    ----------
    keyed : DataFrame
        Answers keyed in the direction of their dimension; respondents who miss an item are left out of its dimension.
    structure : Structure
    composite : dict of factor to float
        Composite reliability in the chosen model.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    tuple of OtherCoefficients
        One per dimension, each figure absent where it cannot be computed, with the reason.
    """
    return tuple(
        _of(keyed, dimension.id, dimension.items, composite.get(dimension.id), minimum)
        for dimension in structure.dimensions
    )


def _of(
    keyed: pd.DataFrame, dimension: str, items: Iterable[str], composite: float | None, minimum: int
) -> OtherCoefficients:
    from lerende_organisatie.psychometrics.reliability.greatest_lower_bound import glb
    from lerende_organisatie.psychometrics.reliability.lower_bounds import guttman
    from lerende_organisatie.psychometrics.reliability.ordinal_scale import omega_categorical, ordinal_alpha
    from lerende_organisatie.psychometrics.reliability.split_half import split_half

    notes: list[Noted] = []
    names = tuple(items)
    alpha = _tried("ordinal α", partial(ordinal_alpha, keyed, names), notes)
    omega = _tried("categorical ω", partial(omega_categorical, keyed, names), notes)
    bounds = _tried("λ", partial(guttman, keyed, names), notes)
    greatest = _tried("glb", partial(glb, keyed, names), notes)
    halves = _tried("split halves", partial(split_half, keyed, names), notes)
    lambdas = {} if bounds is None else bounds.table["estimate"].astype(float).to_dict()
    coarse = alpha is not None and part_of(len(keyed), alpha.n, minimum) is None

    def end(value: float | None) -> float | None:
        return None if value is None else round(value, COARSE_INTERVAL) if coarse else value

    return OtherCoefficients(
        dimension=dimension,
        ordinal_alpha=None if alpha is None else alpha.estimate,
        ordinal_alpha_ci_lower=end(None if alpha is None else alpha.ci_lower),
        ordinal_alpha_ci_upper=end(None if alpha is None else alpha.ci_upper),
        omega_categorical=None if omega is None else omega.estimate,
        composite_reliability=composite,
        lambda2=lambdas.get("lambda2"),
        lambda4=lambdas.get("lambda4"),
        lambda4_exhaustive=None if bounds is None else bounds.exhaustive,
        lambda6=lambdas.get("lambda6"),
        glb=None if greatest is None else greatest.estimate,
        glb_gap=None if greatest is None else greatest.gap,
        split_half_lowest=None if halves is None else halves.minimum,
        split_half_mean=None if halves is None else halves.mean,
        notes=tuple(dict.fromkeys(notes)),
    )


def _tried(name: str, compute: Callable[[], Result], notes: list[Noted]) -> Result | None:
    """A coefficient, or None and the reason among the notes."""
    try:
        found, given = noting("coefficients", compute)
    except LerendeOrganisatieError as error:
        notes.append(Noted("coefficients", type(error).__name__, f"{name}: {said_shortly(error)}"))
        return None
    notes += [note for note in given if note.category not in SAID_ELSEWHERE]
    return found
