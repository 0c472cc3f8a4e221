"""Finding the items that people may be matched on: test, take out what was flagged, test again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lerende_organisatie.psychometrics.dif.correction import benjamini_hochberg, holm
from lerende_organisatie.psychometrics.dif.logistic import ItemModels, item_models
from lerende_organisatie.psychometrics.dif.matching import Cells, Floats, ScaleAnswers, count_cells

MOST_ROUNDS = 10
LEAST_SHARE = 0.25
"""At least this share of the items, and two, stay in the matching score, however many are flagged."""

ADJUSTMENTS: dict[str, Callable[[Floats], Floats]] = {"BH": benjamini_hochberg, "holm": holm, "none": np.asarray}
"""The corrections for many items by name."""


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """The last round of one scale.

    Attributes
    ----------
    scale : ScaleAnswers
    cells : tuple of k Cells
    models : tuple of k ItemModels
    anchors : tuple of int
        The columns that the last round matched on.
    rounds : int
        How often the scale was tested.
    settled : bool
        Whether the last round flagged what the one before it did.
    """

    scale: ScaleAnswers
    cells: tuple[Cells, ...]
    models: tuple[ItemModels, ...]
    anchors: tuple[int, ...]
    rounds: int
    settled: bool


def purified(scale: ScaleAnswers, alpha: float, adjust: str, purify: bool) -> ScaleResult:
    """Test every item of a scale, matching on the items that are not flagged.

    Parameters
    ----------
    scale : ScaleAnswers
    alpha : float
    adjust : {"BH", "holm", "none"}
        The correction, within the scale, by which items leave the matching score.
    purify : bool
        False: one round, matched on all items.

    Returns
    -------
    ScaleResult

    References
    ----------
    Candell & Drasgow (1988), doi 10.1177/014662168801200304; French & Maller (2007), doi 10.1177/0013164406294781.
    """
    k = len(scale.items)
    everything = tuple(range(k))
    anchors, seen = everything, {everything}
    for done in range(1, MOST_ROUNDS + 1):
        cells = tuple(count_cells(scale, item, anchors) for item in everything)
        models = tuple(item_models(one.counts, one.score) for one in cells)
        following = _unflagged(models, alpha, adjust) if purify else anchors
        if following in seen:
            return ScaleResult(scale, cells, models, anchors, done, following == anchors)
        if done < MOST_ROUNDS:
            anchors = following
            seen.add(following)
    return ScaleResult(scale, cells, models, anchors, MOST_ROUNDS, False)


def _unflagged(models: tuple[ItemModels, ...], alpha: float, adjust: str) -> tuple[int, ...]:
    tests = [one.test(one.base, one.nonuniform) for one in models]
    adjusted = ADJUSTMENTS[adjust](np.array([test.pvalue for test in tests]))
    least = min(len(models), max(2, int(np.ceil(LEAST_SHARE * len(models)))))
    by_size = sorted(range(len(models)), key=lambda j: tests[j].chisq)
    return tuple(sorted(j for place, j in enumerate(by_size) if place < least or adjusted[j] >= alpha))
