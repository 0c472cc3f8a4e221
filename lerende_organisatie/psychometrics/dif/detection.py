"""``dif``: every item of every scale, tested for differential functioning between groups."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import ConvergenceWarning, OptionError
from lerende_organisatie.psychometrics.dif.answers import answers_by_scale
from lerende_organisatie.psychometrics.dif.purification import ADJUSTMENTS, ScaleResult, purified
from lerende_organisatie.psychometrics.dif.tables import curve_rows, item_rows

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame


@dataclass(frozen=True, slots=True)
class Dif(Cited):
    """Which items function differently, and how much.

    Attributes
    ----------
    table : DataFrame
        One row per item (index ``item``): ``scale n``; the likelihood-ratio tests ``chisq df pvalue`` (both kinds
        together), ``chisq_uniform pvalue_uniform``, ``chisq_nonuniform pvalue_nonuniform``; ``pvalue_bh pvalue_holm``
        over all items; ``delta_mcfadden delta_nagelkerke delta_nagelkerke_uniform delta_nagelkerke_nonuniform``;
        ``effect`` (A negligible, B moderate, C large: Jodoin & Gierl), ``effect_zumbo_thomas``, ``mcfadden_flag``;
        ``flagged`` and ``kind`` (``""``, ``"uniform"``, ``"nonuniform"``); Mantel's test ``mantel mantel_df
        mantel_pvalue`` and the generalised one ``gmh gmh_df gmh_pvalue``; ``anchor`` (whether people were matched on
        it); ``converged``. With two groups also ``log_odds log_odds_se`` (uniform; positive where the focal group
        answers higher) and ``smd smd_standardised`` (mean difference of answers given the score).
    curves : DataFrame
        Columns ``item group score expected``: the expected answer by matching score, from the model with both kinds.
    groups : tuple of str
        The reference group first.
    anchors : dict of scale to tuple of items
    rounds : dict of scale to int
        How often each scale was tested.
    n : int
        Respondents in at least one scale.
    n_by_group : dict of group to int
    alpha : float
    adjust : str
        The correction that ``flagged`` rests on.
    purified : bool
    """

    CITES: ClassVar[tuple[str, ...]] = (
        "swaminathan1990",
        "zumbo1999",
        "jodoin2001",
        "choi2011",
        "mantel1963",
        "landis1978",
        "zwick1993",
        "french2007",
    )

    table: pd.DataFrame
    curves: pd.DataFrame
    groups: tuple[str, ...]
    anchors: dict[str, tuple[str, ...]]
    rounds: dict[str, int]
    n: int
    n_by_group: dict[str, int]
    alpha: float
    adjust: str
    purified: bool

    def _cites(self) -> tuple[str, ...]:
        """The tests, and the correction for many items."""
        corrections = {"BH": ("benjamini1995",), "holm": ("holm1979",)}
        return (*self.CITES, *corrections.get(self.adjust, ()))


def dif(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    group: str | None = None,
    *,
    items: Iterable[str] | None = None,
    scales: Mapping[str, Iterable[str]] | None = None,
    reference: str | None = None,
    purify: bool = True,
    adjust: str = "BH",
    alpha: float = 0.05,
) -> Dif:
    """Test every item for differential functioning between groups of people with the same score.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        One row per respondent. The complete rows of each scale are used.
    group : column name, optional
        Two groups or more. By default the group column of a Responses.
    items : names of columns, optional
        One scale of these items. Items of reversed meaning have to be keyed first (Responses are).
    scales : mapping of str to names of columns, optional
        Several scales, each matched on its own sum. By default the scales that the data offer, or else all columns
        but the group as one scale.
    reference : str, optional
        The group that the others are compared with; by default the first in the data, or of the categories.
    purify : bool
        Take flagged items out of the matching score and test again until nothing changes.
    adjust : {"BH", "holm", "none"}
        Which p-values flag an item: corrected for all items after Benjamini–Hochberg or Holm, or as they are.
    alpha : float

    Returns
    -------
    Dif

    Raises
    ------
    DataError
        A column that is absent or holds no categories, fewer than two groups, labels that differ only in case, an
        item nobody in a group answered, a constant item; all at once.
    OptionError

    Warns
    -----
    ItemWarning
        An item that falls as the others rise.
    SmallSampleWarning
        A group of fewer than 100 complete rows.
    MissingDataWarning
        More than a tenth of the rows are incomplete.
    ConvergenceWarning
        Purification did not settle, or an item's model ran off to infinity.

    Notes
    -----
    logit P(Y ≤ c) = τ_c − (β₁ score + β₂ group + β₃ group × score); uniform DIF is β₂, non-uniform β₃. The matching
    score is the sum of the anchors and the item itself. ΔR² compares the first model with the last. Jodoin and Gierl's
    limits (.035 and .070, with significance) come from binary items and Nagelkerke's R²; Zumbo and Thomas's (.13 and
    .26) are far wider; a McFadden ΔR² of .02 is what Choi, Gibbons and Crane use.

    References
    ----------
    Swaminathan & Rogers (1990), doi 10.1111/j.1745-3984.1990.tb00754.x; Zumbo (1999); Jodoin & Gierl (2001), doi
    10.1207/S15324818AME1404_2; Zumbo & Thomas (1997); Choi, Gibbons & Crane (2011), doi 10.18637/jss.v039.i08; Mantel
    (1963), doi 10.1080/01621459.1963.10500879; Zwick, Donoghue & Grima (1993), doi
    10.1111/j.1745-3984.1993.tb00425.x.
    """
    if adjust not in ADJUSTMENTS:
        raise OptionError(f"adjust={adjust!r} is not offered; choose from {', '.join(ADJUSTMENTS)}")
    if not 0 < alpha < 1:
        raise OptionError(f"alpha={alpha!r} must lie between 0 and 1")
    found = answers_by_scale(data, group, items, scales, reference)
    results = [purified(scale, alpha, adjust, purify) for scale in found.scales]
    _warn(results)
    rows = [row for result in results for row in item_rows(result)]
    table = pd.DataFrame(rows).set_index("item")
    raw = table["pvalue"].to_numpy(dtype=float)
    table["pvalue_bh"], table["pvalue_holm"] = ADJUSTMENTS["BH"](raw), ADJUSTMENTS["holm"](raw)
    flagged = ADJUSTMENTS[adjust](raw) < alpha
    table["flagged"] = flagged
    table["kind"] = np.where(~flagged, "", np.where(table["pvalue_nonuniform"] < alpha, "nonuniform", "uniform"))
    table["effect"] = [_jodoin_gierl(r, f) for r, f in zip(table["delta_nagelkerke"], flagged, strict=True)]
    table["effect_zumbo_thomas"] = [
        _zumbo_thomas(r, f) for r, f in zip(table["delta_nagelkerke"], flagged, strict=True)
    ]
    table["mcfadden_flag"] = table["delta_mcfadden"] >= MCFADDEN_LIMIT
    curves = pd.DataFrame([row for result in results for row in curve_rows(result, found.groups)])
    return Dif(
        table,
        curves,
        found.groups,
        {r.scale.name: tuple(r.scale.items[j] for j in r.anchors) for r in results},
        {r.scale.name: r.rounds for r in results},
        found.n,
        found.n_by_group,
        alpha,
        adjust,
        purify,
    )


MCFADDEN_LIMIT = 0.02
"""Choi, Gibbons & Crane (2011)."""


def _jodoin_gierl(change: float, flagged: bool) -> str:
    if not flagged or change < 0.035:
        return "A"
    return "B" if change < 0.070 else "C"


def _zumbo_thomas(change: float, flagged: bool) -> str:
    if not flagged or change < 0.13:
        return "negligible"
    return "moderate" if change < 0.26 else "large"


def _warn(results: list[ScaleResult]) -> None:
    for result in results:
        if not result.settled:
            warnings.warn(
                f"scale {result.scale.name!r}: purification did not settle in {result.rounds} rounds; "
                "the last is given",
                ConvergenceWarning,
                stacklevel=3,
            )
        lost = [item for item, one in zip(result.scale.items, result.models, strict=True) if not one.converged]
        if lost:
            warnings.warn(
                f"scale {result.scale.name!r}: the models of {', '.join(map(repr, lost))} run off to infinity: a score "
                "or group settles the answer; join categories or take more respondents",
                ConvergenceWarning,
                stacklevel=3,
            )
