"""The analysis as it was published: principal components and whether the items load where they should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.privacy import is_small
from lerende_organisatie.studies.rival_models import Noted, noting, said_shortly

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure

ROTATION: Final = "oblimin"


@dataclass(frozen=True, slots=True)
class ItemComponents:
    """An item's loadings on the components.

    Attributes
    ----------
    item, dimension : str
    loadings : tuple of float
    communality : float
    expected : str or None
        The component that its dimension was matched to.
    largest : str
        The component it loads most on.
    where_expected : bool
    published_loading : float or None
    """

    item: str
    dimension: str
    loadings: tuple[float, ...]
    communality: float
    expected: str | None
    largest: str
    where_expected: bool
    published_loading: float | None


@dataclass(frozen=True, slots=True)
class PublishedAnalysis:
    """Principal component analysis of the items of a structure.

    Attributes
    ----------
    n_components : int
        As many as the structure has dimensions.
    rotation : str
    missing : str
        Listwise, or pairwise where answers are missing.
    kmo : float
    bartlett_chisq, bartlett_pvalue : float
    bartlett_df : int
    bartlett_n : int
        Respondents that Bartlett's test counts: the fewest that any two items share, or fewer where that number would
        tell how few people left an item open.
    eigenvalues : tuple of float
    n_above_one : int
    components : tuple of str
    matched : dict of str to str
        The component of each dimension.
    proportion : tuple of float
        Share of the variance per component.
    component_correlations : tuple of tuple of float
    items : tuple of ItemComponents
    share_where_expected : float
    notes : tuple of Noted
    """

    n_components: int
    rotation: str
    missing: str
    kmo: float
    bartlett_chisq: float
    bartlett_df: int
    bartlett_pvalue: float
    bartlett_n: int
    eigenvalues: tuple[float, ...]
    n_above_one: int
    components: tuple[str, ...]
    matched: dict[str, str]
    proportion: tuple[float, ...]
    component_correlations: tuple[tuple[float, ...], ...]
    items: tuple[ItemComponents, ...]
    share_where_expected: float
    notes: tuple[Noted, ...]

    @property
    def explained(self) -> float:
        """The share of the variance that the components have together."""
        return sum(self.proportion)


def published_analysis(
    keyed: pd.DataFrame, structure: Structure, published: dict[str, float], incomplete: bool, minimum: int
) -> tuple[PublishedAnalysis | None, tuple[Noted, ...]]:
    """Principal components, as many as there are dimensions, obliquely rotated.

    Parameters
    ----------
    keyed : DataFrame
    structure : Structure
    published : dict of item to float
        Published loadings, where known.
    incomplete : bool
        Whether answers are missing; correlations are then pairwise, as in ``psych``.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    PublishedAnalysis or None
        None when it cannot be computed.
    tuple of Noted
        Why not.
    """
    from scipy.special import chdtrc

    from lerende_organisatie.psychometrics.structure.adequacy import bartlett_sphericity, kmo
    from lerende_organisatie.psychometrics.structure.components import pca
    from lerende_organisatie.psychometrics.structure.placement import share_where_expected

    items = [item for members in structure.scales.values() for item in members]
    frame = keyed[list(dict.fromkeys(items))]
    missing: Literal["pairwise", "listwise"] = "pairwise" if incomplete else "listwise"
    count = len(structure.dimensions)
    notes: list[Noted] = []
    try:
        adequacy, first = noting("components", lambda: kmo(frame, missing=missing))
        sphericity, second = noting("components", lambda: bartlett_sphericity(frame, missing=missing))
        found, third = noting("components", lambda: pca(frame, count, ROTATION, missing=missing))
        placement, fourth = noting("components", lambda: share_where_expected(found.loadings, structure.scales))
    except (DataError, OptionError) as error:
        return None, (Noted("components", type(error).__name__, said_shortly(error)),)
    for note in (*first, *second, *third, *fourth):
        if note not in notes:
            notes.append(note)
    table = placement.table.to_dict("index")
    rows = tuple(
        ItemComponents(
            item=str(item),
            dimension=str(table[item]["scale"]),
            loadings=tuple(float(value) for value in loadings),
            communality=communality,
            expected=str(table[item]["component"]) if isinstance(table[item]["component"], str) else None,
            largest=str(table[item]["largest_component"]),
            where_expected=bool(table[item]["where_expected"]),
            published_loading=published.get(str(item)),
        )
        for item, loadings, communality in zip(
            frame.columns, found.loadings.to_numpy(), found.communalities.tolist(), strict=True
        )
    )
    eigenvalues = tuple(float(value) for value in found.eigenvalues)
    n = counted(len(frame), sphericity.n, minimum)
    chisq = sphericity.chisq * _weight(n, len(frame.columns)) / _weight(sphericity.n, len(frame.columns))
    analysis = PublishedAnalysis(
        n_components=count,
        rotation=ROTATION,
        missing=missing,
        kmo=float(adequacy.overall),
        bartlett_chisq=float(chisq),
        bartlett_df=int(sphericity.df),
        bartlett_pvalue=float(chdtrc(sphericity.df, chisq)),
        bartlett_n=n,
        eigenvalues=eigenvalues,
        n_above_one=sum(value > 1 for value in eigenvalues),
        components=tuple(str(name) for name in found.loadings.columns),
        matched={str(scale): str(component) for scale, component in placement.matched.items()},
        proportion=tuple(float(value) for value in found.variance["proportion"]),
        component_correlations=tuple(
            tuple(float(value) for value in row) for row in found.factor_correlations.to_numpy()
        ),
        items=rows,
        share_where_expected=float(placement.share),
        notes=tuple(notes),
    )
    return analysis, ()


def counted(total: int, n: int, minimum: int) -> int:
    """The respondents that a test counts, or fewer: its chi-square and the eigenvalues together give the number away.

    Parameters
    ----------
    total, n : int
        All respondents, and those that could be counted.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    int
        At most ``n``; ``total`` less the minimum where ``total - n`` is a small number of people.
    """
    return total - minimum if is_small(total - n, minimum) else n


def _weight(n: int, p: int) -> float:
    """What Bartlett's chi-square multiplies the log determinant with (Bartlett, 1951)."""
    return max(0.0, n - 1 - (2 * p + 5) / 6)
