"""Scores: what each respondent's answers come to, dimension by dimension."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses

Method = Literal["mean", "sum", "pomp"]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of n respondents on d dimensions; made by :func:`score_dimensions`.

    Attributes
    ----------
    table : DataFrame (n, d)
        One row per respondent with the index of the responses' frame; NaN where too few items were answered.
    n_scored : Series (d,)
        How many respondents have a score.
    too_few : Series (d,)
        How many have none because they answered too few of the dimension's items.
    needed : Series (d,)
        How many of the dimension's items must be answered.
    n_items : Series (d,)
        How many items the dimension has.
    minimum, maximum : Series (d,)
        The lowest and the highest possible score.
    method : str
    minimum_answered : float or int
    structure : str
    """

    table: pd.DataFrame
    n_scored: pd.Series
    too_few: pd.Series
    needed: pd.Series
    n_items: pd.Series
    minimum: pd.Series
    maximum: pd.Series
    method: Method
    minimum_answered: float | int
    structure: str

    def __repr__(self) -> str:
        return (
            f"Scores ({self.method}): {len(self.table)} respondents × {self.table.shape[1]} dimensions of structure "
            f"{self.structure}; {int(self.too_few.sum())} scores missing for too few answers"
        )


def score_dimensions(
    responses: Responses,
    method: Method = "mean",
    minimum_answered: float | int = 0.5,
    structure: str | None = None,
) -> Scores:
    """Score every dimension of a structure from the keyed answers.

    Parameters
    ----------
    responses : Responses
    method : {"mean", "sum", "pomp"}
        ``"mean"``: the mean of the answered items, in points of the response scale. ``"sum"``: that mean times the
        number of items, which is the sum where all were answered and puts the person's own mean in the place of a
        missing answer where not. ``"pomp"``: the percentage of the maximum possible,
        100 · (mean − minimum) / (maximum − minimum).
    minimum_answered : float or int
        A share (a float above 0, at most 1) or a number (an int from 1) of the dimension's items that must be answered
        for a score; 1 is one item, 1.0 is all of them.
    structure : str or None
        The structure whose dimensions are scored; None takes that of the responses.

    Returns
    -------
    Scores

    Raises
    ------
    OptionError
        A method or structure that does not exist, or a minimum that no respondent can reach.

    References
    ----------
    Cohen, P., Cohen, J., Aiken, L. S., & West, S. G. (1999). The problem of units and the circumstance for POMP.
    Multivariate Behavioral Research, 34(3), 315–346. https://doi.org/10.1207/S15327906MBR3403_2
    """
    if method not in get_args(Method):
        raise OptionError(f"method={method!r}: give one of {', '.join(map(repr, get_args(Method)))}")
    seen = responses if structure is None else responses.with_structure(structure)
    scales = seen.scales
    needed = {dimension: _needed(minimum_answered, len(items), dimension) for dimension, items in scales.items()}
    keyed = seen.keyed
    low, high = min(seen.categories), max(seen.categories)
    scores: dict[str, NDArray[np.float64]] = {}
    bounds: dict[str, tuple[float, float]] = {}
    for dimension, items in scales.items():
        answers = keyed[list(items)].to_numpy(dtype=float)
        scores[dimension] = scored(answers, method, needed[dimension], low, high)
        bounds[dimension] = _bounds(method, len(items), low, high)
    table = pd.DataFrame(scores, index=keyed.index, columns=list(scales))
    index = pd.Index(list(scales), name="dimension")
    return Scores(
        table=table,
        n_scored=pd.Series(table.notna().sum().to_numpy(), index=index, name="n_scored"),
        too_few=pd.Series(table.isna().sum().to_numpy(), index=index, name="too_few"),
        needed=pd.Series(list(needed.values()), index=index, name="needed"),
        n_items=pd.Series([len(items) for items in scales.values()], index=index, name="n_items"),
        minimum=pd.Series([bound[0] for bound in bounds.values()], index=index, name="minimum"),
        maximum=pd.Series([bound[1] for bound in bounds.values()], index=index, name="maximum"),
        method=method,
        minimum_answered=minimum_answered,
        structure=seen.structure,
    )


def scored(answers: NDArray[np.float64], method: Method, needed: int, low: float, high: float) -> NDArray[np.float64]:
    """The score of each respondent on one dimension.

    Parameters
    ----------
    answers : ndarray (n, k)
        Keyed answers, NaN for no answer.
    method : {"mean", "sum", "pomp"}
    needed : int
        How many answers a score takes, from 1.
    low, high : float
        The ends of the response scale.

    Returns
    -------
    ndarray (n,)
        NaN where fewer items were answered.
    """
    answered = (~np.isnan(answers)).sum(axis=1)
    enough = answered >= max(needed, 1)
    count = np.where(enough, answered, 1)
    total = np.nansum(answers, axis=1)
    if method == "mean":
        score = total / count
    elif method == "sum":
        score = total * answers.shape[1] / count
    else:
        score = 100.0 * (total - low * count) / (count * (high - low))
    return np.where(enough, score, np.nan)


def _bounds(method: Method, k: int, low: float, high: float) -> tuple[float, float]:
    if method == "pomp":
        return 0.0, 100.0
    return (low * k, high * k) if method == "sum" else (low, high)


def _needed(minimum_answered: float | int, k: int, dimension: str) -> int:
    """The number of a dimension's k items that must be answered."""
    given = f"minimum_answered={minimum_answered!r}"
    number = isinstance(minimum_answered, (int, float, np.integer, np.floating))
    if not number or isinstance(minimum_answered, bool) or math.isnan(minimum_answered):
        raise OptionError(f"{given}: give a share (above 0, at most 1.0) or a number of items (1, 2, ...)")
    if isinstance(minimum_answered, (int, np.integer)):
        if minimum_answered < 1:
            raise OptionError(f"{given}: a score needs at least one answer; give 1 or more, or a share")
        if minimum_answered > k:
            raise OptionError(f"{given}: dimension {dimension} has only {k} items; give a share, such as 0.5")
        return int(minimum_answered)
    if not 0 < minimum_answered <= 1:
        raise OptionError(f"{given}: a share lies above 0 and is at most 1.0; give a whole number to count items")
    return max(1, math.ceil(minimum_answered * k - 1e-9))
