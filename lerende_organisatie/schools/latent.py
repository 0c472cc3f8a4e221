"""Differences between groups as differences of the latent variable, where the questionnaire measures them alike."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, LerendeOrganisatieError, LerendeOrganisatieWarning, OptionError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, check_minimum
from lerende_organisatie.psychometrics.invariance.ladder import invariance
from lerende_organisatie.responses.responses import check_responses
from lerende_organisatie.schools.groups import holm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerende_organisatie.responses.responses import Responses


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LatentDifferences(Cited):
    """Latent mean differences, dimension by dimension; made by :func:`latent_differences`.

    Attributes
    ----------
    table : DataFrame
        One row per `dimension` and `group`, beside the `reference`: `supported` (the highest level of invariance that
        holds), `comparable` (whether that is scalar or strict), and where it is `estimate` and `se` (in standard
        deviations of the factor in the reference group), `ci_lower`, `ci_upper`, `d` (in pooled standard deviations),
        `d_ci_lower`, `d_ci_upper`, `pvalue` and `pvalue_holm` (over all rows). `reason` says why there is no figure.
    by : str
    """

    CITES: ClassVar[tuple[str, ...]] = ("meredith1993", "hancock2001effect")

    table: pd.DataFrame
    by: str

    def __repr__(self) -> str:
        return self.table[["supported", "comparable", "d", "pvalue_holm"]].to_string()


def latent_differences(
    responses: Responses,
    by: str,
    dimensions: Iterable[str] | None = None,
    *,
    reference: str | None = None,
    missing: Literal["listwise", "fiml"] = "fiml",
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
) -> LatentDifferences:
    """Compare latent means of groups on every dimension for which scalar invariance holds.

    Parameters
    ----------
    responses : Responses
        Schools, where known, are accounted for in the standard errors.
    by : str
        ``"role"``, ``"sector"`` or ``"group"`` of the Responses, or the name of a column.
    dimensions : iterable of str, optional
        All of the structure if left out.
    reference : str, optional
        The group that others stand beside; the largest if left out.
    missing : {"fiml", "listwise"}
    minimum_group_size : int
        Smaller groups are left out.

    Returns
    -------
    LatentDifferences
        A dimension without scalar invariance has a row without figures, with the level that was supported.

    Raises
    ------
    DataError
        There is no such column, or there are not two groups of the minimum size.
    OptionError
        The reference is none of the groups, or a minimum that protects nobody.

    Notes
    -----
    Each dimension is a one-factor model of its own, by MLR; the ladder and the rule are those of :func:`invariance`.

    References
    ----------
    Meredith, W. (1993). Psychometrika, 58, 525-543. Hancock, G. R. (2001). Psychometrika, 66, 373-388 (d).
    """
    check_responses(responses, "latent_differences")
    check_minimum(minimum_group_size)
    own = getattr(responses.columns, by, None) if by in ("role", "sector", "group") else None
    name = own or by
    frame = responses.keyed
    if name not in frame.columns:
        raise DataError("latent_differences", [f"by={by!r}: there is no such column"])
    counts = frame[name].value_counts()
    groups = [str(label) for label in counts.index[counts >= minimum_group_size]]
    if len(groups) < 2:
        raise DataError("latent_differences", [f"two groups of {by} with {minimum_group_size} respondents are needed"])
    first = groups[0] if reference is None else reference
    if first not in groups:
        raise OptionError(f"reference={reference!r} is none of the groups {', '.join(groups)}")
    chosen = list(responses.scales) if dimensions is None else list(dimensions)
    unknown = [one for one in chosen if one not in responses.scales]
    if unknown:
        raise DataError("latent_differences", [f"there is no dimension {one!r}" for one in unknown])
    order = pd.CategoricalDtype([first, *(group for group in groups if group != first)])
    label = frame[name].map(str, na_action="ignore").where(frame[name].map(counts) >= minimum_group_size)
    here = frame.assign(**{name: label.astype(order)})[label.notna()]
    others = [group for group in groups if group != first]
    rows = [row for one in chosen for row in _rows(one, responses, here, name, first, others, missing)]
    table = pd.DataFrame(rows).set_index(["dimension", "group"])
    table["pvalue_holm"] = holm(table["pvalue"])
    return LatentDifferences(table, by)


FIGURES = ("estimate", "se", "ci_lower", "ci_upper", "d", "d_ci_lower", "d_ci_upper", "pvalue")


def _rows(
    dimension: str,
    responses: Responses,
    frame: pd.DataFrame,
    by: str,
    first: str,
    others: list[str],
    missing: Literal["listwise", "fiml"],
) -> list[dict[str, object]]:
    """The rows of one dimension."""
    items = responses.scales[dimension]
    nothing = dict.fromkeys(FIGURES, float("nan"))
    base: dict[str, object] = {"dimension": dimension, "reference": first}

    def without(reason: str, supported: str | None = None) -> list[dict[str, object]]:
        said = {"supported": supported, "comparable": False, **nothing, "reason": reason}
        return [{**base, "group": group, **said} for group in others]

    if len(items) < 3:
        return without("one factor takes three items or more")
    used = frame[[*items, by, *([responses.columns.cluster] if responses.columns.cluster else [])]]
    rule = missing if used[list(items)].isna().to_numpy().any() else "listwise"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", LerendeOrganisatieWarning)
            found = invariance(
                f"{dimension} =~ {' + '.join(items)}",
                used,
                group=by,
                missing=rule,
                cluster=responses.columns.cluster,
            )
            supported = found.supported
            if supported not in ("scalar", "strict"):
                return without(f"the supported level is {supported or 'none'}; means need scalar", supported)
            means = found.latent_means("scalar").table.set_index("group")
    except LerendeOrganisatieError as fault:
        return without(str(fault).splitlines()[0])
    return [
        {
            **base,
            "group": group,
            "supported": supported,
            "comparable": True,
            **{key: float(means.T[group][key]) for key in FIGURES},
            "reason": "",
        }
        for group in others
    ]
