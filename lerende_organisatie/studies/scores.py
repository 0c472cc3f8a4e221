"""A score per person and dimension, with the error of measurement that belongs to it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, SmallSampleWarning
from lerende_organisatie.psychometrics.reliability.answers import choose_answers
from lerende_organisatie.psychometrics.reliability.coefficients import alpha
from lerende_organisatie.psychometrics.reliability.products import covariance
from lerende_organisatie.responses.responses import check_responses
from lerende_organisatie.responses.scoring import Method, Scores, score_dimensions

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScoresWithError(Scores, Cited):
    """Scores of n respondents on d dimensions, with their standard errors of measurement; made by :func:`score`.

    Attributes
    ----------
    sem : Series (d,)
        Standard error of measurement on the scale of the scores; NA where a dimension has no alpha.
    sd : Series (d,)
        Standard deviation of the scores.
    alpha : Series (d,)
        Cronbach's alpha, from the respondents who answered every item of the dimension.
    n_alpha : Series (d,)
        How many those are.
    """

    CITES: ClassVar[tuple[str, ...]] = ("cronbach1951", "lord1968")

    sem: pd.Series
    sd: pd.Series
    alpha: pd.Series
    n_alpha: pd.Series


def score(
    responses: Responses,
    method: Method = "mean",
    minimum_answered: float | int = 0.5,
    structure: str | None = None,
) -> ScoresWithError:
    """Score every dimension, with the standard error of measurement.

    Parameters
    ----------
    responses : Responses
    method : {"mean", "sum", "pomp"}
        Mean of the answered items in points of the response scale; that mean times the number of items; or the
        percentage of the maximum possible, 0 to 100.
    minimum_answered : float or int
        A share (a float above 0, at most 1) or a number (an int from 1) of the dimension's items that must be answered
        for a score.
    structure : str or None
        The structure whose dimensions are scored; None takes that of the responses.

    Returns
    -------
    ScoresWithError
        ``.table`` has one row per respondent and one column per dimension; ``.sem`` one figure per dimension.

    Raises
    ------
    OptionError
        A method or structure that does not exist, or a minimum that no respondent can reach.

    Warns
    -----
    SmallSampleWarning
        A dimension has no standard error of measurement: one item, or too few respondents who answered it in full.

    Notes
    -----
    The standard error of measurement is sd·√(1 − alpha), sd being that of the scores and alpha that of
    ``reliability(responses)``.

    References
    ----------
    Lord, F. M., & Novick, M. R. (1968). Statistical theories of mental test scores, section 3.8. Addison-Wesley.
    """
    check_responses(responses, "score")
    scores = score_dimensions(responses, method, minimum_answered, structure)
    scales = responses.instrument.structures[scores.structure].scales
    frame = responses.keyed
    sd = scores.table.std(ddof=1).rename_axis("dimension").rename("sd")
    found = [_alpha(frame, dimension, items) for dimension, items in scales.items()]
    alphas = pd.Series([estimate for estimate, _ in found], index=sd.index, name="alpha")
    return ScoresWithError(
        **{field.name: getattr(scores, field.name) for field in fields(scores)},
        sem=(sd * np.sqrt(1.0 - alphas)).rename("sem"),
        sd=sd,
        alpha=alphas,
        n_alpha=pd.Series([n for _, n in found], index=sd.index, name="n_alpha"),
    )


def _alpha(frame: pd.DataFrame, dimension: str, items: tuple[str, ...]) -> tuple[float, int]:
    """Alpha of one dimension and the number of respondents it is from; NaN and a warning where there is none."""
    try:
        answers = choose_answers(frame, items, "listwise", f"alpha of {dimension}")
    except DataError as fault:
        return _no_alpha(dimension, "; ".join(fault.faults)), 0
    estimate = float(alpha(covariance(answers.values)))
    if not np.isfinite(estimate):
        return _no_alpha(dimension, "the sum of its items is the same for everyone"), answers.n
    return estimate, answers.n


def _no_alpha(dimension: str, reason: str) -> float:
    warnings.warn(f"{dimension}: no standard error of measurement, {reason}", SmallSampleWarning, stacklevel=4)
    return float("nan")
